#!/usr/bin/env python3
"""Time `clearway sync` and `aws s3 sync` side by side between two buckets of the lab.

Needs Go and the AWS CLI on PATH; everything else is made in a temporary
directory: the lab, its state, the objects. Every round runs each tool once
against an emptied destination; the table shows medians.

    python3 bench/sync.py                       # 10,000 objects of 1 KiB, 3 rounds
    python3 bench/sync.py --n 1000 --rounds 5
    python3 bench/sync.py --n 5000 --kill 8     # killed at random moments, ends identical
"""

import argparse
import json
import os
import pathlib
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import time

SOURCE, DESTINATION = "s3://dev-cm-aaaaaaaaaaaa/bench", "s3://dev-cm-bbbbbbbbbbbb/bench"
QUIET = ["--only-show-errors"]
ROOT = pathlib.Path(__file__).resolve().parent.parent


def run(command, env, check=True):
    """Run a command to its end; give wall seconds, CPU seconds and peak MiB."""
    begin = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begin
    if check and status != 0:
        sys.exit(f"{' '.join(command)} failed:\n{errors.decode()}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss / 1024}


def requests(log):
    """Requests in the lab's log: a line for each decision, the ID of the request second."""
    with open(log, "rb") as lines:
        return len({line.split(b" ", 2)[1] for line in lines if line.count(b" ") > 1})


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--n", type=int, default=10000, help="objects")
    parser.add_argument("--size", type=int, default=1024, help="bytes of each")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--kill", type=int, default=0, metavar="N", help="measure nothing: kill N copies, then compare")
    o = parser.parse_args()

    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        clearway = str(scratch / "clearway")
        subprocess.run(["go", "build", "-o", clearway, "./cmd/clearway"], cwd=ROOT, check=True)
        log = scratch / "lab.log"
        lab = subprocess.Popen(
            [clearway, "lab", "--state", str(scratch / "state"), "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=open(log, "wb"))
        try:
            if not lab.stdout.readline().startswith(b"lab ready"):
                sys.exit(log.read_text())
            (kill if o.kill else measure)(o, clearway, scratch, log)
        finally:
            lab.send_signal(signal.SIGTERM)
            lab.wait()


def prepare(o, clearway, scratch):
    """Fill the source, open the destination; give the environment of the lab."""
    env = dict(os.environ)
    env.update(json.loads(subprocess.check_output(
        [clearway, "lab", "env", "--state", str(scratch / "state"), "--output", "json"])))
    files = scratch / "files"
    (scratch / "empty").mkdir()
    for i in range(o.n):
        path = files / f"{i % 100:02d}" / f"{i:06d}.bin"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(i.to_bytes(8, "big") * (o.size // 8))
    run([clearway, "sync", str(files), SOURCE, "--profile", "a", *QUIET], env)
    run([clearway, "grant", "s3://dev-cm-bbbbbbbbbbbb", "--for", "sync-dest", "--to", "a",
         "--owner-profile", "b", "--backup-dir", str(scratch), "--yes"], env)
    return env


def kill(o, clearway, scratch, log):
    """Kill a copy at random moments; what a last run leaves has to be the source, byte for byte."""
    env = prepare(o, clearway, scratch)
    copy = [clearway, "sync", SOURCE, DESTINATION, "--profile", "a", *QUIET]
    whole = run(copy, env)["wall"]
    run([clearway, "sync", str(scratch / "empty"), DESTINATION, "--delete", "--profile", "b", *QUIET], env)
    for i in range(o.kill):
        process = subprocess.Popen(copy, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(random.uniform(0, whole))
        process.kill()
        process.wait()
        print(f"killed run {i + 1} of {o.kill}")
    run(copy, env)
    there = scratch / "there"
    run([clearway, "sync", DESTINATION, str(there), "--profile", "b", *QUIET], env)
    subprocess.run(["diff", "-r", str(scratch / "files"), str(there)], check=True)
    print(f"{o.n} objects identical after {o.kill} kills")


def measure(o, clearway, scratch, log):
    env = prepare(o, clearway, scratch)
    empty = scratch / "empty"
    copy = [SOURCE, DESTINATION, "--profile", "a", *QUIET]
    tools = {"clearway sync": [clearway, "sync", *copy], "aws s3 sync": ["aws", "s3", "sync", *copy]}
    rows = {(tool, what): [] for tool in tools for what in ("first copy", "nothing to do")}
    for _ in range(o.rounds):
        for tool, command in tools.items():
            run([clearway, "sync", str(empty), DESTINATION, "--delete", "--profile", "b", *QUIET], env)
            for what in ("first copy", "nothing to do"):
                before = requests(log)
                row = run(command, env)
                row["requests"] = requests(log) - before
                rows[tool, what].append(row)

    print(f"{o.n} objects of {o.size} bytes, medians of {o.rounds} rounds\n")
    print("| scenario | tool | wall s | CPU s | peak MiB | requests |")
    print("| --- | --- | --- | --- | --- | --- |")
    for (tool, what), found in sorted(rows.items(), key=lambda item: item[0][1]):
        middle = {k: statistics.median(r[k] for r in found) for k in found[0]}
        print(f"| {what} | {tool} | {middle['wall']:.2f} | {middle['cpu']:.2f} | {middle['peak']:.0f} | {middle['requests']:.0f} |")


if __name__ == "__main__":
    main()
