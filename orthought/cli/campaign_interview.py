"""Questions whose answers make a campaign; an answer that does not fit is asked for again."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from orthought.errors import InputError, UsageError

if TYPE_CHECKING:
    from orthought.campaign.settings import CampaignSettings

T = TypeVar("T")
RANGE: Final = re.compile(
    r"^(?P<low>[-+]?[\d.]+(?:e[-+]?\d+)?)\s*(?:to|\.\.|–)\s*"  # noqa: RUF001
    r"(?P<high>[-+]?[\d.]+(?:e[-+]?\d+)?)\s*(?P<unit>.*?)\s*(?P<whole>\(?\b(?:whole|integer)\)?)?$",
    re.IGNORECASE,
)
NUMBER: Final = re.compile(r"^([-+]?\d*\.?\d+(?:e[-+]?\d+)?)\s*(\D.*)?$", re.IGNORECASE)


class Interview:
    """Asks for a campaign; an answer that does not fit is asked for again.

    Args:
        ask: returns the answer to a question.
        say: tells something.
    """

    def __init__(self, ask: Callable[[str], str], say: Callable[[str], None]) -> None:
        self._ask, self._say = ask, say

    def settings(self) -> CampaignSettings:
        """Return the campaign that the answers describe."""
        from orthought.campaign.settings import make_settings

        self._say("A new campaign. Enter takes what stands in brackets; Ctrl-C ends.")
        content: dict[str, Any] = {
            "name": self._ask("name of the campaign? [campaign]") or "campaign",
            "description": self._ask("what is the experiment, in a sentence? []"),
        }
        content["parameters"] = self._parameters()
        content["objectives"] = self._objectives([p["name"] for p in content["parameters"]])
        content["rules"] = self._rules(content)
        content["known"] = self._known(content)
        content["batch"] = self._whole("experiments at once? [1]", 1)
        budget = self._whole("experiments in all? [no end]", None)
        if budget is not None:
            content["budget"] = budget
        content |= self._proposer()
        return make_settings(content, "the answers")

    def _parameters(self) -> list[dict[str, Any]]:
        self._say(
            "What may be varied. Values: options (DMA, NMP; or with semicolons), "
            "numbers (50, 100 mM) or a range (20 to 80 °C; 1 to 5 whole)."
        )
        found: list[dict[str, Any]] = []
        while True:
            end = " (enter: no more)" if found else ""
            name = self._ask(f"parameter {len(found) + 1}{end}?")
            if not name and found:
                return found
            if not name or name in [each["name"] for each in found]:
                self._say("  give a name of its own, such as solvent")
                continue
            found.append(self._until_good(f"  values of {name}?", partial(read_values, name)))
            self._say(f"  {name}: {describe(found[-1])}")

    def _objectives(self, taken: list[str]) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while True:
            end = " (enter: no more)" if found else ", such as yield"
            name = self._ask(f"measured result {len(found) + 1}{end}?")
            if not name and found:
                return found
            if not name or name in [*taken, *(each["name"] for each in found)]:
                self._say("  give a name that no parameter has, such as yield")
                continue
            unit = self._ask(f"  unit of {name}, such as %? []")
            better = self._choice(f"  more or less {name} is better? [more]", ("more", "less"))
            direction = "maximize" if better == "more" else "minimize"
            found.append({"name": name, "unit": unit, "direction": direction})

    def _rules(self, content: dict[str, Any]) -> list[str]:
        first = content["parameters"][0]["name"]
        self._say(f"What must not be combined, such as: {first} = ... and ... = ...")
        found: list[str] = []
        while True:
            rule = self._until_good(
                "forbidden (enter: no more)?", lambda text: _rule(text, found, content)
            )
            if not rule:
                return found
            found.append(rule)

    def _known(self, content: dict[str, Any]) -> str:
        def read(text: str) -> str:
            if not text:
                return ""
            path = Path(text).expanduser().resolve()
            count = _count_known(path, content)
            self._say(f"  {count} known results")
            return str(path)

        return self._until_good("file with known results (CSV)? []", read)

    def _proposer(self) -> dict[str, Any]:
        self._say(
            "Who proposes: gp (statistics; no language model), llm (a language model), "
            "hybrid (both), random."
        )
        name = self._until_good("proposer? [gp]", _proposer_name)
        if name not in ("llm", "hybrid"):
            return {"proposer": name}
        llm = self._ask("  language model, such as openai:gpt-4.1-mini? [local]") or "local"
        return {"proposer": name, "llm": llm}

    def _whole(self, question: str, usual: int | None) -> int | None:
        from orthought.errors import InputError

        def read(text: str) -> int | None:
            if not text:
                return usual
            if not text.isdigit() or int(text) < 1:
                raise InputError(f"{text!r} is no whole number of 1 or more", fix="such as 8")
            return int(text)

        return self._until_good(question, read)

    def _choice(self, question: str, options: tuple[str, ...]) -> str:
        while True:
            answer = self._ask(question).lower() or options[0]
            for option in options:
                if option.startswith(answer):
                    return option
            self._say(f"  answer {' or '.join(options)}")

    def _until_good(self, question: str, read: Callable[[str], T]) -> T:

        while True:
            answer = self._ask(question)
            try:
                return read(answer)
            except UsageError as error:
                self._say(f"  {error.message}" + (f"; {error.fix}" if error.fix else ""))


def read_values(name: str, text: str) -> dict[str, Any]:
    """Return the parameter that an answer means: a range, a list of numbers, or options.

    Raises:
        InputError: nothing was answered.
    """
    span = RANGE.match(text.strip())
    if span:
        whole = {"kind": "integer"} if span["whole"] else {}
        unit = {"unit": span["unit"]} if span["unit"] else {}
        number = int if whole else float
        try:
            bounds = {"low": number(span["low"]), "high": number(span["high"])}
        except ValueError:
            raise InputError(f"{text!r} is no range", fix="such as 20 to 80 °C") from None
        return _checked({"name": name, **whole, **bounds, **unit})
    separator = r";" if ";" in text else r",\s+" if re.search(r",\s", text) else r","
    parts = [part.strip() for part in re.split(separator, text) if part.strip()]
    if not parts:
        raise InputError("there is no value", fix="give options, numbers or a range")
    numbers = [NUMBER.match(part) for part in parts]
    units = {found[2].strip() for found in numbers if found and found[2]}
    if all(numbers) and len(units) <= 1 and not any(f and f[2] for f in numbers[:-1]):
        values = [float(found[1]) for found in numbers if found]
        return _checked(
            {"name": name, "numbers": values, **({"unit": units.pop()} if units else {})}
        )
    return _checked({"name": name, "options": parts})


def describe(parameter: dict[str, Any]) -> str:
    """Return how an answer was understood."""
    if "options" in parameter:
        return "a choice of " + " | ".join(parameter["options"])
    unit = f" {parameter['unit']}" if "unit" in parameter else ""
    if "numbers" in parameter:
        return "one of " + ", ".join(f"{number:g}" for number in parameter["numbers"]) + unit
    kind = "any whole number" if parameter.get("kind") == "integer" else "any number"
    return f"{kind} from {parameter['low']:g} to {parameter['high']:g}{unit}"


def _checked(parameter: dict[str, Any]) -> dict[str, Any]:
    """Refuse a parameter that no campaign can have, while it can still be asked for again."""
    from orthought.campaign.settings import make_settings

    objective = "result" if parameter["name"] != "result" else "other"
    try:
        make_settings({"parameters": [parameter], "objectives": [objective]}, "")
    except InputError as error:
        said = error.message.removeprefix(f": parameters {parameter['name']}").lstrip(":, ")
        raise InputError(said, fix="give the values again") from None
    return parameter


def _rule(text: str, found: list[str], content: dict[str, Any]) -> str:
    from orthought.campaign.settings import make_settings

    if not text:
        return ""
    rule = text if text.split(maxsplit=1)[0] in ("forbid", "require", "when") else f"forbid {text}"
    known = {name: content[name] for name in ("parameters", "objectives")}
    make_settings({**known, "rules": [*found, rule]}, "this").plan()
    return rule


def _count_known(path: Path, content: dict[str, Any]) -> int:
    from orthought.campaign.folder import check_settings
    from orthought.campaign.settings import make_settings

    known = {name: content[name] for name in ("parameters", "objectives", "rules")}
    return check_settings(make_settings(known, "this"), path)


def _proposer_name(text: str) -> str:
    from orthought.campaign.registry import find_proposer

    name = text or "gp"
    find_proposer(name)
    return name
