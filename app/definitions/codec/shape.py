"""From a tree to a model: pydantic's errors become faults that name file, line, column, path and what was meant."""

import re
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from dataclasses import replace
from typing import Annotated, Any, Generic, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from app.definitions.codec.tree import Mapping, Mark, Node, Scalar, Sequence, Tree, plain
from app.errors import Fault, Invalid
from app.expressions.nearest import nearest
from app.fields import FIELD_TYPES, FieldDef

Shape = TypeVar("Shape", bound=BaseModel)
Path: TypeAlias = tuple[str | int, ...]


def path_text(path: Iterable[str | int]) -> str:
    """`sections[0].fields[2].max`."""
    out = ""
    for step in path:
        out += f"[{step}]" if isinstance(step, int) else f".{step}" if out else step
    return out


def path_steps(text: str) -> Path:
    """The reverse of `path_text`."""
    found = re.findall(r"\[(\d+)\]|([^.\[\]]+)", text)
    return tuple(int(index) if index else key for index, key in found)


class Reading(Generic[Shape]):
    """A file as read: its model if it could be made, every fault, and where each path stands."""

    def __init__(self, name: str, tree: Tree, model: type[Shape]) -> None:
        self.name, self.tree = name, tree
        self.value: Shape | None = None
        self.faults = [_placed(fault, name) for fault in tree.faults]
        if tree.root is None:
            self._nothing()
        else:
            self._judge(tree.root, model)

    def made(self) -> Shape:
        """The model; raises `Invalid` with all faults."""
        if self.faults or self.value is None:
            raise Invalid(self.faults)
        return self.value

    def located(self, fault: Fault) -> Fault:
        """A fault whose place is a path of the model, with file, line and column before it."""
        return located(fault, self.tree, self.name)

    def _nothing(self) -> None:
        if not self.faults:
            self.faults.append(Fault("yaml.nothing", place=_place(Mark(1, 1), "", self.name)))

    def _judge(self, root: Node, model: type[Shape]) -> None:
        try:
            value = model.model_validate(plain(root))
        except ValidationError as error:
            found = _Errors(root, model, error).faults()
            self.faults += [
                self.located(fault) for fault in found if not self.tree.mended or self._is_sure(fault, self.tree.mended)
            ]
        else:
            self.value = value if not self.faults else None
        self.faults.sort(key=_line_and_column)

    def _is_sure(self, fault: Fault, mended: set[int]) -> bool:
        """After a fault of syntax, what is missing may only have been passed over."""
        mark = _mark_of(self.tree.root, path_steps(fault.place))
        return fault.code != "definition.missing_key" and (mark is None or mark.line not in mended)


def located(fault: Fault, tree: Tree, name: str = "") -> Fault:
    """A fault whose place is a path of what the tree was read for, with file, line and column before it."""
    path, _, rest = fault.place.partition(" ")
    mark = _mark_of(tree.root, path_steps(path), of_key=fault.code == "definition.unknown_key")
    return replace(fault, place=f"{_place(mark, path, name)} {rest}".rstrip())


def _place(mark: Mark | None, path: str, name: str) -> str:
    mark = mark or Mark(1, 1)
    return f"{name}:{mark.line}:{mark.column} {path}".rstrip()


def _placed(fault: Fault, name: str) -> Fault:
    return replace(fault, place=f"{name}:{fault.place}")


def _line_and_column(fault: Fault) -> tuple[int, int]:
    found = re.search(r":(\d+):(\d+)(?: |$)", fault.place)
    return (int(found.group(1)), int(found.group(2))) if found else (0, 0)


def _mark_of(root: Node | None, path: Path, *, of_key: bool = False) -> Mark | None:
    """Where a path stands, or the nearest that holds it; a key may be sought instead of its value."""
    node, mark = root, root.mark if root else None
    for step in path:
        if isinstance(node, Mapping) and step in node.values:
            key, node = node.keys[str(step)], node.values[str(step)]
            is_empty = isinstance(node, Scalar) and node.text is None
            mark = key.mark if is_empty or (of_key and step == path[-1]) else node.mark
        elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            mark = node.mark
        else:
            break
    return mark


