"""The class library: one file a problem class, with advice and worked examples that were solved.

A file `prompts/classes/<identifier>.md` has a front matter (see `ProblemClass`), then the sections
`## Problem` and `## Reply`, and where a second example follows `## Second problem` and
`## Second reply`. `## Plain problem` and `## Plain reply` hold the canonical form of the class and
nothing else, for small models. A reply is written as a language model should write it.
"""

from __future__ import annotations

import difflib
import functools
import json
import re
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import Field, ValidationError

from orthought.base import Model
from orthought.errors import InputError, SettingsError
from orthought.formulation import Formulation
from orthought.instance import ProblemType
from orthought.prompting import split_front_matter
from orthought.resources import prompts_folder

Text = Annotated[str, Field(min_length=1)]


class Phrase(Model):
    """A word or phrase that speaks for a class; ` ... ` stands for other words of the sentence."""

    text: Text
    weight: float = Field(default=1.0, gt=0)


class Mistake(Model):
    """A slip that is typical for a class, and what to do instead."""

    mistake: Text
    remedy: Text


class Example(Model):
    """A worked example: problem text, full reply, and its parts."""

    problem: Text
    reply: Text
    formulation: Formulation
    """Read from the reply; its `understanding` is the reply's first section."""
    program: Text
    answer: float
    """Proven optimum."""

    @property
    def short_reply(self) -> str:
        """The reply in the shape for small models: analysis, `data`, `build_model`."""
        return short_reply(self.formulation, self.program)


class ProblemClass(Model):
    """A kind of problem: how to recognise it, how to model it, what to beware of."""

    identifier: str = Field(pattern=r"^[a-z][a-z_]*$")
    version: int = Field(ge=1)
    title: Text
    type: ProblemType
    """Of the first worked example."""
    recognition: tuple[Phrase, ...] = Field(min_length=5)
    hints: tuple[Text, ...] = Field(min_length=2)
    mistakes: tuple[Mistake, ...] = Field(min_length=2)
    example: Example
    second: Example | None = None
    plain: Example | None = None
    """The canonical form of the class and nothing else; small models copy every oddity."""

    @property
    def examples(self) -> tuple[Example, ...]:
        """The worked examples, best first."""
        return (self.example,) if self.second is None else (self.example, self.second)

    @property
    def short_examples(self) -> tuple[Example, ...]:
        """What small models see, the most important last: they imitate the one before them."""
        return (self.example,) if self.plain is None else (self.example, self.plain)

    @property
    def all_examples(self) -> tuple[Example, ...]:
        """Every worked example of the file."""
        return self.examples if self.plain is None else (*self.examples, self.plain)


def short_reply(formulation: Formulation, program: str) -> str:
    """Return a reply in the shape for small models.

    One line of analysis, then one code block: the import, the literal `data = {...}` with every set
    and parameter, and the program's `build_model(data)`.
    """
    kept = [line for line in program.strip().splitlines() if line.strip() != PYOMO_IMPORT]
    lines = [f"    {_literal(key)}: {_literal(value, 4)}," for key, value in _items(formulation)]
    return "\n".join(
        [
            f"Analysis: {_analysis(formulation)}",
            "```python",
            PYOMO_IMPORT,
            "",
            "data = {",
            *lines,
            "}",
            "",
            "",
            "\n".join(kept).strip(),
            "```",
        ]
    )


@functools.cache
def load_classes() -> tuple[ProblemClass, ...]:
    """Return all classes of the packaged library, by identifier.

    Raises:
        SettingsError: a file of the library does not fit; the message names file and key.
    """
    return read_classes(prompts_folder() / "classes")


def read_classes(folder: Path) -> tuple[ProblemClass, ...]:
    """Return the classes of a folder, by identifier.

    Raises:
        SettingsError: no file, or one that does not fit; the message names file and key.
    """
    found = tuple(read_class(path) for path in sorted(folder.glob("*.md")))
    if not found:
        raise SettingsError(
            f"{folder} holds no problem class", fix="install orthought again, or repair the folder"
        )
    return found


def get(identifier: str) -> ProblemClass:
    """Return the class of that identifier.

    Raises:
        InputError: there is no such class; the message names near misses.
    """
    classes = {item.identifier: item for item in load_classes()}
    if identifier in classes:
        return classes[identifier]
    near = difflib.get_close_matches(_normalise(identifier), classes, n=3)
    choice = "did you mean " + " or ".join(near) if near else "choose one of " + ", ".join(classes)
    raise InputError(f"there is no problem class {identifier!r}", fix=choice)


def read_class(path: Path) -> ProblemClass:
    """Return the class of one file.

    Raises:
        SettingsError: the file does not fit; the message names file and key.
    """
    try:
        head, body = split_front_matter(path.read_text(encoding="utf-8"))
        found = _build_class(head, _split_sections(body))
        if found.identifier != path.stem:
            raise ValueError(f"key 'identifier': {found.identifier!r} is not the file's name")
    except ValidationError as error:
        raise _misfit(path, _describe(error)) from None
    except (OSError, TypeError, ValueError, yaml.YAMLError) as error:
        raise _misfit(path, str(error)) from None
    return found


