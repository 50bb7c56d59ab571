"""Fuzzes the parsers: `./dev fuzz [NAME...] [--seconds N]`.

Each target starts from its committed corpus and from what earlier runs found, which stays in the
build folder. A finding is written there too; put it into the corpus once it is mended.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parent
ENVIRONMENT = {
    "G_DEBUG": "fatal-criticals",
    "LC_ALL": "C.UTF-8",
    "ASAN_OPTIONS": "detect_leaks=1:quarantine_size_mb=8",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
}


def parse_arguments():
    parser = argparse.ArgumentParser(prog="./dev fuzz", description="Fuzz the parsers.")
    parser.add_argument("build", type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("names", nargs="*", metavar="NAME", help="targets; all if none is named")
    parser.add_argument("--seconds", type=int, default=60, help="for each target (60)")
    return parser.parse_args()


def fuzz(program, name, seconds):
    """Runs one target. Returns whether it came through."""
    found = program.parent / "corpus" / name
    findings = program.parent / "findings"
    found.mkdir(parents=True, exist_ok=True)
    findings.mkdir(exist_ok=True)
    command = [
        program, f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=1500", "-max_len=20000", "-print_final_stats=1",
        f"-artifact_prefix={findings}/{name}-", found, SOURCE / "corpus" / name,
    ]
    run = subprocess.run(command, env=os.environ | ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, errors="replace", check=False)
    runs = re.search(r"stat::number_of_executed_units: (\d+)", run.stderr)
    covered = re.findall(r"cov: (\d+)", run.stderr)
    executed = int(runs[1]) if runs else 0
    # A fuzzer that ran nothing has found nothing either: no success.
    if run.returncode == 0 and executed > 0:
        print(f"{name}: {executed} runs in {seconds} s, {covered[-1] if covered else 0} edges covered, nothing found", flush=True)
        return True
    print(run.stderr[-6000:])
    written = re.search(r"Test unit written to (\S+)", run.stderr)
    print(f"{name}: FAILED, input in {written[1] if written else 'no file'}", flush=True)
    return False


def main():
    arguments = parse_arguments()
    folder = arguments.build / "tests" / "fuzz"
    programs = {path.name.removeprefix("fuzz-"): path for path in sorted(folder.glob("fuzz-*")) if path.is_file() and os.access(path, os.X_OK)}
    unknown = [name for name in arguments.names if name not in programs]
    if unknown or not programs:
        sys.exit(f"no target {', '.join(unknown)}; there are {', '.join(programs) or 'none'}")
    names = arguments.names or list(programs)
    failed = [name for name in names if not fuzz(programs[name], name, arguments.seconds)]
    print(f"{len(names) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
