"""What an HTML page says of itself: title, publisher, day, language, summary, and its text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from aiwatch.domain.clipping import Clipping
from aiwatch.domain.encoding import likeliest_encoding
from aiwatch.domain.errors import InvalidInput
from aiwatch.domain.html_tokens import tokens, unescaped
from aiwatch.domain.note_parts import tag_language
from aiwatch.domain.patterns import pattern
from aiwatch.domain.publishers import Register, key_of
from aiwatch.domain.script import has_chinese, is_chinese, language_of
from aiwatch.domain.text import clean
from aiwatch.web.linked_data import article_of
from aiwatch.web.page_dates import Told, days_told
from aiwatch.web.page_facts import Facts, facts_of
from aiwatch.web.page_text import text_of
from aiwatch.web.standing_in import stands_in

HTML, PDF = "HTML", "PDF"
LONGEST_TITLE, LONGEST_SUMMARY = 500, 5000

_CHARSET = pattern(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", 2)
_META_CHARSET = pattern(rb"<meta[^>]{0,500}?charset\s*=\s*[\"']?\s*([\w.:-]+)", 2)
_MARKUP = pattern(rb"<(?:!doctype\s+html|html|head|body|meta|title|script|div|p|article)[\s/>]", 2)
_SUFFIX = pattern(r"\s*(?:[|｜_—–·»]|-{1,2})\s*")
_CREDIT = pattern(r"^\s*(?:(?:文章|信息|稿件)?来源\s*[:：])?\s*")
_ENOUGH_TO_TELL = 40
_TWICE = pattern(r"&(?:amp|quot|apos|nbsp|#\d{2,5}|#x[0-9a-f]{2,4});", 2)


@dataclass(frozen=True)
class Page:
    """What a page says.

    `clipping` has what is told of it; `text` what a reader sees, by paragraphs; `encoding` is what
    it was read in. `origins` says for each field of the clipping what told it, such as `og:title`;
    `days` what each trusted place says the day of publication is: where they differ, or it is yet
    to come, the clipping has none. `account` is who writes there, at a platform; `credited` from
    whom the text is, as the page says, whoever publishes it. `kind` is HTML, PDF or the media type
    of what is neither.
    """

    clipping: Clipping
    text: str = ""
    encoding: str = ""
    origins: Mapping[str, str] = field(default_factory=dict)
    days: Mapping[str, date] = field(default_factory=dict)
    account: str = ""
    credited: str = ""
    kind: str = HTML


def read_page(
    data: bytes,
    url: str,
    content_type: str,
    today: date,
    register: Register | None = None,
) -> Page:
    """Return what the page of the bytes `data`, sent from `url` as `content_type`, says of itself.
    A title loses its site's name behind it only if the page or the `register` say that it is that.
    """
    media = content_type.partition(";")[0].strip().lower()
    kind = _kind(data, media)
    if kind == PDF or not (kind == HTML or kind.startswith("text/")):
        return Page(Clipping(url=url), kind=kind)
    declared = [*_CHARSET.findall(content_type)]
    declared += [name.decode("ascii", "replace") for name in _META_CHARSET.findall(data[:4096])]
    encoding = likeliest_encoding(data, declared)
    html = data.decode(encoding, "replace").removeprefix("\ufeff").replace("\x00", "")
    if kind != HTML:
        text = "\n\n".join(" ".join(part.split()) for part in html.split("\n\n"))
        return Page(Clipping(url=url), text=_plain(text), encoding=encoding, kind=kind)
    page = list(tokens(html))
    facts, text = facts_of(page), _plain(text_of(page))
    addresses = [url, facts.canonical, facts.meta("og:url")]
    article = article_of(facts.scripts, addresses, [facts.title, facts.meta("og:title")])
    days = days_told(facts, article)
    if not days and stands_in(_first([(facts.title, "")], LONGEST_TITLE)[0], text):
        return Page(Clipping(url=url), encoding=encoding)
    told = {
        "title": _title(facts, article),
        "summary": _first(_summaries(facts, article), LONGEST_SUMMARY),
        "publisher": _first(_publishers(facts, article), LONGEST_TITLE),
        "language": _language(facts, article, f"{facts.title}\n{text}".strip()),
    }
    own = [facts.meta("og:site_name"), article.get("publisher", ""), told["publisher"][0]]
    title = _without_site(told["title"][0], facts.heading, own, url, register)
    published, told_by = _day(days, today)
    origins = {name: origin for name, (value, origin) in told.items() if value}
    clipping = Clipping(
        title=title,
        summary=told["summary"][0],
        url=url,
        publisher=told["publisher"][0],
        language=told["language"][0],
        published=published,
    )
    return Page(
        clipping,
        text=text,
        encoding=encoding,
        origins=origins | ({"published": told_by} if published else {}),
        days=days,
        account=_first(_accounts(facts, article), LONGEST_TITLE)[0],
        credited=_first(_credits(facts), LONGEST_TITLE)[0],
    )


def _kind(data: bytes, media: str) -> str:
    """Return what `data` is, by itself before the `media` type that was told."""
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n\x00")
    if start.startswith(b"%PDF-"):
        return PDF
    if media in ("text/html", "application/xhtml+xml") or _MARKUP.search(
        start.replace(b"\x00", b"")
    ):
        return HTML
    return media or "application/octet-stream"


def _title(facts: Facts, article: Mapping[str, str]) -> Told:
    """Return the first title that is not only the site's name, which some have on every page."""
    told = list(_titles(facts, article))
    site = key_of(facts.meta("og:site_name"))
    return _first([*(each for each in told if key_of(each[0]) != site), *told], LONGEST_TITLE)


