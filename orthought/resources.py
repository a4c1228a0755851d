"""Where the prompts and the benchmarks lie: in the package, else at the root of the checkout.

A wheel carries both folders as `orthought/_resources/...`; an editable install does not, so there
the folders beside the package are used.
"""

from __future__ import annotations

import os
from pathlib import Path

from orthought.errors import SettingsError

PACKAGE = Path(__file__).resolve().parent


def prompts_folder(package: Path = PACKAGE) -> Path:
    """Return the folder that holds the prompt files.

    Args:
        package: folder of the installed package; other values serve tests of other installations.

    Raises:
        SettingsError: neither the package nor a checkout holds the folder.
    """
    return _find_folder(package, "prompts")


def benchmarks_folder(package: Path = PACKAGE) -> Path:
    """Return the folder that holds the project's own benchmarks, one folder a data set.

    Args:
        package: folder of the installed package; other values serve tests of other installations.

    Raises:
        SettingsError: neither the package nor a checkout holds the folder.
    """
    return _find_folder(package, "benchmarks")


def cache_folder() -> Path:
    """Return where weights and replies are kept: `$ORTHOUGHT_CACHE` or the user's cache folder."""
    override = os.environ.get("ORTHOUGHT_CACHE")
    if override:
        return Path(override).expanduser()
    import platformdirs

    return platformdirs.user_cache_path("orthought", appauthor=False)


def data_folder() -> Path:
    """Return where the user's own benchmark sets are kept: the user's data folder."""
    import platformdirs

    return platformdirs.user_data_path("orthought", appauthor=False)


def _find_folder(package: Path, name: str) -> Path:
    packaged = package / "_resources" / name
    if packaged.is_dir():
        return packaged
    checkout = package.parent
    # Without a pyproject.toml the parent is site-packages, where such a folder is foreign.
    if (checkout / "pyproject.toml").is_file() and (checkout / name).is_dir():
        return checkout / name
    raise SettingsError(
        f"the folder {name!r} is neither at {packaged} nor at the root of a checkout",
        fix="install orthought again; a wheel and a checkout both carry this folder",
    )
