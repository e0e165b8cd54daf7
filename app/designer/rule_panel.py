"""The builder of one rule as facts for its template: its lines, the rule that comes of them, a trial."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.accounts import queries as accounts
from app.definitions import lookups
from app.definitions.checks.rules import check_rules
from app.definitions.checks.sight import Sight
from app.definitions.schema import RecordType
from app.designer import rule_lines, rule_words, trial
from app.designer.completing import Offer, offers
from app.designer.conditions import Conditions, conditions_of, expression_of, meets, unshown
from app.designer.grounds import Ground, ground
from app.designer.rule_lines import Given, Line, Sheet
from app.designer.trial import Pick
from app.errors import Fault, Invalid, Level
from app.expressions import Expression
from app.expressions.printer import labelled
from app.fields import FieldDef
from app.records.desk import Desk
from app.web.language import language
from app.web.words import say

_UNDERWAY = frozenset(
    f"expression.{what}"
    for what in ("empty", "unfinished", "bracket_not_closed", "text_not_closed", "label_not_closed", "member_expected")
)
"""Faults of what is not finished, which nobody is told of while typing."""


@dataclass(frozen=True, slots=True)
class Said:
    """A fault with the place in the text, and what may be written instead."""

    sentence: str
    before: str = ""
    wrong: str = ""
    behind: str = ""
    start: int = 0
    end: int = 0
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """How a rule came out once: the sentence, and each part with what it read."""

    sentence: str
    yes: bool
    parts: tuple[tuple[str, bool, tuple[str, ...]], ...]


@dataclass(slots=True)
class Panel:
    """Everything that is shown of one rule while it is put together."""

    ground: Ground
    label: str
    sheet: Sheet = field(default_factory=Sheet)
    text: str = ""
    """The rule as people write it."""
    why: str = ""
    """Why it is a text only."""
    meaning: str = ""
    faults: list[Said] = field(default_factory=list)
    warnings: list[Said] = field(default_factory=list)
    expression: Expression | None = None
    focus: str = ""
    picks: list[Pick] = field(default_factory=list)
    picked: str = ""
    words: str = ""
    cases: list[Case] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Can it be used?"""
        return not self.faults and not any(line.fault for line in self.sheet.lines)


def place(definition: RecordType, given: Given) -> Ground:
    """Where the rule stands that a page asks about; raises `NotFound`."""
    roles = {role.key: role.label(language()) for role in accounts.roles()}
    world = lookups.site_world()
    return ground(definition, world, at=_one(given, "at"), name=_one(given, "name"), roles=roles)


def panel(here: Ground, given: Given, *, desk: Desk) -> Panel:
    """The panel after what was posted: opened with a rule, its lines changed, its text changed."""
    made = Panel(here, _one(given, "label"), picked=_one(given, "record"), words=_one(given, "find"))
    if _one(given, "by") == "lines":
        _by_lines(made, given, desk)
    else:
        _by_text(made, _one(given, "rule"), desk)
    _try(made, desk)
    return made


def subjects_beside(known: Ground, line: Line) -> list[tuple[str, str]]:
    """The subjects that the one of a line can be compared with."""
    if line.subject is None:
        return []
    return [(each.key, rule_words.subject(each)) for each in known.subjects.values() if meets(line.subject, each)]


def typed(here: Ground, text: str, cursor: int) -> tuple[list[Offer], list[Said], str]:
    """While somebody types: what may be meant, what is wrong already, and what the rule says when nothing is."""
    before = text[:cursor]
    found = offers(before, here.scope, here.row)
    try:
        expression = _checked(here, text)
    except Invalid as invalid:
        is_end = cursor >= len(text.rstrip())
        told = [fault for fault in invalid.faults if not (is_end and _is_underway(fault, len(before), found))]
        return found, [_said(fault, text) for fault in told], ""
    return found, [_said(fault, text) for fault in expression.warnings], rule_words.meaning(here, expression)


def with_rule(definition: RecordType, at: str, name: str, rule: str) -> RecordType:
    """The type with a rule of one field or section set to this, to see what would come of it."""
    if at.startswith("#"):
        parts = (part.model_copy(update={name: rule}) if part.key == at[1:] else part for part in definition.sections)
        return definition.model_copy(update={"sections": tuple(parts)})
    key, _dot, column = at.partition(".")

    def ruled(fields: Iterable[FieldDef]) -> tuple[FieldDef, ...]:
        return tuple(_ruled(each, column, name, rule) if each.key == key else each for each in fields)

    sections = tuple(part.model_copy(update={"fields": ruled(part.fields)}) for part in definition.sections)
    return definition.model_copy(update={"sections": sections})


# -- the ways in


def _by_text(made: Panel, text: str, desk: Desk) -> None:
    made.text = text
    if not text.strip():
        return
    try:
        made.expression = _checked(made.ground, text)
    except Invalid as invalid:
        made.faults = [_said(fault, text) for fault in invalid.faults]
        made.why = say(Fault("designer.rule_at_fault"))
        return
    _tell(made, made.expression)
    if made.ground.is_condition:
        _draw(made, made.expression, desk)


