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
    """RIS: a record begins with its type; databases put a few lines of their own above."""
    found = re.search(r"^TY  - ?[A-Z]*\s*$", text[:5000], re.MULTILINE)
    return found is not None and (not text[: found.start()].strip() or "\nER  -" in text)


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


def bibtex(text: str) -> bool:
    """BibTeX, by its first entry."""
    return re.match(r"(?:\s*%[^\n]*\n)*\s*@[A-Za-z]+\s*\{\s*[^\s,{}]+,", text) is not None


def in_zip(data: bytes) -> str:
    """Return `docx` or `excel` if the zip file `data` is one of those, else an empty text."""
    parts = {"docx": "word/document.xml", "excel": "xl/workbook.xml"}
    return next((format for format, part in parts.items() if part in _names(data)), "")


def _names(data: bytes) -> frozenset[str]:
    """Return the names in a zip file, none if it is none."""
    try:
        return frozenset(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return frozenset()


_SAVE = "Save it as an Excel file (.xlsx) or as CSV, and import that."


def unreadable(data: bytes) -> str:
    """Return what is told of a file of a program whose format we do not read; empty for others."""
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return (
            "an old Word or Excel file (.doc, .xls), or one that a password protects. Save it as "
            ".docx or .xlsx, without a password, and import that."
        )
    if not data.startswith(b"PK"):
        return ""
    names = _names(data)
    if not names:
        return "a broken Word, Excel or zip file. Get it anew, or save it anew."
    if "Index/Document.iwa" in names or any(name.endswith(".iwa") for name in names):
        return f"a file of Numbers or Pages. {_SAVE}"
    if "content.xml" in names and "mimetype" in names:
        return f"an OpenDocument file (.ods, .odt). {_SAVE}"
    if "xl/workbook.bin" in names:
        return f"a binary Excel file (.xlsb). {_SAVE}"
    return ""


def data(text: str) -> str:
    """Return `json` or `jsonl` if `text` begins as that: a list of objects, or an object; else an
    empty text."""
    if not re.match(r"\s*(?:\[\s*[{\]]|\{\s*[\"}])", text):
        return ""
    first, _, rest = text.strip().partition("\n")
    a_line_each = first.startswith("{") and first.rstrip().endswith("}")
    return "jsonl" if a_line_each and rest.lstrip().startswith("{") else "json"


def table(text: str) -> bool:
    """CSV: its first line names the columns of developments by our own schema, or two that other
    tables have."""
    from aiwatch.readers.delimited import is_foreign_table, own_delimiter

    return bool(own_delimiter(text)) or is_foreign_table(text)
