"""The publisher register: publishers shows it, and adds to it."""

from typing import Annotated

import typer

from aiwatch.cli import options
from aiwatch.cli.shell import Session, cleaned, nearest, session, user_name
from aiwatch.cli.streams import answer, answer_json, console, on_terminal, say
from aiwatch.domain.addresses import host_of
from aiwatch.domain.development import read_language
from aiwatch.domain.errors import AiwatchError, InvalidInput
from aiwatch.domain.own_publishers import checked, read_domain, read_own, with_publisher
from aiwatch.domain.publishers import Publisher, key_of
from aiwatch.register import OWN, decoded, register
from aiwatch.writers.summary import one_line

app = typer.Typer(rich_markup_mode="rich", rich_help_panel="Look after the archive")

NEW = "A publisher to add"


@app.command()
def publishers(
    context: typer.Context,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY | add DOMAIN NAME]",
            autocompletion=options.offers("register_words"),
            help="Part of a name, in English or Chinese, a domain or an address; or add, a domain "
            "and the name in English. Without it all are listed.",
        ),
    ] = None,
    short: Annotated[
        str | None,
        typer.Option("--short", metavar="NAME", rich_help_panel=NEW, help="Its short name: CAC."),
    ] = None,
    chinese: Annotated[
        str | None,
        typer.Option("--chinese", metavar="NAME", rich_help_panel=NEW, help="Its Chinese name."),
    ] = None,
    lang: Annotated[
        str | None,
        typer.Option(
            "--lang",
            "-l",
            metavar="LANG",
            autocompletion=options.offers("languages"),
            rich_help_panel=NEW,
            help="The language it mostly publishes in: en, zh …",
        ),
    ] = None,
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind",
            metavar="KIND",
            autocompletion=options.offers("kinds"),
            rich_help_panel=NEW,
            help="What it is: regulator, ministry, think tank, company …",
        ),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", rich_help_panel=options.OUTPUT, help="Write an array of objects."),
    ] = False,
) -> None:
    """Show the register of publishers, or add one to it.

    By it add fills in who publishes at an address, and in which language. It comes with the
    program; what is added stands in publishers.csv in the archive, takes the place of what the
    program says of the same domain, and may be edited by hand. Into a pipe goes a line each,
    tab-separated: domain, name, short name, Chinese name, language, kind.

    Example: aiwatch publishers add desk.example "Science Desk" --lang zh
    """
    desk = session(context)
    told = [cleaned(word, "What is looked for") for word in words or ()]
    if told[:1] == ["add"]:
        if as_json:
            raise InvalidInput("publishers add has no --json.")
        _add(desk, told[1:], {"short": short, "chinese": chinese, "language": lang, "kind": kind})
        return
    if any(value is not None for value in (short, chinese, lang, kind)):
        raise InvalidInput(
            "--short, --chinese, --lang and --kind are for: aiwatch publishers add DOMAIN NAME"
        )
    query = " ".join(told).strip()
    found = _found(desk, query)
    if as_json:
        answer_json(map(_fields, found))
    elif not found:
        _tell_none(desk, query)
    elif on_terminal():
        from aiwatch.writers.terminal_publishers import PublisherTable

        console().print(PublisherTable(found), crop=False)
    else:
        answer("".join("\t".join(map(one_line, _fields(each).values())) + "\n" for each in found))


def _fields(publisher: Publisher) -> dict[str, str]:
    return {
        "domain": publisher.domain,
        "name": publisher.name,
        "short": publisher.short,
        "chinese": publisher.chinese,
        "lang": publisher.language,
        "kind": publisher.kind,
    }


def _found(desk: Session, query: str) -> list[Publisher]:
    """Return the publishers that `query` finds: who publishes at that host or address, else who has
    it as a name, with all that have it in one of their names, their domain or kind."""
    known = desk.register
    if not query:
        return list(known.publishers.values())
    host = host_of(query if "//" in query else f"//{query}") if "." in query else ""
    if host and (at := known.publisher_at(host)):
        return [at]
    wanted = key_of(query)
    named = known.publisher_named(query)
    by_name = {id(known.publisher_names[key]) for key in known.spellings if wanted in key}
    return [
        each
        for each in known.publishers.values()
        if each is named
        or (named and each.name == named.name)
        or id(each) in by_name
        or wanted in each.domain
        or wanted == each.kind
    ]


def _tell_none(desk: Session, query: str) -> None:
    host = host_of(query if "//" in query else f"//{query}")
    if platform := desk.register.platform_at(host) or desk.register.platform_named(query):
        say(f"{platform.name} is a platform: who publishes there is not in the address.")
        return
    hint = nearest(query, desk.register.spellings.values())
    say(f"No publisher {query!r} in the register.{hint}")
    say("To add one: aiwatch publishers add DOMAIN NAME")


def _add(desk: Session, told: list[str], fields: dict[str, str | None]) -> None:
    if len(told) != 2:
        raise InvalidInput(
            'Say the domain and the name: aiwatch publishers add cac.gov.cn "Cyberspace …"'
        )
    desk.config  # noqa: B018 - an archive that is not there is told before anything else
    known = desk.register
    domain = read_domain(told[0])
    if fields["language"]:
        fields["language"] = read_language(fields["language"])
    if fields["kind"]:
        fields["kind"] = _kind(desk, fields["kind"])
    before = known.publishers.get(domain) or Publisher(domain, "", "", "", "", "")
    new = {name: getattr(before, name) if v is None else v for name, v in fields.items()}
    for name, value in new.items():
        new[name] = cleaned(value, f"The {name}").strip()
    publisher = checked(
        Publisher(domain, told[1], new["short"], new["chinese"], new["language"], new["kind"]),
        register(),
    )
    if publisher == before:
        say(f"{domain} is {publisher.name} already; nothing was changed.")
        return
    _write(desk, publisher)
    if before.name:
        say(f"{domain} is now {publisher.name}; it was {before.name}. It stands in {OWN}.")
    else:
        say(f"{domain} is {publisher.name}. It stands in {OWN}.")
    if not publisher.language:
        say("Its language is not known; --lang tells it.")


def _kind(desk: Session, told: str) -> str:
    kinds = sorted({each.kind for each in desk.register.publishers.values()} - {""})
    wanted = key_of(told)
    if wanted not in kinds:
        raise InvalidInput(f"No kind {told!r}. Kinds: {', '.join(kinds)}.{nearest(wanted, kinds)}")
    return wanted


def _write(desk: Session, publisher: Publisher) -> None:
    """Put `publisher` into the archive's publishers.csv, whole or not at all."""
    from aiwatch.archive.commit import commit, locked
    from aiwatch.archive.disk import Disk

    path, disk = desk.root / OWN, Disk()
    place = path.resolve()
    try:
        with locked(disk, desk.root, f"aiwatch publishers ({user_name()})"):
            data = disk.read(path) if path.exists() else b""
            text = decoded(data, path)
            try:
                read_own(text, register())
                new = with_publisher(text, publisher)
                read_own(new, register())
            except InvalidInput as error:
                raise InvalidInput(f"{path}, {error}") from None
            mark = "\ufeff" if data.startswith(b"\xef\xbb\xbf") else ""
            commit(disk, place.parent, {place.name: (mark + new).encode("utf-8")})
    except OSError as error:
        raise AiwatchError(f"Cannot write {path}: {error.strerror or error}.") from error
