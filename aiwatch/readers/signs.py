"""What each format begins or is built like: signs by which a file's content tells its format.

Each function takes a file's whole text and says whether it is one of the format, so that a text
with the signs of two is known to be ambiguous.
"""

import io
import re
import zipfile

_XML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*", re.DOTALL
)


def _root(text: str) -> str:
    """Return what stands right after an XML prologue, its first letters."""
    found = _XML.match(text)
    return text[found.end() if found else 0 :][:200]


def feed(text: str) -> bool:
    """RSS (0.9 to 2.0) and Atom, by the root element."""
    return re.match(r"<(?:\w+:)?(?:rss|feed|RDF)[\s>]", _root(text)) is not None


def opml(text: str) -> bool:
    """OPML, by the root element."""
    return re.match(r"<opml[\s>]", _root(text), re.IGNORECASE) is not None


def ris(text: str) -> bool:
    """RIS: a record begins with its type."""
    return re.match(r"\s*TY  -", text) is not None


def bookmarks(text: str) -> bool:
    """The bookmark file that every browser exports."""
    return re.match(r"\s*<!DOCTYPE NETSCAPE-Bookmark-file", text, re.IGNORECASE) is not None


def in_zip(data: bytes) -> str:
    """Return `docx` or `excel` if the zip file `data` is one of those, else an empty text."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return ""
    parts = {"docx": "word/document.xml", "excel": "xl/workbook.xml"}
    return next((format for format, part in parts.items() if part in names), "")
