"""What a person must not have to wait for, or miss: the most that a figure of a benchmark may be.

Frames and turns of the main loop are bound by the time that the thread itself works: a frame's time on the
clock holds the work of every other program too, and is printed beside it. Starting has so few turns that
its p99 is its longest but one, the first frame: only the longest is bound there.
"""

FRAME_MS = 16.6  # sixty pictures a second

LIMITS = {
    "app.start-to-first-usable-frame": 1.0,  # s
    "app.idle-cpu": 1.0,  # %
    "app.resident-after-all-pages": 200.0,  # MB
    "graph-pan-work-p95": FRAME_MS,
    "graph-zoom-work-p95": FRAME_MS,
    "explore-scroll-work-p99": FRAME_MS,
    **{f"main-loop-{while_}-p99": 16.0 for while_ in ("first-pages", "audiences", "importing")},
    **{f"main-loop-{while_}-max": 50.0 for while_ in ("starting", "first-pages", "audiences", "importing")},
}


def judge(name, value):
    """The limit of this figure and whether it is met, or None and None where it has no limit. A figure that is none misses its limit."""
    most = LIMITS.get(name)
    if most is None:
        return None, None
    return most, value is not None and value <= most
