"""`orthought doctor`: what is there, what is missing, and the line that mends it."""

from __future__ import annotations

import importlib.util
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from orthought import __version__
from orthought.cli import options as use
from orthought.cli.terminal import clean_line, session, show, show_json
from orthought.errors import OrthoughtError

if TYPE_CHECKING:
    from rich.console import RenderableType

    from orthought.settings import Settings

EXTRAS: Final = {"excel": "openpyxl", "parquet": "pyarrow", "keyring": "keyring"}
"""Extras of the package and the module by which each is found."""
KEYED: Final = ("openai", "anthropic")
ESSENTIAL: Final = ("model", "solver", "sandbox", "runs")
ANSWER_SECONDS: Final = 1.0


@dataclass(frozen=True)
class Item:
    """One thing that was looked at."""

    area: str
    """model, solver, sandbox, extra, runs or settings."""
    name: str
    usable: bool
    message: str
    fix: str = ""
    needed: bool = False
    """Whether the present settings cannot do without it."""


Attack = Annotated[
    bool,
    typer.Option("--attack", help="Attack the sandboxes as a hostile program would (a minute)."),
]


def doctor(json: use.Json = False, attack: Attack = False) -> None:
    """Say what this machine gives: models, solvers, sandbox; and what is missing.

    The exit code is 0 where a problem can be solved with the present settings, else 3; with
    --attack it is 1 where the sandbox in use is breached.
    """
    from orthought.settings import load_settings

    settings, _ = load_settings({})
    use.stay_offline()
    if attack:
        from orthought.cli.attack import attack as run_attacks

        raise typer.Exit(run_attacks(settings))
    items = list(examine(settings))
    ready = is_ready(items)
    if session.json:
        show_json({**_machine(), "ready": ready, "items": [asdict(item) for item in items]})
    else:
        show(*_page(items, ready))
    raise typer.Exit(0 if ready else 3)


def examine(settings: Settings) -> Iterator[Item]:
    """Look at everything, one after the other."""
    yield from _models(settings)
    yield from _solvers(settings)
    yield from _tiers(settings)
    yield from _extras()
    yield _runs(Path(settings.runs))


def is_ready(items: list[Item]) -> bool:
    """Tell whether nothing needed is missing and each essential area has something usable."""
    broken = any(item.needed and not item.usable for item in items)
    areas = {item.area for item in items if item.usable}
    return not broken and areas.issuperset(ESSENTIAL)


