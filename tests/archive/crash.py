"""A disk that loses power: what may be left of an archive at every moment of every change.

A `Recorder` notes each file operation of the changes it runs. `Model` follows them as a disk that
promises no more than POSIX does: what was written to a file lasts once the file is synced, names
made, changed and removed in a folder last once the folder is synced; until then each may have
happened or not, for itself. A name carries its file with it, whatever was written of that.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import combinations, product
from pathlib import Path
from typing import NamedTuple

from views import View

from aiwatch.archive import Stamp
from aiwatch.archive.commit import LOCK, locked, recover
from aiwatch.archive.disk import PRIVATE, Disk
from aiwatch.archive.tiny import TinyArchive, written_folders
from aiwatch.domain.errors import AiwatchError, NotFound

State = tuple[tuple[str, bytes | None], ...]
"""All of an archive: each path in it with its file's bytes, None for a folder."""


class Killed(BaseException):
    """The process is dead: nothing it would still do happens."""


class Step(NamedTuple):
    """A file operation. `path` is seen from the archive, `to` is where a rename leads, `place` the
    functions of the archive it was called from."""

    kind: str
    path: str
    data: bytes = b""
    to: str = ""
    place: str = ""


class Recorder(Disk):
    """The disk as it is; what is done to the archive `root` is noted in `steps`. The process dies
    before the step with the number `dies`."""

    def __init__(self, root: Path, steps: list[Step], dies: int = sys.maxsize) -> None:
        self.root = root
        self.steps = steps
        self.dies = dies

    def note(self, kind: str, path: Path, data: bytes = b"", to: Path | None = None) -> None:
        if len(self.steps) >= self.dies:
            raise Killed
        new = self._told(to) if to else ""
        self.steps.append(Step(kind, self._told(path), data, new, _place()))

    def _told(self, path: Path) -> str:
        told = path.relative_to(self.root).as_posix()
        return "" if told == "." else told

    def make_folder(self, folder: Path) -> None:
        if not self.exists(folder):
            self.note("folder", folder)
        super().make_folder(folder)

    def create(self, path: Path, data: bytes, mode: int = PRIVATE) -> None:
        self.note("create", path, data)
        super().create(path, data, mode)

    def append(self, path: Path, data: bytes) -> None:
        self.note("append", path, data)
        super().append(path, data)

    def sync(self, path: Path) -> None:
        self.note("sync", path)

    def sync_folder(self, folder: Path) -> None:
        self.note("sync_folder", folder)

    def rename(self, old: Path, new: Path) -> None:
        self.note("rename", old, to=new)
        super().rename(old, new)

    def remove(self, path: Path) -> None:
        if self.exists(path):
            self.note("remove", path)
            super().remove(path)

    def lock(
        self, path: Path, *, exclusive: bool, mode: int, holder: str, patience: float
    ) -> AbstractContextManager[bool]:
        if exclusive and not self.exists(path):
            self.note("create", path)
        return super().lock(path, exclusive=exclusive, mode=mode, holder=holder, patience=patience)


def _place() -> str:
    """Return the functions of the archive that are at work, the innermost last."""
    frame = sys._getframe(2)
    names: list[str] = []
    while frame:
        if "/archive/" in frame.f_code.co_filename.replace(os.sep, "/"):
            module = Path(frame.f_code.co_filename).stem
            if module in ("commit", "history", "disk"):
                names.append(f"{frame.f_code.co_name}:{frame.f_lineno}")
        frame = frame.f_back  # type: ignore[assignment]
    return " > ".join(reversed(names))


