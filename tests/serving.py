"""nginx on this machine, for tests and benches."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storysite.bootstrap.test_runner import TOOLS, find_nginx
from tests.projects import ROOT
from tests.waiting import until

SERVER = (ROOT / ".github" / "server.conf").read_text(encoding="utf-8")
"""The server block that operators are given."""
CONFIGURATION = """
daemon off; {user} worker_processes 1; pid {run}/pid; error_log {run}/errors;
events {{ worker_connections 256; }}
http {{
  types {{
    text/html html; text/css css; text/javascript js mjs; application/json json; image/svg+xml svg; image/png png;
    application/wasm wasm; image/x-icon ico; application/xml xml; text/plain txt;
  }}
  default_type application/octet-stream; access_log {run}/requests;
  client_body_temp_path {run}/a; proxy_temp_path {run}/b; fastcgi_temp_path {run}/c; uwsgi_temp_path {run}/d; scgi_temp_path {run}/e;
  {server}
}}
"""


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def answers(port: int) -> bool:
    """Whether somebody listens at a port of this machine."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


@contextmanager
def behind_nginx(site: Path, run: Path, *, own: bool = True) -> Iterator[str]:
    """The address of a folder behind our server block, with or without the `nginx.conf` that a site of ours brings."""
    port = free_port()
    server = SERVER if own else SERVER.replace("include /srv/www/site/nginx.conf;", "charset utf-8;")
    server = server.replace("8080", f"127.0.0.1:{port}").replace("/srv/www/site", str(site))
    # Started by root, nginx would read as somebody else, who may not look into the folder of the tests.
    user = "user root;" if getattr(os, "geteuid", lambda: 1)() == 0 else ""
    (run / "nginx.conf").write_text(CONFIGURATION.format(run=run, user=user, server=server), encoding="utf-8")
    nginx = find_nginx()
    if nginx is None:
        raise FileNotFoundError(f"nginx: {TOOLS['nginx'].remedy}")
    process = subprocess.Popen([nginx, "-p", str(run), "-e", str(run / "errors"), "-c", str(run / "nginx.conf")])
    try:
        until(lambda: answers(port))
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)
