"""Web addresses: what is one, whether it may be a link, its host, the language it tells, what in it
only tracks readers."""

import re

from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import visible

_LIVE = pattern(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@).*", re.IGNORECASE)
# As browsers read it: the last @ ends the user's name, and \ is a slash.
_HOST = pattern(
    r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#\\]*@)?(?P<host>[^/?#:@\[\]\s\\]+)", re.IGNORECASE
)
_WEB = pattern(
    r"https?://(?:[^\s/?#@]*@)?(?:[^\s/?#@:.]+\.[^\s/?#@:]+|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?#]\S*)?"
    r"|mailto:\S+",
    re.IGNORECASE,
)
# Also of an address within the address, and where the password has a slash in it.
_CREDENTIALS = pattern(r"(//)(?:[^/?#\s]+|[^/?#\s:@]*:(?!\d*(?:[/?#]|$))\S+)@")
_NO_SCHEME = pattern(r"www\.|[\w-]+(?:\.[\w-]+)+/", re.IGNORECASE)
_ARCHIVED = pattern(r"https?://web\.archive\.org/web/\w+/(?=https?:/)", re.IGNORECASE)

_BY_LABEL = {
    "en": "en eng english",
    "zh": "cn zh chinese zh-cn zh-hans",
    "ja": "jp ja japanese",
    "ko": "kr ko korean",
    "fr": "fr french francais",
    "de": "german",
    "ru": "ru russian",
    "es": "es spanish espanol",
    "ar": "arabic",
    "pt": "portuguese",
}
_LABELS = {label: language for language, labels in _BY_LABEL.items() for label in labels.split()}
_ENGLISH_PATH = pattern(r"(?:\w+_)?(?:en|eng|english)(?:_\w+)?|en-[a-z]{2}|english[a-z0-9]+")
_CHINESE_PATH = pattern(r"zh|chinese|zh[-_](?:cn|tw|hk|hans|hant)")

# Only what is known to say who sent a reader, and never what is read.
_TRACKING = frozenset(
    "fbclid gclid dclid msclkid yclid gbraid wbraid igsh igshid mc_cid mc_eid mkt_tok _hsenc _hsmi"
    " spm scm spm_id_from vd_source isappinstalled wfr tt_from ref_src share_source share_medium"
    " share_token share_from share_plat share_session_id share_tag share_id share_uid share_times"
    " srnd sref leadsource smid taid reflink sharetype".split()
)
_TRACKING_BEGINS = ("utm_", "sharer_", "share_app")
_SENDERS = frozenset("timeline singlemessage groupmessage wechat weixin weibo qq rss".split())
_OF_HOST = {
    "mp.weixin.qq.com": pattern(
        r"chksm|(?:a|sub)?scene|sessionid|session_us|clicktime|enterid|devicetype|version|nettype"
        r"|abtest_cookie|fontscale|fontgear|pass_ticket|wx_header|exportkey|countrycode|lang|from"
        r"|realreporttime|poc_token|mpshare|srcid|key|uin",
        re.IGNORECASE,
    ),
    "x.com": pattern(r"[st]"),
    "twitter.com": pattern(r"[st]"),
    "youtube.com": pattern(r"si|feature"),
}


def is_live(url: str) -> bool:
    """Tell whether `url` is plainly an http, https or mailto address, so that it may become a link;
    one with characters in it that nobody would see is not. Spaces can be in it."""
    return _LIVE.fullmatch(url) is not None and visible(url) == url


def host_of(url: str) -> str:
    """Return the host that `url` names, in lower case, without port; empty if it names none."""
    found = _HOST.match(url.strip())
    return found["host"].lower().rstrip(".") if found else ""


def is_web(url: str) -> bool:
    """Tell whether `url` is an http or https address."""
    return url.lower().startswith(("http://", "https://"))


def is_web_address(url: str) -> bool:
    """Tell whether `url` is an address of the web, or a mailto: one, that a reader can follow."""
    return _WEB.fullmatch(url.strip()) is not None


def without_credentials(url: str) -> str:
    """Return `url` without a user's name and password, for showing it."""
    return _CREDENTIALS.sub(r"\1", url)


def has_credentials(url: str) -> bool:
    """Tell whether the web address `url` has a user's name or password in it."""
    return is_web(url) and "@" in re.split(r"[/?#\\]", url.partition("://")[2], maxsplit=1)[0]


def is_page(url: str) -> bool:
    """Tell whether `url` is plainly the address of a page or a feed, http or https, and without a
    user's name or password in it."""
    return is_web(url) and is_web_address(url) and is_live(url) and not has_credentials(url)


def lacks_scheme(url: str) -> bool:
    """Tell whether `url` would be a web address with `https://` before it: `www.news.cn/a`."""
    return _NO_SCHEME.match(url.strip()) is not None and is_web_address(f"https://{url.strip()}")


def original_address(url: str) -> str:
    """Return the address that `url` is a copy of in the Wayback Machine, else `url` itself."""
    found = _ARCHIVED.match(url)
    return url[found.end() :] if found else url


def unwrapped(url: str) -> str:
    """Return `url` with its real path, where a Chinese web firewall has put that as base64 behind
    `/WZWSRE`, without what tells the referring page; else `url` itself."""
    before, mark, wrapped = url.partition("/WZWSRE")
    if not mark:
        return url
    from base64 import b64decode

    wrapped = re.split("[?#]", wrapped, maxsplit=1)[0].rstrip("=")
    try:
        data = b64decode(wrapped + "=" * (-len(wrapped) % 4), altchars=b"-_", validate=True)
        path = data.decode("ascii")
    except ValueError:
        return url
    if not path.startswith("/") or not path.isprintable() or " " in path:
        return url
    page, _, query = path.partition("?")
    return before + (page if page.endswith(("html", "htm")) or not query else path)


def language_told(url: str) -> str:
    """Return the language (ISO 639-1) that a label of the host (`english.`) or a folder of the path
    (`/eng/`) of `url` tells; empty if none does."""
    host = host_of(url)
    for label in host.split(".")[:-2]:
        if label in _LABELS:
            return _LABELS[label]
    path = re.split("[?#]", url.partition("://")[2], maxsplit=1)[0]
    folders = path.lower().split("/")[1:]
    # The last part is the page's name, in which `en` may stand for anything.
    for index, folder in enumerate(folders):
        if index == len(folders) - 1 and not folder.isalpha():
            break
        if _ENGLISH_PATH.fullmatch(folder):
            return "en"
        if _CHINESE_PATH.fullmatch(folder) or (folder == "cn" and not index):
            return "zh"
    return ""


def without_tracking(url: str) -> str:
    """Return `url` without the parameters that only tell where a reader came from; all else stays
    letter by letter."""
    address, mark, fragment = url.partition("#")
    address, question, query = address.partition("?")
    if not question:
        return url
    own = _OF_HOST.get(host_of(url).removeprefix("www."))
    kept = []
    for parameter in query.split("&"):
        name, _, value = parameter.partition("=")
        name = name.removeprefix("amp;")
        lowered = name.lower()
        if lowered in _TRACKING or lowered.startswith(_TRACKING_BEGINS):
            continue
        if own and own.fullmatch(name):
            continue
        if name == "from" and value.lower() in _SENDERS:
            continue
        kept.append(parameter)
    if len(kept) == len(query.split("&")):
        return url
    left = "&".join(kept)
    return address + f"?{left}" * bool(left) + mark + fragment
