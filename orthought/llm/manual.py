"""A person, or a chat window that a person holds, answers in the model's place."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from orthought.errors import EmptyReplyError, SettingsError
from orthought.llm.keys import request_key
from orthought.llm.protocol import LanguageModel, OnText, Reply, Request
from orthought.llm.registry import OpenOptions
from orthought.llm.scripted import stream_text

POLL_SECONDS = 0.5
END = "."


def open_manual(argument: str, options: OpenOptions) -> LanguageModel:
    """Open `manual:FOLDER`, or `manual` on a terminal.

    Raises:
        SettingsError: there is neither a folder nor a terminal, or the folder cannot be made.
    """
    folder = Path(argument).expanduser() if argument else options.manual_folder
    if folder is not None:
        return ManualModel(folder, on_waiting=options.on_progress)
    if not sys.stdin.isatty():
        raise SettingsError(
            "the manual model has neither a folder nor a terminal",
            fix="name a folder for prompts and replies: manual:FOLDER",
        )
    return TerminalModel()


class ManualModel:
    """Writes each prompt to a folder and waits for the reply file beside it.

    Many prompts may wait at the same time. A prompt whose reply already stands is answered at
    once, so an interrupted run goes on with the same command.

    Args:
        folder: made where it is missing.
        sleep: waits for some seconds.
        on_waiting: is told which file is waited for.
    """

    def __init__(
        self,
        folder: Path,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        on_waiting: Callable[[str, int, int], None] | None = None,
    ) -> None:
        self.name = "manual"
        self.destination = f"whoever answers in the folder {folder.name}"
        self.folder = folder
        self._sleep = sleep
        self._on_waiting = on_waiting
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SettingsError(
                f"the folder {folder} cannot be made: {error}", fix="name another: manual:FOLDER"
            ) from error

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Return the reply once its file is there. The request's time-out does not apply."""
        prompt = self._place(request)
        answer = prompt.with_name(prompt.name.removesuffix(".prompt.md") + ".reply.md")
        text = _read(answer)
        if not text and self._on_waiting is not None:
            self._on_waiting(f"give {prompt} to a model and save its answer as {answer}", 0, 0)
        while not text:
            text = await self._settled(answer)
        stream_text(text, on_text)
        return Reply(text=text, model=self.name, cost_usd=0.0)

    async def aclose(self) -> None:
        """Nothing is held."""

    async def _settled(self, answer: Path) -> str:
        """Return the text when two looks in a row see the same: an editor may still be saving."""
        before = _read(answer)
        await self._sleep(POLL_SECONDS)
        return before if before and before == _read(answer) else ""

    def _place(self, request: Request) -> Path:
        """Return the prompt's file, writing it where it is not there yet."""
        key = request_key(self.name, request)[:12]
        prompts = sorted(self.folder.glob("*.prompt.md"))
        for path in prompts:
            if path.name.endswith(f"-{key}.prompt.md"):
                return path
        stage = re.sub(r"[^a-z0-9]+", "-", request.stage.lower()).strip("-") or "request"
        number = 1 + max((_number(path) for path in prompts), default=0)
        path = self.folder / f"{number:03d}-{stage}-{key}.prompt.md"
        temporary = path.with_suffix(".tmp")
        temporary.write_text(render_prompt(request), encoding="utf-8")
        temporary.replace(path)
        return path


class TerminalModel:
    """Shows the prompt and reads the answer until a line with a single dot or the end of input.

    Args:
        show: shows a text; default: the error stream, so that results can be piped.
        read_line: returns the next line with its line end, '' at the end of input.
    """

    def __init__(
        self,
        *,
        show: Callable[[str], object] | None = None,
        read_line: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        self.name = "manual"
        self.destination = "whoever answers on the terminal"
        self._show = show or sys.stderr.write
        self._read_line = read_line or _terminal_line
        self._one_at_a_time = asyncio.Lock()

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        """Return what was typed or pasted.

        Raises:
            EmptyReplyError: nothing was.
        """
        async with self._one_at_a_time:
            self._show(render_prompt(request))
            self._show(f"\n--- your answer, ended by a line with '{END}' ---\n")
            text = await self._read_answer()
        if not text.strip():
            raise EmptyReplyError("no answer was given", fix="type or paste the model's answer")
        stream_text(text, on_text)
        return Reply(text=text, model=self.name, cost_usd=0.0)

    async def aclose(self) -> None:
        """Nothing is held."""

    async def _read_answer(self) -> str:
        lines: list[str] = []
        while (line := await self._read_line()) and line.strip() != END:
            lines.append(line)
        return "".join(lines)


def render_prompt(request: Request) -> str:
    """Return the messages as one text that can be pasted into a chat window."""
    if len(request.messages) == 1:
        return request.messages[0].content.rstrip("\n") + "\n"
    parts = (
        f"<!-- {message.role} -->\n{message.content.rstrip()}\n" for message in request.messages
    )
    return "\n".join(parts)


def _read(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
    return text if text.strip() else ""


def _number(path: Path) -> int:
    found = re.match(r"\d+", path.name)
    return int(found.group()) if found else 0


async def _terminal_line() -> str:
    # Waiting for the descriptor rather than in a thread: a thread in readline cannot be
    # cancelled and would keep the process alive after Ctrl-C.
    if os.name == "nt":  # pragma: no cover
        return await asyncio.to_thread(sys.stdin.readline)
    loop, ready = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(sys.stdin.fileno(), ready.set)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(sys.stdin.fileno())
    return sys.stdin.readline()
