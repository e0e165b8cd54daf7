"""The expression language: its public face."""

from app.expressions.scope import Kind, Name, Scope, fold
from app.expressions.values import Coded, PartialDate, Row, Value, paper_text, plain_text

__all__ = ["Coded", "Kind", "Name", "PartialDate", "Row", "Scope", "Value", "fold", "paper_text", "plain_text"]
