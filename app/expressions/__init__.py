"""THE expression language: one small typed language for rules, figures, titles and Word tags (pure; nothing can run).

`bind` a source to the names of a `Scope` once, then ask its `value` as often as needed.
"""

from app.expressions.drawn import Link, Picture, QrCode
from app.expressions.explain import Explanation, Reading, Reason
from app.expressions.expression import Expression, bind
from app.expressions.faults import ExpressionInvalid
from app.expressions.formatted import Formatted, FormedLine, unmarked
from app.expressions.free import parse_free
from app.expressions.functions import FUNCTIONS, Function
from app.expressions.scope import RESERVED, Kind, Name, Scope, fold
from app.expressions.text import TextPattern, bind_text
from app.expressions.tokens import pipes
from app.expressions.values import Coded, PartialDate, PictureOf, Row, Value, paper_text, plain_text

__all__ = [
    "FUNCTIONS",
    "RESERVED",
    "Coded",
    "Explanation",
    "Expression",
    "ExpressionInvalid",
    "Formatted",
    "FormedLine",
    "Function",
    "Kind",
    "Link",
    "Name",
    "PartialDate",
    "Picture",
    "PictureOf",
    "QrCode",
    "Reading",
    "Reason",
    "Row",
    "Scope",
    "TextPattern",
    "Value",
    "bind",
    "bind_text",
    "fold",
    "paper_text",
    "parse_free",
    "pipes",
    "plain_text",
    "unmarked",
]
