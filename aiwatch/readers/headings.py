"""What the columns of other people's tables are usually called, in English and Chinese."""

import re

from aiwatch.domain.text import fold

FIELDS = {
    "title": "title originaltitle articletitle newstitle 标题 题目 题名 原题"
    " 原标题 新闻标题 文章标题 標題",
    "headline": "headline",
    "text": "text summary description abstract content body excerpt fulltext 摘要 内容 正文"
    " 简介 概要 概述 内容摘要 主要内容 内容简介 描述 全文 內容",
    "url": "url link href uri permalink weburl webaddress articleurl sourceurl sourcelink"
    " originalurl hyperlink 链接 网址 原文链接 链接地址 网站链接 地址 鏈接",
    "publisher": "publisher source media outlet publication sitename sourcename publishername"
    " newspaper 来源 媒体 出处 发布机构 发布单位 发文机关 消息来源 媒体名称 信息来源 來源",
    "published": "published pubdate publicationdate publishedat publisheddate"
    " datepublished publishdate publishtime publishedon publishedtime"
    " webpublicationdate pubtime releasedate releasetime issued"
    " 发布日期 发布时间 发表日期 发表时间 刊登日期 發布日期",
    "date": "date day eventdate dateofevent 日期 时间 事件日期 時間",
    "lang": "lang language 语言 语种 語言",
    "tags": "tags tag keywords keyword labels 标签 关键词 关键字 標籤",
    "section": "section category sectionname 栏目 类别 分类 板块 版块 欄目",
    "comment": "comment comments note notes remark remarks 备注 附注 批注 備註",
    "rank": "rank",
    "archived": "archived archivedurl archiveurl archivedcopy 存档 快照 存档链接",
}
"""Our fields, and the headings that are understood as them by themselves: folded, without spaces
and signs."""

_KNOWN = {heading: name for name, headings in FIELDS.items() for heading in headings.split()}
_SIGNS = re.compile(r"[\s_\-:*#()（）/\u200b-\u200d\u2060\ufeff]+")
# Where JSON has an object for a value, this is the member that says it: source.name.
_VALUE_OF = re.compile(r"\.(?:name|label|rendered|value|\$t|#text)$")


def plain(heading: str) -> str:
    """Return `heading` for comparing: case, width, spaces and signs in it do not matter."""
    return _SIGNS.sub("", fold(heading))


def field_of(heading: str) -> str:
    """Return our field that `heading`, dotted for nested JSON, is known to mean; empty if none."""
    return _KNOWN.get(plain(heading), "") or _KNOWN.get(plain(_VALUE_OF.sub("", heading)), "")
