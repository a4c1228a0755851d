"""The files of a report: whole, self-contained, harmless, and without texts of the problems."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from orthought.errors import RunFolderError
from orthought.evaluation.report import ReportPaths, Summary, write_report
from orthought.pages.escaping import clean
from tests.evaluation.report.scene import (
    HOSTILE,
    MadeLabels,
    MadeRun,
    drawn_run,
    make_problem,
    make_result,
    make_run,
)
from tests.pages.test_escaping import bare_specials

NOTE = f"a stand-in: answers by readers, not a product model {HOSTILE}"
VOID = {"meta", "wbr", "path", "line", "rect", "circle"}


class Page(HTMLParser):
    """Reads a page: its elements, its texts, and whether every element is closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def hostile_run() -> MadeRun:
    problems = [make_problem(n, HOSTILE, identifier=f"{HOSTILE}{n}") for n in range(1, 7)]
    results = [
        make_result(p, f"{HOSTILE}{m}", n % 2 == 0, llm=HOSTILE, message=HOSTILE)
        for n, p in enumerate(problems)
        for m in (1, 2)
    ]
    return make_run(results, problems, name=HOSTILE, llm_note=NOTE)


def write(run: MadeRun, folder: Path) -> ReportPaths:
    return write_report([run], folder, labels=MadeLabels({"prob_003": 4.0}))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> ReportPaths:
    return write(hostile_run(), tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> ReportPaths:
    run = drawn_run(
        {"standard": 0.4, "cot": 0.5, "orthought": 0.7},
        count=60,
        set_names=("made", "other"),
        llm_note="a stand-in: answers by readers",
    )
    return write(run, tmp_path_factory.mktemp("plain"))


def test_a_hostile_run_injects_nothing_into_the_page(hostile: ReportPaths) -> None:
    page = Page(hostile.html.read_text(encoding="utf-8"))
    assert page.open == []
    names = {tag for tag, _ in page.elements}
    assert not names & {
        "script",
        "img",
        "iframe",
        "object",
        "link",
        "base",
        "form",
        "foreignobject",
    }
    attributes = {name for _, found in page.elements for name in found}
    assert not {name for name in attributes if name.startswith("on")}
    assert clean(HOSTILE) in page.text


def test_the_page_needs_nothing_else(plain: ReportPaths) -> None:
    content = plain.html.read_text(encoding="utf-8")
    page = Page(content)
    addresses = [
        value
        for _, attributes in page.elements
        for name, value in attributes.items()
        if name in ("href", "src", "xlink:href", "action", "style")
    ]
    assert addresses
    assert all(str(address).startswith("#") for address in addresses)
    assert not re.search(r"https?:|@import|url\((?!#)", content)


def test_every_link_and_label_of_the_page_leads_somewhere(plain: ReportPaths) -> None:
    page = Page(plain.html.read_text(encoding="utf-8"))
    ids = [found["id"] for _, found in page.elements if "id" in found]
    assert len(ids) == len(set(ids))
    for _, found in page.elements:
        if "href" in found:
            assert str(found["href"]).removeprefix("#") in ids
        for name in str(found.get("aria-labelledby") or "").split():
            assert name in ids


def test_the_page_knows_dark_and_paper(plain: ReportPaths) -> None:
    content = plain.html.read_text(encoding="utf-8")
    assert "prefers-color-scheme: dark" in content
    assert "@media print" in content
    assert "default-src 'none'" in content


def test_a_hostile_run_injects_nothing_into_latex(hostile: ReportPaths) -> None:
    content = hostile.latex.read_text(encoding="utf-8")
    captions = re.findall(r"\\caption\{(.*)\}\\label\{tab:[A-Za-z0-9-]+\}", content)
    assert captions
    assert not any(bare_specials(caption) for caption in captions)
    rows = [line for line in content.splitlines() if line.endswith(r" \\")]
    fields = [field for row in rows for field in re.split(r"(?<!\\) & ", row[:-3])]
    assert not any(bare_specials(field.removeprefix("{}")) for field in fields)
    assert r"\input" not in content.replace(r"\input`", "")


def test_every_row_of_markdown_has_the_fields_of_its_head(hostile: ReportPaths) -> None:
    content = hostile.markdown.read_text(encoding="utf-8")
    assert "<script" not in content
    for block in content.split("\n\n"):
        rows = [line for line in block.splitlines() if line.startswith("|")]
        counts = {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
        assert len(counts) <= 1


def test_the_json_is_the_summary(plain: ReportPaths) -> None:
    content = plain.json_file.read_text(encoding="utf-8")
    summary = Summary.model_validate_json(content)
    assert summary.ways[0].problems == 60
    assert json.loads(content)["rule"] == "strict"


def test_no_text_of_a_problem_is_in_a_report(hostile: ReportPaths, plain: ReportPaths) -> None:
    for paths in (hostile, plain):
        for path in paths.model_dump().values():
            assert "The text of number" not in path.read_text(encoding="utf-8")


def test_every_format_names_the_stand_in(plain: ReportPaths) -> None:
    for path in plain.model_dump().values():
        assert "a stand-in: answers by readers" in path.read_text(encoding="utf-8")
    page = plain.html.read_text(encoding="utf-8")
    assert page.index("a stand-in: answers by readers") < page.index('<dl class="facts">')


def test_every_table_of_results_names_the_audited_share(plain: ReportPaths) -> None:
    captions = re.findall(r"<caption[^>]*>([^<]*)</caption>", plain.html.read_text("utf-8"))
    listing = (
        "What was asked for",
        "Method cards",
        "Where a method",
        "Versions",
        "Digests",
        "Prompts",
    )
    results = [caption for caption in captions if not caption.startswith(listing)]
    assert len(results) > 8
    assert all("audited: 3/10 labels (30 %)" in caption for caption in results)


def test_marks_are_words_and_signs_not_only_colours(plain: ReportPaths) -> None:
    page = Page(plain.html.read_text(encoding="utf-8")).text
    assert "✓\u00a0right" in page
    assert "✗\u00a0wrong" in page
    assert "○\u00a0not heard" in page
    assert "wrong" in plain.markdown.read_text(encoding="utf-8")


def test_the_same_run_gives_the_same_report(tmp_path: Path) -> None:
    run = drawn_run({"standard": 0.4, "orthought": 0.7}, count=20)
    first, second = write(run, tmp_path / "a"), write(run, tmp_path / "b")
    assert first.html.read_bytes() == second.html.read_bytes()
    assert first.json_file.read_bytes() == second.json_file.read_bytes()
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == [
        "report.html", "report.json", "report.md", "report.tex",
    ]  # fmt: skip


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    with pytest.raises(RunFolderError, match="taken"):
        write(drawn_run({"orthought": 0.7}, count=3), tmp_path / "taken")
