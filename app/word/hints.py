"""What was probably meant by a tag that is none: braces put right, words of blocks spelt right, names found."""

import re
from collections.abc import Iterable, Iterator

from app.expressions import Name, Scope
from app.expressions.nearest import nearest
from app.expressions.scope import Kind, fold
from app.word.single import BY_WORD

_OPENER = re.compile(r"[{｛]([{｛%％])\s*")
_INNER_ENDS = re.compile(r"[{｛}｝%％，。；！？\n\t]")
_BEFORE_STRAY = re.compile(r"[\s{｛%％，。；：！？]*([^{｛}｝%％，。；：！？]+)\Z")
_PAIRS = {"）": "（", ")": "(", "]": "[", "】": "【", "》": "《", ">": "<"}
_LONGEST = 60

_WORDS = ("if", "elif", "else", "endif", "for", "endfor", "set")
_CHINESE = {
    "如果": "if", "若": "if", "假如": "if", "否则如果": "elif", "否则若": "elif", "否则": "else", "如果结束": "endif",
    "结束如果": "endif", "循环": "for", "遍历": "for", "循环结束": "endfor", "结束循环": "endfor", "设": "set",
    "设置": "set", "赋值": "set",
}  # fmt: skip
_OTHERS = {"elseif": "elif", "elsif": "elif", "foreach": "for", "each": "for", "let": "set", "when": "if"}
"""Words of other languages for the same."""
_TWO_WORDS = re.compile(r"(end|else)\s+(if|for)\b", re.IGNORECASE)
_BLOCK = re.compile(r"(\w+)\s*(.*)", re.DOTALL)
_LOOP = re.compile(r"([^\W\d]\w*)\s*(?:[:：,，=]|\b(?:of|from|into)\b|在|于|属于)?\s*(\S.*)", re.DOTALL)
_FOREIGN = re.compile(r"[#/?^@*+!&/>]\s*([^\W\d][\w.（）()/·-]*)\s*")


def closed(text: str) -> tuple[str, ...]:
    """A tag that begins here and has no end, with the end it wants."""
    opening = _OPENER.match(text)
    if opening is None:
        return ()
    mark = "%" if opening[1] in "%％" else "{"
    rest = text[opening.end() :]
    end = _INNER_ENDS.search(rest)
    inner = _balanced((rest[: end.start()] if end else rest)[:_LONGEST])
    return (_written(mark, inner),) if inner else ()


def opened(text: str) -> tuple[str, ...]:
    """The end of a tag that has no beginning, with the beginning it wants; the text ends where the tag does."""
    mark = "%" if text[-2:-1] in "%％" else "{"
    before = _BEFORE_STRAY.search(text[:-2].rstrip())
    inner = before[1].strip() if before else ""
    inner = inner if mark == "%" else inner.rpartition("　")[2]
    return (_written(mark, inner),) if inner and len(inner) <= _LONGEST else ()


def block(source: str, unit: str) -> tuple[str, ...]:
    """A block tag whose words are wrong, with the ones that were probably meant."""
    source = _TWO_WORDS.sub(lambda words: "elif" if words[0].lower().startswith("else") else f"end{words[2]}", source)
    word, rest = _split(source.strip(" :：;；"))
    return tuple(_written("%", said, unit) for said in _said(word, rest))


def end_of(word: str, unit: str) -> str:
    """The tag that closes a block."""
    return _written("%", f"end{word}", unit)


def with_unit(source: str, unit: str) -> str:
    """The same block tag for a paragraph, a row, a cell, or for nothing but its own place."""
    return _written("%", source, unit)


def foreign(source: str) -> tuple[str, ...]:
    """`#name`, `/name`, `?name`: signs of other tools, said in our words; nothing if it is none of them."""
    found = _FOREIGN.fullmatch(source)
    if found is None:
        return ()
    name = found[1]
    said = {"#": f"for 项 in {name}", "/": "endfor", "?": f"if {name}", "^": f"if not {name}"}.get(source[0])
    return (_written("%", said, "p") if said else _written("{", name),)


def names(written: str, near: tuple[str, ...], scope: Iterable[Name]) -> tuple[str, ...]:
    """What else an unknown name may be: `来访人员.姓名` for a column, or a table and a column without the dot."""
    wanted = fold(written)
    exact, others = [], []
    for table in scope:
        if table.kind is not Kind.ROWS:
            continue
        for column in table.members:
            said = f"{table.label or table.key}.{column.label or column.key}"
            if wanted in set(_spellings(table, column)):
                exact.append(said)
            others.append(said)
    return tuple(dict.fromkeys((*exact, *(near or nearest(written, others)))))[:3]


def tables(scope: Scope, written: str) -> tuple[str, ...]:
    """Tables for what is none: the near ones, else the first."""
    known = tuple(name.label or name.key for name in scope if name.kind is Kind.ROWS)
    return nearest(written, known) or known[:3]


def _spellings(table: Name, column: Name) -> Iterator[str]:
    for member in (column.label, column.key):
        if member:
            yield fold(member)
            for owner in (table.label, table.key):
                yield from (fold(f"{owner}{joint}{member}") for joint in ("", "的", "_", "-", "/", "：", "．", "。"))


def _balanced(inner: str) -> str:
    """Without the wrong brackets that were to close the tag."""
    inner = inner.rstrip()
    while inner and (partner := _PAIRS.get(inner[-1])) and inner.count(inner[-1]) > inner.count(partner):
        inner = inner[:-1].rstrip()
    return inner


def _written(mark: str, inner: str, unit: str = "") -> str:
    return f"{{%{unit} {inner} %}}" if mark == "%" else f"{{{{ {inner} }}}}"


def _split(source: str) -> tuple[str, str]:
    """The word of a block that was probably meant, and what follows it; an empty word if none is near."""
    for known in sorted(_CHINESE, key=len, reverse=True):
        if source.startswith(known):
            return _CHINESE[known], source[len(known) :].strip()
    found = _BLOCK.fullmatch(source)
    if found is None:
        return "", ""
    lower = found[1].lower()
    near = nearest(lower, (*_WORDS, *BY_WORD), most=1)
    return _OTHERS.get(lower) or (near[0] if near else ""), found[2].strip()


def _said(word: str, rest: str) -> Iterator[str]:
    """The statement with its word put right; nothing if it lacks what nobody can guess."""
    if word in {"else", "endif", "endfor"}:
        yield word
    elif word == "for":
        yield from _loop(rest)
    elif word == "set" and (parts := re.fullmatch(r"([^\W\d]\w*)\s*(?:[:：]=?|\s|为)\s*(\S.*)", rest)):
        yield f"set {parts[1]} = {parts[2]}"
    elif (word in {"if", "elif"} and rest) or (word in BY_WORD and bool(rest) is BY_WORD[word].takes):
        yield f"{word} {rest}".rstrip()


def _loop(rest: str) -> Iterator[str]:
    if re.match(r"[^\W\d]\w*\s+in\s+\S", rest):
        yield f"for {rest}"
    elif (parts := _LOOP.fullmatch(rest)) and " " in rest.strip():
        yield f"for {parts[1]} in {parts[2].strip()}"
    elif re.fullmatch(r"[^\W\d][\w.]*", rest):
        yield f"for 项 in {rest}"
