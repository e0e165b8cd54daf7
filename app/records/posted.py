"""A record's form as the browser sent it: what was typed, and the names beginning with `_` that steer the request.

| name | says |
|---|---|
| `_token` | which showing of the form this is: sent twice, it is still one saving |
| `_record`, `_lock` | which record is changed, and which of its revisions was seen |
| `_press` | the button: nothing to keep, or the key of a transition |
| `_touched`, `_tried` | which inputs were worked on; all faults are told once a submit was tried |
| `_reason.<check>` | why a warning is passed over |
| `_pick.<field>` | whose value stays where two people changed the same record: `mine` or `theirs` |
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.definitions.compiled import CompiledType
from app.fields import Raw
from app.records import form

_PARTS = ("", "from", "to", "typed", "reason", "text")
"""What one field may consist of."""
KEPT_REASONS = "_reasons"
"""Under this key a draft keeps the reasons for warnings beside the raw values."""
KEPT_TOUCHED = "_touched"
"""And under this one the names of the inputs that were worked on."""


@dataclass(frozen=True, slots=True)
class Posted:
    """One form as it was sent."""

    raw: dict[str, Raw]
    reasons: dict[str, str]
    picks: Mapping[str, str]
    token: str = ""
    press: str = ""
    lock: int | None = None
    touched: frozenset[str] = frozenset()
    tried: bool = False

    def is_touched(self, name: str) -> bool:
        """Was this input, or the table that it stands in, worked on?"""
        return self.tried or name in self.touched or name.partition(".")[0] in self.touched


def read(compiled: CompiledType, pairs: Iterable[tuple[str, str]]) -> Posted:
    """What was sent; names that this type does not have are left out."""
    given = list(pairs)
    steering = {name: text for name, text in given if name.startswith("_")}
    own = sorted((pair for pair in given if _belongs(compiled, pair[0])), key=lambda pair: "." in pair[0])
    return Posted(
        raw=form.nested(own),
        reasons=form.reasons(given),
        picks={name[6:]: text for name, text in steering.items() if name.startswith("_pick.")},
        token=steering.get("_token", "")[:64],
        press=steering.get("_press", "")[:40],
        lock=number(steering.get("_lock", "")),
        touched=frozenset(steering.get("_touched", "").split()),
        tried=bool(steering.get("_tried")),
    )


def number(text: str) -> int | None:
    """A small whole number, if it is one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def kept(posted: Posted) -> dict[str, Raw]:
    """What a draft keeps of it."""
    beside = {KEPT_REASONS: posted.reasons, KEPT_TOUCHED: sorted(posted.touched)}
    return {**posted.raw, **{key: each for key, each in beside.items() if each}}


def hidden_pairs(raw: Mapping[str, Raw]) -> list[tuple[str, str]]:
    """Raw values as names and texts again, for a page that carries them on."""
    return [pair for key, each in raw.items() for pair in _pairs(key, each)]


def _pairs(name: str, raw: Raw) -> Sequence[tuple[str, str]]:
    if isinstance(raw, Mapping):
        return [pair for key, each in raw.items() for pair in _pairs(f"{name}.{key}", each)]
    if isinstance(raw, list) and any(isinstance(each, Mapping) for each in raw):
        return [pair for at, row in enumerate(raw) for pair in _pairs(f"{name}.{at}", row)]
    texts = raw if isinstance(raw, list) else [raw]
    return [(name, "" if text is None else str(text)) for text in texts] or [(name, "")]


def _belongs(compiled: CompiledType, name: str) -> bool:
    key, _, rest = name.partition(".")
    each = compiled.fields.get(key)
    if each is None:
        return False
    if not each.columns or not rest:
        return rest in _PARTS
    row, _, column = rest.partition(".")
    return number(row) is not None and (column in each.columns or column == "_id")