def _titles(facts: Facts, article: Mapping[str, str]) -> Iterator[Told]:
    yield from facts.told("og:title", "citation_title", "articletitle")
    yield article.get("headline", ""), "JSON-LD"
    yield from facts.told(
        "dc.title", "dcterms.title", "parsely-title", "sailthru.title", "twitter:title"
    )
    yield facts.title, "<title>"


def _summaries(facts: Facts, article: Mapping[str, str]) -> Iterator[Told]:
    yield from facts.told("og:description")
    yield article.get("description", ""), "JSON-LD"
    yield from facts.told(
        "description", "dc.description", "dcterms.description", "dcterms.abstract",
        "citation_abstract", "twitter:description",
    )  # fmt: skip


def _publishers(facts: Facts, article: Mapping[str, str]) -> Iterator[Told]:
    # At WeChat the site is the platform; the account is who publishes.
    yield facts.texts.get("js_name", ""), "js_name"
    yield article.get("publisher", ""), "JSON-LD"
    for value, origin in facts.told(
        "og:site_name", "citation_publisher", "citation_journal_title", "dc.publisher",
        "dcterms.publisher", "sitename", "application-name",
    ):  # fmt: skip
        if "://" not in value:
            yield value, origin


def _credits(facts: Facts) -> Iterator[Told]:
    """Yield from whom a page has its text, as Chinese sites say it."""
    for value, origin in facts.told("contentsource", "source"):
        yield _CREDIT.sub("", value), origin


def _accounts(facts: Facts, article: Mapping[str, str]) -> Iterator[Told]:
    yield facts.texts.get("js_name", ""), "js_name"
    for value, origin in facts.told("og:article:author", "article:author", "author"):
        if "://" not in value:
            yield value, origin
    yield article.get("author", ""), "JSON-LD"


def _first(told: Iterable[Told], longest: int) -> Told:
    """Return the first of what is `told` that says anything in at most `longest` characters, in one
    line, and what told it."""
    for value, origin in told:
        if _TWICE.search(value):
            value = unescaped(value)
        value = " ".join(_plain(value).split())
        if value and len(value) <= longest:
            return value, _SPELLED.get(origin, origin)
    return "", ""


_SPELLED = {
    "articletitle": "ArticleTitle",
    "contentsource": "ContentSource",
    "sitename": "SiteName",
    "dc.title": "DC.title",
    "dc.description": "DC.description",
    "dc.publisher": "DC.publisher",
}


def _without_site(
    title: str, heading: str, own: Iterable[str], url: str, register: Register | None
) -> str:
    """Return `title` without the name of its site behind it, where that is one of its `own` names
    or, by the `register`, that of who publishes at `url`, or what stands before it is the page's
    `heading`, and longer: else that may be the site's name."""
    names = {key_of(name) for name in own if name}
    breaks = list(_SUFFIX.finditer(title))
    for found in reversed(breaks):
        site = title[found.end() :]
        headed = len(heading) > len(site) and title[: found.start()].rstrip() == heading
        if headed or key_of(site) in names or _is_publisher(site, url, register):
            return title[: found.start()].rstrip() or title
    return title


def _is_publisher(name: str, url: str, register: Register | None) -> bool:
    if register is None:
        return False
    from aiwatch.domain.addresses import host_of

    here = register.publisher_at(host_of(url))
    return here is not None and register.publisher_named(name) == here


def _language(facts: Facts, article: Mapping[str, str], text: str) -> Told:
    """Return the language that a page says it has, unless its text says otherwise: templates are
    often of another."""
    told = [
        (article.get("inLanguage", ""), "JSON-LD"),
        *facts.told("og:locale", "dc.language", "dcterms.language", "content-language"),
        (facts.language, "<html lang>"),
    ]
    seen = text if len(text) >= _ENOUGH_TO_TELL else ""
    chinese = bool(seen) and is_chinese(seen) and not _KANA.search(seen)
    for value, origin in told:
        try:
            language = tag_language(value)
        except InvalidInput:
            continue
        if chinese and language != "zh":
            break
        if seen and language == "zh" and not has_chinese(seen):
            continue
        return language, origin
    by_script = "zh" if chinese else language_of(text)
    return (by_script, "its text") if by_script else ("", "")


_KANA = pattern("[\u3041-\u3096\u30a1-\u30fa]")


def _day(days: Mapping[str, date], today: date) -> tuple[date | None, str]:
    """Return the one day that all trusted places tell, and the first of them; none if they differ,
    or if it is yet to come (by more than a time zone)."""
    if len(set(days.values())) != 1:
        return None, ""
    origin, day = next(iter(days.items()))
    return (day, origin) if day <= today + timedelta(1) else (None, "")


def _plain(text: str) -> str:
    """Return `text` as developments may hold it."""
    return clean(text.encode("utf-8", "replace").decode("utf-8"))[0].strip()
