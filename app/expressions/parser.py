"""Tokens into a tree of written names: precedence climbing, with brackets as the only recursion, and that counted."""

from collections.abc import Callable
from decimal import Decimal

from app.expressions.faults import MAX_CHARACTERS, MAX_DEPTH, MAX_NODES, ExpressionInvalid, Faults
from app.expressions.tokens import Token, Tokenizer, Vocabulary
from app.expressions.tree import (
    Arith,
    Call,
    Choose,
    Compare,
    Index,
    Is,
    ListOf,
    Literal,
    Logic,
    Member,
    Named,
    Negative,
    Node,
    Not,
    Raw,
    walk,
)

COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_MEANT = {"=": "==", "<>": "!=", "&&": "and", "||": "or"}
_CONSTANTS = {"true": True, "false": False, "none": None}
_SUM, _TERM = frozenset({"+", "-"}), frozenset({"*", "/", "//", "%"})
_ARITH = _SUM | _TERM | {"**"}


class _Stop(Exception):
    """The source cannot be read any further; the fault is noted."""


def parse(source: str, vocabulary: Vocabulary, faults: Faults) -> Node:
    """The tree of `source`; raises `ExpressionInvalid` when there is none."""
    if len(source) > MAX_CHARACTERS:
        faults.block("too_long", (0, len(source)), most=MAX_CHARACTERS, length=len(source))
        faults.raise_if_any()
    tokens = Tokenizer(source, vocabulary, faults).run()
    faults.raise_if_any()
    node = _Parser(source, tokens, faults).whole()
    check_size(node, faults)
    if node is _NOTHING or any(fault.code == "expression.too_deep" for fault in faults.blocks):
        raise ExpressionInvalid(faults.blocks)
    return node


def check_size(node: Node, faults: Faults) -> None:
    """Notes a fault when the tree has too many nodes or is too deep."""
    sizes = [depth for _, depth in walk(node)]
    if len(sizes) > MAX_NODES:
        faults.block("too_many_nodes", node.span, most=MAX_NODES, length=len(sizes))
    if max(sizes) > MAX_DEPTH:
        faults.block("too_deep", node.span, most=MAX_DEPTH)


_NOTHING = Literal(None)


