"""A bound tree as text again: with keys, as it is stored, or with labels, as people read it."""

import re
from collections.abc import Mapping
from decimal import Decimal

from app.expressions.functions import FUNCTIONS
from app.expressions.scope import RESERVED, ROW_NUMBER, Name, Scope, fold
from app.expressions.tokens import KEYWORDS
from app.expressions.tree import (
    Arith,
    Call,
    Choose,
    Column,
    Compare,
    Field,
    Filter,
    Index,
    Is,
    ListOf,
    Literal,
    Logic,
    Lookup,
    Loose,
    Member,
    Negative,
    Node,
    Not,
    Raw,
)
from app.expressions.values import Value

# How tightly a node holds together: what stands inside a tighter place is bracketed.
_CHOOSE, _OR, _AND, _NOT, _COMPARE, _SUM, _TERM, _SIGN, _PIPE, _TIGHT = range(10)

_PLAIN_NAME = re.compile(r"[^\W\d]\w*")
_ROW_NUMBER = Member(Field("loop"), "index")
_ESCAPED = str.maketrans({"\\": "\\\\", "'": "\\'", "＇": "\\＇", "\n": "\\n", "\t": "\\t"})


def canonical(node: Node) -> str:
    """The stored form: keys, choice values, English names, one spacing."""
    return _Printer().print(node, _CHOOSE)


def labelled(node: Node, scope: Scope, row_scope: Scope | None = None) -> str:
    """The form for people: labels and Chinese names, in 「」 where they would not be read back otherwise."""
    return _Labels(scope, row_scope).print(node, _CHOOSE)


def told(node: Node, scope: Scope, row_scope: Scope | None, language: str) -> str:
    """The form for people who only read it, in their language: with words for signs, and never to be read back."""
    return _Told(scope, row_scope, language).print(node, _CHOOSE)


def text_literal(words: str) -> str:
    """A text as it is written in an expression."""
    return "'" + words.translate(_ESCAPED) + "'"


def _tightness(node: Node) -> int:
    match node:
        case Choose():
            return _CHOOSE
        case Logic(op=op):
            return _OR if op == "or" else _AND
        case Not():
            return _NOT
        case Compare() | Is():
            return _COMPARE
        case Arith(ops=ops):
            return _SUM if ops[0] in "+-" else _TERM
        case Negative():
            return _SIGN
        case Call(name=name) if FUNCTIONS[name].piped:
            return _PIPE
    return _TIGHT


