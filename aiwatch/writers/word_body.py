"""The body of a Word document: paragraphs of runs and links, headings that can be linked to.

The order of elements within properties is that of ECMA-376, part 1; Word calls a document broken
that has another.
"""

import re
from collections.abc import Iterable
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from aiwatch.domain.addresses import is_live
from aiwatch.domain.script import HAN
from aiwatch.domain.text import visible

LONGEST_TOOLTIP = 250  # Word's limit is 260
_LONGEST_ADDRESS = 2000  # a longer one Word may not follow
_NOT_IN_ADDRESSES = re.compile(r"%(?![0-9A-Fa-f]{2})|[\"<>\\^`{|}\[\]]")
_IN_BRACKETS = re.compile(r"\[[0-9A-Fa-f:.]+\]")  # an address of IPv6 as the host
_CHINESE = re.compile(f"[{HAN}]")
_LINE_BREAK = "\n"


class Run(NamedTuple):
    """Words in one style. `url` makes them a link if it is one to follow, with `tooltip`, and
    `anchor` one to a bookmark. `words` are text, hidden characters in them are made visible; a
    line break in them stays one."""

    words: str
    style: str = ""
    url: str = ""
    tooltip: str = ""
    anchor: str = ""
    strong: bool = False
    emphasis: bool = False
    struck: bool = False


def element(tag: str, *children: Any, text: str = "", **attributes: str | int) -> Any:
    """Return the element `w:tag` with `attributes`, in the same namespace, and `children`."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    for child in children:
        made.append(child)
    if text:
        made.text = text
        made.set(qn("xml:space"), "preserve")
    return made


def live_address(url: str) -> str:
    """Return `url` as the target of a link, what no address may have in it percent-encoded;
    empty if it cannot be one that Word follows."""
    if not is_live(url) or url.split() != [url] or len(url) > _LONGEST_ADDRESS:
        return ""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for one that is no number
    except ValueError:
        return ""
    place = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    if _NOT_IN_ADDRESSES.search(_IN_BRACKETS.sub("", parts.netloc)):
        return ""
    rest, sign, fragment = url[len(place) :].partition("#")
    rest += sign + fragment.replace("#", "%23")
    return url[: len(place)] + _NOT_IN_ADDRESSES.sub(lambda sign: f"%{ord(sign[0]):02X}", rest)


class Body:
    """What is written into a story of `part` (its body, or a footer): the elements of `parent`,
    before those that it ends with."""

    def __init__(self, part: Any, parent: Any) -> None:
        self.part = part
        self.parent = parent
        self.last = parent.find(qn("w:sectPr"))
        self.links: dict[str, str] = {}
        self.bookmarks = 0

    def append(self, made: Any) -> None:
        """Put `made` after what is there."""
        if self.last is None:
            self.parent.append(made)
        else:
            self.last.addprevious(made)

    def paragraph(self, style: str, runs: Iterable[Run], list_number: int = 0) -> Any:
        """Add a paragraph of `runs` in `style` (its id), of the list `list_number` if there is one,
        and return it."""
        made = self.inline(style, runs, list_number)
        self.append(made)
        return made

    def inline(self, style: str, runs: Iterable[Run], list_number: int = 0) -> Any:
        """Return a paragraph, as `paragraph` adds it."""
        properties = element("pPr")
        if style:
            properties.append(element("pStyle", val=style))
        if list_number:
            properties.append(
                element("numPr", element("ilvl", val=0), element("numId", val=list_number))
            )
        written = map(self._run, _joined(runs))
        return element("p", *([properties] if len(properties) else []), *written)

    def heading(self, style: str, words: str, bookmark: str) -> None:
        """Add a heading that links to `bookmark` lead to."""
        made = self.paragraph(style, [Run(words)])
        start = element("bookmarkStart", id=self.bookmarks, name=bookmark)
        made.find(qn("w:r")).addprevious(start)
        made.append(element("bookmarkEnd", id=self.bookmarks))
        self.bookmarks += 1

    def _run(self, run: Run) -> Any:
        target = live_address(run.url) if run.url else ""
        if not target and not run.anchor:
            return _run(run)
        link = element("hyperlink")
        if target:
            link.set(qn("r:id"), self._relationship(target))
            if run.tooltip:
                link.set(qn("w:tooltip"), visible(run.tooltip)[:LONGEST_TOOLTIP])
        else:
            link.set(qn("w:anchor"), run.anchor)
        link.set(qn("w:history"), "1")
        link.append(_run(run))
        return link

    def _relationship(self, target: str) -> str:
        """Return the id of the relationship to `target`. One that python-docx made would be
        looked for among all that there are."""
        found = self.links.get(target)
        if found is None:
            found = self.links[target] = f"link{len(self.links) + 1}"
            self.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, target, found, True)
        return found


def _joined(runs: Iterable[Run]) -> list[Run]:
    """Return `runs`, those in one that an editor would not tell from one another."""
    joined: list[Run] = []
    for run in runs:
        if joined and not run.url and joined[-1]._replace(words="") == run._replace(words=""):
            joined[-1] = run._replace(words=joined[-1].words + run.words)
        else:
            joined.append(run)
    return joined


def _run(run: Run) -> Any:
    words = visible(run.words)
    properties = []
    if run.style:
        properties.append(element("rStyle", val=run.style))
    if not words.isascii() and len(_CHINESE.findall(words)) * 3 > len(words):
        # In Chinese, the quotation marks and dashes that it shares with English are Chinese, too.
        properties.append(element("rFonts", hint="eastAsia"))
    if run.strong:
        properties += [element("b"), element("bCs")]
    if run.emphasis:
        properties += [element("i"), element("iCs")]
    if run.struck:
        properties.append(element("strike"))
    made = element("r", *([element("rPr", *properties)] if properties else []))
    for index, line in enumerate(words.split(_LINE_BREAK)):
        if index:
            made.append(element("br"))
        if line:
            made.append(element("t", text=line))
    return made


def field(code: str, shown: str) -> list[Any]:
    """Return the runs of a field with the instruction `code`, as which `shown` stands until it is
    reckoned."""
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", element("instrText", text=f" {code} ")),
        element("r", element("fldChar", fldCharType="separate")),
        element("r", element("t", text=shown)),
        element("r", element("fldChar", fldCharType="end")),
    ]
