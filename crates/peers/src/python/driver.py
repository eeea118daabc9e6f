"""Runs one peer for the Rust side, which asks for times line by line.

    python driver.py MODULE LOADER INPUT ANSWER SECONDS

`MODULE.run(*LOADER.load(INPUT))` is the work, `LOADER.dump` turns its result into bytes for the
file ANSWER. After the first call, which is where a just-in-time compiler works, the driver prints

    ready SECONDS

and then answers each line that it reads:

    time N      took SECONDS     N more calls, timed together
    answer      wrote            the last result is in ANSWER now

It ends when its input does. No single step may take longer than SECONDS.
"""

import faulthandler
import importlib
import os
import sys
from time import perf_counter


def main():
    module, loader, source, target, limit = sys.argv[1:]
    limit = float(limit)
    # What the peer or its packages print must not get between the answers.
    replies = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    def reply(*words):
        print(*words, file=replies, flush=True)

    def watch():
        # Ends this process even when nobody is left to do it, and even inside compiled code.
        faulthandler.dump_traceback_later(limit, exit=True)

    watch()
    loader = importlib.import_module(loader)
    run = importlib.import_module(module).run
    data = loader.load(source)

    def write(result):
        with open(target, "wb") as file:
            file.write(loader.dump(result))

    start = perf_counter()
    result = run(*data)
    first = perf_counter() - start
    write(result)
    reply("ready", first)

    # Waiting for the next question is not limited.
    faulthandler.cancel_dump_traceback_later()
    for line in sys.stdin:
        watch()
        command, *rest = line.split()
        if command == "time":
            calls = int(rest[0])
            start = perf_counter()
            for _ in range(calls):
                result = run(*data)
            reply("took", perf_counter() - start)
        elif command == "answer":
            write(result)
            reply("wrote")
        faulthandler.cancel_dump_traceback_later()


main()
