"""Rules in the words of the reader: subjects, comparisons, functions, and why a rule came out as it did."""

from collections.abc import Mapping, Sequence

from app.designer.grounds import Ground
from app.designer.subjects import Subject, Subjects
from app.errors import Fault
from app.expressions import RESERVED, Explanation, Expression, Function, Kind, Reading, Scope, Value, plain_text
from app.fields import signs_of
from app.web.language import language
from app.web.words import catalogue, say

Choices = list[tuple[str, str]]
_LONGEST = 60
"""So many characters of a value are shown."""


def subject(each: Subject) -> str:
    """What a subject is called."""
    spoken = language()
    names = [name.called(spoken) or name.key for name in each.way]
    said = names[0] if len(names) == 1 else _said("in", table=names[0], column=names[1])
    return said if not each.how else _said(f"date.{each.how}", each.how, kind=each.kind, of=said)


def offered(known: Subjects) -> list[tuple[str, Choices]]:
    """All subjects under their headings."""
    groups: dict[str, Choices] = {}
    for each in known.values():
        groups.setdefault(each.group, []).append((each.key, subject(each)))
    return [(say(Fault(f"designer.subjects.{group}")), choices) for group, choices in groups.items()]


def comparisons(each: Subject) -> Choices:
    """How it may be compared."""
    return [(how, comparison(each, how)) for how in each.comparisons]


def comparison(each: Subject, how: str) -> str:
    """A comparison, as one says it of numbers, days or words."""
    return _first(f"designer.compare.{each.kind}.{how}", f"designer.compare.{how}")


def signature(function: Function) -> str:
    """What a function takes: 合计(列表)."""
    is_english = language().startswith("en")
    takes = [
        (f"[{words}]" if each.optional else words) + ("…" if each.many else "")
        for each in function.takes
        if (words := each.name if is_english else _first(f"designer.parameter.{each.name}") or each.name)
    ]
    name = function.name if is_english else function.zh
    if function.piped:
        return f"{takes[0]} | {name}" + (f"({', '.join(takes[1:])})" if takes[1:] else "")
    return f"{name}({', '.join(takes)})"


def help_of(function: Function) -> str:
    """One line about a function."""
    return function.help_en if language().startswith("en") else function.help_zh


def meaning(ground: Ground, expression: Expression) -> str:
    """What a rule says, in words."""
    told = expression.told(ground.told_scope, language())
    yes = _first(f"designer.outcome.{ground.purpose}.yes")
    return say(Fault("designer.outcome.because_told", facts={"outcome": yes, "told": told})) if yes else told


def outcome(ground: Ground, found: Explanation) -> str:
    """How a rule came out, and because of what: 隐藏，因为 有媒体随行 是 否."""
    if ground.is_condition:
        said = _first(f"designer.outcome.{ground.purpose}.{'yes' if found.yes else 'no'}")
    else:
        text = value_text(found.value)
        said = say(Fault("designer.outcome.value", facts={"text": text}) if text else Fault("designer.outcome.nothing"))
    readings = {each.key: reading(ground, each) for reason in found.reasons for each in reason.readings}
    if not readings:
        return said
    facts = {"outcome": said, "readings": signs_of(language()).things.join(readings.values())}
    return say(Fault("designer.outcome.because", facts=facts))


def reading(ground: Ground, each: Reading) -> str:
    """What a name was: 人数 是 12."""
    text = _state_or_role(ground, each) or value_text(each.value)
    label = _called(ground, each.key) or each.label
    if not text:
        return say(Fault("designer.outcome.missing", facts={"label": label}))
    return say(Fault("designer.outcome.reading", facts={"label": label, "text": text}))


def value_text(value: Value) -> str:
    """A value as its reader reads it; of a table how many rows it has."""
    if isinstance(value, bool):
        signs = signs_of(language())
        return signs.yes if value else signs.no
    if isinstance(value, Sequence) and not isinstance(value, str) and value and isinstance(value[0], Mapping):
        return say(Fault("designer.outcome.rows", facts={"count": len(value)}))
    text = plain_text(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _state_or_role(ground: Ground, each: Reading) -> str:
    if each.key == "state":
        return ground.states.get(str(each.value), "")
    if each.key == "actor.roles" and isinstance(each.value, Sequence):
        return signs_of(language()).things.join(ground.roles.get(str(role), str(role)) for role in each.value)
    return ""


def _called(ground: Ground, key: str) -> str:
    """The label of a name in the language of the reader, with what it is of."""
    first, _dot, rest = key.partition(".")
    name = next(
        (found for scope in (ground.row, ground.scope, RESERVED) if scope and (found := scope.by_key(first))), None
    )
    said = [name.called(language())] if name else []
    for step in filter(None, rest.split(".")):
        name = Scope(name.members).by_key(step) if name else None
        said.append(name.called(language()) or step if name else step)
    return "·".join(said)


def _said(*names: str, kind: Kind | None = None, **facts: object) -> str:
    codes = [f"designer.subject.{name}" for name in names if kind is Kind.DATE or not name.startswith("date.")]
    known = catalogue()
    return next(say(Fault(code, facts=facts)) for code in codes if code in known)


def _first(*codes: str) -> str:
    known = catalogue()
    return next((say(Fault(code)) for code in codes if code in known), "")
