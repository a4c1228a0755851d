"""Prompts are files whose variables are declared."""

from __future__ import annotations

from pathlib import Path

import pytest

from orthought.errors import SettingsError
from orthought.prompting import load_prompt, split_front_matter
from orthought.resources import prompts_folder

NAMES = sorted(
    str(path.relative_to(prompts_folder()).with_suffix(""))
    for path in prompts_folder().rglob("*.md")
    if path.parent.name not in ("classes", "examples")
)


@pytest.mark.covers("prompts-are-files")
@pytest.mark.parametrize("name", NAMES)
def test_every_prompt_declares_what_it_uses(name: str) -> None:
    prompt = load_prompt(name)
    assert prompt.version >= 1
    assert prompt.output


def test_a_missing_variable_is_an_error() -> None:
    with pytest.raises(SettingsError, match="problems"):
        load_prompt("orthought/reask").render()


def test_an_unknown_variable_is_an_error() -> None:
    with pytest.raises(SettingsError, match="other"):
        load_prompt("orthought/system").render(other=1)


def test_an_unknown_prompt_is_an_error() -> None:
    with pytest.raises(SettingsError, match="no prompt 'nowhere'"):
        load_prompt("nowhere")


def test_values_are_never_read_as_templates() -> None:
    text = load_prompt("orthought/reask").render(problems=["{{ 1 + 1 }}"])
    assert "{{ 1 + 1 }}" in text


@pytest.mark.parametrize("text", ["", "hello", "---\nversion: 1\n", "---\n- 1\n---\n"])
def test_a_broken_front_matter_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"front matter|begin with"):
        split_front_matter(text)


def test_the_folder_is_the_checkout_or_the_package() -> None:
    assert (Path(prompts_folder()) / "orthought" / "model.md").exists()
