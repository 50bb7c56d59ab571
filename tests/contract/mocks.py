"""Lets a provider ask a mock of the platform's own description, and fails where the mock says that a request is none of it."""

import re

import front
import servers  # which finds tap
import tap

# What a mock says of a request that its document does not allow.
VIOLATIONS = ["Violation: request", "Invalid security scheme", "no path matched", "Route not resolved"]


def judge(provider, document, target, steps, token="-", expected=(), undocumented=(), more=(), rewrite=None, answer=None):
    """Lets a provider ask a mock, and reads in its log what it asked.

    more: further targets, each with its steps.
    expected: parts of paths that must have been asked for; undocumented: of those that the platform has
    and its document does not.
    rewrite, answer: see front.py; nothing stands between without them.
    Returns: what the probe said, and what was asked, as it was asked
    """
    server = servers.prism(document)
    between = front.Front(server.base, rewrite, answer) if rewrite or answer else None
    try:
        base = (between or server).base
        host = base.split("//")[1]
        said = "".join(servers.probe(provider, base, token, one.format(host=host), *its) for one, its in [(target, steps), *more])
        log = server.log()
    finally:
        if between:
            between.stop()
        server.stop()
    if between:
        tap.equal(between.failures, [], f"what failed between probe and mock:\n{said}")
    asked = re.findall(r"\[HTTP SERVER\] (?:get|post) (\S+)", log)
    for violation in VIOLATIONS:
        lines = [line for line in log.splitlines() if violation in line and not any(part in line for part in undocumented)]
        tap.check(not lines, f"{violation}:\n" + "\n".join(lines[:5]) + f"\nasked {asked}\nsaid:\n{said}")
    for path in expected:
        tap.check(any(path in one for one in asked), f"{path} was not asked for: {asked}\nsaid:\n{said}")
    tap.check(asked, f"nothing was asked for:\n{said}\n{log}")
    return said, between.asked if between else []
