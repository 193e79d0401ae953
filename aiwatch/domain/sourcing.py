"""What an editor looks for in sources. Each rule yields its remarks on a copy."""

from collections.abc import Iterator

from aiwatch.domain.addresses import (
    has_credentials,
    host_of,
    is_web_address,
    lacks_scheme,
    original_address,
    without_credentials,
    without_tracking,
)
from aiwatch.domain.copy import CitedSource, Copy, Remark, edit
from aiwatch.domain.dates import note_day, show_day
from aiwatch.domain.development import language_label
from aiwatch.domain.publishers import Register, is_government_host


def no_source(copy: Copy) -> Iterator[Remark]:
    for development in copy.developments():
        if not development.sources:
            note = f'"(EN): …, {note_day(development.date)}"'
            remedy = f"{edit(development)} --add-source {note}"
            yield Remark(development.id, "It has no source.", remedy)


def no_date(copy: Copy) -> Iterator[Remark]:
    for cited in copy.sources():
        if cited.source.published is None:
            remedy = f"Write it at the end of the note: {edit(cited.development)}"
            yield cited.remark("has no date.", remedy)


def no_publisher(copy: Copy) -> Iterator[Remark]:
    for cited in copy.sources():
        if cited.source.publisher.strip():
            continue
        host = host_of(original_address(cited.source.url))
        platform, known = copy.register.platform_at(host), copy.register.publisher_at(host)
        where = f", and {host} does not tell it" if platform else ""
        name = known.short or known.name if known else ""
        yield cited.remark(f"has no publisher{where}.", cited.setting("--publisher", name))


def no_language(copy: Copy) -> Iterator[Remark]:
    for cited in copy.sources():
        if not cited.source.language:
            known = copy.register.publisher_named(cited.source.publisher)
            language = copy.register.language_at(cited.source.url)
            if not (language or cited.source.url):
                language = known.language if known else ""
            yield cited.remark("has no language.", cited.setting("--lang", language))


def future_date(copy: Copy) -> Iterator[Remark]:
    day = copy.briefing.day
    for development in copy.developments():
        if development.date > day:
            when = f"{show_day(development.date)}, after the briefing of {show_day(day)}"
            yield Remark(development.id, f"Its date is {when}.", f'{edit(development)} --date "…"')
    for cited in copy.sources():
        if cited.source.published and cited.source.published > day:
            dated = f"is dated {show_day(cited.source.published)}"
            what = f"{dated}, after the briefing of {show_day(day)}."
            remedy = f"Correct the date in the note: {edit(cited.development)}"
            yield cited.remark(what, remedy)


def no_title(copy: Copy) -> Iterator[Remark]:
    for cited in copy.sources():
        if cited.source.language == "zh" and not cited.source.title.strip():
            yield cited.remark("is Chinese and lacks its original title.", cited.setting("--title"))


def no_archive(copy: Copy) -> Iterator[Remark]:
    for cited in copy.sources():
        url = cited.source.url
        at = copy.register.platform_at(host_of(url))
        is_copy = at is not None and at.role == "archive"
        if cited.source.archived.strip() or is_copy or not is_government(cited, copy.register):
            continue
        if not url.strip():
            what = "is a government's, and has neither an address nor an archived copy."
            yield cited.remark(what, cited.setting("--url"))
            continue
        remedy = f"Save it at https://web.archive.org/save. {cited.archiving()}"
        yield cited.remark("is a government's and has no archived copy.", remedy)


def is_government(cited: CitedSource, register: Register) -> bool:
    """Tell whether a source is a government's: by its host, without an address by its publisher."""
    host = host_of(original_address(cited.source.url))
    if is_government_host(host):
        return True
    known = (
        register.publisher_at(host) if host else register.publisher_named(cited.source.publisher)
    )
    return known is not None and known.is_government


def platform(copy: Copy) -> Iterator[Remark]:
    for cited in copy.sources():
        name = cited.source.publisher
        found = copy.register.platform_named(name)
        if found is None or found.role == "publisher":
            continue
        host = host_of(cited.source.url)
        real = copy.register.publisher_at(host_of(original_address(cited.source.url)))
        # On a site of its own a platform speaks for itself: GitHub at github.blog.
        if not host or real or copy.register.platform_at(host):
            what = f"has only a platform as publisher, {name.strip()}; name who wrote there."
            known = real.short or real.name if real else ""
            yield cited.remark(what, cited.setting("--publisher", known))


def wrong_language(copy: Copy) -> Iterator[Remark]:
    for cited in copy.sources():
        flag, usual = cited.source.language, copy.register.language_at(cited.source.url)
        if not flag or not usual or flag == usual:
            continue
        host = host_of(original_address(cited.source.url))
        told = f"is flagged {language_label(flag)}, but pages like this of {host} are "
        yield cited.remark(told + f"{language_label(usual)}.", cited.setting("--lang", usual))


def address(copy: Copy) -> Iterator[Remark]:
    for cited in copy.sources():
        url = cited.source.url.strip()
        if not url or is_web_address(url) or has_credentials(url):
            continue
        whole = f"https://{url}" if lacks_scheme(url) else ""
        what = "without its https://" if whole else "that is no web address"
        yield cited.remark(
            f"has an address {what}: {without_credentials(url)}", cited.setting("--url", whole)
        )


def credentials(copy: Copy) -> Iterator[Remark]:
    for cited in copy.sources():
        if has_credentials(cited.source.url.strip()):
            clean = without_credentials(cited.source.url.strip())
            what = "has a user name or password in its address, which every reader would see."
            yield cited.remark(what, cited.setting("--url", clean))


def tracking(copy: Copy) -> Iterator[Remark]:
    for cited in copy.sources():
        clean = without_tracking(cited.source.url)
        if clean != cited.source.url:
            what = "has parameters in its address that only track readers."
            yield cited.remark(what, cited.setting("--url", clean))
