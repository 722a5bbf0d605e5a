"""Asks IAM evaluators the same questions: every case of the corpus, and two inputs for speed. See README.md.

    python3 bench/evaluators/run.py check     answers of all evaluators → results.tsv, counts
    python3 bench/evaluators/run.py table     results.tsv → the tables of docs/evaluator.md
    python3 bench/evaluators/run.py speed     processor time of one decision
    python3 bench/evaluators/run.py random    random requests: where others part ways with clearway
"""

import argparse
import datetime
import json
import random
import subprocess
import sys
import tempfile

import evaluators
import lines
import randomly
import speed
import tables

ROOT = evaluators.ROOT
RESULTS = evaluators.HERE / "results.tsv"


def corpus(scratch):
    """The cases, as lines with what each wants."""
    text = subprocess.run([f"{scratch}/clearway", "corpus", "testdata/corpus"], cwd=ROOT, check=True,
                          capture_output=True, text=True).stdout
    return [lines.complete(json.loads(line)) for line in text.splitlines()]


def judge(want, answer):
    """One cell of results.tsv: "=" or how the answer differs from what the case wants."""
    if "cannot" in answer:
        return "cannot: " + short(answer["cannot"])
    if "error" in answer:
        return "refused: " + short(answer["error"])
    decision, kind, layer = (want.split() + ["none", "none"])[:3]
    if answer["decision"] != decision:
        return "decision: " + answer["decision"]
    layers = answer.get("layers") or ([answer["layer"]] if answer.get("layer") else [])
    if answer.get("kind", kind) != kind:
        return "kind: " + answer["kind"]
    if layers and layer not in layers:
        return "layer: " + ",".join(layers)
    return "="


def short(text):
    return " ".join(text.split())[:60]


def check(chosen, scratch):
    """Ask everybody everything; keep the columns of evaluators that are not asked this time."""
    cases = corpus(scratch)
    table = tables.read(RESULTS)
    today = datetime.date.today().isoformat()
    for evaluator in chosen:
        texts = [json.dumps(case) for case in cases]
        asked = [evaluator.cannot(json.dumps(case["policies"])) for case in cases]
        said = evaluator.answers("\n".join(t for t, no in zip(texts, asked) if not no) + "\n")
        answers = iter(said)
        column = {}
        for case, no in zip(cases, asked):
            column[case["name"]] = judge(case["want"], {"cannot": no} if no else json.loads(next(answers)))
        table.put(evaluator.name, evaluator.version, today, column)
    table.cases = [(case["name"], case["want"]) for case in cases]
    tables.write(RESULTS, table)
    print(tables.totals(table))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["check", "table", "speed", "random"])
    parser.add_argument("--only", action="append", help="an evaluator's name; may be repeated")
    parser.add_argument("--adapter", action="append", default=[], metavar="NAME=COMMAND",
                        help="one more adapter that speaks the protocol")
    parser.add_argument("--seconds", type=float, default=2.0, help="processor time of one measurement")
    parser.add_argument("--count", type=int, default=2000, help="random requests of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="differences to print, of each kind and evaluator")
    args = parser.parse_args()
    if args.what == "table":
        tables.publish(RESULTS, ROOT)
        return
    with tempfile.TemporaryDirectory() as scratch:
        chosen = []
        for evaluator in evaluators.known() + [evaluators.given(text) for text in args.adapter]:
            if args.only and evaluator.name not in args.only and evaluator.name != "clearway":
                continue
            reason = evaluator.ready(scratch)
            if reason and evaluator.name == "clearway":
                sys.exit(f"clearway cannot be built: {reason}")
            if reason:
                print(f"{evaluator.name} is left out: {reason}", file=sys.stderr)
            else:
                chosen.append(evaluator)
        if args.what == "check":
            check(chosen, scratch)
        elif args.what == "random":
            randomly.compare(chosen, args.count, random.Random(args.seed), args.show)
        else:
            speed.measure(chosen, args.seconds)


if __name__ == "__main__":
    main()
