"""Rules as people write them and as they are kept: shown with labels, kept with keys, so that labels may change.

What cannot be read is kept and shown as it was typed; the checks say what is wrong with it.
"""

from collections.abc import Iterable, Mapping

from app.definitions.checks.sight import Sight
from app.definitions.schema import RecordType
from app.definitions.world import World
from app.designer.drawn import Input, inputs
from app.designer.properties import Property
from app.errors import Invalid
from app.expressions import Expression, Name, Scope, TextPattern, bind, bind_text

HERE = ("visible", "compute", "default", "required")
"""The properties whose rules speak of the fields beside them."""
TEXTS = ("title", "brief")
"""The properties of a type that are texts with tags."""


class Speech:
    """The names that a rule of one field, column, section or part may use; `at` is the path of a field, or empty, and
    `more` are names that only this part has."""

    def __init__(self, definition: RecordType, world: World, at: str = "", *, more: Iterable[Name] = ()) -> None:
        self._sight = Sight(definition, world)
        self._table, self._at = at.rpartition(".")[0], at
        self.scope = Scope([*self._sight.scope, *more])

    def kept(self, given: Mapping[str, str]) -> dict[str, str]:
        """What was posted, its rules with keys."""
        posted = {name: f"{name}-when" if name == "required" else name for name in HERE}
        rules = {key: bound.source for key in posted.values() if (bound := self._bound(given.get(key, "")))}
        drawn = ((each.name, self._of(each, given)) for each in self._inputs(given))
        return {**given, **rules, **{name: bound.source for name, bound in drawn if bound is not None}}

    def kept_texts(self, given: Mapping[str, str]) -> dict[str, str]:
        """What was posted of a type, its texts with keys."""
        texts = ((name, self._text(given[name])) for name in TEXTS if name in given)
        return {**given, **{name: bound.source for name, bound in texts if bound is not None}}

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

    def told(self, rule: str, language: str) -> str:
        """What a rule says, to be read only."""
        bound = self._bound(rule)
        return bound.told(self.scope, language) if bound else rule

    def shown_drawn(self, texts: Mapping[str, str]) -> dict[str, str]:
        """The rules and texts of a figure or narrative with labels, by their inputs."""
        found = ((each, self._of(each, texts)) for each in self._inputs(texts))
        return {each.name: bound.shown(each.scope) for each, bound in found if bound is not None}

    def written(self, pattern: str) -> str:
        """A text with tags, with labels."""
        bound = self._text(pattern)
        return bound.shown(self.scope) if bound else pattern

    def shown_of(self, each: Property, text: str) -> str:
        """What is kept in a property of a part, with labels; of those that hold no rule, as it is."""
        bound = self._read(each, text)
        return bound.shown(self.scope) if bound else text

    def _inputs(self, texts: Mapping[str, str]) -> Iterable[Input]:
        """The rules and texts that speak of other records, where the field is one that draws on them."""
        field = self._sight.fields.get(self._at)
        return inputs(self._sight, field.type, texts) if field else ()

    def _of(self, each: Input, texts: Mapping[str, str]) -> Expression | TextPattern | None:
        text = texts.get(each.name, "")
        return self._text(text, each.scope) if each.is_text else self._bound(text, each.scope, each.row)

    def _read(self, each: Property, text: str) -> Expression | TextPattern | None:
        if each.widget in ("rule", "truth") and text != "true":
            return self._bound(text)
        return self._text(text) if each.widget == "pattern" else None

    def _text(self, pattern: str, scope: Scope | None = None) -> TextPattern | None:
        try:
            return bind_text(pattern, scope or self.scope)
        except Invalid:
            return None

    def _bound(self, rule: str, scope: Scope | None = None, row: Scope | None = None) -> Expression | None:
        if not rule.strip():
            return None
        try:
            return bind(rule, scope or self.scope, row_scope=row if scope else self._row(), proposes=False)
        except Invalid:
            return None

    def _row(self) -> Scope | None:
        table = self._sight.fields.get(self._table)
        return self._sight.row_scope(table) if table is not None else None
