"""Sessions: record, cache, ledger, budget, pace."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orthought.errors import BudgetError, EmptyReplyError, SettingsError
from orthought.llm.cache import ReplyCache
from orthought.llm.keys import redact, request_key
from orthought.llm.ledger import Budget, add_usage, price_of
from orthought.llm.protocol import Message, OnText, Reply, Request, TokenCount
from orthought.llm.replay import read_record
from orthought.llm.scripted import ScriptedModel
from orthought.llm.session import Session
from orthought.llm.throttle import Throttle
from orthought.solution import Usage


def ask(text: str = "?", **more: Any) -> Request:
    return Request(messages=(Message(role="user", content=text),), **more)


class Paid:
    """A model with a price that counts its calls and can be held."""

    def __init__(self, name: str = "openai:gpt-4.1-mini", tokens: TokenCount | None = None) -> None:
        self.name = name
        self.calls: list[Request] = []
        self.running = self.most_running = 0
        self._tokens = tokens or TokenCount(prompt=1000, completion=500)

    async def complete(self, request: Request, on_text: OnText | None = None) -> Reply:
        self.calls.append(request)
        self.running += 1
        self.most_running = max(self.most_running, self.running)
        await asyncio.sleep(0.01)
        self.running -= 1
        return Reply(text=f"reply {len(self.calls)}", tokens=self._tokens, model="m-1")

    async def aclose(self) -> None:
        return


def test_key_depends_on_all_that_matters_and_nothing_else() -> None:
    base = ask("a", seed=1)
    same = base.model_copy(update={"stage": "repair", "timeout": 9.0})
    assert request_key("m", base) == request_key("m", same)
    changes: list[dict[str, Any]] = [
        {"sample": 1}, {"seed": 2}, {"temperature": 0.5}, {"max_tokens": 5}, {"stop": ("x",)},
        {"grammar": "root"}, {"response_schema": "{}"},
        {"messages": (Message(role="system", content="a"),)},
    ]  # fmt: skip
    keys = {request_key("m", base.model_copy(update=change)) for change in changes}
    keys |= {request_key("m", base), request_key("other", base)}
    assert len(keys) == len(changes) + 2
    left = set(Request.model_fields) - {"stage", "timeout"}
    assert left == {name for change in changes for name in change}, "a new field needs a decision"


@pytest.mark.covers("event-log")
async def test_call_is_recorded_before_and_reply_right_after() -> None:
    events: list[dict[str, Any]] = []
    seen_at_call: list[int] = []
    model = ScriptedModel([lambda _: seen_at_call.append(len(events)) or "answer"])
    session = Session(model, on_event=events.append)
    request = ask("q", stage="model", temperature=0.5)
    reply = await session.complete(request)
    assert seen_at_call == [1]
    assert [event["type"] for event in events] == ["call", "reply"]
    assert events[0]["key"] == events[1]["key"] == session.key(request)
    assert events[0]["messages"] == [{"role": "user", "content": "q"}]
    assert (events[0]["stage"], events[0]["model"]) == ("model", "scripted")
    assert Reply.model_validate(json.loads(json.dumps(events[1]["reply"]))) == reply


@pytest.mark.covers("resume")
async def test_resumed_session_pays_nothing_twice(tmp_path: Path) -> None:
    log, model = tmp_path / "events.jsonl", Paid()

    def write(event: dict[str, Any]) -> None:
        with log.open("a") as stream:
            stream.write(json.dumps(event) + "\n")

    first = Session(model, on_event=write)
    one = await first.complete(ask("one", stage="model"))
    recorded = read_record(log)[1]
    events: list[dict[str, Any]] = []
    again = Session(model, recorded=recorded, on_event=events.append)
    pieces: list[str] = []
    repeated = await again.complete(ask("one", stage="model"), pieces.append)
    assert (repeated.text, repeated.replayed) == (one.text, True)
    assert "".join(pieces) == one.text
    assert (len(model.calls), events) == (1, [])
    await again.complete(ask("two", stage="repair-1"))
    assert len(model.calls) == 2
    usage = again.usage()
    assert (usage.calls, usage.cached_calls, usage.prompt_tokens) == (1, 1, 1000)


@pytest.mark.covers("reply-cache")
async def test_cache_serves_other_sessions_and_survives_damage(tmp_path: Path) -> None:
    cache, model = ReplyCache(tmp_path / "cache"), Paid()
    await Session(model, cache=cache).complete(ask("a"))
    events: list[dict[str, Any]] = []
    second = Session(model, cache=cache, on_event=events.append)
    assert (await second.complete(ask("a"))).replayed
    assert [event["type"] for event in events] == ["reply"]
    assert (len(model.calls), second.usage().cost_usd) == (1, 0.0)
    (file,) = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    assert file.suffix == ".json"
    file.write_text(file.read_text()[:20])
    assert not (await Session(model, cache=cache).complete(ask("a"))).replayed
    assert (await Session(model, cache=cache).complete(ask("a"))).replayed
    assert len(model.calls) == 2


async def test_unwritable_cache_costs_no_reply(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = ReplyCache(tmp_path / "file")
    assert (await Session(Paid(), cache=cache).complete(ask())).text == "reply 1"


@given(
    reply=st.builds(
        Reply,
        text=st.text(),
        finish=st.sampled_from(["stop", "length", "filtered", "unknown"]),
        tokens=st.builds(TokenCount, prompt=st.integers(0, 10**9)),
        cost_usd=st.none() | st.floats(0, 1e6),
    )
)
def test_reply_survives_its_record(reply: Reply) -> None:
    assert Reply.model_validate_json(reply.model_dump_json()) == reply


async def test_same_request_at_the_same_time_is_asked_once() -> None:
    model = Paid()
    session = Session(model)
    replies = await asyncio.gather(*(session.complete(ask("a")) for _ in range(5)))
    assert len(model.calls) == 1
    assert {reply.text for reply in replies} == {"reply 1"}
    await asyncio.gather(*(session.complete(ask("a", sample=n)) for n in range(3)))
    assert len(model.calls) == 3


@pytest.mark.covers("ledger")
async def test_ledger_by_stage_with_prices() -> None:
    tokens = TokenCount(prompt=1000, completion=500, reasoning=100, cached_prompt=400)
    session = Session(Paid(tokens=tokens))
    await session.complete(ask("a", stage="model"))
    await session.complete(ask("b", stage="repair-1"))
    await session.complete(ask("c", stage="repair-1"))
    stages = session.usage_by_stage()
    assert list(stages) == ["model", "repair-1"]
    assert (stages["model"].calls, stages["repair-1"].calls) == (1, 2)
    each = (600 * 0.40 + 400 * 0.10 + 500 * 1.60) / 1e6
    assert stages["model"].cost_usd == pytest.approx(each)
    total = session.usage()
    assert total.cost_usd == pytest.approx(3 * each)
    assert (total.prompt_tokens, total.completion_tokens, total.reasoning_tokens) == (
        3000, 1500, 300,
    )  # fmt: skip


@pytest.mark.covers("ledger")
async def test_unknown_price_is_unknown_and_free_is_zero() -> None:
    session = Session(Paid("openai:never-heard-of"))
    assert (await session.complete(ask("a"))).cost_usd is None
    assert session.usage().cost_usd is None
    assert Session(ScriptedModel([])).usage().cost_usd == 0.0
    assert add_usage(Usage(cost_usd=1.0), Usage(cost_usd=None)).cost_usd is None


@pytest.mark.covers("ledger")
def test_price_table_of_the_user_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "xdg_config_home" / "orthought"
    folder.mkdir(parents=True)
    text = '[[models]]\nmatch = ["openai:mine"]\nprompt = 1\ncompletion = 2\n'
    (folder / "prices.toml").write_text(text)
    price = price_of("openai:mine")
    assert price is not None
    assert price.of(TokenCount(prompt=10**6, completion=10**6)) == 3.0
    assert price_of("openai:mine at http://127.0.0.1:1/v1") is None
    assert price_of("openai:gpt-4.1-2025-04-14") is not None
    assert price_of("openai:gpt-4.1-2025-04-14 at http://127.0.0.1:1/v1") is None
    assert price_of("ollama:qwen at http://127.0.0.1:1") is not None
    (folder / "prices.toml").write_text(text.replace("prompt = 1\n", ""))
    with pytest.raises(SettingsError, match="openai:mine"):
        price_of("openai:mine")


@pytest.mark.covers("budget")
async def test_budget_of_calls_is_never_passed() -> None:
    model, budget = Paid(), Budget(calls=3)
    session = Session(model, budget=budget)
    tasks = (session.complete(ask(str(n))) for n in range(6))
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(item, BudgetError) for item in ended) == 3
    assert len(model.calls) == 3
    with pytest.raises(BudgetError, match="4 of 3") as caught:
        await Session(model, budget=budget).complete(ask("other session"))
    assert caught.value.fix is not None


@pytest.mark.covers("budget")
async def test_budgets_of_tokens_and_money_hold_for_calls_at_once() -> None:
    model = Paid(tokens=TokenCount(prompt=10, completion=1000))
    session = Session(model, budget=Budget(tokens=2500))
    tasks = (session.complete(ask(str(n), max_tokens=1000)) for n in range(6))
    await asyncio.gather(*tasks, return_exceptions=True)
    assert len(model.calls) == 2
    assert session.budget.used_tokens == 2020
    money = Session(Paid(), budget=Budget(usd=0.01))
    with pytest.raises(BudgetError, match="USD"):
        await money.complete(ask("a", max_tokens=100_000))
    await money.complete(ask("a", max_tokens=1000))
    assert money.budget.used_usd == pytest.approx(0.0012)


@pytest.mark.covers("eval-equal-budgets")
async def test_an_equal_budget_buys_the_same_with_and_without_the_cache(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path)
    questions = [ask(text, max_tokens=500) for text in "abcd"]
    for _ in range(2):
        around = Budget(calls=10)
        budget = Budget(tokens=3200, within=around)
        session = Session(Paid(), cache=cache, counts_cache=True, budget=budget)
        with pytest.raises(BudgetError):
            for question in questions:
                await session.complete(question)
        assert budget.refused
        assert (budget.used_calls, budget.used_tokens) == (2, 3000)
    assert (around.used_calls, around.refused) == (0, False)  # nothing was paid the second time


async def test_budget_bounds_replies_that_have_no_limit() -> None:
    model = Paid()
    await Session(model, budget=Budget(tokens=100_000)).complete(ask("a"))
    await Session(model, budget=Budget(calls=1)).complete(ask("a"))
    assert [request.max_tokens for request in model.calls] == [8192, None]


def test_budget_of_money_needs_a_price() -> None:
    with pytest.raises(SettingsError, match="price"):
        Session(Paid("openai:never-heard-of"), budget=Budget(usd=1.0))


async def test_failed_call_is_counted_and_recorded_and_can_be_repeated() -> None:
    events: list[dict[str, Any]] = []
    model = ScriptedModel([EmptyReplyError("nothing"), "something"])
    session = Session(model, on_event=events.append, budget=Budget(calls=2))
    with pytest.raises(EmptyReplyError):
        await session.complete(ask("a"))
    assert (await session.complete(ask("a"))).text == "something"
    assert [event["type"] for event in events] == ["call", "call_failed", "call", "reply"]
    assert events[1]["error"] == "EmptyReplyError"
    assert session.usage().calls == 2


@pytest.mark.covers("rate-limits")
async def test_pace_and_places() -> None:
    waits: list[float] = []

    async def note(seconds: float) -> None:
        waits.append(seconds)

    model = Paid()
    throttle = Throttle(requests_per_minute=30, max_concurrency=2, clock=lambda: 100.0, sleep=note)
    session = Session(model, throttle=throttle)
    await asyncio.gather(*(session.complete(ask(str(n))) for n in range(5)))
    assert model.most_running == 2
    assert waits == [2.0, 4.0, 6.0, 8.0]


@pytest.mark.covers("keys-stay-secret")
def test_keys_are_redacted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_API_KEY", "very-own-canary")
    said = "bad: very-own-canary, sk-proj-abcdefghijklmnop and given-secret"
    assert redact(said, "given-secret") == "bad: [key], [key] and [key]"
    assert redact("risk-averse plan of 12 tasks") == "risk-averse plan of 12 tasks"


async def test_key_of_the_environment_is_in_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "canary-canary-canary")
    events: list[dict[str, Any]] = []
    failure = EmptyReplyError("rejected canary-canary-canary")
    session = Session(
        ScriptedModel([failure, "fine"]),
        on_event=events.append,
        cache=ReplyCache(tmp_path / "cache"),
    )
    with pytest.raises(EmptyReplyError):
        await session.complete(ask("a"))
    await session.complete(ask("a"))
    stored = [path.read_text() for path in (tmp_path / "cache").rglob("*.json")]
    assert len(stored) == 1
    assert "canary" not in json.dumps(events) + "".join(stored)
