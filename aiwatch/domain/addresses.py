"""Web addresses: what is one, whether it may be a link, its host, the language it tells, what in it
only tracks readers."""

import re

from aiwatch.domain.patterns import pattern
from aiwatch.domain.text import visible

_LIVE = pattern(r"(?:https?://[^\s/?#]|mailto:[^\s@]+@).*", re.IGNORECASE)
_HOST = pattern(r"(?:[a-z][a-z0-9+.-]*:)?//(?:[^/?#@]*@)?(?P<host>[^/?#:@\[\]\s]+)", re.IGNORECASE)
_WEB = pattern(
    r"https?://(?:[^\s/?#@]*@)?(?:[^\s/?#@:.]+\.[^\s/?#@:]+|\[[0-9a-f:.]+\])(?::\d+)?(?:[/?#]\S*)?"
    r"|mailto:\S+",
    re.IGNORECASE,
)
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
_TRACKING = pattern(
    r"utm_\w*|(?:fb|gcl|dcl|msclk|ycl)(?:cl)?id|gbraid|wbraid|igshid?|mc_[ce]id|mkt_tok|_hs(?:enc|mi)"
    r"|spm|scm|spm_id_from|vd_source|isappinstalled|wfr|tt_from|ref_src"
    r"|share_(?:source|medium|token|from|plat|session_id|tag|id|uid|app\w*|times)|sharer_\w+"
    r"|srnd|sref|leadsource|smid|taid|reflink|sharetype",
    re.IGNORECASE,
)
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


def lacks_scheme(url: str) -> bool:
    """Tell whether `url` would be a web address with `https://` before it: `www.news.cn/a`."""
    return _NO_SCHEME.match(url.strip()) is not None and is_web_address(f"https://{url.strip()}")


def original_address(url: str) -> str:
    """Return the address that `url` is a copy of in the Wayback Machine, else `url` itself."""
    found = _ARCHIVED.match(url)
    return url[found.end() :] if found else url


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
        if _TRACKING.fullmatch(name) or (own and own.fullmatch(name)):
            continue
        if name == "from" and value.lower() in _SENDERS:
            continue
        kept.append(parameter)
    if len(kept) == len(query.split("&")):
        return url
    left = "&".join(kept)
    return address + f"?{left}" * bool(left) + mark + fragment