class _Printer:
    """Prints with keys; the labels are a subclass."""

    def print(self, node: Node, least: int) -> str:
        """The node, in brackets unless it holds together at least so tightly."""
        tightness = _tightness(node)
        text = self.plain(node, tightness)
        return f"({text})" if tightness < least else text

    def plain(self, node: Node, tightness: int) -> str:
        match node:
            case Literal(value=value):
                return self.literal(value)
            case Field() | Column() | Loose() | Raw():
                return self.name(node)
            case Member(of=of):
                return f"{self.print(of, _TIGHT)}.{self.member(node)}"
            case Index(of=of, position=position):
                return f"{self.print(of, _TIGHT)}[{self.print(position, _CHOOSE)}]"
            case Filter():
                return self.filter(node)
            case ListOf(items=items):
                return f"[{', '.join(self.print(item, _CHOOSE) for item in items)}]"
            case Call():
                return self.call(node)
            case Lookup(text=text):
                return text
            case _:
                return self.operator(node, tightness)

    def operator(self, node: Node, tightness: int) -> str:
        match node:
            case Arith(ops=ops, parts=parts):
                written = [self.operand(parts[0], tightness + 1)]
                written += [
                    f"{op} {self.operand(part, tightness + 1)}" for op, part in zip(ops, parts[1:], strict=True)
                ]
                return " ".join(written)
            case Logic(op=op, parts=parts):
                return self.word(op).join(self.print(part, tightness + 1) for part in parts)
            case Not(of=of):
                return f"{self.word('not').lstrip()}{self.print(of, _NOT)}"
            case Negative(of=of):
                return f"-{self.operand(of, _SIGN)}"
            case Is(of=of, given=given):
                return f"{self.print(of, _SUM)}{self.word('is defined' if given else 'is none').rstrip()}"
            case Compare(op=op):
                return self.compare(node, op)
            case Choose(then=then, when=when, otherwise=otherwise):
                start = f"{self.print(then, _OR)}{self.word('if')}{self.print(when, _OR)}"
                left_out = isinstance(otherwise, Literal) and otherwise.value is None
                return start if left_out else f"{start}{self.word('else')}{self.print(otherwise, _CHOOSE)}"
        raise AssertionError(f"{type(node).__name__} cannot be printed")

    def operand(self, node: Node, least: int) -> str:
        """In arithmetic a pipe is always bracketed, so that nobody has to know which goes first."""
        return self.print(node, _TIGHT if _tightness(node) == _PIPE else least)

    def literal(self, value: Value) -> str:
        match value:
            case None:
                return "none"
            case bool():
                return "true" if value else "false"
            case Decimal():
                return format(value, "f")
        return text_literal(str(value))

    def call(self, node: Call) -> str:
        function = FUNCTIONS[node.name]
        if not function.piped:
            return f"{self.function(node)}({', '.join(self.print(arg, _CHOOSE) for arg in node.args)})"
        more = ", ".join(self.print(arg, _CHOOSE) for arg in node.args[1:])
        return f"{self.print(node.args[0], _PIPE)} | {self.function(node)}{f'({more})' if more else ''}"

    # -- what the labels print otherwise

    def name(self, node: Node) -> str:
        return node.text if isinstance(node, Raw) else getattr(node, "key", "")

    def member(self, node: Member) -> str:
        return node.key

    def filter(self, node: Filter) -> str:
        return f"{self.print(node.of, _TIGHT)}[{self.print(node.where, _CHOOSE)}]"

    def function(self, node: Call) -> str:
        return node.name

    def compare(self, node: Compare, op: str) -> str:
        return f"{self.print(node.left, _SUM)}{self.word(op)}{self.print(node.right, _SUM)}"

    def word(self, op: str) -> str:
        """An operator between its operands."""
        return f" {op} "


