"""Settings: precedence, origins, refusals that name the fix."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orthought.errors import SettingsError
from orthought.settings import Settings, load_settings, user_settings_file, variable_of


def load(
    tmp_path: Path,
    *,
    flags: dict[str, object] | None = None,
    environment: dict[str, str] | None = None,
    project: str | None = None,
    user: str | None = None,
) -> tuple[Settings, dict[str, str]]:
    """Load settings from files with these contents."""
    if project is not None:
        (tmp_path / "orthought.toml").write_text(project, encoding="utf-8")
    user_file = tmp_path / "user.toml"
    if user is not None:
        user_file.write_text(user, encoding="utf-8")
    return load_settings(
        flags or {}, environment=environment or {}, project_folder=tmp_path, user_file=user_file
    )


def refusal(tmp_path: Path, **layers: object) -> SettingsError:
    """Return the error that these layers raise."""
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, **layers)  # type: ignore[arg-type]
    return caught.value


def test_defaults_are_those_of_the_class(tmp_path: Path) -> None:
    settings, origins = load(tmp_path)
    assert settings == Settings()
    assert set(origins) == set(Settings.model_fields)
    assert set(origins.values()) == {"default"}


@pytest.mark.covers("settings-precedence")
def test_each_layer_covers_the_ones_below_and_is_named(tmp_path: Path) -> None:
    settings, origins = load(
        tmp_path,
        flags={"seed": 4},
        environment={"ORTHOUGHT_SEED": "3", "ORTHOUGHT_THREADS": "3"},
        project="seed = 2\nthreads = 2\ntime_limit = 2",
        user="seed = 1\nthreads = 1\ntime_limit = 1\nllm = 'openai:small'",
    )
    assert (settings.seed, settings.threads, settings.time_limit) == (4, 3, 2)
    assert settings.llm == "openai:small"
    assert origins["seed"] == "flag --seed"
    assert origins["threads"] == "environment ORTHOUGHT_THREADS"
    assert origins["time_limit"] == str(tmp_path / "orthought.toml")
    assert origins["llm"] == str(tmp_path / "user.toml")
    assert origins["solver"] == "default"


def test_values_of_the_environment_are_converted_and_empty_ones_ignored(tmp_path: Path) -> None:
    environment = {
        "ORTHOUGHT_OFFLINE": "true",
        "ORTHOUGHT_RELATIVE_GAP": "0",
        "ORTHOUGHT_LLM": "",
        "ORTHOUGHT_CACHE": "/some/folder",
        "ORTHOUGHT_REPLY_CACHE": "no",
        "HOME": "/",
    }
    settings, origins = load(tmp_path, environment=environment)
    assert settings.offline is True
    assert settings.relative_gap == 0
    assert settings.llm == "local"
    assert settings.cache is False
    assert origins["cache"] == "environment ORTHOUGHT_REPLY_CACHE"


def test_none_counts_only_where_it_is_a_value(tmp_path: Path) -> None:
    flags = {"max_repairs": None, "llm": None}
    settings, _ = load(tmp_path, flags=flags, project="max_repairs = 2\nllm = 'manual'")
    assert settings.max_repairs is None
    assert settings.llm == "manual"


@pytest.mark.parametrize(
    ("layers", "fix"),
    [
        ({"project": "solvr = 'highs'"}, "did you mean solver?"),
        ({"user": "time-limit = 3"}, "did you mean time_limit"),
        ({"environment": {"ORTHOUGHT_LMM": "local"}}, "did you mean ORTHOUGHT_LLM?"),
        ({"flags": {"temprature": 1}}, "did you mean temperature?"),
        ({"project": "max_token = 3"}, "max_tokens"),
        ({"project": "zzz = 1"}, "orthought config show"),
        ({"environment": {"ORTHOUGHT_API_KEY": "x"}}, "OPENAI_API_KEY"),
    ],
)
def test_unknown_names_are_refused_with_near_misses(
    tmp_path: Path, layers: dict[str, object], fix: str
) -> None:
    assert fix in (refusal(tmp_path, **layers).fix or "")


@pytest.mark.parametrize(
    ("layers", "message", "fix"),
    [
        ({"flags": {"solver": "hihgs"}}, "flag --solver", "did you mean highs?"),
        ({"project": "ablation = 'withot_understanding'"}, "orthought.toml", "without_under"),
        ({"environment": {"ORTHOUGHT_SANDBOX": "x"}}, "ORTHOUGHT_SANDBOX", "use one of best"),
        ({"flags": {"time_limit": -1}}, "greater than 0", "time_limit"),
        ({"flags": {"max_repairs": 4}}, "less than or equal to 3", "max_repairs"),
        ({"user": "threads = 'two'"}, "user.toml", "threads"),
    ],
)
def test_values_that_do_not_fit_are_refused_with_their_origin(
    tmp_path: Path, layers: dict[str, object], message: str, fix: str
) -> None:
    error = refusal(tmp_path, **layers)
    assert message in error.message
    assert fix in (error.fix or "")
    assert error.exit_code == 2


@pytest.mark.parametrize(
    "content",
    [
        "openai_api_key = 'abc'",
        "api-key = 'abc'",
        "base_url = 'sk-abcdefghijklmnopqrstu'",
        "[openai]\nsecret = 'abc'",
        "password = 1",
    ],
)
def test_keys_in_files_are_refused_and_not_repeated(tmp_path: Path, content: str) -> None:
    error = refusal(tmp_path, project=content)
    assert "never read from files" in error.message
    assert "environment" in (error.fix or "")
    assert "abcdefghij" not in str(error)


@pytest.mark.parametrize("content", ["llm = ", "= 3", "llm = 'a'\nllm = 'b'"])
def test_a_broken_file_is_named(tmp_path: Path, content: str) -> None:
    assert "orthought.toml" in refusal(tmp_path, project=content).message


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "orthought.toml").write_bytes(b"\xff\xfe\x00")
    assert "orthought.toml" in refusal(tmp_path).message


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "orthought.toml").write_bytes(b"\xef\xbb\xbfseed = 9\n")
    assert load(tmp_path)[0].seed == 9


def test_a_solver_of_ones_own_is_taken(tmp_path: Path) -> None:
    assert load(tmp_path, flags={"solver": "mine.solvers:Mine"})[0].solver == "mine.solvers:Mine"


def test_the_process_decides_where_nothing_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ORTHOUGHT_SEED", "12")
    (tmp_path / "orthought.toml").write_text("threads = 3")
    path = user_settings_file()
    path.parent.mkdir(parents=True)
    path.write_text("time_limit = 5")
    settings, _ = load_settings({})
    assert (settings.seed, settings.threads, settings.time_limit) == (12, 3, 5)


@pytest.mark.covers("keys-stay-secret")
@pytest.mark.parametrize(
    "address",
    [
        "https://user:hidden-word@models.example.org/v1",
        "https://models.example.org/v1?api-key=hidden-word",
        "https://models.example.org/v1?version=2&token=hidden-word",
    ],
)
def test_an_address_with_a_key_in_it_is_refused_and_not_repeated(
    tmp_path: Path, address: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, flags={"base_url": address})
    assert "hidden-word" not in str(caught.value)
    assert "keyring" in str(caught.value)
    plain = "https://user@models.example.org:8000/v1?api-version=2025-01-01"
    assert load(tmp_path, flags={"base_url": plain})[0].base_url == plain


def test_every_setting_has_a_variable_of_its_own() -> None:
    variables = [variable_of(name) for name in Settings.model_fields]
    assert len(set(variables)) == len(variables)
    assert "ORTHOUGHT_CACHE" not in variables


@given(
    st.builds(
        Settings,
        llm=st.sampled_from(["local", "openai:x", "manual:some folder"]),
        time_limit=st.floats(min_value=0.01, max_value=1e6),
        max_repairs=st.none() | st.integers(0, 3),
        temperature=st.none() | st.floats(0, 2),
        budget_usd=st.none() | st.floats(0, 1e6),
    )
)
def test_settings_survive_json(settings: Settings) -> None:
    assert Settings.model_validate_json(settings.model_dump_json()) == settings
