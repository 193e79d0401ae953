"""The settings below [web] of `aiwatch.toml`: which hosts may be asked for pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiwatch.domain.patterns import pattern

if TYPE_CHECKING:
    from aiwatch.config_trouble import Refusal

WEB = ("allow",)
"""The keys."""

_NAME = pattern(r"[^\s/:@\[\]?#,*]*[^\s/:@\[\]?#,*\d.][^\s/:@\[\]?#,*]*")
_EXAMPLE = 'allow = ["intranet.example", "10.0.0.0/8"]'


@dataclass(frozen=True)
class Web:
    """What may be asked for pages although it is not public: names of hosts, IP addresses and
    networks, valid."""

    allow: tuple[str, ...] = ()


def read_web(table: Any, refusal: Refusal) -> Web:
    """Return the settings of `table`; raises InvalidInput, as `refusal` makes it."""
    if not isinstance(table, Mapping):
        raise refusal(f"Below [web] stand lines such as  {_EXAMPLE}", "web", "")
    told = table.get("allow", [])
    told = [told] if isinstance(told, str) else told
    if not isinstance(told, list) or not all(isinstance(each, str) for each in told):
        raise refusal(f"allow is a list of texts in quotes: {_EXAMPLE}", "allow", "web")
    hosts = split_hosts(told)
    for host in hosts:
        if not _is_host(host):
            what = f"{host!r} is no host, IP address or network. Write: {_EXAMPLE}"
            raise refusal(what, "allow", "web")
    return Web(hosts)


def split_hosts(told: list[str]) -> tuple[str, ...]:
    """Return the hosts of texts that name one or, with commas between them, several."""
    return tuple(host.strip() for each in told for host in each.split(",") if host.strip())


def _is_host(text: str) -> bool:
    if _NAME.fullmatch(text):
        return True
    from ipaddress import ip_network

    try:
        ip_network(text.strip("[]"), strict=False)
    except ValueError:
        return False
    return True