class _Parser:
    """State of one parse: where it stands, how deep in brackets, and which pipes stand loose behind arithmetic."""

    def __init__(self, source: str, tokens: list[Token], faults: Faults) -> None:
        self.source, self.tokens, self.faults = source, tokens, faults
        self.at = 0
        self.depth = 0
        self.loose_pipes: list[tuple[int, int, int]] = []

    # -- walking over tokens

    @property
    def token(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.tokens[self.at]
        self.at += token.kind != "end"
        return token

    def is_op(self, *texts: str) -> bool:
        return self.token.kind == "op" and self.token.text in texts

    def is_word(self, *texts: str) -> bool:
        return self.token.kind == "word" and self.token.text in texts

    def skip_op(self, text: str) -> bool:
        if not self.is_op(text):
            return False
        self.at += 1
        return True

    def skip_word(self, text: str) -> bool:
        if not self.is_word(text):
            return False
        self.at += 1
        return True

    def end(self) -> int:
        """Where the token before this one ends."""
        return self.tokens[self.at - 1].end if self.at else 0

    def stop(self, what: str, token: Token, *suggestions: str) -> _Stop:
        """Notes why the source cannot be read on."""
        self.faults.block(what, (token.start, token.end), *suggestions)
        return _Stop()

    # -- the grammar, loosest first

    def whole(self) -> Node:
        """The whole source as one expression; `_NOTHING` when it is none, with the reason in the faults."""
        if self.token.kind == "end":
            self.faults.block("empty", (0, len(self.source)))
            return _NOTHING
        try:
            node = self.expression()
            if self.token.kind != "end":
                raise self.unexpected()
        except _Stop:
            return _NOTHING
        return node

    def expression(self) -> Node:
        """`then if when else otherwise`, or anything tighter."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.faults.block("too_deep", (self.token.start, len(self.source)), most=MAX_DEPTH)
            raise _Stop
        start = self.token.start
        node = self.disjunction()
        if self.skip_word("if"):
            when = self.disjunction()
            otherwise = self.expression() if self.skip_word("else") else Literal(None)
            node = Choose(node, when, otherwise, span=(start, self.end()))
        self.depth -= 1
        return node

    def disjunction(self) -> Node:
        return self.logic("or", self.conjunction)

    def conjunction(self) -> Node:
        return self.logic("and", self.negation)

    def logic(self, word: str, tighter: Callable[[], Node]) -> Node:
        start, parts = self.token.start, [tighter()]
        while self.joins(word):
            parts.append(tighter())
        return parts[0] if len(parts) == 1 else Logic(word, tuple(parts), span=(start, self.end()))

    def joins(self, word: str) -> bool:
        """Takes `and`/`or`; their signs from other languages are understood and named as faults."""
        if self.is_op("&&", "||") and _MEANT[self.token.text] == word:
            token = self.take()
            self.faults.block("other_operator", (token.start, token.end), word)
            return True
        return self.skip_word(word)

    def negation(self) -> Node:
        starts = []
        while self.is_word("not") or self.is_op("!"):
            token = self.take()
            if token.kind == "op":
                self.faults.block("other_operator", (token.start, token.end), "not")
            starts.append(token.start)
        node = self.comparison()
        for start in reversed(starts):
            node = Not(node, span=(start, self.end()))
        return node

    def comparison(self) -> Node:
        """`a < b`, `a in b`, `a is none`; `a < b < c` is `a < b and b < c`."""
        start, left = self.token.start, self.sum()
        if self.skip_word("is"):
            return self.test(left, start)
        found: list[Node] = []
        while op := self.comparison_op():
            right_start, right = self.token.start, self.sum()
            found.append(Compare(op, left, right, span=(start, self.end())))
            start, left = right_start, right
        if not found:
            return left
        return found[0] if len(found) == 1 else Logic("and", tuple(found), span=(found[0].span[0], self.end()))

    def comparison_op(self) -> str:
        token = self.token
        if token.kind == "op" and token.text in COMPARISONS:
            return self.take().text
        if self.is_op("=", "<>"):
            self.at += 1
            self.faults.block("other_operator", (token.start, token.end), _MEANT[token.text])
            return _MEANT[token.text]
        if self.skip_word("in"):
            return "in"
        following = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if self.is_word("not") and following.kind == "word" and following.text == "in":
            self.at += 2
            return "not in"
        return ""

    def test(self, of: Node, start: int) -> Node:
        """What follows `is`: `[not] none` or `[not] defined`."""
        wanted = not self.skip_word("not")
        token = self.take()
        if token.text not in {"none", "None", "defined", "undefined"} or token.kind not in {"word", "name"}:
            raise self.stop("unknown_test", token, "is none", "is defined")
        return Is(of, given=wanted == (token.text == "defined"), span=(start, token.end))

    def sum(self) -> Node:
        """`+` and `-`; here a pipe behind arithmetic is found, since here both readings can be shown."""
        outer, self.loose_pipes = self.loose_pipes, []
        start = self.token.start
        node = self.chain(_SUM, self.term)
        for operand, pipe, end in self.loose_pipes:
            whole, rest = self.source[start:pipe].strip(), self.source[pipe:end].strip()
            before, tight = self.source[start:operand], self.source[operand:end].strip()
            self.faults.block("pipe_after_arithmetic", (start, end), f"({whole}) {rest}", f"{before}({tight})")
        self.loose_pipes = outer
        return node

    def term(self) -> Node:
        return self.chain(_TERM, self.signed)

    def chain(self, signs: frozenset[str], tighter: Callable[[], Node]) -> Node:
        start, parts, ops = self.token.start, [tighter()], []
        while self.token.kind == "op" and (self.token.text in signs or self.is_power(signs)):
            ops.append(self.take().text)
            parts.append(tighter())
        return Arith(tuple(ops), tuple(parts), span=(start, self.end())) if ops else parts[0]

    def is_power(self, signs: frozenset[str]) -> bool:
        if signs is not _TERM or not self.is_op("**"):
            return False
        self.faults.block("no_power", (self.token.start, self.token.end))
        return True

    def signed(self) -> Node:
        starts = []
        while self.is_op("-", "+"):
            token = self.take()
            if token.text == "-":
                starts.append(token.start)
        node = self.postfix()
        for start in reversed(starts):
            node = Negative(node, span=(start, self.end()))
        return node

    def postfix(self) -> Node:
        """A name, literal or bracket with all that hangs behind it."""
        before = self.tokens[self.at - 1] if self.at else None
        start, node, pipe = self.token.start, self.primary(), -1
        while self.is_op(".", "[", "|", "("):
            token = self.take()
            if token.text == ".":
                node = self.member(node, start)
            elif token.text == "[":
                node = self.bracketed(node, start)
            elif token.text == "|":
                pipe = token.start if pipe < 0 else pipe
                node = self.piped(node, start)
            else:
                raise self.stop("not_callable", token)
        if pipe >= 0 and before and before.kind == "op" and before.text in _ARITH:
            self.loose_pipes.append((start, pipe, self.end()))
        return node

    def member(self, of: Node, start: int) -> Node:
        token = self.take()
        if token.kind not in {"name", "quoted"}:
            raise self.stop("member_expected", token)
        return Member(of, _written(token), span=(start, token.end))

    def bracketed(self, of: Node, start: int) -> Node:
        """`of[…]`; whether it is an index or a filter is decided by the kinds."""
        position = self.expression()
        self.close("]")
        return Index(of, position, span=(start, self.end()))

    def piped(self, of: Node, start: int) -> Node:
        token = self.take()
        if token.kind != "name":
            raise self.stop("filter_expected", token)
        args = self.arguments(")", self.argument) if self.skip_op("(") else ()
        return Call(f"|{token.text}", (of, *args), span=(start, self.end()))

    def primary(self) -> Node:
        token = self.take()
        span = (token.start, token.end)
        match token.kind:
            case "number":
                return Literal(Decimal(token.text), span=span)
            case "text":
                return Literal(token.text, span=span)
            case "word" if token.text in _CONSTANTS:
                return Literal(_CONSTANTS[token.text], span=span)
            case "quoted":
                return Raw(token.text, quoted=True, span=span)
            case "name" if self.skip_op("("):
                return Call(token.text, self.arguments(")", self.argument), span=(token.start, self.end()))
            case "name":
                return Raw(token.text, span=span)
            case "op" if token.text == "(":
                return self.group(token)
            case "op" if token.text == "[":
                return ListOf(self.arguments("]", self.expression), span=(token.start, self.end()))
        self.at -= token.kind != "end"
        raise self.unexpected()

    def group(self, opening: Token) -> Node:
        """`(a)` is a, `(a, b)` a list."""
        node = self.expression()
        if not self.is_op(","):
            self.close(")")
            return node
        self.at += 1
        return ListOf((node, *self.arguments(")", self.expression)), span=(opening.start, self.end()))

    def arguments(self, closing: str, one: Callable[[], Node]) -> tuple[Node, ...]:
        found: list[Node] = []
        while not self.skip_op(closing):
            found.append(one())
            if not self.is_op(closing) and not self.skip_op(","):
                self.close(closing)
                break
        return tuple(found)

    def argument(self) -> Node:
        """What stands between the commas of a call: `6`, or `width=6` by the name of its place."""
        token = self.token
        following = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if token.kind != "name" or following.kind != "op" or following.text != "=":
            return self.expression()
        self.at += 2
        return Named(token.text, self.expression(), span=(token.start, self.end()))

    def close(self, closing: str) -> None:
        if self.skip_op(closing):
            return
        if self.token.kind == "end":
            raise self.stop("bracket_not_closed", self.token, closing)
        raise self.unexpected()

    def unexpected(self) -> _Stop:
        """The fault for a token that cannot stand where it stands."""
        token = self.token
        if token.kind == "end":
            return self.stop("unfinished", token)
        if token.text in {"?", ":"}:
            return self.stop("no_question_mark", token, "甲 if 条件 else 乙")
        if token.text in {")", "]"}:
            return self.stop("bracket_not_opened", token)
        if token.kind in {"name", "quoted", "number", "text"} and self.at:
            return self.stop("operator_missing", token)
        return self.stop("unexpected", token)


def _written(token: Token) -> str:
    return f"「{token.text}」" if token.kind == "quoted" else token.text
