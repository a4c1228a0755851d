"""The report's tables as LaTeX, ready for `\\input`."""

from __future__ import annotations

from typing import Final

from orthought.pages.document import Document, Entry, Table
from orthought.pages.escaping import latex as escape
from orthought.pages.plain import pieces

LONG: Final = 45
"""Tables with more rows run over several pages."""
NARROW: Final = 6
"""Tables with more columns are set smaller."""
_HEAD: Final = """\
% Tables of the report. In the preamble:
%   \\usepackage[T1]{fontenc} \\usepackage{textcomp} \\usepackage{booktabs} \\usepackage{longtable}
"""


def to_latex(document: Document) -> str:
    """Return all tables of the document as LaTeX."""
    parts = [_HEAD + f"% {escape(document.title)}"]
    if document.stand_in:
        parts.append(f"% Stand-in model: {escape(document.stand_in)}")
    for section in document.sections:
        parts += [table_to_latex(table) for table in section.tables if table.rows]
    return "\n\n".join(parts) + "\n"


def table_to_latex(table: Table) -> str:
    """Return one table: `table` with `tabular`, or `longtable` where it is long."""
    shape = "".join("r" if column.align == "right" else "l" for column in table.columns)
    head = " & ".join(escape(column.name) for column in table.columns) + r" \\"
    rows = [" & ".join(_field(entry) for entry in row) + r" \\" for row in table.rows]
    body = "\n".join(rows)
    caption = escape(" ".join((table.caption, *table.notes)))
    label = "".join(c for c in table.identifier if c.isalnum() or c == "-")
    build = _long if len(rows) > LONG else _short
    size = r"\scriptsize" if len(table.columns) > NARROW else r"\footnotesize"
    return build(shape, head, body, rf"\caption{{{caption}}}\label{{tab:{label}}}", size)


def _short(shape: str, head: str, body: str, caption: str, size: str) -> str:
    return (
        f"\\begin{{table}}[htbp]\n\\centering{size}\n{caption}\n"
        f"\\begin{{tabular}}{{{shape}}}\n\\toprule\n{head}\n\\midrule\n{body}\n\\bottomrule\n"
        "\\end{tabular}\n\\end{table}"
    )


def _long(shape: str, head: str, body: str, caption: str, size: str) -> str:
    return (
        f"\\begingroup{size}\n\\begin{{longtable}}{{{shape}}}\n{caption}\\\\\n"
        f"\\toprule\n{head}\n\\midrule\n\\endfirsthead\n\\toprule\n{head}\n\\midrule\n\\endhead\n"
        f"\\bottomrule\n\\endfoot\n{body}\n\\end{{longtable}}\n\\endgroup"
    )


def _field(entry: Entry) -> str:
    # A bracket right after a line's end would be read as its optional argument.
    return "{}" + " ".join(escape(piece) for piece in pieces(entry)) if pieces(entry) else ""