@dataclass(eq=False)
class File:
    """A file's bytes: those that last, and those that programs see."""

    lasting: bytes = b""
    seen: bytes = b""

    def left(self) -> list[bytes]:
        """Return what may be left of it: nothing new, half, zeros, half and zeros, without its last
        byte, without the two last ones (where a line of JSON may look whole), all."""
        if self.lasting == self.seen:
            return [self.seen]
        new = self.seen[len(self.lasting) :]
        half = new[: len(new) // 2]
        torn = (b"", half, bytes(len(new)), half + bytes(len(new) - len(half)), new[:-1], new[:-2])
        return [self.lasting + part for part in (*torn, new)]


@dataclass(eq=False)
class Folder:
    """A folder's names: those that last, and the changes since, each as the names it takes away
    and those it puts."""

    lasting: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[tuple[str, dict[str, File | Folder]]] = field(default_factory=list)

    def names(self, chosen: Iterable[int] | None = None) -> dict[str, File | Folder]:
        """Return the names there are if, of the pending changes, the `chosen` ones happened; all if
        it is not given."""
        found = dict(self.lasting)
        for number in range(len(self.pending)) if chosen is None else sorted(chosen):
            gone, put = self.pending[number]
            found.pop(gone, None)
            found |= put
        return found


class Model:
    """The disk that may lose power, with an archive on it all of which lasts."""

    def __init__(self, state: State) -> None:
        self.root = Folder()
        self.folders = {"": self.root}
        for path, data in state:
            parent, name = self._parent(path)
            if data is None:
                self.folders[path] = Folder()
                parent.lasting[name] = self.folders[path]
            else:
                parent.lasting[name] = File(data, data)

    def _parent(self, path: str) -> tuple[Folder, str]:
        folder, _, name = path.rpartition("/")
        return self.folders[folder], name

    def _file(self, path: str) -> File:
        parent, name = self._parent(path)
        found = parent.names()[name]
        assert isinstance(found, File)
        return found

    def do(self, step: Step) -> None:
        """Follow a step."""
        if step.kind == "sync":
            file = self._file(step.path)
            file.lasting = file.seen
            return
        if step.kind == "sync_folder":
            folder = self.folders[step.path]
            folder.lasting, folder.pending = folder.names(), []
            return
        parent, name = self._parent(step.path)
        if step.kind == "folder":
            self.folders[step.path] = Folder()
            parent.pending.append(("", {name: self.folders[step.path]}))
        elif step.kind == "create":
            parent.pending.append(("", {name: File(b"", step.data)}))
        elif step.kind == "append":
            if name not in parent.names():
                parent.pending.append(("", {name: File()}))
            self._file(step.path).seen += step.data
        elif step.kind == "rename":
            to, new = self._parent(step.to)
            assert to is parent
            parent.pending.append((name, {new: self._file(step.path)}))
        else:
            assert step.kind == "remove", step
            parent.pending.append((name, {}))

    def states(self) -> Iterator[State]:
        """Yield what may be left if the power goes now, the most that is lost first."""
        folders = list(self.folders.values())
        changes = [(f, n) for f in folders for n in range(len(f.pending))]
        for chosen in _subsets(changes):
            happened = {folder: [n for f, n in chosen if f is folder] for folder in folders}
            yield from self._with_data(dict(_walk(self.root, happened)))

    def _with_data(self, tree: dict[str, File | Folder]) -> Iterator[State]:
        unsynced = [file for file in tree.values() if isinstance(file, File)]
        unsynced = [file for file in unsynced if file.lasting != file.seen]
        left = [file.left() for file in unsynced]
        if len(unsynced) < 3:
            choices = list(product(*left))
        else:
            choices = list(zip(*left, strict=True))
            everything = choices[-1]
            for number, parts in enumerate(left):
                choices += [
                    (*everything[:number], part, *everything[number + 1 :]) for part in parts
                ]
        for choice in choices:
            data = dict(zip(unsynced, choice, strict=True))
            yield tuple(
                (path, data.get(node, node.seen) if isinstance(node, File) else None)
                for path, node in sorted(tree.items(), key=lambda item: item[0])
            )


def _subsets(changes: Sequence[tuple[Folder, int]]) -> Iterator[Sequence[tuple[Folder, int]]]:
    """Yield which of the changes may have happened: any, if they are few, else none, all, those up
    to each one, each one alone and all but each one."""
    if len(changes) <= 4:
        for size in range(len(changes) + 1):
            yield from combinations(changes, size)
        return
    for number in range(len(changes) + 1):
        yield changes[:number]
        yield changes[number : number + 1]
        yield [*changes[:number], *changes[number + 1 :]]


def _walk(
    folder: Folder, happened: dict[Folder, list[int]], before: str = ""
) -> Iterator[tuple[str, File | Folder]]:
    for name, node in folder.names(happened[folder]).items():
        yield before + name, node
        if isinstance(node, Folder):
            yield from _walk(node, happened, f"{before}{name}/")


class Outlook(NamedTuple):
    """What a reader sees, and what is there once the last change was taken back; None if there is
    none to take back."""

    seen: View
    undone: View | None

    @classmethod
    def of(cls, root: Path) -> Outlook:
        """Return the outlook of the archive `root`, in which the last change is taken back."""
        seen = View.of(root)
        try:
            TinyArchive(root).undo(Stamp("undo", datetime(2025, 12, 1, tzinfo=UTC)))
        except NotFound:
            return cls(seen, None)
        return cls(seen, View.of(root).content)


def state_of(root: Path) -> State:
    """Return the state of the archive `root` as programs see it."""
    found = []
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = os.path.join(folder, name)
            told = os.path.relpath(path, root).replace(os.sep, "/")
            found.append((told, Path(path).read_bytes() if name in files else None))
    return tuple(sorted(found, key=lambda item: item[0]))


def lay(state: State, root: Path) -> None:
    """Make the archive `root` what `state` says."""
    shutil.rmtree(root, ignore_errors=True)
    root.mkdir()
    for path, data in state:
        if data is None:
            (root / path).mkdir()
        else:
            (root / path).write_bytes(data)


Change = Callable[[TinyArchive], object]
"""One change of an archive."""


@dataclass
class Story:
    """Changes of an archive, one after another: the state it was in, the steps that were taken,
    what the outlook was at first and after each change, and how many steps were taken before each
    change and when it returned. From `explored` steps on the power may go.
    """

    was: State
    outlooks: list[Outlook]
    steps: list[Step] = field(default_factory=list)
    begun: list[int] = field(default_factory=list)
    returned: list[int] = field(default_factory=list)
    explored: int = 0

    def without(self, gone: Collection[int]) -> Story:
        """Return the story of a program that does not take the steps with these numbers."""

        def left(number: int) -> int:
            return number - sum(other < number for other in gone)

        return replace(
            self,
            steps=[step for number, step in enumerate(self.steps) if number not in gone],
            begun=list(map(left, self.begun)),
            returned=list(map(left, self.returned)),
            explored=left(self.explored),
        )

    def allowed(self, number: int) -> list[Outlook]:
        """Return what the outlook may be when the power goes after `number` steps: what the last
        change that returned has made, or what one that was begun since will make."""
        returned = sum(end <= number for end in self.returned)
        begun = sum(beginning <= number for beginning in self.begun)
        return self.outlooks[returned : begun + 1]

    def left(self) -> Iterator[tuple[int, State]]:
        """Yield what may be left, with the number of steps taken before."""
        model = Model(self.was)
        for number in range(len(self.steps) + 1):
            if number >= self.explored:
                for state in model.states():
                    yield number, state
            if number < len(self.steps):
                model.do(self.steps[number])


def told(root: Path, changes: Iterable[Change]) -> Story:
    """Return the story of `changes`, made to the archive `root`."""
    story = Story(state_of(root), [_outlook(root)])
    for change in changes:
        story.begun.append(len(story.steps))
        change(TinyArchive(root, Recorder(root, story.steps)))
        story.returned.append(len(story.steps))
        story.outlooks.append(_outlook(root))
    return story


def cut_short(root: Path, change: Change, dies: int, then: Change) -> Story:
    """Return the story of `change`, whose process dies before the step with the number `dies`, and
    of the change after it. What the dead process has written stands there for the next one, though
    nothing says that it lasts."""
    story = Story(state_of(root), [_outlook(root)])
    with suppress(Killed):
        change(TinyArchive(root, Recorder(root, story.steps, dies)))
    story.explored = len(story.steps)
    left = _outlook(root)
    if left != story.outlooks[0]:
        story.begun.append(0)
        story.outlooks.append(left)
    then(TinyArchive(root, Recorder(root, story.steps)))
    story.begun.append(story.explored)
    story.outlooks.append(_outlook(root))
    story.returned += [len(story.steps)] * len(story.begun)
    return story


def _outlook(root: Path) -> Outlook:
    copy = root.with_name("copy")
    lay(state_of(root), copy)
    return Outlook.of(copy)


class Judge:
    """Tells what a reader sees in states and whether the next commands get on in them; each state
    is looked at once."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "judged"
        self.known: dict[State, Outlook | str] = {}

    def look(self, state: State) -> Outlook | str:
        """Return the outlook in `state`, or what is wrong with it."""
        if state not in self.known:
            lay(state, self.root)
            try:
                self.known[state] = self._look()
            except (AiwatchError, OSError) as error:
                self.known[state] = f"{type(error).__name__}: {error}"
        return self.known[state]

    def _look(self) -> Outlook | str:
        seen = View.of(self.root)
        once = self._recovered()
        left = [path for path, _ in once if path.rpartition("/")[2].startswith(".")]
        if left:
            return f"left over: {left}"
        if self._recovered() != once:
            return "a second recovery changes something"
        outlook = Outlook.of(self.root)
        return outlook if outlook.seen == seen else "recovery changes what a reader sees"

    def _recovered(self) -> State:
        """Recover the archive as the next command does, and return its state."""
        disk = Disk()
        with locked(disk, self.root, "the judge") as in_order:
            recover(disk, self.root, written_folders(disk, self.root), in_order=in_order)
        return tuple((path, data) for path, data in state_of(self.root) if path != LOCK)

    def problems(self, story: Story) -> Iterator[str]:
        """Yield what is wrong with what may be left of a story."""
        for number, state in story.left():
            found = self.look(state)
            if found not in story.allowed(number):
                last = story.steps[number - 1] if number else None
                yield f"the power goes after step {number}, {last}: {found}"