class _Errors:
    """The errors of one validation, against the tree that was validated."""

    def __init__(self, root: Node, model: type[BaseModel], error: ValidationError) -> None:
        self.root, self.model = root, model
        self.errors = error.errors(include_url=False, include_input=True)

    def faults(self) -> list[Fault]:
        """One fault for each path; of a union that fits nowhere only the nearest branch speaks."""
        best: dict[Path, Fault] = {}
        for error in self.errors:
            path = self._path(error["loc"], missing=error["type"] in _ABOUT_KEYS)
            fault = self._fault(error, path)
            if path not in best or (fault.suggestions and not best[path].suggestions):
                best[path] = fault
        return [fault for path, fault in best.items() if not _is_echo(path, fault, best)]

    def _path(self, loc: Iterable[Any], *, missing: bool) -> Path:
        """The error's place without the names that pydantic gives to branches of unions."""
        path: list[str | int] = []
        node: Node | None = self.root
        steps = list(loc)
        for position, step in enumerate(steps):
            if isinstance(node, Mapping) and step in node.values:
                node = node.values[step]
            elif isinstance(node, Sequence) and isinstance(step, int) and step < len(node.items):
                node = node.items[step]
            elif not (missing and position == len(steps) - 1):
                continue
            path.append(step)
        return tuple(path)

    def _fault(self, error: Any, path: Path) -> Fault:
        kind, facts, value = error["type"], dict(error.get("ctx") or {}), error.get("input")
        place, key = path_text(path), path[-1] if path else ""
        shown = value if isinstance(value, str) else ""
        if kind == "extra_forbidden":
            known = nearest(str(key), self._allowed(path[:-1]))
            return Fault("definition.unknown_key", place, facts={"key": key}, suggestions=known)
        if kind == "missing":
            return Fault("definition.missing_key", place, facts={"key": key})
        if value is None:
            return Fault("definition.empty", place, facts={"key": key})
        if kind in {"literal_error", "enum"}:
            expected = str(facts.get("expected"))
            allowed = re.findall(r"'([^']*)'", expected) or [expected]  # numbers stand without quotes
            given = {"value": shown, "allowed": tuple(allowed)}
            return Fault("definition.unknown_value", place, facts=given, suggestions=nearest(shown, allowed))
        if "." in kind:  # a field type's own code
            facts.pop("message", None)
            return Fault(kind, place, facts={"value": shown, **facts})
        return Fault(_code(kind, facts, value), place, facts=_facts(facts, shown, error["msg"]))

    def _allowed(self, path: Path) -> list[str]:
        """The keys that are known where an unknown one was found."""
        shapes: list[Any] = [self.model]
        node: Node | None = self.root
        for step in path:
            shapes = [inner for shape in shapes for inner in _step(shape, step, plain(node))]
            node = node.values[str(step)] if isinstance(node, Mapping) else node.items[int(step)]  # type: ignore[union-attr]
        models = [option for shape in shapes for option in _options(shape) if _is_model(option)]
        return [key for model in models for key in known_keys(model, plain(node))]


_ABOUT_KEYS = {"missing", "extra_forbidden"}


def _is_echo(path: Path, fault: Fault, best: Map[Path, Fault]) -> bool:
    """Does it only say that a whole does not fit, while another fault says which part?"""
    if fault.code in {"definition.unknown_key", "definition.missing_key"}:
        return False
    return any(other[: len(path)] == path and len(other) > len(path) for other in best)


_CODES = {
    "bool_parsing": "not_yes_no",
    "bool_type": "not_yes_no",
    "int_parsing": "not_a_number",
    "int_type": "not_a_number",
    "int_from_float": "not_a_number",
    "decimal_parsing": "not_a_number",
    "float_parsing": "not_a_number",
    "greater_than_equal": "too_small",
    "greater_than": "too_small",
    "less_than_equal": "too_large",
    "less_than": "too_large",
    "string_too_long": "too_long",
    "tuple_type": "not_a_list",
    "list_type": "not_a_list",
    "dict_type": "not_keys",
    "model_type": "not_keys",
    "model_attributes_type": "not_keys",
    "string_type": "not_a_text",
    "date_from_datetime_parsing": "not_a_date",
    "date_parsing": "not_a_date",
}


def _code(kind: str, facts: Map[str, Any], value: Any) -> str:
    if kind == "string_pattern_mismatch":
        return "definition.bad_key" if "a-z" in str(facts.get("pattern")) else "definition.bad_form"
    if kind in {"string_too_short", "too_short"}:
        return "definition.empty" if not value else "definition.too_short"
    return f"definition.{_CODES.get(kind, 'invalid')}"


def _facts(given: Map[str, Any], shown: str, said: str) -> dict[str, object]:
    """Only what there is: the value, a limit, and what the validator said."""
    limits = [given[name] for name in ("ge", "gt", "le", "lt", "max_length", "min_length") if name in given]
    return {"value": shown, **({"limit": limits[0]} if limits else {}), "said": said}


def _options(shape: Any) -> Iterator[Any]:
    """What a hint allows: the members of unions, without annotations."""
    if get_origin(shape) is Annotated:
        yield from _options(get_args(shape)[0])
    elif get_origin(shape) is Union or type(shape).__name__ == "UnionType":
        for option in get_args(shape):
            yield from _options(option)
    else:
        yield shape


def _is_model(shape: Any) -> bool:
    return isinstance(shape, type) and issubclass(shape, BaseModel)


def _step(shape: Any, step: str | int, given: Any) -> Iterator[Any]:
    """The hints of what stands under a step."""
    for option in _options(shape):
        origin = get_origin(option)
        if origin in {tuple, list} and isinstance(step, int):
            yield get_args(option)[0]
        elif origin is dict:
            yield get_args(option)[1]
        elif _is_model(option):
            yield from (field.annotation for key, field in _fields(option, given) if key == step)


def _fields(model: type[BaseModel], given: Any) -> Iterator[tuple[str, Any]]:
    for name, field in model.model_fields.items():
        if name != "options" or model is not FieldDef:
            yield field.alias or name, field
    kind = str(given.get("type")) if isinstance(given, dict) else ""
    if model is FieldDef and kind in FIELD_TYPES:
        yield from _fields(FIELD_TYPES.get(kind).Options, given)


def known_keys(model: type[BaseModel], given: Any) -> list[str]:
    """The keys that may stand in a mapping of this model; a field's depend on its type."""
    return [key for key, _ in _fields(model, given)]
