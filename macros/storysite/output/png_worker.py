"""A process that draws: takes drawings from its input until that ends, and answers each with its PNG."""

from __future__ import annotations

import pickle
import signal
import sys

import resvg_py


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever started it ends it
    while True:
        try:
            drawing = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        pickle.dump(bytes(resvg_py.svg_to_bytes(**drawing)), sys.stdout.buffer)
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
