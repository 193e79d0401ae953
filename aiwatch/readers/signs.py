"""What each format begins or is built like: signs by which a file's content tells its format.

Each function takes a file's whole text and says whether it is one of the format, so that a text
with the signs of two is known to be ambiguous.
"""

import io
import json
import re
import zipfile

_XML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<\?[^>]*\?>\s*|<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*", re.DOTALL
)

_CSL_BEGINS = re.compile(r"\s*(?:\{\s*\"(?:items|references)\"\s*:\s*)?(?:\[\s*)?\{")
_CSL_TYPES = frozenset(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter "
    "classic collection dataset document entry entry-dictionary entry-encyclopedia event figure "
    "graphic hearing interview legal_case legislation manuscript map motion_picture "
    "musical_score pamphlet paper-conference patent performance periodical personal_communication "
    "post post-weblog regulation report review review-book software song speech standard thesis "
    "treaty webpage".split()
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


def csl(text: str) -> bool:
    """CSL-JSON: its first reference has an id, a type of CSL's and a title or a date of CSL's, and
    no section."""
    begin = _CSL_BEGINS.match(text)
    if not begin:
        return False
    try:
        item, _ = json.JSONDecoder().raw_decode(text, begin.end() - 1)
    except (ValueError, RecursionError):
        return False
    told = isinstance(item.get("issued"), dict) or isinstance(item.get("title"), str)
    return "id" in item and str(item.get("type")) in _CSL_TYPES and told and "section" not in item


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