def _machine() -> dict[str, str]:
    return {
        "orthought": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def _models(settings: Settings) -> Iterator[Item]:
    kind = settings.llm.partition(":")[0]
    yield from _embedded(settings, needed=kind == "local")
    for provider in KEYED:
        yield _keyed(provider, needed=kind == provider and settings.base_url is None)
    yield _ollama(needed=kind == "ollama")
    if settings.base_url is not None:
        yield _server(settings.base_url, settings.offline)
    if kind not in {"local", "ollama", *KEYED}:
        yield _chosen(settings)


def _embedded(settings: Settings, *, needed: bool) -> Iterator[Item]:
    from orthought.llm.embedded.cards import DEFAULT_CARD
    from orthought.llm.embedded.weights import list_models

    runtime = importlib.util.find_spec("xllamacpp") is not None
    stored = next(model for model in list_models() if model.card.name == DEFAULT_CARD)
    install = "pip install 'orthought[local]'"
    message = "runtime is there" if runtime else "the runtime is not installed"
    yield Item("model", "local runtime", runtime, message, "" if runtime else install, needed)
    if stored.present:
        yield Item("model", "local weights", True, f"{DEFAULT_CARD} is there")
    else:
        size = f"{DEFAULT_CARD} is not there yet ({stored.card.size / 1e9:.1f} GB)"
        pull = f"orthought models pull {DEFAULT_CARD}"
        # Without `offline` the first solve fetches them.
        yield Item("model", "local weights", False, size, pull, needed and settings.offline)


def _keyed(provider: str, *, needed: bool) -> Item:
    from orthought.llm.providers import PROVIDERS, require_package, stored_key

    entry = PROVIDERS[provider]
    if os.environ.get(entry.key_variable):
        state = "set"
    else:
        state = "in the keyring" if stored_key(entry.key_variable) else "not set"
    key = state != "not set"
    message = f"{entry.key_variable} is {state}"
    try:
        require_package(provider, entry)
    except OrthoughtError as error:
        return Item(
            "model", provider, False, f"{error.message}; {message}", error.fix or "", needed
        )
    fix = "" if key else f"set the environment variable {entry.key_variable}"
    return Item("model", provider, key, message, fix, needed)


def _ollama(*, needed: bool) -> Item:
    host = os.environ.get("OLLAMA_HOST", "").strip() or "127.0.0.1:11434"
    address = host if "://" in host else f"http://{host}"
    address = address.replace("//0.0.0.0", "//127.0.0.1")
    reason = _silence(f"{address}/api/version")
    if reason:
        fix = "start it with: ollama serve"
        return Item("model", "ollama", False, f"no answer at {address}: {reason}", fix, needed)
    if importlib.util.find_spec("langchain_ollama") is None:
        fix = "pip install 'orthought[ollama]'"
        return Item("model", "ollama", False, "answers; its adapter is missing", fix, needed)
    return Item("model", "ollama", True, f"answers at {address}")


def _server(address: str, offline: bool) -> Item:
    from orthought.llm.providers import is_loopback

    if offline and not is_loopback(address):
        fix = "leave base_url or offline out"
        return Item("model", "base_url", False, f"{address} is outside; offline is set", fix, True)
    reason = _silence(f"{address.rstrip('/')}/models")
    fix = "check base_url, or start the server" if reason else ""
    said = f"no answer at {address}: {reason}" if reason else f"answers at {address}"
    return Item("model", "base_url", not reason, said, fix, needed=True)


def _silence(address: str) -> str:
    """Return why nobody answers at an address, '' where somebody does, whatever he says."""
    import urllib.error
    import urllib.request

    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(address, timeout=ANSWER_SECONDS).close()
    except urllib.error.HTTPError as error:
        error.close()
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", error)
        return str(getattr(reason, "strerror", None) or reason)
    except Exception as error:  # something answers that does not speak HTTP
        return f"{type(error).__name__}, which is no answer of a model server"
    return ""


def _chosen(settings: Settings) -> Item:
    """Open the chosen model, which neither loads nor calls it."""
    from orthought.llm.registry import open_model

    try:
        open_model(settings.llm, base_url=settings.base_url, offline=settings.offline)
    except OrthoughtError as error:
        return Item("model", settings.llm, False, error.message, error.fix or "", needed=True)
    return Item("model", settings.llm, True, "can be opened")


def _solvers(settings: Settings) -> Iterator[Item]:
    from orthought.solvers.service import installed

    for report in installed():
        needed = report.name == settings.solver
        message = f"{report.version}; {report.licence}" if report.available else "not installed"
        yield Item("solver", report.name, report.available, message, report.fix, needed)


def _tiers(settings: Settings) -> Iterator[Item]:
    from orthought.execution.probe import probe

    for report in probe():
        tier, reason = str(report.tier), report.reason
        usable = report.available and (tier != "unsafe" or settings.allow_unsafe)
        if tier == "unsafe" and not settings.allow_unsafe:
            reason = reason or "refused unless asked for with --allow-unsafe"
        said = reason or "this machine gives it"
        fix = "" if report.available else report.fix
        yield Item("sandbox", tier, usable, said, fix, needed=tier == settings.sandbox)


def _extras() -> Iterator[Item]:
    for extra, module in EXTRAS.items():
        there = importlib.util.find_spec(module) is not None
        fix = "" if there else f"pip install 'orthought[{extra}]'"
        yield Item("extra", extra, there, "installed" if there else "not installed", fix)


def _runs(folder: Path) -> Item:
    """Try to write where runs go, or where that folder would be made."""
    place = folder.absolute()
    while not place.exists() and place != place.parent:
        place = place.parent
    try:
        with tempfile.TemporaryFile(dir=place):
            pass
    except OSError as error:
        fix = "name another with --out, ORTHOUGHT_RUNS or `runs` in orthought.toml"
        return Item("runs", str(folder), False, f"cannot be written: {error.strerror}", fix, True)
    return Item("runs", str(folder), True, "can be written")


TITLES: Final = {
    "model": "Language models",
    "solver": "Solvers",
    "sandbox": "Sandbox tiers",
    "extra": "Extras",
    "runs": "Run folder",
}


def _page(items: list[Item], ready: bool) -> Iterator[RenderableType]:
    from rich.table import Table
    from rich.text import Text

    machine = _machine()
    yield Text(
        f"orthought {machine['orthought']}, Python {machine['python']}, {machine['system']}, "
        f"{sys.executable}"
    )
    for area, title in TITLES.items():
        yield Text(f"\n{title}", style="bold")
        table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        table.add_column(overflow="fold", ratio=1)
        for item in (item for item in items if item.area == area):
            table.add_row(*(Text(clean_line(cell)) for cell in _cells(item)))
        yield table
    yield Text("\n" + _verdict(ready, items), style="bold")


def _cells(item: Item) -> tuple[str, str, str]:
    mark = "  yes" if item.usable else "  NO" if item.needed else "  no"
    fix = f" ({item.fix})" if item.fix else ""
    return mark, item.name, item.message + fix


def _verdict(ready: bool, items: list[Item]) -> str:
    if ready:
        return "Ready: orthought solve can work with the present settings."
    broken = [item for item in items if item.needed and not item.usable]
    if broken:
        return "Not ready: " + "; ".join(f"{item.name}: {item.fix}" for item in broken)
    there = {item.area for item in items if item.usable}
    lacking = [TITLES[area].lower() for area in ESSENTIAL if area not in there]
    return f"Not ready: none of the {', '.join(lacking)} can be used; see the lines above."
