"""Names of models, scripts, and profiles."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orthought.errors import LanguageModelError, SettingsError
from orthought.llm.profiles import ModelProfile, profile_of
from orthought.llm.protocol import LanguageModel, Message, Reply, Request
from orthought.llm.registry import BUILTIN, open_model
from orthought.llm.scripted import ScriptedModel, ScriptedReply


def ask(text: str = "?", stage: str = "model") -> Request:
    return Request(messages=(Message(role="user", content=text),), stage=stage)


OWN = """
from orthought.llm.protocol import Reply

class Parrot:
    name = "parrot"
    async def complete(self, request, on_text=None):
        return Reply(text=request.messages[-1].content)
    async def aclose(self): ...

class Stone:
    name = "stone"
"""


@pytest.fixture
def own_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "models.py").write_text(OWN)
    monkeypatch.syspath_prepend(str(tmp_path))
    yield "mine.models"
    for name in [name for name in sys.modules if name.split(".")[0] == "mine"]:
        del sys.modules[name]


@pytest.mark.covers("providers")
async def test_own_class_is_opened_by_its_path(own_module: str) -> None:
    model = open_model(f"{own_module}:Parrot")
    assert (await model.complete(ask("polly"))).text == "polly"
    with pytest.raises(SettingsError, match="no language model"):
        open_model(f"{own_module}:Stone")
    with pytest.raises(SettingsError, match="Ghost"):
        open_model(f"{own_module}:Ghost")


@pytest.mark.parametrize(
    ("spec", "hint"),
    [
        ("loca", "'local'"),
        ("opnai:gpt-4.1", "'openai:gpt-4.1'"),
        ("anthropc:claude", "'anthropic:claude'"),
        ("gpt-4.1-mini", "openai:gpt-4.1-mini"),
        ("zzz:yyy", "provider:model"),
        ("scripted", "scripted:FILE"),
        ("replay", "replay:RUN"),
        ("local:qwen2.5-coder-1.5", "qwen2.5-coder-1.5b"),
    ],
)
def test_near_misses_are_named(spec: str, hint: str) -> None:
    with pytest.raises(SettingsError) as caught:
        open_model(spec)
    assert hint in str(caught.value.fix)


async def test_every_builtin_name_resolves(tmp_path: Path) -> None:
    script, log = tmp_path / "one.md", tmp_path / "events.jsonl"
    script.write_text("hi")
    log.write_text("")
    arguments = {"manual": f":{tmp_path}", "replay": f":{tmp_path}", "scripted": f":{script}"}
    for name in BUILTIN:
        model = open_model(name + arguments.get(name, ""))
        assert isinstance(model, LanguageModel)
        await model.aclose()


MARKDOWN = """<!-- reply stage=model -->
# First

text
<!-- reply stage=repair repeat -->
again
"""


@pytest.mark.covers("scripted")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("s.md", MARKDOWN),
        (
            "s.json",
            json.dumps(
                {
                    "replies": [
                        {"text": "again", "stage": "repair", "repeat": True},
                        "# First\n\ntext",
                    ]
                }
            ),
        ),
        (
            "s.jsonl",
            '"# First\\n\\ntext"\n\n{"text": "again", "stage": "repair", "repeat": true}\n',
        ),
    ],
)
async def test_scripts_of_every_format(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content)
    model = open_model(f"scripted:{tmp_path / name}")
    pieces: list[str] = []
    first = await model.complete(ask(stage="model"), pieces.append)
    assert first.text == "# First\n\ntext" == "".join(pieces)
    assert first.cost_usd == 0.0
    for stage in ("repair-1", "repair-2"):
        assert (await model.complete(ask(stage=stage))).text == "again"
    with pytest.raises(LanguageModelError, match="no reply"):
        await model.complete(ask(stage="model"))


@pytest.mark.parametrize("content", ["{", '{"replies": 1}', '[{"txt": "a"}]', "[1]"])
def test_damaged_script_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "s.json").write_text(content)
    with pytest.raises(SettingsError, match=r"s\.json"):
        open_model(f"scripted:{tmp_path / 's.json'}")


async def test_script_in_code_takes_conditions_functions_and_errors() -> None:
    model = ScriptedModel(
        [
            ScriptedReply(text="blend", contains="bread"),
            lambda request: request.messages[-1].content.upper(),
            LanguageModelError("down"),
        ]
    )
    assert (await model.complete(ask("shout"))).text == "SHOUT"
    assert (await model.complete(ask("bread and cake"))).text == "blend"
    with pytest.raises(LanguageModelError, match="down"):
        await model.complete(ask())
    assert (model.remaining, len(model.requests)) == (0, 3)
    assert isinstance(await ScriptedModel(["x"]).complete(ask()), Reply)


@pytest.mark.covers("model-profiles")
def test_profiles() -> None:
    local = profile_of("local")
    assert (local.grammar, local.can_check, local.reply_shape) == (True, False, "program_only")
    assert (local.size, local.context) == ("small", 8192)
    assert local.note
    assert profile_of("openai:gpt-4.1-nano").size == "mid"
    assert profile_of("openai:gpt-4.1").size == "frontier"
    assert profile_of("openai:o4-mini").size == "reasoning"
    assert profile_of("anthropic:claude-sonnet-4-5").size == "frontier"
    assert profile_of("ollama:qwen2.5-coder:7b").note
    unknown = profile_of("mine.models:Parrot")
    assert (unknown.reply_shape, unknown.can_check, unknown.note) == ("full", True, "")


def test_users_profiles_come_first(tmp_path: Path) -> None:
    folder = tmp_path / "xdg_config_home" / "orthought"
    folder.mkdir(parents=True)
    table = folder / "profiles.toml"
    table.write_text('[[models]]\nmatch = ["openai:my-*"]\nsize = "small"\nmax_repairs = 1\n')
    assert profile_of("openai:my-model") == ModelProfile(size="small", max_repairs=1)
    assert profile_of("openai:gpt-4.1").size == "frontier"
    table.write_text('[[models]]\nmatch = ["*"]\nsiz = "small"\n')
    with pytest.raises(SettingsError, match="siz"):
        profile_of("openai:gpt-4.1")
    table.write_text('[[models]]\nmatch = "*"\n')
    with pytest.raises(SettingsError, match=r"profiles\.toml"):
        profile_of("openai:gpt-4.1")
