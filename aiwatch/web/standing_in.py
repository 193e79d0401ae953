"""What comes instead of a page: a test for robots, a door that asks who comes, word that there is
no such page. Nothing in it is what the page says."""

from aiwatch.domain.patterns import pattern

_SHORT = 600
"""A page with more text is one, whatever its title is."""

_TITLES = pattern(
    r"(?:just a moment|one moment,? please|please wait|attention required|forbidden|captcha"
    r"|access (?:to this page has been )?denied|are you (?:a robot|human)|robot check|ddos-guard"
    r"|human verification|security check|verif(?:y|ying) you are (?:a )?human"
    r"|checking your browser|before you continue|log ?in|sign ?in|subscribe to read"
    r"|(?:error )?40[134](?: forbidden)?|(?:404 )?(?:error )?(?:page )?not found"
    r"|(?:百度)?安全验证|环境异常|验证码|人机验证|请稍候|访问(?:验证|受限|被拒绝)|(?:用户)?登[录錄]"
    r"|404 ?(?:页面不存在|错误|頁面不存在)|(?:您访问的)?[页頁]面(?:不存在|未找到|找不到))"
    r"[\s.…!！?？。]*(?:(?:[|｜_—–·:-]|to continue).*)?",
    2,
)


def stands_in(title: str, text: str) -> bool:
    """Tell whether a page with this `title` and `text` only stands in for another."""
    return len(text) < _SHORT and _TITLES.fullmatch(title) is not None
