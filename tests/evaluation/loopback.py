"""A server on the loopback interface that misbehaves as it is told."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Answer = dict[str, Any]
"""`status`, `body`, `cut` (bytes after which the connection breaks), `wait` (seconds)."""


@contextmanager
def serve(*answers: Answer) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Give the answers in turn, the last one for ever; yield the address and the headers seen."""
    queue = list(answers)
    seen: list[dict[str, str]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append({**self.headers, "path": self.path})
            answer = queue.pop(0) if len(queue) > 1 else queue[0]
            time.sleep(answer.get("wait", 0))
            body = answer.get("body", b"")
            self.send_response(answer.get("status", 200))
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError):  # the other side may have given up
                self.wfile.write(body[: answer.get("cut", len(body))])

        def log_message(self, *_: Any) -> None:
            """Nothing is logged."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/tea.json", seen
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
