"""What `add` fills in from an address, and what it says of a publisher's name."""

from dataclasses import replace
from datetime import timedelta

from aiwatch.cli.shell import Session, ask, cleaned
from aiwatch.cli.streams import can_ask, say
from aiwatch.domain.address_reading import AddressReading, read_address
from aiwatch.domain.dates import show_day
from aiwatch.domain.development import Source, language_label
from aiwatch.domain.errors import AiwatchError
from aiwatch.domain.publishers import Register


def filled(desk: Session, source: Source) -> Source:
    """Return `source` with what its address tells of what is not known of it, having said what that
    is and where it is from; of a platform the publisher is asked for at a terminal."""
    reading = read_address(source.url, known_register(desk))
    if not reading.host:
        return source
    told = []
    if not source.publisher and reading.publisher:
        source = replace(source, publisher=reading.publisher.printed)
        told.append(f"publisher {source.publisher} ({reading.publisher.domain})")
    if not source.language and reading.language:
        source = replace(source, language=reading.language)
        origin = "the address says so" if reading.in_address else "the usual one there"
        told.append(f"language {language_label(source.language)} ({origin})")
    if not source.published and reading.day:
        if reading.day <= desk.clock.today + timedelta(1):
            source = replace(source, published=reading.day)
            told.append(f"date {show_day(reading.day)}, {reading.gives} ({reading.from_path})")
        else:
            say(
                f"The day in the address, {show_day(reading.day)}, is after today; it is not taken."
            )
    if told:
        say(f"From the address: {', '.join(told)}.")
    if not source.publisher:
        source = replace(source, publisher=ask_publisher(reading))
    return source


def known_register(desk: Session) -> Register:
    """Return the register, without the archive's own publishers where their file cannot be right:
    that is told, but keeps nobody from logging."""
    try:
        return desk.register
    except AiwatchError as error:
        from aiwatch.register import register

        say(f"{error} Until it is mended, the program's own register is used.")
        desk.register = register()
        return desk.register


def ask_publisher(reading: AddressReading) -> str:
    """Return the publisher that the user names, empty without one, having said why the address does
    not tell it."""
    if reading.platform:
        say(f"The publisher is not in an address of {reading.platform.name}.")
        if can_ask():
            answer = ask("Publisher, such as the account's name (empty: none)")
            return cleaned(answer, "The publisher").strip()
        say("Give it with --publisher.")
    else:
        say(f"The register has no publisher at {reading.host}. Give it with --publisher.")
    return ""


def tell_name(desk: Session, name: str, id: str, *, english: bool) -> None:
    """Say which publisher's name `name` nearly is, and what it is in an `english` text. `id` is the
    development's, which keeps it as it was typed."""
    from aiwatch.domain.near_names import near_name

    register = known_register(desk)
    found = register.publisher_named(name)
    if near := near_name(name, register):
        say(f"Is {name!r} {near}? It is kept as typed; to correct it: aiwatch edit {id}")
    elif found and english and not name.isascii() and found.printed != name:
        say(f"{name!r} is kept as typed; in English the register has it as {found.printed}.")
