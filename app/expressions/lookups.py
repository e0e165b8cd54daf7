"""Reading names, members, items and rows at run time, as closures; what is not there is missing."""

from collections.abc import Mapping

from app.expressions.coerce import number_or_none, truth
from app.expressions.faults import MAX_ITEMS, limit
from app.expressions.frames import Frame, Run, Values
from app.expressions.scope import ROW_NUMBER, fold
from app.expressions.values import LISTS, Coded, Value


def read_column(key: str, up: int) -> Run:
    """A column of the row that a filter is looking at, `up` filters further out."""

    def run(_values: Values, frame: Frame | None) -> Value:
        for _ in range(up):
            frame = frame.outer if frame else None
        return frame.row.get(key) if frame else None

    return run


def read_loose(key: str) -> Run:
    """The nearest row that has the name, else the record."""

    def run(values: Values, frame: Frame | None) -> Value:
        while frame:
            if key in frame.row:
                return frame.row[key]
            frame = frame.outer
        return values.get(key)

    return run


def member_of(value: Value, key: str) -> Value:
    """One value of a row or reference; of a list the list of all, lists of lists as one."""
    if isinstance(value, Mapping):
        return value.get(key)
    if isinstance(value, Coded):
        return value.members.get(key)
    if not isinstance(value, LISTS):
        return None
    found: list[Value] = []
    for item in value:
        inner = member_of(item, key) if isinstance(item, (Mapping, Coded)) else None
        if isinstance(inner, LISTS):
            found.extend(inner)
        else:
            found.append(inner)
    if len(found) > MAX_ITEMS:
        raise limit("list_too_long", MAX_ITEMS)
    return found


def read_member(of: Run, key: str) -> Run:
    """`of.key`."""

    def run(values: Values, frame: Frame | None) -> Value:
        value = of(values, frame)
        return value.get(key) if type(value) is dict else member_of(value, key)

    return run


def item_of(value: Value, position: Value) -> Value:
    """The item at a whole position of a list; of a row the value under a text."""
    if isinstance(value, Mapping):
        return value.get(position) if isinstance(position, str) else None
    place = number_or_none(position)
    if not isinstance(value, LISTS) or place is None or place != place.to_integral_value():
        return None
    return value[int(place)] if -len(value) <= place < len(value) else None


def read_index(of: Run, position: Run) -> Run:
    """`of[position]`."""
    return lambda values, frame: item_of(of(values, frame), position(values, frame))


def filtered(of: Run, where: Run, size: int) -> Run:
    """`of[where]`: one row is rows too, as it is while a Word table repeats for it."""

    def run(values: Values, frame: Frame | None) -> Value:
        rows = of(values, frame)
        if isinstance(rows, Mapping):
            rows = [rows]
        if not isinstance(rows, LISTS):
            return None
        if len(rows) > MAX_ITEMS:
            raise limit("list_too_long", MAX_ITEMS)
        inner = Frame(frame)
        inner.purse.pay(len(rows) * size)
        kept: list[Value] = []
        for row in rows:
            if type(row) is dict or isinstance(row, (Mapping, Coded)):
                inner.row = row.members if isinstance(row, Coded) else row
                if truth(where(values, inner)):
                    kept.append(row)
        return kept

    return run


def looked_up(words: str, inner: Run | None) -> Run:
    """Plain data: the text as a key, as it stands or folded; then its value; then the path between its dots."""
    wanted = fold(words)

    def run(values: Values, frame: Frame | None) -> Value:
        if words in values:
            return values[words]
        found = inner(values, frame) if inner else _path(values, words)
        if found is None and not words.isidentifier():
            found = _by_folded_key(values, wanted)
        return found

    return run


def _path(values: Values, words: str) -> Value:
    value: Value = values
    for step in words.split("."):
        if isinstance(value, Mapping):
            value = value[step] if step in value else _by_folded_key(value, fold(step))
        else:
            value = member_of(value, step.strip())
    return value


def _by_folded_key(values: Values, wanted: str) -> Value:
    return next((value for key, value in values.items() if fold(key) == wanted), None)


def row_number(values: Values, _frame: Frame | None) -> Value:
    """`序号` of plain data: what the data say, else the position in the loop."""
    return values[ROW_NUMBER] if ROW_NUMBER in values else member_of(values.get("loop"), "index")
