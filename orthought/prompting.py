"""Prompts are files: Jinja with strict undefined names and a front matter that declares them.

Front matter (YAML between two `---` lines): `version`, `variables` (the names that the template
uses, all and no others) and `output` (a line that says what comes back).
"""

from __future__ import annotations

import functools
import hashlib
from typing import Any

import yaml
from pydantic import ValidationError

from orthought.base import Model
from orthought.errors import SettingsError
from orthought.resources import prompts_folder

# The compiled reader is ten times as fast, and every cold start reads 30 front matters; the other
# one stands in where PyYAML was built without libyaml. Both make plain values only.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Prompt(Model):
    """One prompt file."""

    name: str
    """Path below the prompts folder, without the ending."""
    version: int
    variables: tuple[str, ...]
    output: str
    template: str

    @property
    def digest(self) -> str:
        """SHA-256 of the template, hexadecimal."""
        return hashlib.sha256(self.template.encode()).hexdigest()

    def render(self, **values: Any) -> str:
        """Fill the template.

        Raises:
            SettingsError: a declared variable is not given, or another one is.
        """
        if set(values) != set(self.variables):
            odd = sorted(set(values) ^ set(self.variables))
            raise SettingsError(f"prompt {self.name}: the variables {odd} are missing or unknown")
        return str(_compiled(self.template).render(**values)).strip() + "\n"


@functools.cache
def load_prompt(name: str) -> Prompt:
    """Return the prompt of that name, such as 'orthought/model'.

    Raises:
        SettingsError: no such file, or a front matter that does not fit.
    """
    path = prompts_folder() / f"{name}.md"
    try:
        head, template = split_front_matter(path.read_text(encoding="utf-8"))
        prompt = Prompt(name=name, template=template, **head)
    except OSError as error:
        raise SettingsError(f"no prompt {name!r} at {path}: {error.strerror}") from None
    except (ValueError, TypeError, ValidationError, yaml.YAMLError) as error:
        raise SettingsError(f"{path}: the front matter does not fit: {error}") from None
    _require_declared(prompt)
    return prompt


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Split a file into its front matter and the rest; raise ValueError where there is none."""
    if not text.startswith("---\n"):
        raise ValueError("the file does not begin with ---")
    head, separator, rest = text[4:].partition("\n---\n")
    if not separator:
        raise ValueError("the front matter has no end")
    values = yaml.load(head, Loader=_LOADER)
    if not isinstance(values, dict):
        raise ValueError("the front matter is not a mapping")
    return values, rest


def _require_declared(prompt: Prompt) -> None:
    from jinja2 import meta

    used = meta.find_undeclared_variables(_environment().parse(prompt.template))
    if used != set(prompt.variables):
        odd = sorted(used ^ set(prompt.variables))
        raise SettingsError(f"prompt {prompt.name}: {odd} are used or declared, but not both")


@functools.lru_cache(maxsize=256)
def _compiled(template: str) -> Any:
    """Compile once: over many problems, compiling costs more than all else in a prompt."""
    return _environment().from_string(template)


@functools.cache
def _environment() -> Any:
    from jinja2 import Environment, StrictUndefined

    # No autoescape: the output is a prompt, not a page.
    return Environment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
