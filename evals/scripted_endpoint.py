"""An OpenAI-compatible endpoint on loopback with a set latency and prepared replies.

    python evals/scripted_endpoint.py REPLIES.json --latency 2 --log calls.txt

REPLIES.json holds a list of {"contains": TEXT, "reply": TEXT}: the first entry whose text stands in
the prompt answers. The address is printed first. Each request is logged as one line with the digest
of its prompt when it arrives, so that requests can be counted although the client was killed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any


class Endpoint(ThreadingHTTPServer):
    """Serves prepared replies and remembers what it was asked."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, replies: list[dict[str, str]], latency: float, log: Path | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.replies, self.latency, self.log = replies, latency, log
        self.prompts: list[str] = []
        self.guard = threading.Lock()

    @property
    def url(self) -> str:
        """Base address for `--base-url`."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def reply_to(self, prompt: str) -> str:
        """Return the prepared reply; a prompt that nobody prepared gets a sentence."""
        digest = hashlib.sha256(prompt.encode()).hexdigest()
        with self.guard:
            self.prompts.append(digest)
            if self.log is not None:
                with self.log.open("a") as stream:
                    stream.write(digest + "\n")
        time.sleep(self.latency)
        fitting = (entry["reply"] for entry in self.replies if entry["contains"] in prompt)
        return next(fitting, "I have no answer to this.")


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        try:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        except ValueError:  # the client was killed while it wrote
            self.close_connection = True
            return
        prompt = "\n".join(_text(message) for message in body["messages"])
        assert isinstance(self.server, Endpoint)
        text = self.server.reply_to(prompt)
        usage = {"prompt_tokens": len(prompt) // 4, "completion_tokens": len(text) // 4}
        usage["total_tokens"] = sum(usage.values())
        if body.get("stream"):
            self._stream(body["model"], text, usage)
        else:
            message = {"role": "assistant", "content": text}
            self._send("application/json", json.dumps(_completion(body["model"], message, usage)))

    def _stream(self, model: str, text: str, usage: dict[str, int]) -> None:
        chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": model}
        delta = {"index": 0, "delta": {"role": "assistant", "content": text}}
        parts = [
            {**chunk, "choices": [{**delta, "finish_reason": None}]},
            {**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
            {**chunk, "choices": [], "usage": usage},
        ]
        lines = "".join(f"data: {json.dumps(part)}\n\n" for part in parts)
        self._send("text/event-stream", lines + "data: [DONE]\n\n")

    def _send(self, kind: str, content: str) -> None:
        raw = content.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        try:
            self.wfile.write(raw)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client was killed

    def log_message(self, format: str, *args: Any) -> None:
        return


def _text(message: dict[str, Any]) -> str:
    content = message["content"]
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def _completion(model: str, message: dict[str, str], usage: dict[str, int]) -> dict[str, Any]:
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [choice],
        "usage": usage,
    }


@contextmanager
def serving(
    replies: list[dict[str, str]], latency: float, log: Path | None = None
) -> Iterator[Endpoint]:
    """Serve in a thread until the block ends."""
    server = Endpoint(replies, latency, log)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def main() -> int:
    """Serve until the process is ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("replies", type=Path)
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    server = Endpoint(json.loads(options.replies.read_text()), options.latency, options.log)
    print(server.url, flush=True)
    server.serve_forever()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
