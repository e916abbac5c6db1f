"""Another machine, as far as Python can tell: run before any program that is started with this folder in PYTHONPATH.

ELSEWHERE_ORDER=7 hands out the files of each folder in an order of its own; ELSEWHERE_CLOCK=86400 sets the clock to
so many seconds after 1970; ELSEWHERE_CALLS=FILE refuses the network, and notes in a file who was called.
"""

import os
import random
import socket
import time

if seed := os.environ.get("ELSEWHERE_ORDER"):
    chance = random.Random(int(seed))
    listdir, scandir = os.listdir, os.scandir

    class Scan:
        """What os.scandir gives, in another order."""

        def __init__(self, *place):
            with scandir(*place) as entries:
                found = list(entries)
            chance.shuffle(found)
            self.entries = iter(found)

        def __iter__(self):
            return self.entries

        def __next__(self):
            return next(self.entries)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def close(self):
            pass

    def listed(*place):
        found = listdir(*place)
        chance.shuffle(found)
        return found

    os.listdir, os.scandir = listed, Scan

if moment := os.environ.get("ELSEWHERE_CLOCK"):
    clock, ahead = time.time, float(moment) - time.time()
    time.time = lambda: clock() + ahead  # date.today() asks it too

if calls := os.environ.get("ELSEWHERE_CALLS"):

    def refuse(*called):
        with open(calls, "a", encoding="utf-8") as file:
            file.write(f"{called[1:] or called}\n")
        raise OSError(101, "Network is unreachable")

    socket.getaddrinfo = refuse
    socket.socket.connect = refuse
