"""Where a definition speaks of a field, in rules, texts and properties; and the same with another key for it.

Pure. Rules are changed in their bound trees, so that only this name changes and what looks like it stays.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias

from app.definitions.checks import Sight
from app.definitions.schema import RecordType
from app.expressions import Expression
from app.expressions.printer import canonical
from app.expressions.tree import Field, Node, walk
from app.fields import FieldDef

Data: TypeAlias = dict[str, Any]
Swap: TypeAlias = Callable[[str], str]
_STEP = re.compile(r"([a-z][a-z0-9_]*)|\[(\d+)\]")
_FIELD = re.compile(r"sections\[(\d+)\]\.fields\[(\d+)\]")
_TAG = re.compile(r"\{\{.*?\}\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Use:
    """A place that names the field; `rule` is what is written there, none where it is a property."""

    path: str
    rule: Expression | None = None


def uses(sight: Sight, data: Data, key: str) -> list[Use]:
    """Every place of this definition that names its field; `data` is the definition as plain data."""
    ruled = [Use(path, rule) for path, rule in _own_rules(sight) if _reads(rule, key)]
    named = [Use(path) for holder, name, path in references(data) if mentions(holder[name], key)]
    return [*ruled, *named]


def uses_elsewhere(sight: Sight, type_key: str, key: str) -> list[Use]:
    """Every place of another type's definition that draws on the field: figures, narratives, copied values."""
    found = []
    for placed in sight.placed:
        if getattr(placed.field.options, "of", None) != type_key:
            continue
        inside = [(path, rule) for path, rule in sight.rules if path.startswith(f"{placed.path}.")]
        found += [Use(path, rule) for path, rule in inside if _reads(rule, key)]
        if key in getattr(placed.field.options, "copy_", ()):
            found.append(Use(f"{placed.path}.copy"))
    return found


def rename(sight: Sight, data: Data, key: str, new: str) -> None:
    """Give the field of the definition another key, and change every place that names it; nothing else changes."""
    tags: dict[str, list[Expression]] = {}
    for path, rule in _own_rules(sight):
        tags.setdefault(path, []).append(rule)
    for path, rules in tags.items():
        if any(_reads(rule, key) for rule in rules):
            holder, name = _at(data, path)
            holder[name] = _rewritten(str(holder[name]), rules, key, new)
    for holder, name, _path in list(references(data)):
        holder[name] = _swapped(holder[name], lambda text: _swap(text, key, new))
    for section in data["sections"]:
        for each in section["fields"]:
            if each["key"] == key:
                each["key"] = new


def _own_rules(sight: Sight) -> Iterator[tuple[str, Expression]]:
    """Rules over this type's own names; those of figures speak of the records that they count."""
    for path, rule in sight.rules:
        if path != "draws_on" and not _speaks_of_others(_field_at(sight.definition, path), sight.definition.key):
            yield path, rule


def _speaks_of_others(field: FieldDef | None, type_key: str) -> bool:
    return field is not None and field.type in ("figure", "narrative") and getattr(field.options, "of", "") != type_key


def _field_at(definition: RecordType, path: str) -> FieldDef | None:
    found = _FIELD.match(path)
    return definition.sections[int(found[1])].fields[int(found[2])] if found else None


def _reads(rule: Expression, key: str) -> bool:
    return any(_is_it(node, key) for node, _depth in walk(rule.tree))


def _is_it(node: Node, key: str) -> bool:
    return isinstance(node, Field) and node.key == key


def _rewritten(text: str, rules: list[Expression], key: str, new: str) -> str:
    """A rule, or a text with tags, of which each is a rule."""
    if "{{" not in text:
        return canonical(renamed(rules[0].tree, key, new))
    made = iter(rules)
    return _TAG.sub(lambda tag: _tag(tag[0], next(made, None), key, new), text)


def _tag(text: str, rule: Expression | None, key: str, new: str) -> str:
    changes = rule is not None and _reads(rule, key)
    return f"{{{{ {canonical(renamed(rule.tree, key, new))} }}}}" if rule and changes else text


def renamed(node: Node, key: str, new: str) -> Node:
    """The same rule with another key for a field."""
    parts: dict[str, Any] = {}
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, Node):
            parts[each.name] = renamed(value, key, new)
        elif isinstance(value, tuple) and value and all(isinstance(part, Node) for part in value):
            parts[each.name] = tuple(renamed(part, key, new) for part in value)
    if _is_it(node, key):
        parts["key"] = new
    return replace(node, **parts) if parts else node


def references(data: Data) -> Iterator[tuple[Data, str, str]]:
    """Properties whose values are keys of fields: what holds them, their name, their path."""
    for holder, path, names in _holders(data):
        for name in names:
            if holder.get(name) is not None:
                yield holder, name, f"{path}.{name}" if path else name


def _holders(data: Data) -> Iterator[tuple[Data, str, tuple[str, ...]]]:
    yield data, "", ("year_of", "department_of", "one_per", "home")
    views = ("columns", "sort", "group", "calendar", "totals")
    listed = {"checks": ("at",), "views": views, "documents": ("each",), "remind": ("at",), "rights": ("fields",)}
    for part, names in listed.items():
        yield from ((each, f"{part}[{at}]", names) for at, each in enumerate(data.get(part) or ()))
    for key, state in ((data.get("workflow") or {}).get("states") or {}).items():
        for at, task in enumerate(state.get("tasks") or ()):
            yield task, f"workflow.states.{key}.tasks[{at}]", ("of", "person", "judges")
    for key, kind in (data.get("amendments") or {}).items():
        yield kind, f"amendments.{key}", ("fields",)
        for at, task in enumerate(kind.get("tasks") or ()):
            yield task, f"amendments.{key}.tasks[{at}]", ("of", "person")
    for number, section in enumerate(data["sections"]):
        for position, each in enumerate(section["fields"]):
            path = f"sections[{number}].fields[{position}]"
            yield each, path, ("suggest",)
            columns = each.get("columns") or ()
            yield from ((column, f"{path}.columns[{at}]", ("suggest",)) for at, column in enumerate(columns))


def mentions(value: Any, key: str) -> bool:
    """Does such a property name the field?"""
    return bool(_swapped(value, lambda text: _swap(text, key, "")) != value)


def _swapped(value: Any, swap: Swap) -> Any:
    if isinstance(value, str):
        return swap(value)
    if isinstance(value, dict):
        return {swap(name): each for name, each in value.items()}
    return [_swapped(each, swap) for each in value] if isinstance(value, list | tuple) else value


def _swap(text: str, key: str, new: str) -> str:
    """`key`, `-key` and `key.column`."""
    sign = "-" if text.startswith("-") else ""
    head, dot, rest = text.removeprefix(sign).partition(".")
    return f"{sign}{new}{dot}{rest}" if head == key else text


def _at(data: Data, path: str) -> tuple[Any, Any]:
    """What holds the thing at a path, and its name or place there."""
    steps: list[str | int] = [found[1] or int(found[2]) for found in _STEP.finditer(path)]
    holder: Any = data
    for step in steps[:-1]:
        holder = holder[step]
    return holder, steps[-1]
