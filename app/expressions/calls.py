"""Calls of functions and filters checked against their table."""

from abc import ABC, abstractmethod
from decimal import Decimal

from app.expressions.faults import Faults
from app.expressions.functions import FUNCTIONS, Function
from app.expressions.kinds import ANY, Shape
from app.expressions.library import YES_NO, date_of
from app.expressions.nearest import nearest
from app.expressions.scope import Kind
from app.expressions.tree import Call, Literal, Node

_NEEDS = {
    Kind.LIST: "needs_list",
    Kind.TEXT: "needs_text",
    Kind.DATE: "needs_date",
    Kind.NUMBER: "needs_number",
    Kind.YESNO: "needs_yesno",
}
_NEEDS_ITEMS = {Kind.NUMBER: "needs_number_items", Kind.TEXT: "needs_text_items"}


class CallChecks(ABC):
    """The part of the binder that knows the table of functions.

    `free` is for sources without a scope: there an unknown call is a key of plain data, and nobody asks what is near.
    """

    def __init__(self, faults: Faults, *, free: bool) -> None:
        self.faults, self.free = faults, free

    @abstractmethod
    def bind(self, node: Node) -> tuple[Node, Shape]:
        """The bound node and what is known of it."""

    def call(self, node: Call) -> tuple[Node, Shape]:
        """A call by any of its names becomes the call by its English name."""
        bounds = [self.bind(arg) for arg in node.args]
        args, shapes = tuple(bound for bound, _ in bounds), tuple(shape for _, shape in bounds)
        piped, written = node.name.startswith("|"), node.name.lstrip("|")
        function = FUNCTIONS.get(written)
        if function is None:
            what = "unknown_filter" if piped else "unknown_function"
            near = nearest(written, FUNCTIONS.names) if piped or not self.free else ()
            self.faults.block(what, node.span, *near, name=written)
            return Literal(None, span=node.span), ANY
        if not function.least <= len(args) <= function.most:
            self.faults.block("wrong_number_of_arguments", node.span, name=written, example=function.example)
            return Literal(None, span=node.span), ANY
        for position, (arg, shape) in enumerate(zip(node.args, shapes, strict=True)):
            self.check_argument(function, position, arg, shape, written)
        self.check_literals(function, node, args)
        choices = _all_choices(shapes[0]) if function.wants_choices else ()
        return Call(function.name, args, choices, span=node.span), function.gives(shapes)

    def check_argument(self, function: Function, position: int, arg: Node, shape: Shape, written: str) -> None:
        """A fault when the kind is known and cannot stand there."""
        parameter = function.parameter(position)
        if shape.kind is Kind.ANY:
            return
        if shape.kind is Kind.ROWS and shape.kind not in parameter.kinds and Kind.LIST in parameter.kinds:
            columns = [f"{self.faults.excerpt(arg.span)}.{name.label or name.key}" for name in shape.members]
            self.faults.block("needs_column", arg.span, *columns[:3], name=written)
        elif shape.kind not in parameter.kinds:
            what = next(_NEEDS[kind] for kind in _NEEDS if kind in parameter.kinds)
            self.faults.block(what, arg.span, name=written, example=function.example)
        elif shape.kind is Kind.LIST and parameter.items and shape.item not in {Kind.ANY, *parameter.items}:
            what = next(_NEEDS_ITEMS[kind] for kind in _NEEDS_ITEMS if kind in parameter.items)
            self.faults.block(what, arg.span, name=written, example=function.example)

    def check_literals(self, function: Function, node: Call, args: tuple[Node, ...]) -> None:
        """What can be seen at once: a day that is in no calendar, more places than any number has."""
        numbers = [arg.value for arg in args if isinstance(arg, Literal) and isinstance(arg.value, Decimal)]
        if function.name == "date" and len(numbers) == 3 and date_of(*numbers) is None:
            self.faults.block("no_such_date", node.span)
        for position, arg in enumerate(args):
            if function.parameter(position).name == "places" and not _may_be_places(arg):
                self.faults.block("places_out_of_range", node.args[position].span, most=20)


def _all_choices(shape: Shape) -> tuple[tuple[str, str], ...]:
    return YES_NO if shape.kind is Kind.YESNO else tuple(shape.choices.items())


def _may_be_places(arg: Node) -> bool:
    """A written number of places has to be whole, from 0 to 20."""
    if not isinstance(arg, Literal) or not isinstance(arg.value, Decimal):
        return True
    return arg.value == arg.value.to_integral_value() and 0 <= arg.value <= 20
