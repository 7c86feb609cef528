"""What a description says is done, where the name of a tool does not tell."""

from __future__ import annotations

import re

from agentscaler.environments.design.rules.reading.verbs import is_verb
from agentscaler.tools.names import split_words, words_of

_GIVES = words_of("return provide give display show output offer supply serve gather access")
_FIRST = 3
"""Words among which the verb stands."""
_MOST = 80
"""Characters of a description that are looked at."""
_BEFORE = re.compile(
    r"(?:(?:an?|the|this)\s+)?(?:(?:tool|function|endpoint|api|method|service|operation|command|"
    r"use|used|can|which|that|be|is)\s+)*"
    r"(?:(?:allows?|lets|enables?|helps?)\s+(?:(?:you|users?|one|clients?)\s+)?)?(?:to|for)\s+",
    re.IGNORECASE,
)
"""What may stand before the verb: ``This endpoint allows you to ...``."""
_TITLE = re.compile(r"([^.:]{3,160}): (?=[A-Z])([^.]{3,120})")
"""The service that a description begins with, and what the tool does."""
_METHOD = re.compile(r"[^.:]{3,80} - ((?:[a-z]\w*\.)+[a-z]\w*)\.\s")
"""The method that a description begins with: ``Drive API - drives.list. Lists drives.``"""
_NARROWS = re.compile(r"\b(?:that|which|where|when|using|based|matching|associated|under)\b.*")
_ROUTE = re.compile(r"[^.]{0,80}?\b(?:GET|POST|PUT|PATCH|DELETE) /\S+\s+")
"""The route that a description begins with: ``Alarms - POST /alarms/{id}/clear. Clears ...``."""
_CHINESE = {
    "获取": "get",
    "查询": "query",
    "查看": "view",
    "检索": "retrieve",
    "查找": "find",
    "搜索": "search",
    "浏览": "browse",
    "列出": "list",
    "提供": "get",
    "返回": "get",
    "显示": "show",
    "读取": "read",
    "创建": "create",
    "添加": "add",
    "预订": "book",
    "预约": "book",
    "更新": "update",
    "修改": "update",
    "删除": "delete",
    "取消": "cancel",
    "计算": "calculate",
    "分析": "analyze",
    "预测": "predict",
    "评估": "assess",
    "推荐": "recommend",
    "翻译": "translate",
    "转换": "convert",
    "生成": "generate",
    "识别": "detect",
    "优化": "optimize",
    "比较": "compare",
    "估算": "estimate",
    "模拟": "simulate",
    "验证": "validate",
    "检测": "detect",
}
"""Verbs that Chinese descriptions begin with; they have no signs between words."""


def prose_verb(description: str) -> str:
    """The verb that a description begins with; ``""`` where none is known.

    Example:
        >>> prose_verb("Returns the weather."), prose_verb("This endpoint allows you to list pets")
        ('get', 'list')
        >>> prose_verb("查询天气"), prose_verb("A fine thing")
        ('query', '')
    """
    said = description.lstrip()
    if chinese := _chinese(said):
        return chinese
    said = _without_start(said)
    for word in split_words(said[:_MOST])[:_FIRST]:
        for form in _forms(word):
            if form in _GIVES:
                return "get"
            if is_verb(form):
                return form
    return ""


def first_verb(description: str) -> str:
    """The verb that is the first word of a description; ``""`` where that is none.

    Example:
        >>> first_verb("Calculates the BMI."), first_verb("Box score of a game")
        ('calculate', '')
        >>> first_verb("Score of a game"), first_verb("Analysis by experts")
        ('', '')
    """
    said = description.lstrip()
    if chinese := _chinese(said):
        return chinese
    found = split_words(_without_start(said)[:_MOST])
    if not found or found[1:2] in (["of"], ["by"], ["for"]):
        return ""  # a noun that is spelt like a verb
    return next((form for form in _forms(found[0]) if is_verb(form)), "")


def _chinese(said: str) -> str:
    return next((verb for start, verb in _CHINESE.items() if said.startswith(start)), "")


def _without_start(said: str) -> str:
    route = _ROUTE.match(said)
    if route is not None:
        said = said[route.end() :]
    before = _BEFORE.match(said)
    return said if before is None else said[before.end() :]


def _forms(word: str) -> tuple[str, ...]:
    return word, word.removesuffix("s"), word.removesuffix("es"), _of_y(word)


def _of_y(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word


def titled(name: str, description: str) -> str:
    """What a description says behind the title of its service, where the name has the title too.

    Example:
        >>> titled("Shop_API_Orders_Arch_b2", "Shop API - Orders: Archive order. It is kept.")
        'Archive order'
        >>> titled("get_pet", "Note: Get a pet.")
        ''
    """
    found = _TITLE.match(description)
    if found is None:
        return ""
    title, own = split_words(found.group(1)), split_words(name)
    if len(title) < _FIRST or own[:_FIRST] != title[:_FIRST]:
        return ""
    return _NARROWS.sub("", found.group(2)).strip()


def method_told(name: str, description: str) -> str:
    """The method that a description names behind its service; ``""`` where none is.

    Example:
        >>> method_told("service_drives", "Drive API - drives.list. Lists the drives.")
        'drives.list'
        >>> method_told("get_pet", "Drive API - drives.list. Lists the drives.")
        ''
    """
    found = _METHOD.match(description)
    if found is None or not set(split_words(name)) & set(split_words(found.group(1))):
        return ""
    return found.group(1)
