"""The loop that the adapters written in Python share: see README.md for the protocol."""

import json
import sys
import warnings


class Cannot(Exception):
    """The evaluator has no place for something that the line has."""


def only(line, principals=None, policies=None):
    """Raise Cannot unless the line keeps to the kinds of principals and policies that the evaluator knows."""
    kind = line["request"]["principal"]["type"]
    if principals is not None and kind not in principals:
        raise Cannot(f"principal: {kind}")
    for name in line["policies"]:
        if policies is not None and name not in policies:
            raise Cannot(f"policy: {name}")


def answer(prepare, line):
    """The answer to one line. prepare takes the line and gives a function that decides: it returns the answer."""
    try:
        return prepare(line)()
    except Cannot as cannot:
        return {"cannot": str(cannot)}
    except Exception as error:  # whatever the evaluator raises is its answer
        return {"error": f"{type(error).__name__}: {error}"}


def decision(allowed, explicit=None, layers=None):
    """The answer of an evaluator that says yes or no, and perhaps whether a Deny decided and which layers refused."""
    out = {"decision": "allow" if allowed else "deny"}
    if explicit is not None and not allowed:
        out["kind"] = "explicit" if explicit else "implicit"
    if layers and not allowed:
        out["layers"] = layers
    return out


def main(version, prepare):
    """Speak the protocol. prepare(line) does what an evaluator can do once for many requests and returns a function
    without arguments that decides the request and returns the answer."""
    warnings.simplefilter("ignore")
    if sys.argv[1:] == ["version"]:
        print(version())
    elif len(sys.argv) == 4 and sys.argv[1] == "loop":
        text = sys.stdin.readline()
        first = answer(prepare, json.loads(text))
        if "decision" not in first:
            print(json.dumps(first))
            return
        once = prepare(json.loads(text))
        step = {"decide": once, "whole": lambda: prepare(json.loads(text))()}[sys.argv[2]]
        for _ in range(int(sys.argv[3])):
            step()
        print(json.dumps(once()))
    else:
        for text in sys.stdin:
            print(json.dumps(answer(prepare, json.loads(text))), flush=True)
