"""Runs one command, and tells its time and the most memory it had: `python -S launch.py LIMIT COMMAND…`, limit in megabytes.

It is a small process of its own because a command is told to have had at least the memory of who started it.
"""

import json
import os
import resource
import signal
import sys
import time


def main() -> None:
    limit, command = int(sys.argv[1]) * 1_000_000, sys.argv[2:]
    told = os.dup(2)
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        signal.alarm(900)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(child, 0)
    answer = {
        "seconds": time.perf_counter() - start,
        "megabytes": usage.ru_maxrss / 1024,
        "exit": os.waitstatus_to_exitcode(status),
    }
    os.write(told, (json.dumps(answer) + "\n").encode())


if __name__ == "__main__":
    main()
