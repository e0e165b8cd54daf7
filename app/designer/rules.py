"""Rules as people write them and as they are kept: shown with labels, kept with keys, so that labels may change.

What cannot be read is kept and shown as it was typed; the checks say what is wrong with it.
"""

from collections.abc import Mapping

from app.definitions.checks.sight import Sight
from app.definitions.schema import RecordType
from app.definitions.world import World
from app.errors import Invalid
from app.expressions import Expression, Scope, bind

HERE = ("visible", "compute", "default", "required")
"""The properties whose rules speak of the fields beside them."""


class Speech:
    """The names that a rule of one field, column or section may use; `at` is its path, or empty."""

    def __init__(self, definition: RecordType, world: World, at: str) -> None:
        self._sight = Sight(definition, world)
        self._table = at.rpartition(".")[0]

    def kept(self, given: Mapping[str, str]) -> dict[str, str]:
        """What was posted, its rules with keys."""
        posted = {name: f"{name}-when" if name == "required" else name for name in HERE}
        rules = {key: bound.source for key in posted.values() if (bound := self._bound(given.get(key, "")))}
        return {**given, **rules}

    def shown(self, rule: str) -> str:
        """A rule with labels."""
        bound = self._bound(rule)
        return bound.shown(self._sight.scope) if bound else rule

    def _bound(self, rule: str) -> Expression | None:
        if not rule.strip():
            return None
        try:
            return bind(rule, self._sight.scope, row_scope=self._row(), proposes=False)
        except Invalid:
            return None

    def _row(self) -> Scope | None:
        table = self._sight.fields.get(self._table)
        return self._sight.row_scope(table) if table is not None else None
