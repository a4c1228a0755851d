"""Stands in for the C++ runtime: the same interface, no weights, replies that tell what came in."""

from __future__ import annotations

import json
import os
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from typing import Any


class CommonParams:
    """Takes any parameter, with those that are nested."""

    def __init__(self) -> None:
        self.model = SimpleNamespace(path="")
        self.cpuparams = SimpleNamespace(n_threads=-1)
        self.cpuparams_batch = SimpleNamespace(n_threads=-1)
        self.api_keys: list[str] = []


class Server:
    """Serves on loopback; the prompt says how."""

    def __init__(self, params: CommonParams) -> None:
        print("chatter of the runtime on standard output")
        if "broken" in params.model.path:
            raise RuntimeError("weights cannot be read")
        if "silent" in params.model.path:
            os.write(2, b"out of memory\n")
            os._exit(9)
        handler = type("Handler", (_Handler,), {"params": params})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.listening_address = f"http://127.0.0.1:{server.server_port}"


class _Handler(BaseHTTPRequestHandler):
    params: CommonParams
    closed = 0

    def log_message(self, *_: Any) -> None:
        return

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = body["messages"][-1]["content"]
        if self.headers["Authorization"] != f"Bearer {self.params.api_keys[0]}":
            self._refuse(401, {"message": "Invalid API Key"})
        elif prompt == "overflow":
            kind = {"type": "exceed_context_size_error", "n_prompt_tokens": 18030, "n_ctx": 8192}
            self._refuse(400, {"message": "too long", **kind})
        elif prompt == "bad grammar":
            self._refuse(400, {"message": "failed to parse grammar"})
        else:
            self._stream(prompt, body)

    def _refuse(self, status: int, error: dict[str, Any]) -> None:
        content = json.dumps({"error": {"code": status, **error}}).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, prompt: str, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.end_headers()
        if prompt.startswith("die unless"):
            marker = prompt.removeprefix("die unless ")
            if not os.path.exists(marker):  # noqa: PTH110
                open(marker, "w").close()  # noqa: PTH123
                os._exit(1)
        if prompt == "fault":
            self._send({"error": {"code": 500, "message": "it broke"}})
            return
        try:
            for piece in self._pieces(prompt, body):
                choice = {"delta": {"content": piece}, "finish_reason": None}
                if body.get("logprobs"):
                    tokens = [{"token": piece, "logprob": -0.25}, {"token": "", "logprob": -1e30}]
                    choice["logprobs"] = {"content": tokens}
                self._send({"choices": [choice]})
        except OSError:
            type(self).closed += 1
            return
        usage = {
            "prompt_tokens": 9, "completion_tokens": 4,
            "prompt_tokens_details": {"cached_tokens": 5},
        }  # fmt: skip
        self._send({"choices": [{"delta": {}, "finish_reason": "stop"}]})
        self._send({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _pieces(self, prompt: str, body: dict[str, Any]) -> list[str] | Any:
        if prompt == "slow":
            return (time.sleep(0.05) or "x" for _ in range(200))
        if prompt == "empty":
            return []
        if prompt == "closed?":
            return [str(type(self).closed)]
        names = sorted(os.environ)
        patience = {name: os.environ.get(name) for name in ("OMP_WAIT_POLICY", "GOMP_SPINCOUNT")}
        params = {
            "n_ctx": self.params.n_ctx,  # type: ignore[attr-defined]
            "cors": self.params.cors_origins,  # type: ignore[attr-defined]
            "threads": self.params.cpuparams.n_threads,
        }
        told = {"body": body, "environment": names, "patience": patience, "params": params}
        return [json.dumps(told)]

    def _send(self, chunk: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        self.wfile.flush()
