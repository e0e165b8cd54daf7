"""Rules as people write them and as they are kept: shown with labels, kept with keys, so that labels may change.

What cannot be read is kept and shown as it was typed; the checks say what is wrong with it.
"""

from collections.abc import Iterable, Mapping

from app.definitions.checks.sight import Sight
from app.definitions.schema import RecordType
from app.definitions.world import World
from app.designer.properties import Property
from app.errors import Invalid
from app.expressions import Expression, Name, Scope, TextPattern, bind, bind_text

HERE = ("visible", "compute", "default", "required")
"""The properties whose rules speak of the fields beside them."""


class Speech:
    """The names that a rule of one field, column, section or part may use; `at` is the path of a field, or empty, and
    `more` are names that only this part has."""

    def __init__(self, definition: RecordType, world: World, at: str = "", *, more: Iterable[Name] = ()) -> None:
        self._sight = Sight(definition, world)
        self._table = at.rpartition(".")[0]
        self.scope = Scope([*self._sight.scope, *more])

    def kept(self, given: Mapping[str, str]) -> dict[str, str]:
        """What was posted, its rules with keys."""
        posted = {name: f"{name}-when" if name == "required" else name for name in HERE}
        rules = {key: bound.source for key in posted.values() if (bound := self._bound(given.get(key, "")))}
        return {**given, **rules}

    def kept_of(self, known: Iterable[Property], given: Mapping[str, str]) -> dict[str, str]:
        """The same of a part with these properties."""
        kept = dict(given)
        for each in known:
            name = f"{each.name}-when" if each.widget == "truth" else each.name
            bound = self._read(each, given.get(name, ""))
            if bound is not None:
                kept[name] = bound.source
        return kept

    def shown(self, rule: str) -> str:
        """A rule with labels."""
        bound = self._bound(rule)
        return bound.shown(self.scope) if bound else rule

    def written(self, pattern: str) -> str:
        """A text with tags, with labels."""
        bound = self._text(pattern)
        return bound.shown(self.scope) if bound else pattern

    def shown_of(self, each: Property, text: str) -> str:
        """What is kept in a property of a part, with labels; of those that hold no rule, as it is."""
        bound = self._read(each, text)
        return bound.shown(self.scope) if bound else text

    def _read(self, each: Property, text: str) -> Expression | TextPattern | None:
        if each.widget in ("rule", "truth") and text != "true":
            return self._bound(text)
        return self._text(text) if each.widget == "pattern" else None

    def _text(self, pattern: str) -> TextPattern | None:
        try:
            return bind_text(pattern, self.scope)
        except Invalid:
            return None

    def _bound(self, rule: str) -> Expression | None:
        if not rule.strip():
            return None
        try:
            return bind(rule, self.scope, row_scope=self._row(), proposes=False)
        except Invalid:
            return None

    def _row(self) -> Scope | None:
        table = self._sight.fields.get(self._table)
        return self._sight.row_scope(table) if table is not None else None
