"""Sets and methods as a task of inspect_ai."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path

import pytest

from orthought.errors import MissingExtraError

EVALS = Path(__file__).parents[2] / "evals"
INSTALLED = importlib.util.find_spec("inspect_ai") is not None


@pytest.mark.covers("inspect-task", "bad-input")
@pytest.mark.skipif(INSTALLED, reason="inspect_ai is installed")
def test_a_missing_package_is_named_with_its_line() -> None:
    with pytest.raises(MissingExtraError) as caught:
        importlib.import_module("orthought.evaluation.inspect_task")
    assert "orthought[inspect]" in str(caught.value.fix)


@pytest.mark.covers("inspect-task")
@pytest.mark.skipif(not INSTALLED, reason="the extra 'inspect' is not installed")
@pytest.mark.filterwarnings("ignore")
def test_the_scores_are_those_of_our_own_runner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(EVALS))
    figures = importlib.import_module("inspect_agreement").agreement(3, tmp_path)
    sys.modules.pop("inspect_agreement")
    assert figures["differ"] == []
    assert (figures["problems"], figures["right"], figures["log_status"]) == (3, 2, "success")
    assert figures["log_read_again"] == 3
