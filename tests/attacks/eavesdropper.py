"""Run a command beside a server at an address outside of loopback, and count who comes to it.

    python -m tests.attacks.eavesdropper COMMAND...

Meant for the network of `empty_network.py`. The server's address is in `$TALKER_URL`. Prints one
JSON object: exit code, output, requests that came.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.attacks.empty_network import OUTSIDE

heard: list[str] = []


class Handler(BaseHTTPRequestHandler):
    """Answers everything with nothing."""

    def do_POST(self) -> None:
        """Keep what was told."""
        length = int(self.headers.get("content-length", 0))
        heard.append(self.rfile.read(length).decode())
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def main() -> None:
    server = ThreadingHTTPServer((OUTSIDE, 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://{OUTSIDE}:{server.server_port}/"
    done = subprocess.run(
        sys.argv[1:], env={**os.environ, "TALKER_URL": url}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = {"code": done.returncode, "out": done.stdout, "err": done.stderr, "heard": heard}
    print(json.dumps(told))


if __name__ == "__main__":
    main()
