"""The server process of the embedded model: `python -m orthought.llm.embedded.server_main`.

Reads one line of JSON from stdin (the key must not stand in the argument list, where every user
of the machine can read it), answers with one line on stdout when the model is loaded, and ends
when stdin closes, which happens however the parent dies.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from typing import Any

PATIENT = {"OMP_WAIT_POLICY": "passive", "GOMP_SPINCOUNT": "0"}
"""Without these, idle threads spin and a busy machine falls to a tenth of the speed."""


def main() -> None:
    """Serve until the parent is gone."""
    os.environ.update(PATIENT)  # before the import of the runtime, which reads them once
    settings = json.loads(sys.stdin.readline())
    channel = _keep_stdout_for_ourselves()
    threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
    try:
        server = _start(settings)
        answer = {"address": server.listening_address}
    except Exception as error:  # whatever the runtime throws must reach the parent as text
        answer = {"error": f"{type(error).__name__}: {error}"}
    channel.write(json.dumps(answer) + "\n")
    channel.flush()
    if "error" in answer:
        os._exit(1)
    sys.stdin.read()
    os._exit(0)


def _keep_stdout_for_ourselves() -> Any:
    """Send the chatter of the C++ side to stderr and keep the true stdout for the answer."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return channel


def _start(settings: dict[str, Any]) -> Any:
    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = settings["model"]
    params.api_keys = [settings["key"]]
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.cors_origins, params.cors_origins_explicit = "http://127.0.0.1", True
    params.cors_credentials = False
    params.ui = params.endpoint_slots = params.endpoint_props = params.warmup = False
    params.fit_params = False
    params.offline = params.cache_prompt = True
    params.n_ctx, params.n_parallel = settings["context"], settings["parallel"]
    params.cache_ram_mib = settings["cache_mib"]
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = settings["threads"]
    return xllamacpp.Server(params)


def _end_with_parent(parent: int) -> None:
    # A process forked from the parent may hold the pipe open, so the pipe alone is not enough.
    while os.getppid() == parent:
        time.sleep(2.0)
    os._exit(0)


if __name__ == "__main__":
    main()
