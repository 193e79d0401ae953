"""Archive text in HTML: escaped, its Chinese, Japanese and Korean marked, its addresses judged."""

from markupsafe import Markup, escape

from aiwatch.domain.addresses import is_live
from aiwatch.domain.patterns import pattern

_HAN = (
    "\u2e80-\u2fdf\u3003-\u3007\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
_KANA = "\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_HANGUL = "\u1100-\u11ff\u3130-\u318f\ua960-\ua97f\uac00-\ud7ff"
_SIGNS = "\u3000-\u3002\u3008-\u303f\ufe30-\ufe4f\uff00-\uff65\uffe0-\uffe6"
_LETTERS = f"{_HAN}{_KANA}{_HANGUL}"
# Words in a script of East Asia with its punctuation, and what stands without a space between two
# of them: `“清朗·整治AI技术滥用”专项行动`.
_RUN = pattern(
    f"[“‘]?[{_LETTERS}《「『【〔（](?:[{_LETTERS}{_SIGNS}]"
    f"|[^\\s()\\[\\],;:{_LETTERS}{_SIGNS}]{{1,24}}(?=[{_LETTERS}]))*[”’]?"
)
_JAPANESE = pattern(f"[{_KANA}]")
_KOREAN = pattern(f"[{_HANGUL}]")


def words(text: str) -> Markup:
    """Return `text`, in which nothing hidden is left, for HTML: escaped, each run of Chinese,
    Japanese or Korean in a `span` with its language, so that its letters get their own shapes."""
    if text.isascii() or not (run := _RUN.search(text)):
        return escape(text)
    pieces, last = [], 0
    while run:
        start, end = run.span()
        if text.count("“", start, end) != text.count("”", start, end):
            start += text[start] == "“"
            end -= text[end - 1] == "”"
        shown = text[start:end]
        language = "ja" if _JAPANESE.search(shown) else "ko" if _KOREAN.search(shown) else "zh"
        pieces.append(f'{escape(text[last:start])}<span lang="{language}">{escape(shown)}</span>')
        last = end
        run = _RUN.search(text, last)
    return Markup("".join([*pieces, escape(text[last:])]))


def address(url: str) -> str:
    """Return `url` as the target of a link, empty if it cannot be one."""
    return url.replace(" ", "%20") if is_live(url) else ""
