"""The errors a user can cause, each with its exit code; `cli` catches them once."""


class AiwatchError(Exception):
    """One sentence for the user: what is wrong and what to do about it."""

    exit_code = 1


class InvalidInput(AiwatchError):
    """Usage or input that cannot be right."""

    exit_code = 2


class NotFound(AiwatchError):
    """No such id, issue or archive."""

    exit_code = 3


class Refused(AiwatchError):
    """Refused by a check or as a duplicate; the sentence says how to insist."""

    exit_code = 4


class Damaged(AiwatchError):
    """A file of the archive cannot be read for what it should be."""

    exit_code = 5


class Unreachable(AiwatchError):
    """A page could not be had from the network, or must not be asked for."""


class Busy(AiwatchError):
    """Another process is writing to the archive."""

    exit_code = 6
