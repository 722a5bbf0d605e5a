"""Processor time of one decision, measured from outside: the adapter decides one line N times, then many more times;
the difference of the two runs' user and system time is what the additional decisions took. Starting, reading and
warming up fall out of the difference. Everything runs on one core, all evaluators in turn."""

import json
import os
import resource
import statistics
import subprocess

import evaluators
import lines

ROUNDS = 3


def spent(command, what, times, text):
    """Processor seconds of one run of the adapter's loop, its answer checked."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command + ["loop", what, str(times)], input=text, capture_output=True, text=True, check=True,
                          cwd=evaluators.HERE, env={**os.environ, "GOMAXPROCS": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = json.loads(done.stdout.splitlines()[-1])
    if answer.get("decision") != "allow":
        raise RuntimeError(f"answers {answer}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def one(command, what, text, seconds):
    """Seconds of processor time for one decision."""
    times = 64
    while True:
        took = spent(command, what, times, text)
        if took > seconds / 4:
            break
        times *= 4
    base = spent(command, what, times // 2, text)
    return (spent(command, what, times * 4, text) - base) / (times * 4 - times // 2)


def pin():
    """Keep this process and its children on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def measure(chosen, seconds):
    """Print the median of ROUNDS rounds, each of which runs every evaluator once."""
    pin()
    print("| policies | evaluator | decision | × clearway | with reading the policies | × clearway |")
    print("| --- | --- | --- | --- | --- | --- |")
    for line in lines.story(), lines.large():
        text = json.dumps(line) + "\n"
        jobs = [(e.version, e.command, "decide", "whole") for e in chosen]
        figures = {}
        for _ in range(ROUNDS):
            for name, command, *whats in jobs:
                for what in whats:
                    try:
                        figures.setdefault((name, what), []).append(one(command, what, text, seconds))
                    except (RuntimeError, subprocess.CalledProcessError) as error:
                        figures[name, what] = str(error).splitlines()[-1][:60]
        show(line["name"], jobs, figures)


def show(policies, jobs, figures):
    median = {key: statistics.median(v) for key, v in figures.items() if isinstance(v, list)}
    own = jobs[0][0]
    for name, _, *whats in jobs:
        cells = []
        for what in whats:
            took = median.get((name, what))
            cells += [f"{took * 1e6:.2f} µs" if took else figures[name, what],
                      f"{took / median[own, what]:.1f}" if took else ""]
        print(f"| {policies} | {name} | " + " | ".join(cells) + " |", flush=True)
