"""Which column of a file is which field: what --map says, and what --save-map keeps."""

from collections.abc import Mapping

from aiwatch import config as file
from aiwatch.cli.shell import Session, cleaned, nearest, user_name
from aiwatch.cli.streams import say
from aiwatch.config_maps import FIELDS, map_name, no_field
from aiwatch.domain.errors import AiwatchError, InvalidInput


def read_mapping(desk: Session, told: list[str]) -> dict[str, str]:
    """Return the mapping, field to column, that `told` are: each `OURS=THEIRS`, or the name of one
    that is kept, which those add to and override. Raises InvalidInput for what cannot be."""
    kept: dict[str, str] = {}
    given: dict[str, str] = {}
    for each in told:
        field, equals, column = cleaned(each, "The mapping").partition("=")
        field, column = field.strip(), column.strip()
        if not equals:
            kept |= _kept(desk, field)
        elif field not in FIELDS:
            raise InvalidInput(f"--map {each}: {no_field(field)}{nearest(field, FIELDS)}")
        elif not column:
            raise InvalidInput(f"--map {each}: name the column, such as {field}=summary.")
        elif given.setdefault(field, column) != column:
            raise InvalidInput(f"--map says twice what {field} is: {given[field]} and {column}.")
    mapping = kept | given
    for field, column in mapping.items():
        for other, same in mapping.items():
            if field != other and column == same:
                raise InvalidInput(
                    f"--map says that {column} is both {field} and {other}; a column is one of "
                    "them. A date dates the source, too, and a title is the headline, too."
                )
    return mapping


def _kept(desk: Session, name: str) -> Mapping[str, str]:
    maps = desk.config.maps
    if name in maps:
        return maps[name]
    there = f"Kept are: {', '.join(maps)}." if maps else "None is kept yet."
    raise InvalidInput(
        f"No mapping {name!r}. {there} Say it as OURS=THEIRS, such as --map text=summary, and keep "
        f"it with --save-map NAME.{nearest(name, maps)}"
    )


def save_mapping(desk: Session, name: str, mapping: Mapping[str, str]) -> None:
    """Keep `mapping` as `name` in aiwatch.toml, its comments and layout kept, and tell so. Raises
    AiwatchError if that cannot be written."""
    from aiwatch.archive.commit import commit, locked
    from aiwatch.archive.disk import Disk
    from aiwatch.config_change import changed

    path, disk = desk.root / file.FILE, Disk()
    place = path.resolve()
    try:
        with locked(disk, desk.root, f"aiwatch import ({user_name()})"):
            data = disk.read(path)
            before = file.parse(data, path).maps.get(name)
            if before == mapping:
                return
            new = changed(data, f"maps.{name}", dict(mapping))
            file.parse(new, path)
            commit(disk, place.parent, {place.name: new})
    except OSError as error:
        raise AiwatchError(f"Cannot write {path}: {error.strerror or error}.") from error
    instead = " instead of the one of that name" if before else ""
    say(f"The mapping is kept{instead}; the next time: --map {name}")


def checked_name(name: str | None, mapping: Mapping[str, str]) -> str:
    """Return the name of --save-map, empty if it is not given; raises InvalidInput if there is
    nothing to keep, or it can be no name."""
    if name is None:
        return ""
    if not mapping:
        raise InvalidInput(
            "--save-map keeps what --map says, and there is none. Give --map text=COLUMN …"
        )
    return map_name(cleaned(name, "The name"))
