"""The evaluators: how each is made ready with the ordinary client of its registry, how it is called, and what the
contract has that it has no place for."""

import pathlib
import re
import shlex
import shutil
import subprocess

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]

UNIQUE_IDS = (re.compile(r'"A[RI][OD]A[A-Z0-9]{8,}"'), "a unique ID as principal")
SESSIONS = (re.compile(r'Principal": \{[^}]*:assumed-role/'), "a session as principal")


class Evaluator:
    """name; command: the adapter; lacks: patterns of policy texts that it has no input for."""

    def __init__(self, name, command, lacks=(), make=None):
        self.name, self.command, self.lacks, self.make = name, command, lacks, make

    def ready(self, scratch):
        """Build or install; returns why it cannot run here, or None."""
        if self.make:
            if not shutil.which(self.make[0][0]):
                return f"{self.make[0][0]} is missing"
            where = HERE / self.make[1]
            done = subprocess.run([part.format(scratch=scratch) for part in self.make[0]], cwd=where,
                                  capture_output=True, text=True)
            if done.returncode:
                return (done.stderr or done.stdout).strip().splitlines()[-1]
        self.command = [part.format(scratch=scratch) for part in self.command]
        try:
            self.version = subprocess.run(self.command + ["version"], capture_output=True, text=True, check=True,
                                          cwd=HERE).stdout.strip()
        except (OSError, subprocess.CalledProcessError) as error:
            text = getattr(error, "stderr", None) or str(error)
            return text.strip().splitlines()[-1]
        return None

    def cannot(self, line):
        """Why the evaluator has no input for something of the line, by the text of its policies; or None."""
        for pattern, reason in self.lacks:
            if pattern.search(line):
                return reason
        return None

    def answers(self, text):
        """One answer a line."""
        done = subprocess.run(self.command, input=text, capture_output=True, text=True, check=True, cwd=HERE)
        return done.stdout.splitlines()


def known():
    """The evaluators that have an adapter here, clearway first."""
    go = ["go", "build", "-o"]
    return [
        Evaluator("clearway", ["{scratch}/clearway"], make=(go + ["{scratch}/clearway", "./clearway"], "")),
        Evaluator("iam-simulate", ["node", "iam-simulate/adapter.mjs"], [UNIQUE_IDS],
                  (["npm", "install", "--no-audit", "--no-fund", "--no-package-lock"], "iam-simulate")),
        Evaluator("pmapper", ["python3", "pmapper/adapter.py"], [UNIQUE_IDS, SESSIONS]),
        Evaluator("moto", ["python3", "moto/adapter.py"], [UNIQUE_IDS]),
        Evaluator("minio", ["{scratch}/minio"], [UNIQUE_IDS, SESSIONS],
                  (go + ["{scratch}/minio", "."], "minio")),
    ]


def given(text):
    """NAME=COMMAND of an adapter that is somewhere else. It gets no session and no unique ID as principal, unless the
    name ends in "+"."""
    name, _, command = text.partition("=")
    lacks = [] if name.endswith("+") else [UNIQUE_IDS, SESSIONS]
    return Evaluator(name.rstrip("+"), shlex.split(command), lacks)
