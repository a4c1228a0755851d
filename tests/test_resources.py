"""Prompts and benchmarks are found in a wheel's layout and in a checkout's layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from orthought.errors import SettingsError
from orthought.resources import benchmarks_folder, prompts_folder

FINDERS = [(prompts_folder, "prompts"), (benchmarks_folder, "benchmarks")]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "orthought"
    folder.mkdir()
    return folder


@pytest.mark.covers("resources")
@pytest.mark.parametrize(("find", "name"), FINDERS)
def test_packaged_folder_comes_first(
    package: Path, find: Callable[[Path], Path], name: str
) -> None:
    (package / "_resources" / name).mkdir(parents=True)
    (package.parent / name).mkdir()
    (package.parent / "pyproject.toml").touch()
    assert find(package) == package / "_resources" / name


@pytest.mark.covers("resources")
@pytest.mark.parametrize(("find", "name"), FINDERS)
def test_checkout_is_used_where_nothing_is_packaged(
    package: Path, find: Callable[[Path], Path], name: str
) -> None:
    (package.parent / name).mkdir()
    (package.parent / "pyproject.toml").touch()
    assert find(package) == package.parent / name


@pytest.mark.parametrize(("find", "name"), FINDERS)
def test_foreign_folder_beside_the_package_is_not_taken(
    package: Path, find: Callable[[Path], Path], name: str
) -> None:
    (package.parent / name).mkdir()
    with pytest.raises(SettingsError, match=name) as caught:
        find(package)
    assert caught.value.fix


def test_this_installation_has_both_folders() -> None:
    assert (prompts_folder() / "classes").is_dir()
    assert (benchmarks_folder() / "starter").is_dir()
