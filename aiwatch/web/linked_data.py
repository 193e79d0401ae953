"""What a page says of its article in JSON-LD (schema.org)."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from aiwatch.domain.html_tokens import unescaped

_ARTICLES = frozenset(("BlogPosting", "SocialMediaPosting", "LiveBlogPosting", "Report"))
_DEEPEST = 50
_LONGEST = 1000


def article_of(
    scripts: Iterable[str], addresses: Collection[str], titles: Iterable[str]
) -> dict[str, str]:
    """Return what the JSON-LD `scripts` of the page at `addresses`, with `titles` in other places,
    say of its article, where it is sure which one that is, else of the page: `headline`,
    `description`, `datePublished`, `inLanguage`, `publisher`, `author`; what is not said is left
    out. What is no JSON is passed over."""
    nodes = [node for script in scripts for node in _nodes(script)]
    articles = [node for node in nodes if _is_article(node)]
    here = set(map(_key, addresses))
    own = [node for node in articles if not here.isdisjoint(map(_key, _addresses(node)))]
    # One with another address and a title that stands nowhere else is a page this one points to.
    shown = [_letters(title[:_LONGEST]) for title in titles]
    own = own or [n for n in articles if not any(_addresses(n)) or _is_shown(_title(n), shown)]
    # A list of articles, or several that say they are this page, are none.
    sure = own if len(set(map(_title, own))) <= 1 else []
    pages = [node for node in nodes if "WebPage" in _types(node)]
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str)}
    found: dict[str, str] = {}
    for node in [*sure, *pages]:
        for name, value in _fields(node, by_id):
            if value:
                found.setdefault(name, value)
    for node in nodes:
        if (
            "cambrian.jsonld" in _text(node.get("@context"))
            and _key(_text(node.get("@id"))) in here
        ):
            found.setdefault("datePublished", _text(node.get("pubDate")))
    return found


def _nodes(script: str) -> Iterator[dict[str, Any]]:
    """Yield the objects that `script` describes, those of a graph, too."""
    text = script.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        waiting = [(json.loads(text, strict=False), 0)]
    except (ValueError, RecursionError):
        return
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, list) and depth < _DEEPEST:
            waiting += [(inner, depth + 1) for inner in reversed(value)]
        elif isinstance(value, dict):
            yield value
            waiting += [
                (value[name], depth + 1) for name in ("@graph", "mainEntity") if name in value
            ]


def _types(node: Mapping[str, Any]) -> list[str]:
    told = node.get("@type")
    types = told if isinstance(told, list) else [told]
    return [each.rpartition("/")[2] for each in types if isinstance(each, str)]


def _is_article(node: Mapping[str, Any]) -> bool:
    return any(each.endswith("Article") or each in _ARTICLES for each in _types(node))


def _addresses(node: Mapping[str, Any]) -> Iterator[str]:
    for value in (node.get("url"), node.get("mainEntityOfPage"), node.get("@id")):
        told = value.get("@id") or value.get("url") if isinstance(value, dict) else value
        if isinstance(told, str) and "://" in told:
            yield told


def _title(node: Mapping[str, Any]) -> str:
    return _text(node.get("headline") or node.get("name"))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _is_shown(title: str, shown: Iterable[str]) -> bool:
    """Tell whether `title` is that of the page, which may be cut or have its site behind it."""
    letters = _letters(title)
    return bool(letters) and any(letters in each or (each and each in letters) for each in shown)


def _key(url: str) -> str:
    """Return an address for comparing, without scheme, fragment and query."""
    return url.partition("#")[0].partition("?")[0].rpartition("://")[2].rstrip("/").lower()


def _fields(node: Mapping[str, Any], by_id: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield "headline", _title(node)
    for name in ("description", "datePublished"):
        yield name, _text(node.get(name))
    language = node.get("inLanguage")
    if isinstance(language, dict):
        language = language.get("alternateName") or language.get("name")
    yield "inLanguage", _text(language)
    for name in ("publisher", "author"):
        yield name, _name(node.get(name), by_id)


def _name(value: Any, by_id: Mapping[str, Any]) -> str:
    """Return the name of whom `value`, an object, a reference to one or a text, describes; nothing
    where it is several."""
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    if isinstance(value, dict):
        id = value.get("@id")
        there = by_id.get(id, {}) if isinstance(id, str) else {}
        value = value.get("name") or there.get("name")
    return _text(value)


def _text(value: Any) -> str:
    """Return `value` if it is a text, or a list of one, else nothing."""
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    return unescaped(value).strip() if isinstance(value, str) else ""
