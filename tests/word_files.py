"""Word files as python-docx reads them: what a reader sees of one, as text to compare."""

from io import BytesIO

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.hyperlink import Hyperlink
from docx.text.paragraph import Paragraph


def read(written: bytes) -> Document:
    return docx.Document(BytesIO(written))


def shown(part: object) -> str:
    """Return a run or a link as the golden files have it: `{style|words -> where}`."""
    if isinstance(part, Hyperlink):
        where = part.url or f"#{part.fragment}"
        tooltip = part._hyperlink.get(qn("w:tooltip"))
        hint = f' "{tooltip}"' if tooltip else ""
        words = "".join(map(shown, part.runs))
        return f"{words.removesuffix('}')} -> {where}{hint}{'}' * words.endswith('}')}"
    style = part.style.name
    marks = "*" * bool(part.bold) + "/" * bool(part.italic) + "-" * bool(part.font.strike)
    marks += "" if style == "Default Paragraph Font" else style
    return f"{{{marks}|{part.text}}}" if marks else part.text


def line(paragraph: Paragraph) -> str:
    words = "".join(map(shown, paragraph.iter_inner_content()))
    return f"{paragraph.style.name}: {words}".rstrip()


def dump(document: Document) -> str:
    """Return what a reader sees of `document`, with its styles and links, a paragraph a line."""
    lines = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                cells = ["".join(map(line, cell.paragraphs)) for cell in row.cells]
                lines.append("\t" + " | ".join(cells).replace("Figure Text:", "").strip())
        else:
            lines.append(line(block))
    footer = document.sections[0].footer
    return "\n".join([*lines, *map(line, footer.paragraphs)]) + "\n"
