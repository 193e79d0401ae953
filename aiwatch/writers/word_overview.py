"""The overview, which is Markdown (CommonMark and tables), as paragraphs of Word."""

from collections.abc import Iterable, Iterator

from docx.document import Document
from markdown_it.token import Token

from aiwatch.domain.text import join_lines
from aiwatch.writers.overview_tokens import overview_tokens
from aiwatch.writers.word_body import Body, Run, element, live_address
from aiwatch.writers.word_package import TEXT_WIDTH, restarted_list


def add_overview(document: Document, body: Body, overview: str) -> None:
    """Add `overview` to `body`: its headings below those of the sections, HTML in it as text."""
    if not overview.strip():
        return
    tokens = overview_tokens(overview, live_address)
    highest = min((int(t.tag[1]) for t in tokens if t.type == "heading_open"), default=1)
    _Overview(document, body, highest).add(tokens)


class _Overview:
    """The blocks that are open, and what is written of them."""

    def __init__(self, document: Document, body: Body, highest: int) -> None:
        self.document = document
        self.body = body
        self.highest = highest
        self.lists: list[int] = []  # those open: the number in Word of a numbered one, else 0
        self.fresh = False  # whether an item has begun and nothing of it is written
        self.quotes = 0
        self.heading = 0
        self.rows: list[list[list[Run]]] | None = None

    def add(self, tokens: Iterable[Token]) -> None:
        """Add what `tokens` are."""
        for token in tokens:
            match token.type:
                case "heading_open":
                    self.heading = 2 + (int(token.tag[1]) > self.highest)
                case "heading_close":
                    self.heading = 0
                case "bullet_list_open":
                    self.lists.append(0)
                case "ordered_list_open":
                    first = int(token.attrs.get("start", 1))
                    self.lists.append(restarted_list(self.document, first))
                case "bullet_list_close" | "ordered_list_close":
                    self.lists.pop()
                case "list_item_open":
                    self.fresh = True
                case "blockquote_open":
                    self.quotes += 1
                case "blockquote_close":
                    self.quotes -= 1
                case "fence" | "code_block":
                    self.body.paragraph("HTMLPreformatted", [Run(token.content.rstrip("\n"))])
                case "table_open":
                    self.rows = []
                case "tr_open" if self.rows is not None:
                    self.rows.append([])
                case "table_close":
                    self._add_table()
                case "inline":
                    self._add_runs(list(_runs(token.children or [])))

    def _add_runs(self, runs: list[Run]) -> None:
        if self.rows is not None:
            self.rows[-1].append(runs)
        elif self.heading:
            self.body.paragraph(f"Heading{self.heading}", runs)
        elif self.lists and self.fresh:
            self.fresh = False
            number = self.lists[-1]
            bullet = "ListBullet" if len(self.lists) == 1 else "ListBullet2"
            self.body.paragraph("ListNumber" if number else bullet, runs, number)
        elif self.lists:
            self.body.paragraph("ListContinue", runs)
        else:
            self.body.paragraph("Quote" if self.quotes else "", runs)

    def _add_table(self) -> None:
        rows, self.rows = self.rows or [], None
        columns = max(map(len, rows))
        width = TEXT_WIDTH // columns
        written = []
        for number, row in enumerate(rows):
            cells = [
                element(
                    "tc",
                    element("tcPr", element("tcW", w=width, type="dxa")),
                    self.body.inline(
                        "FigureText", [r._replace(strong=r.strong or not number) for r in runs]
                    ),
                )
                for runs in [*row, *[[]] * (columns - len(row))]
            ]
            properties = [element("trPr", element("tblHeader"))] if not number else []
            written.append(element("tr", *properties, *cells))
        self.body.append(
            element(
                "tbl",
                element(
                    "tblPr",
                    element("tblStyle", val="TableGrid"),
                    element("tblW", w=width * columns, type="dxa"),
                ),
                element("tblGrid", *(element("gridCol", w=width) for _ in range(columns))),
                *written,
            )
        )
        self.body.paragraph("FigureText", [])


def _runs(tokens: list[Token]) -> Iterator[Run]:
    """Yield the runs of an inline text."""
    strong = emphasis = struck = 0
    url = tooltip = said = ""
    for place, token in enumerate(tokens):
        words = token.content
        match token.type:
            case "strong_open" | "strong_close":
                strong += token.nesting
            case "em_open" | "em_close":
                emphasis += token.nesting
            case "s_open" | "s_close":
                struck += token.nesting
            case "link_open":
                url, tooltip = str(token.attrs["href"]), str(token.attrs.get("title", ""))
            case "link_close":
                url = tooltip = ""
            case "softbreak":
                after = "".join(later.content for later in tokens[place + 1 :])[:1]
                words = "" if join_lines(f"{said[-1:]}\n{after}") == said[-1:] + after else " "
            case "hardbreak":
                words = "\n"
            case "image":
                words = f"{token.content} <{token.attrs['src']}>".strip()
        if words:
            said = words
            style = "HTMLCode" if token.type == "code_inline" else ""
            yield Run(
                words,
                "Hyperlink" if url else style,
                url,
                tooltip,
                strong=strong > 0,
                emphasis=emphasis > 0,
                struck=struck > 0,
            )
