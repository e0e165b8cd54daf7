"""Calls of functions and filters checked against their table."""

from abc import ABC, abstractmethod
from dataclasses import replace
from decimal import Decimal

from app.expressions.drawn import millimetres
from app.expressions.faults import Faults
from app.expressions.functions import FUNCTIONS, Function
from app.expressions.kinds import ANY, Shape
from app.expressions.library import YES_NO, date_of
from app.expressions.scope import Kind
from app.expressions.tree import Call, Literal, Named, Node

_NEEDS = {
    Kind.LIST: "needs_list",
    Kind.TEXT: "needs_text",
    Kind.DATE: "needs_date",
    Kind.NUMBER: "needs_number",
    Kind.YESNO: "needs_yesno",
}
_SIZES = frozenset({"width", "height", "size"})
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
        piped, written = node.name.startswith("|"), node.name.lstrip("|")
        function = FUNCTIONS.get(written)
        node = self.in_places(node, function)
        bounds = [self.bind(arg) for arg in node.args]
        args, shapes = tuple(bound for bound, _ in bounds), tuple(shape for _, shape in bounds)
        if function is None:
            what = "unknown_filter" if piped else "unknown_function"
            near = self.faults.near(written, FUNCTIONS.names) if piped or not self.free else ()
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

    def in_places(self, node: Call, function: Function | None) -> Call:
        """The call with `width=6` in the place of the width, and nothing in the places before it."""
        if not any(isinstance(arg, Named) for arg in node.args):
            return node
        args: dict[int, Node] = {}
        for at, arg in enumerate(node.args):
            if not isinstance(arg, Named):
                args[at] = arg
            elif function is not None:
                place = function.place_of(arg.name)
                if place is None or place in args:
                    names = (each.zh or each.name for each in function.takes if each.optional)
                    self.faults.block("unknown_argument", arg.span, *names, name=arg.name, of=node.name.lstrip("|"))
                else:
                    args[place] = arg.value
        optional = [at for at, each in enumerate(function.takes) if each.optional] if function else []
        nothing = {at: Literal(None, span=node.span) for at in optional if at < max(args, default=0)}
        placed = nothing | args
        return replace(node, args=tuple(placed[at] for at in range(len(placed)) if at in placed))

    def check_argument(self, function: Function, position: int, arg: Node, shape: Shape, written: str) -> None:
        """A fault when the kind is known and cannot stand there."""
        parameter = function.parameter(position)
        if shape.kind is Kind.ANY:
            return
        if shape.kind is Kind.ROWS and shape.kind not in parameter.kinds and Kind.LIST in parameter.kinds:
            fitting_first = sorted(shape.members, key=lambda name: name.kind not in parameter.items)
            columns = [f"{self.faults.excerpt(arg.span)}.{name.label or name.key}" for name in fitting_first]
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
            if function.parameter(position).name in _SIZES and not _may_be_size(arg):
                self.faults.block("no_such_size", node.args[position].span)


def _all_choices(shape: Shape) -> tuple[tuple[str, str], ...]:
    return YES_NO if shape.kind is Kind.YESNO else tuple(shape.choices.items())


def _may_be_places(arg: Node) -> bool:
    """A written number of places has to be whole, from 0 to 20."""
    if not isinstance(arg, Literal) or not isinstance(arg.value, Decimal):
        return True
    return arg.value == arg.value.to_integral_value() and 0 <= arg.value <= 20


def _may_be_size(arg: Node) -> bool:
    """A written size has to be one: 6cm, 60毫米, 60."""
    return not isinstance(arg, Literal) or arg.value is None or millimetres(arg.value) is not None
