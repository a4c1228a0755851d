"""What runs in the sandbox: the program's text becomes a model, the model an instance.

Everything here shares its process with hostile code; only the reader of the frame is trusted.
"""

from __future__ import annotations

import inspect
import sys
import traceback
import types
from collections.abc import Callable
from typing import Any, Final

import numpy as np

from orthought import frames
from orthought.execution.data import decode_data
from orthought.execution.extract import extract
from orthought.execution.refusals import RefusedModelError, UnusableModelError
from orthought.instance import Instance
from orthought.instance_frames import to_frame

FILE_NAME: Final = "<program>"
MAX_MESSAGE: Final = 2000
MAX_TRACEBACK: Final = 4000


def encode_job(program: str, data: bytes) -> bytes:
    """Return the frame of one job: the program's text and the frame of its data."""
    text = np.frombuffer(program.encode("utf-8", "surrogatepass"), np.uint8)
    return frames.encode({"kind": "job"}, {"program": text, "data": np.frombuffer(data, np.uint8)})


def run_job(job: bytes) -> bytes:
    """Build what a job asks for; return the frame of the instance or of the failure."""
    program = ""
    try:
        _, arrays = frames.decode(job)
        program = arrays["program"].tobytes().decode("utf-8", "surrogatepass")
        return to_frame(build_instance(program, arrays["data"].tobytes()))
    except BaseException as error:
        return encode_failure(error, program)


def build_instance(program: str, data: bytes) -> Instance:
    """Run a program and return the instance of the model that it builds.

    Raises:
        BaseException: whatever the program raises, and the refusals of `extract`.
    """
    code = compile(program, FILE_NAME, "exec", dont_inherit=True)
    module = types.ModuleType("program")
    sys.modules["program"] = module
    values = decode_data(data)
    namespace = module.__dict__
    namespace["data"] = values
    first: BaseException | None = None
    try:
        exec(code, namespace)
    except Exception as error:
        # A program that also tries to run or solve itself is forgiven where its build succeeds.
        first = error
    try:
        model = _build_model(namespace, values)
    except Exception:
        if first is not None:
            raise first from None
        raise
    return extract(model)


def _build_model(namespace: dict[str, Any], data: Any) -> Any:
    build = namespace.get("build_model")
    model = _call(build, data) if callable(build) else None
    if model is None:
        model = _global_model(namespace)
    _require_concrete(model)
    return model


def _call(build: Callable[..., Any], data: Any) -> Any:
    try:
        inspect.signature(build).bind(data)
    except TypeError:
        return build()
    except ValueError:
        # A callable that hides its signature gets what every program is promised.
        pass
    return build(data)


def _global_model(namespace: dict[str, Any]) -> Any:
    from pyomo.environ import ConcreteModel

    found = {id(value): value for value in namespace.values() if isinstance(value, ConcreteModel)}
    named = namespace.get("model")
    if isinstance(named, ConcreteModel):
        return named
    if len(found) == 1:
        return next(iter(found.values()))
    if callable(namespace.get("build_model")):
        raise UnusableModelError("build_model(data) returned None; it must return the model")
    raise UnusableModelError("the program defines no build_model(data)")


def _require_concrete(model: Any) -> None:
    from pyomo.environ import AbstractModel, ConcreteModel

    if isinstance(model, AbstractModel):
        raise RefusedModelError("the model is an AbstractModel; build a ConcreteModel from data")
    if not isinstance(model, ConcreteModel):
        raise UnusableModelError(
            f"build_model returned {type(model).__name__}; it must return a Pyomo ConcreteModel"
        )


def encode_failure(error: BaseException, program: str) -> bytes:
    """Return the frame that says why there is no instance, told by the program's own lines."""
    lines = _own_lines(error, program)
    line = lines[-1][0] if lines else None
    if isinstance(error, SyntaxError) and error.filename == FILE_NAME:
        line = error.lineno
        lines = [(line or 0, "<module>", (error.text or "").rstrip())]
    failure = {
        "kind": _kind(error),
        "message": _message(error)[:MAX_MESSAGE],
        "traceback": _format(lines, error)[-MAX_TRACEBACK:],
        "line": line,
    }
    return frames.encode({"kind": "failure", "failure": failure}, {})


def _kind(error: BaseException) -> str:
    if isinstance(error, MemoryError):
        return "memory"
    if isinstance(error, SyntaxError) and error.filename == FILE_NAME:
        return "syntax"
    return "refused" if isinstance(error, RefusedModelError) else "program"


def _message(error: BaseException) -> str:
    if isinstance(error, RefusedModelError | UnusableModelError):
        return error.message
    if isinstance(error, SyntaxError) and error.filename == FILE_NAME:
        return f"line {error.lineno}: {error.msg}: {(error.text or '').strip()}"
    try:
        text = str(error)
    except Exception:
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _own_lines(error: BaseException, program: str) -> list[tuple[int, str, str]]:
    source = program.splitlines()
    found = []
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == FILE_NAME:
            text = source[number - 1].strip() if 0 < number <= len(source) else ""
            found.append((number, frame.f_code.co_name, text))
    return found[:3] + found[-12:] if len(found) > 15 else found


def _format(lines: list[tuple[int, str, str]], error: BaseException) -> str:
    if not lines:
        return ""
    rows = [f"  line {number}, in {name}\n    {text}" for number, name, text in lines]
    last = _message(error)[:MAX_MESSAGE]
    return "\n".join(["Traceback of the program (most recent call last):", *rows, last])
