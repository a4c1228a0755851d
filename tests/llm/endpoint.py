"""A small OpenAI-compatible server on loopback that does what each test tells it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Step:
    """How one request is answered."""

    text: str = "hello"
    finish: str | None = "stop"
    status: int = 200
    error: dict[str, Any] | None = None
    headers: dict[str, str] = field(default_factory=dict)
    usage: dict[str, Any] | None = None
    raw: bytes | None = None
    """Sent in place of a reply."""
    break_after: int | None = None
    """Pieces of the stream after which the connection is cut."""
    hang: bool = False
    pause: float = 0.0
    """Seconds before each piece."""
    model: str = "fake-1"
    """What the server calls itself."""
    counts: bool = True
    """Whether it says how many tokens a call took."""


Answer = Step | Callable[[dict[str, Any]], Step]
USAGE = {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18}


def failing(status: int, message: str, **more: Any) -> Step:
    """A step that refuses."""
    headers = more.pop("headers", {})
    return Step(status=status, error={"message": message, "type": "error", **more}, headers=headers)


class Endpoint:
    """What the server was asked, and what it shall answer; the last step repeats."""

    def __init__(self, steps: list[Answer]) -> None:
        self.steps = steps
        self.bodies: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()
        self.disconnected = threading.Event()
        self.url = ""

    @property
    def calls(self) -> int:
        """Requests so far."""
        return len(self.bodies)

    def next_step(self, body: dict[str, Any], headers: dict[str, str]) -> Step:
        """Record a request and return how to answer it."""
        self.bodies.append(body)
        self.headers.append(headers)
        answer = self.steps[min(len(self.bodies), len(self.steps)) - 1]
        return answer if isinstance(answer, Step) else answer(body)


@contextmanager
def serve(*steps: Answer) -> Iterator[Endpoint]:
    """Run the server while the block lasts."""
    endpoint = Endpoint(list(steps) or [Step()])
    handler = type("Handler", (_Handler,), {"endpoint": endpoint})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = False
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    endpoint.url = f"http://127.0.0.1:{server.server_port}/v1"
    try:
        yield endpoint
    finally:
        endpoint.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    endpoint: Endpoint

    def log_message(self, *_: Any) -> None:
        return

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        step = self.endpoint.next_step(body, {n.lower(): v for n, v in self.headers.items()})
        if step.hang:
            self.endpoint.released.wait(20)
        elif step.raw is not None:
            self._send(200, step.raw, step.headers)
        elif step.error is not None:
            self._send(step.status, json.dumps({"error": step.error}).encode(), step.headers)
        elif body.get("stream"):
            self._stream(step)
        else:
            self._whole(step)
        self.close_connection = True

    def _send(self, status: int, content: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _whole(self, step: Step) -> None:
        self.endpoint.released.wait(step.pause)
        message = {"role": "assistant", "content": step.text}
        reply = {
            "id": "x", "object": "chat.completion", "created": 1, "model": step.model,
            "choices": [{"index": 0, "message": message, "finish_reason": step.finish}],
        }  # fmt: skip
        if step.counts:
            reply["usage"] = step.usage or USAGE
        self._send(200, json.dumps(reply).encode(), step.headers)

    def _stream(self, step: Step) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        pieces = [step.text[at : at + 3] for at in range(0, len(step.text), 3)]
        try:
            for number, piece in enumerate(pieces):
                if number == step.break_after:
                    return
                self.endpoint.released.wait(step.pause)
                delta = {"index": 0, "delta": {"content": piece}, "finish_reason": None}
                self._event([delta], model=step.model)
            end = {"index": 0, "delta": {}, "finish_reason": step.finish}
            self._event([end], model=step.model)
            if step.counts:
                self._event([], model=step.model, usage=step.usage or USAGE)
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            self.endpoint.disconnected.set()

    def _event(self, choices: list[dict[str, Any]], **more: Any) -> None:
        chunk = {"id": "x", "object": "chat.completion.chunk", "created": 1}
        self.wfile.write(b"data: " + json.dumps(chunk | {"choices": choices} | more).encode())
        self.wfile.write(b"\n\n")
        self.wfile.flush()
