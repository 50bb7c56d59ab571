"""Runs the benchmarks of a release build and prints a table, with the limits that figures must meet; --json FILE keeps the figures."""

import argparse
import json
import os
import subprocess
import sys

from limits import LIMITS, judge


def parse_arguments():
    parser = argparse.ArgumentParser(prog="dev bench", description="Measure against the peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="which benchmarks (default: all)")
    parser.add_argument("--json", metavar="FILE", help="write the figures to FILE")
    return parser.parse_args(sys.argv[2:])


def human(value):
    if value is None:
        return "-"
    if value >= 10000:
        return f"{value:,.0f}"
    return f"{value:.3g}"


def describe(figure):
    """A line of the table: the figure, what it is compared with or may be at most, and how it was taken."""
    beside = []
    if figure["peer"]:
        beside.append(f"{human(figure['peer_value'])} {figure['peer']}, {human(figure['ratio'])} times better")
    if figure["limit"] is not None:
        beside.append(f"at most {human(figure['limit'])}: {'met' if figure['met'] else 'MISSED'}")
    return (f"{figure['bench']:34} {human(figure['ours']):>14} {figure['unit']:16} {'; '.join(beside) or 'no peer'}"
            f"  (runs {figure['runs']}, load {figure['load']:.1f})")


def main():
    build = sys.argv[1]
    arguments = parse_arguments()
    folder = os.path.join(build, "bench")
    programs = sorted(
        name for name in os.listdir(folder)
        if name.startswith("bench-") and os.access(os.path.join(folder, name), os.X_OK) and os.path.isfile(os.path.join(folder, name))
    )
    commands = {name.removeprefix("bench-"): [os.path.join(folder, name)] for name in programs}
    window = os.path.join(build, "src", "ui", "xaudience")
    if os.path.exists(window):
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "app.py")
        commands["app"] = [sys.executable, script, window, os.path.join(build, "src", "cli", "xaudience-cli")]
    server = os.path.join(os.path.dirname(os.path.abspath(__file__)), "server.py")
    # The window beside the server is part of it.
    beside = commands.pop("served-window", [])
    commands["server"] = [sys.executable, server, os.path.join(build, "src", "cli", "xaudience-cli"), *beside]
    known = sorted(commands)
    unknown = [name for name in arguments.names if name not in known]
    if unknown:
        sys.exit(f"bench: no such benchmark: {', '.join(unknown)} (there are: {', '.join(known)})")
    environment = dict(os.environ, XAUDIENCE_BENCH_DIR=folder)
    figures, failed, missed = [], [], []
    for name in known:
        if arguments.names and name not in arguments.names:
            continue
        run = subprocess.run(commands[name], stdout=subprocess.PIPE, text=True, env=environment, check=False)
        for line in run.stdout.splitlines():
            figure = json.loads(line)
            figure["limit"], figure["met"] = judge(figure["bench"], figure["ours"])
            figures.append(figure)
            print(describe(figure), flush=True)
            if figure["met"] is False:
                missed.append(figure["bench"])
        if run.returncode != 0:
            failed.append(name)
    if arguments.json:
        with open(arguments.json, "w", encoding="utf-8") as out:
            json.dump(figures, out, indent=1)
            out.write("\n")
    unmeasured = [] if arguments.names else sorted(set(LIMITS) - {figure["bench"] for figure in figures})
    if failed:
        print(f"bench: failed: {', '.join(failed)}", file=sys.stderr)
    if missed:
        print(f"bench: missed limits: {', '.join(missed)}", file=sys.stderr)
    if unmeasured:
        print(f"bench: limits without a figure: {', '.join(unmeasured)}", file=sys.stderr)
    if failed or missed or unmeasured:
        sys.exit(1)


main()