def _draw(made: Panel, expression: Expression, desk: Desk) -> None:
    """As rows, if they say all of it."""
    known = made.ground.subjects
    found = conditions_of(expression.tree, known)
    if isinstance(found, Conditions) and not rule_lines.keeps(found, known, desk.lookups):
        found = ("designer.rule_no_input", expression.tree)
    if isinstance(found, Conditions):
        made.sheet = rule_lines.drawn(found, known)
        return
    made.why = say(unshown(found[0], labelled(found[1], made.ground.scope, made.ground.row)))


def _by_lines(made: Panel, given: Given, desk: Desk) -> None:
    known = made.ground.subjects
    made.sheet = rule_lines.posted(given, known)
    if deed := _one(given, "press"):
        made.focus = rule_lines.pressed(made.sheet, deed, known)
    made.faults = [_said(fault, "") for fault in made.sheet.refused()]
    source = expression_of(rule_lines.conditions(made.sheet, known, desk.lookups), known)
    if not source:
        return
    try:
        bound = made.ground.bound(source)
        made.text = made.ground.written(bound)
        _refuse_circles(made.ground, bound)
    except Invalid as invalid:
        made.text = made.text or source
        made.faults += [_said(fault, "") for fault in invalid.faults]
        return
    made.expression = bound
    _tell(made, bound)


def _tell(made: Panel, expression: Expression) -> None:
    made.text = made.ground.written(expression)
    made.meaning = rule_words.meaning(made.ground, expression)
    made.warnings = [_said(fault, "") for fault in expression.warnings]


def _checked(here: Ground, text: str) -> Expression:
    """The rule, if it can be taken: by itself, and among the others."""
    expression = here.bound(text)
    _refuse_circles(here, expression)
    return expression


def _refuse_circles(here: Ground, expression: Expression) -> None:
    """No field may wait for itself; raises `Invalid` with the way round."""
    if here.is_drawn or here.what not in ("field", "section") or not expression.names | expression.row_names:
        return
    sight = Sight(with_rule(here.definition, here.at, here.name, expression.source), here.world)
    check_rules(sight)
    if own := [fault for fault in _circles(sight) if _is_own(here, fault)]:
        raise Invalid(own)


def _is_own(here: Ground, fault: Fault) -> bool:
    """Does the circle go through what the rule is of?"""
    labels = str(fault.facts["circle"]).split(" → ")
    if here.what == "section":
        return any(each.label.zh in labels for part in here.sections for each in part.fields)
    return any(each.label.zh in labels for each in (here.field, here.table) if each)


def _circles(sight: Sight) -> list[Fault]:
    return [fault for fault in sight.faults if fault.code == "definition.circle"]


def _ruled(each: FieldDef, column: str, name: str, rule: str) -> FieldDef:
    if not column:
        return each.model_copy(update={name: rule}) if name in type(each).model_fields else each
    columns = tuple(_ruled(one, "", name, rule) if one.key == column else one for one in each.columns)
    return each.model_copy(update={"options": each.options.model_copy(update={"columns": columns})})


# -- words


def _said(fault: Fault, text: str) -> Said:
    sentence = say(fault)
    if fault.span is None or not text:
        return Said(sentence)
    start, end = fault.span
    return Said(sentence, text[:start], text[start:end], text[end:], start, end, tuple(map(str, fault.suggestions)))


def _is_underway(fault: Fault, end: int, found: Iterable[Offer]) -> bool:
    """Is it only not finished: at its end, or a word that could become one that is offered?"""
    if fault.level is Level.WARN or fault.code in _UNDERWAY:
        return True
    return fault.span is not None and fault.span[1] >= end and any(True for _ in found)


def _try(made: Panel, desk: Desk) -> None:
    made.picks = trial.picks(made.ground.spoken.key, made.words, desk=desk)
    if not made.picked or made.expression is None:
        return
    found = trial.tried(made.ground, made.expression, made.picked, desk=desk)
    made.cases = [
        Case(
            rule_words.outcome(made.ground, each),
            each.yes,
            tuple(
                (reason.shown, reason.yes, tuple(rule_words.reading(made.ground, one) for one in reason.readings))
                for reason in each.reasons
            ),
        )
        for each in found.outcomes
    ]
    made.notes = [say(fault) for fault in found.faults]
    if found.no_rows:
        made.notes.append(say(Fault("designer.rule_no_rows")))
    if found.without_report:
        made.notes.append(say(Fault("designer.rule_without_report")))
    if found.withheld:
        made.notes.append(say(Fault("designer.rule_withheld", facts={"fields": list(found.withheld)})))


def _one(given: Mapping[str, list[str]], name: str) -> str:
    return (given.get(name) or [""])[0]
