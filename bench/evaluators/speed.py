"""Processor time of one decision, measured from outside: the adapter decides one line N times, then many more times;
the difference of the two runs' user and system time is what the additional decisions took. Starting, reading and
warming up fall out of the difference. Everything runs on one core, all evaluators in turn."""

import json
import os
import resource
import statistics
import subprocess
import sys

import evaluators
import lines

ROUNDS = 3


def spent(command, what, times, text, want):
    """Processor seconds of one run of the adapter's loop, its answer checked."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command + ["loop", what, str(times)], input=text, capture_output=True, text=True, check=True,
                          cwd=evaluators.HERE, env={**os.environ, "GOMAXPROCS": "1"})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = json.loads(done.stdout.splitlines()[-1])
    if answer.get("decision") != want:
        raise RuntimeError(f"answers {answer}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def one(command, what, text, want, seconds):
    """Seconds of processor time for one decision."""
    times = 64
    while True:
        took = spent(command, what, times, text, want)
        if took > seconds / 4:
            break
        times *= 4
    base = spent(command, what, times // 2, text, want)
    return (spent(command, what, times * 4, text, want) - base) / (times * 4 - times // 2)


def pin():
    """Keep this process and its children on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def measure(chosen, seconds):
    """Print the median of ROUNDS rounds, each of which runs every evaluator once."""
    pin()
    print("| policies | evaluator | decision | × clearway | with reading the policies | × clearway |")
    print("| --- | --- | --- | --- | --- | --- |")
    for line, want in (lines.story(), "allow"), (lines.large(), "allow"), (lines.refused(), "deny"):
        text = json.dumps(line) + "\n"
        jobs = []
        for evaluator in chosen:
            jobs.append((evaluator.version, evaluator.command, "decide", "whole"))
            if evaluator.name == "clearway":
                jobs.append((evaluator.version + ", with its whole trace", evaluator.command, "trace"))
        jobs = [job for job in jobs if able(job, line["name"], text, want)]
        figures = {}
        for _ in range(ROUNDS):
            for name, command, *whats in jobs:
                for what in whats:
                    figures.setdefault((name, what), []).append(one(command, what, text, want, seconds))
        show(line["name"], jobs, figures)


def able(job, policies, text, want):
    """Whether the evaluator decides this line, and as it should; says so if not."""
    name, command, what = job[:3]
    try:
        spent(command, what, 1, text, want)
    except (RuntimeError, subprocess.CalledProcessError) as error:
        print(f"{policies}: {name} is left out: it {str(error).splitlines()[-1]}", file=sys.stderr)
        return False
    return True


def show(policies, jobs, figures):
    median = {key: statistics.median(values) for key, values in figures.items()}
    own = jobs[0][0]
    for name, _, *whats in jobs:
        cells = []
        for what in whats:
            took = median[name, what]
            reference = median.get((own, what), median[own, "decide"])
            cells += [f"{took * 1e6:,.2f} µs", f"{took / reference:,.1f}"]
        print(f"| {policies} | {name} | " + " | ".join(cells + [""] * (4 - len(cells))) + " |", flush=True)
