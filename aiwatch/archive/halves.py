"""Looking through many files, half of them in a second process where the system can divide one."""

import marshal
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NoReturn

WORTH = 48
"""From so many files on a second process is made: fewer are looked through before it is there."""

Rows = dict[str, list[bytes]]


def rows_of_each(names: Sequence[str], look: Callable[[str], list[bytes]]) -> Rows:
    """Return what `look` finds for each of `names`, by name in their order.

    `look` may only read. What it raises is raised here: what fails in the second process is done
    again in this one.
    """
    # A process with threads is not divided: the second one would have their locks, not them.
    if len(names) < WORTH or not hasattr(os, "fork") or threading.active_count() > 1:
        return {name: look(name) for name in names}
    # A large block given back at once: glibc then keeps what one file took for the next one, where
    # it would have that mapped anew for each; a twentieth of a search is saved.
    bytes(8 << 20)
    receiving, sending = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(receiving)
        _answer(sending, names[1::2], look)
    os.close(sending)
    try:
        found = {name: look(name) for name in names[::2]}
        with open(receiving, "rb", closefd=False) as pipe:
            answered = pipe.read()
    finally:
        os.close(receiving)  # so that the child does not wait for one who no longer listens
        _, status = os.waitpid(child, 0)
    others = {name: look(name) for name in names[1::2]} if status else marshal.loads(answered)
    return {name: (found | others)[name] for name in names}


def _answer(sending: int, names: Sequence[str], look: Callable[[str], list[bytes]]) -> NoReturn:
    """Write what is found to the file `sending` and end this process, on the spot: nothing that
    the first one has begun may be ended twice."""
    status = 1
    with suppress(BaseException):
        with open(sending, "wb") as pipe:
            pipe.write(marshal.dumps({name: look(name) for name in names}))
        status = 0
    os._exit(status)