class _Labels(_Printer):
    """Prints with the labels that the scope has now."""

    def __init__(self, scope: Scope, row_scope: Scope | None) -> None:
        self.scope = scope
        self.rows = [row_scope] if row_scope else []
        lexicon = scope.whole_lexicon
        self.labels = (lexicon | row_scope.lexicon if row_scope else lexicon).labels

    def found(self, node: Node) -> Name | None:
        """The name behind a node: of a field, a column, a member, or of what a call passes through."""
        match node:
            case Field(key=key) | Loose(key=key):
                return self.scope.by_key(key) or RESERVED.by_key(key)
            case Column(key=key, up=up):
                return self.rows[-1 - up].by_key(key) if up < len(self.rows) else None
            case Member(of=of, key=key):
                owner = self.found(of)
                return Scope(owner.members).by_key(key) if owner else None
            case Filter(of=of) | Index(of=of):
                return self.found(of)
            case Call(name=name, args=args) if name in {"first", "last", "unique", "at_least", "default", "code"}:
                return self.found(args[0])
        return None

    def name(self, node: Node) -> str:
        found = self.found(node)
        if not found:
            return super().name(node)
        return self.written(found, self.resolved(found.label))

    def resolved(self, label: str) -> Name | None:
        """The name that a label would be bound to here; nothing if that is doubtful. The order is the binder's."""
        for way in ("by_key", "by_label"):
            rows = next((name for scope in reversed(self.rows) if (name := getattr(scope, way)(label))), None)
            top = getattr(self.scope, way)(label)
            if rows or top:
                return None if rows and top else rows or top
        return RESERVED.by_key(label) or RESERVED.by_label(label)

    def plain(self, node: Node, tightness: int) -> str:
        if node == _ROW_NUMBER and not self.scope.by_label(ROW_NUMBER):
            return ROW_NUMBER
        return super().plain(node, tightness)

    def member(self, node: Member) -> str:
        owner = self.found(node.of)
        name = Scope(owner.members).by_key(node.key) if owner else None
        if not owner or not name:
            return node.key
        members = Scope(owner.members)
        return self.written(name, members.by_key(name.label) or members.by_label(name.label))

    def written(self, name: Name, resolved: Name | None) -> str:
        """The label if it leads back to this name; else the key."""
        label, folded = name.label, fold(name.label)
        if not label or "」" in label or resolved is None or resolved.key != name.key:
            return name.key
        plain = _PLAIN_NAME.fullmatch(label) and folded == label and label not in KEYWORDS and label != ROW_NUMBER
        return label if plain and label not in {"是", "否"} and not self.runs_on(folded) else f"「{label}」"

    def runs_on(self, label: str) -> bool:
        """Whether a longer label (人数/天数) might be read where this one and an operator stand (人数 / 天数)."""
        longer = (other[len(label) :] for other in self.labels.get(label[0], ()) if other.startswith(label))
        return any(rest and not (rest[0].isalnum() or rest[0] == "_") for rest in longer)

    def filter(self, node: Filter) -> str:
        owner, of = self.found(node.of), self.print(node.of, _TIGHT)
        self.rows.append(Scope(owner.members if owner else ()))
        where = self.print(node.where, _CHOOSE)
        self.rows.pop()
        return f"{of}[{where}]"

    def function(self, node: Call) -> str:
        return FUNCTIONS[node.name].zh

    def compare(self, node: Compare, op: str) -> str:
        left, right = self.side(node.left, node.right), self.side(node.right, node.left)
        return f"{left}{self.word(op)}{right}"

    def side(self, node: Node, other: Node) -> str:
        """A choice value prints its label, if that is read back as the same value."""
        name = self.found(other)
        choices = name.choices if name else {}
        if isinstance(node, ListOf):
            return f"[{', '.join(self.side(item, other) for item in node.items)}]"
        if isinstance(node, Literal) and isinstance(node.value, str) and node.value in choices:
            return text_literal(self.choice(name, node.value) if name else node.value)
        return self.print(node, _SUM)

    def choice(self, name: Name, value: str) -> str:
        label = name.choices[value]
        folded = [other for other, words in name.choices.items() if fold(words) == fold(label)]
        return label if folded == [value] and label not in name.choices else value


_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "and": "，并且 ",
        "or": "，或者 ",
        "not": "并非 ",
        "==": " 是 ",
        "!=": " 不是 ",
        "in": " 属于 ",
        "not in": " 不属于 ",
        "is none": " 没有填",
        "is defined": " 已填",
        "<=": " ≤ ",
        ">=": " ≥ ",
    },
    "en": {
        "==": " is ",
        "!=": " is not ",
        "in": " is one of ",
        "not in": " is none of ",
        "is none": " is not filled in",
        "is defined": " is filled in",
        "<=": " ≤ ",
        ">=": " ≥ ",
    },
}
_YES_NO = {"zh": ("否", "是"), "en": ("no", "yes")}


class _Told(_Labels):
    """Prints labels and words of one language."""

    def __init__(self, scope: Scope, row_scope: Scope | None, language: str) -> None:
        super().__init__(scope, row_scope)
        self.is_english = language.startswith("en")
        self.language = "en" if self.is_english else "zh"

    def written(self, name: Name, resolved: Name | None) -> str:
        del resolved  # nobody reads it back
        return name.called(self.language) or name.key

    def plain(self, node: Node, tightness: int) -> str:
        if isinstance(node, Member) and node != _ROW_NUMBER:
            owner, member = self.print(node.of, _TIGHT), self.member(node)
            return f"{member} of {owner}" if self.is_english else f"{owner}的{member}"
        return super().plain(node, tightness)

    def function(self, node: Call) -> str:
        return node.name.replace("_", " ") if self.is_english else super().function(node)

    def choice(self, name: Name, value: str) -> str:
        return (self.is_english and name.choices_en.get(value)) or name.choices[value]

    def literal(self, value: Value) -> str:
        return _YES_NO[self.language][value] if isinstance(value, bool) else super().literal(value)

    def word(self, op: str) -> str:
        return _WORDS[self.language].get(op, super().word(op))
