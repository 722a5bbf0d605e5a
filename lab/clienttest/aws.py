"""Carries out AWS CLI commands, each in a process of its own.

Starting Python and reading the AWS CLI's code and service models takes far
longer than most commands. Here one process does that once and forks for each
command; the command itself is the AWS CLI's own code, unchanged.

usage: aws.py SOCKET VERSION

A connection to SOCKET carries one line of JSON (args, cwd, env, and the files
stdin, stdout, stderr) and is answered by the exit code. The end of this
process's own stdin ends it.
"""

import functools
import gc
import json
import mimetypes
import os
import select
import signal
import socket
import sys
import traceback

BEFORE = dict(os.environ)  # importing the AWS CLI adds where its data are

import awscli.clidriver
import awscli.customizations.s3.subcommands
import botocore.loaders


def prepare():
    """Reads the service models, which every command will look at."""
    mimetypes.knownfiles.clear()  # content types without this machine's own
    loader = botocore.loaders.JSONFileLoader
    load = functools.cache(functools.partial(loader.load_file, loader()))
    loader.load_file = lambda _, path: load(path)
    driver = awscli.clidriver.create_clidriver()
    driver._get_command_table()
    driver.session.create_client("s3", region_name="us-east-1").close()
    gc.collect()
    gc.freeze()


def run(order):
    """Runs one command in this process and gives its exit code."""
    added = {name: value for name, value in os.environ.items() if BEFORE.get(name) != value}
    os.environ.clear()
    os.environ.update(added)
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        file = os.open(order[name], os.O_RDONLY if number == 0 else os.O_WRONLY)
        os.dup2(file, number)
        os.close(file)
    sys.argv = ["aws"] + order["args"]
    try:
        code = awscli.clidriver.main()
    except SystemExit as e:
        code = e.code
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return int(code or 0)


def child(connection):
    with connection, connection.makefile("r") as lines:
        code = run(json.loads(lines.readline()))
        connection.sendall(b"%d\n" % code)


def main(path, version):
    if awscli.__version__ != version:
        sys.exit(f"this Python has version {awscli.__version__}, not {version}")
    prepare()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(64)
        print("ready", flush=True)
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        while listener in select.select([listener, sys.stdin], [], [])[0]:
            connection, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                try:
                    child(connection)
                finally:
                    os._exit(0)
            connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
