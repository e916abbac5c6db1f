"""Pagefind, handed its pages one by one in our order: of a folder it would take them in the order of the file system.

It runs as a service: messages in and out are JSON in Base64, each with a comma behind it.
"""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import IO, Any

PIECE = 1 << 20


def indexed(pages: Mapping[str, str]) -> dict[str, bytes]:
    """The files of an index over pages, by their paths; the pages are given by theirs."""
    messages: list[dict[str, Any]] = [{"type": "NewIndex", "config": {"force_language": "en"}}]
    messages += [{"type": "AddFile", "index_id": 0, "file_path": path, "file_contents": html} for path, html in pages.items()]
    messages.append({"type": "GetFiles", "index_id": 0})
    service = subprocess.Popen([sys.executable, "-m", "pagefind", "--service"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert service.stdin and service.stdout
    # Apart from reading, or both sides might wait for the other to empty a full pipe.
    sender = threading.Thread(target=_send, args=(service.stdin, messages))
    sender.start()
    try:
        for answer in _answers(service.stdout):
            if answer["type"] == "Error":
                raise ChildProcessError(f"Pagefind does not take a page: {answer['message']}")
            if answer["type"] == "GetFiles":
                return {file["path"]: base64.b64decode(file["content"]) for file in answer["files"]}
        raise ChildProcessError("Pagefind has ended before its work was done")
    finally:
        service.kill()  # it would wait for more messages for ever
        sender.join()
        with suppress(BrokenPipeError):
            service.stdin.close()
        service.stdout.close()
        service.wait()


def _send(pipe: IO[bytes], messages: list[dict[str, Any]]) -> None:
    """Write the messages; the pipe stays open, for the service ends with it, answered or not."""
    with suppress(BrokenPipeError):  # it has ended: whoever reads its answers says so
        for number, message in enumerate(messages, start=1):
            pipe.write(base64.b64encode(json.dumps({"message_id": number, "payload": message}).encode()) + b",")
        pipe.flush()


def _answers(pipe: IO[bytes]) -> Iterator[dict[str, Any]]:
    rest = bytearray()
    while piece := pipe.read1(PIECE):  # type: ignore[attr-defined]
        rest += piece
        if b"," in piece:
            *whole, last = rest.split(b",")
            for answer in whole:
                yield json.loads(base64.b64decode(answer))["payload"]
            rest = last