def _build_class(head: dict[str, Any], sections: dict[str, str]) -> ProblemClass:
    values = dict(head)
    examples: dict[str, Example | None] = {"example": _take_example(values, sections, "")}
    for prefix in ("second_", "plain_"):
        if _section_names(prefix)[0] in sections:
            examples[prefix.removesuffix("_")] = _take_example(values, sections, prefix)
    phrases = [_read_phrase(entry) for entry in values.pop("recognition", None) or ()]
    found = ProblemClass(**values, **examples, recognition=phrases)
    for example in found.all_examples:
        if example.formulation.problem_class != found.identifier:
            raise ValueError("key 'problem_class' of a reply is not the class's identifier")
    return found


def _take_example(values: dict[str, Any], sections: dict[str, str], prefix: str) -> Example:
    """Build an example; its keys of the front matter are taken out of `values`."""
    names = _section_names(prefix)
    absent = [name for name in names if not sections.get(name)]
    if absent:
        raise ValueError(f"the section '## {absent[0]}' is missing")
    for key in (f"{prefix}answer", f"{prefix}sense"):
        if key not in values:
            raise ValueError(f"key {key!r} is missing")
    formulation, program = _read_reply(sections[names[1]], names[1])
    sense: Literal["minimize", "maximize"] = values.pop(f"{prefix}sense")
    if formulation.objective is None or formulation.objective.sense != sense:
        raise ValueError(f"key '{prefix}sense': the reply's objective says otherwise")
    return Example(
        problem=sections[names[0]],
        reply=sections[names[1]],
        formulation=formulation,
        program=program,
        answer=values.pop(f"{prefix}answer"),
    )


def _section_names(prefix: str) -> tuple[str, str]:
    word = prefix.removesuffix("_").capitalize()
    return (f"{word} problem", f"{word} reply") if word else ("Problem", "Reply")


def _read_reply(reply: str, name: str) -> tuple[Formulation, str]:
    match = _REPLY.fullmatch(reply)
    if match is None:
        raise ValueError(f"the section '## {name}' is not a full reply")
    understanding = " ".join(match["understanding"].split())
    values = json.loads(match["formulation"])
    return Formulation(**{**values, "understanding": understanding}), match["program"]


def _split_sections(body: str) -> dict[str, str]:
    names = r"^## (Problem|Reply|(?:Second|Plain) (?:problem|reply))\n"
    pieces = re.split(names, body, flags=re.M)
    return {name: text.strip() for name, text in zip(pieces[1::2], pieces[2::2], strict=True)}


def _read_phrase(entry: Any) -> Phrase:
    if isinstance(entry, dict) and len(entry) == 1:
        ((text, weight),) = entry.items()
        return Phrase(text=text, weight=weight)
    return Phrase(text=entry)


def _misfit(path: Path, reason: str) -> SettingsError:
    return SettingsError(
        f"{path}: the problem class does not fit: {reason}",
        fix="correct the file, or install orthought again",
    )


def _describe(error: ValidationError) -> str:
    first = error.errors()[0]
    return f"key {'.'.join(str(part) for part in first['loc'])!r}: {first['msg']}"


def _normalise(identifier: str) -> str:
    return re.sub(r"[^a-z]+", "_", identifier.lower()).strip("_")


def _items(formulation: Formulation) -> list[tuple[str, Any]]:
    return list(formulation.data().items())


def _analysis(formulation: Formulation) -> str:
    """One line without back ticks: what is understood, then the rows by name."""
    understood = formulation.understanding
    if not understood and formulation.objective is not None:
        understood = f"{formulation.objective.sense} {formulation.objective.meaning}."
    rows = "; ".join(f"{row.name} ({row.meaning})" for row in formulation.constraints)
    line = " ".join(f"{understood} Rows: {rows or 'none'}.".replace("`", "'").split())
    return line if len(line) <= ANALYSIS_LENGTH else line[: ANALYSIS_LENGTH - 3] + "..."


def _literal(value: Any, indent: int = 0) -> str:
    """Write a JSON value as Python; mappings too long for a line get a line for each key."""
    if isinstance(value, dict):
        parts = [f"{_literal(str(key))}: {_literal(item)}" for key, item in value.items()]
        line = "{" + ", ".join(parts) + "}"
        if len(line) <= LINE_LENGTH:
            return line
        pad = " " * (indent + 4)
        broken = [
            f"{pad}{_literal(str(key))}: {_literal(item, indent + 4)},"
            for key, item in value.items()
        ]
        return "\n".join(["{", *broken, " " * indent + "}"])
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)


PYOMO_IMPORT: Final = "import pyomo.environ as pyo"
LINE_LENGTH: Final = 88
ANALYSIS_LENGTH: Final = 690
"""Characters; the grammar for small models lets 700 pass."""
_REPLY: Final = re.compile(
    r"## Understanding\n(?P<understanding>.+?)\n+"
    r"## Formulation\n```json\n(?P<formulation>.+?)\n```\n+"
    r"## Program\n```python\n(?P<program>.+?\n)```",
    re.S,
)
