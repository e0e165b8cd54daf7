"""The designer's main page as facts for its templates: palette, canvas, properties, bar."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.accounts import queries as accounts
from app.definitions import codec, lookups
from app.definitions.schema import RecordType
from app.definitions.template_kinds import file_name
from app.designer import canvas, drawn, naming, outline, properties, queries, retyping, service, troubles, words
from app.designer.entries import Chosen, entry
from app.designer.naming import Choices
from app.designer.outline import Data
from app.designer.rules import HERE, TEXTS, Speech
from app.designer.service import Standing
from app.designer.tabs.registry import TABS, tab_of
from app.designer.tabs.tab import Tab, look, shown
from app.designer.troubles import TEMPLATE_FAULT, Trouble
from app.errors import Invalid
from app.fields import FIELD_TYPES, signs_of
from app.web.language import language

FIELDS, TEXT = "fields", "text"
"""The pages that are no tabs of lists."""


@dataclass(frozen=True, slots=True)
class Stripe:
    """A page of a draft in the strip above it: what is wrong there counts."""

    name: str
    label: str
    url: str
    faults: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """A type of field in the palette."""

    name: str
    label: str
    icon: str
    in_table: bool


def palette() -> list[Offer]:
    """Every type of field."""
    return [
        Offer(
            kind.name,
            words.type_name(kind.name),
            canvas.icon_of(kind.widget),
            kind.holds_value and kind.name != "table",
        )
        for kind in FIELD_TYPES
    ]


def facts(standing: Standing, at: str) -> dict[str, Any]:
    """Everything that the page shows of a draft."""
    found = troubles.of(standing.definition)
    return {
        "standing": standing,
        "definition": standing.definition,
        "boards": canvas.boards(standing.definition, language(), troubles.counted(found)),
        "chosen": chosen(standing, at, found),
        "tab": FIELDS,
        **bar(standing, found),
    }


def tab_facts(standing: Standing, tab: Tab, at: str) -> dict[str, Any]:
    """Everything that the page of a tab shows of a draft."""
    found = troubles.of(standing.definition)
    return {"tab": tab.name, "middle": tab.template, **shown(tab, look(standing, at, found)), **bar(standing, found)}


def page_facts(standing: Standing, tab: str, at: str) -> dict[str, Any]:
    """The same by the name of the tab; of the fields, if it is none."""
    return tab_facts(standing, TABS.get(tab), at) if tab in TABS else facts(standing, at)


def bar(standing: Standing, found: Sequence[Trouble] | None = None) -> dict[str, Any]:
    """What stands above every page of a draft, the strip of tabs too; `found` is what is wrong, where it is known."""
    step = standing.step
    known = troubles.of(standing.definition) if found is None else found
    return {
        "strip": strip(standing, known),
        "blocking": sum(each.blocks for each in known),
        "standing": standing,
        "definition": standing.definition,
        "lock": standing.lock,
        "can_undo": bool(step and step.undo_to and standing.draft and queries.step(standing.draft.id, step.undo_to)),
        "can_redo": bool(step and step.redo_to),
        "saved_at": step.at if step else None,
        "saved_by": accounts.names([step.by]).get(step.by, "") if step else "",
    }


def strip(standing: Standing, found: Iterable[Trouble]) -> list[Stripe]:
    """The pages of a draft, each with how much is in the way there."""
    counts = Counter(where(each) for each in found if each.blocks)
    key = standing.key
    return [
        Stripe(FIELDS, gettext("字段与版面"), url_for("designer.fields", type_key=key), counts[FIELDS]),
        *(
            Stripe(
                tab.name, str(tab.label), url_for("designer_tabs.show", name=tab.name, type_key=key), counts[tab.name]
            )
            for tab in TABS
        ),
        Stripe("text", "YAML", url_for("drafts.text", type_key=key)),
        Stripe("preview", gettext("预览"), url_for("drafts.look", type_key=key)),
        Stripe("examples", gettext("样例"), url_for("examples.index", type_key=key)),
        Stripe("publish", gettext("检查与发布"), url_for("drafts.check", type_key=key)),
    ]


def where(trouble: Trouble) -> str:
    """The page on which something wrong is put right."""
    kind, slash, _at = trouble.path.partition("/")
    if slash:
        return tab_of(kind) or TEXT
    return FIELDS if trouble.path or trouble.name in properties.OF_TYPE else TEXT


def address(standing: Standing, trouble: Trouble) -> str:
    """Where something wrong is put right."""
    page = where(trouble)
    if trouble.fault.code == TEMPLATE_FAULT:
        return url_for("shelf.show", name=file_name(str(trouble.fault.facts["template"])))
    if page == TEXT:
        return url_for("drafts.text", type_key=standing.key)
    if page == FIELDS:
        return url_for("designer.fields", type_key=standing.key, at=trouble.path or None)
    return url_for("designer_tabs.show", type_key=standing.key, name=page, at=trouble.path)


def chosen(standing: Standing, at: str, found: Iterable[Trouble]) -> Chosen:
    """The properties of what was chosen; of the type, if that is gone or nothing was."""
    data = codec.plain_data(standing.definition)
    about = [each for each in found if each.path == at]
    try:
        made = _section(data, at) if at.startswith("#") else _field(standing, data, at) if at else _type(standing, data)
    except Invalid:
        made, about = _type(standing, data), [each for each in found if not each.path]
    _say_rules(made, standing.definition)
    made.place_faults((each.input or each.name, each.fault) for each in about)
    return made


def _say_rules(made: Chosen, definition: RecordType) -> None:
    """Rules are read with labels."""
    rules = [entry for entry in made.entries if entry.of.name in HERE and entry.text not in ("", "true")]
    if rules or made.draws:
        speech = Speech(definition, lookups.site_world(), made.at)
        for entry in rules:
            entry.text = speech.shown(entry.text)
        texts = speech.shown_drawn({entry.of.name: entry.text for entry in made.every}) if made.draws else {}
        for entry in made.every:
            entry.text = texts.get(entry.of.name, entry.text)


def _field(standing: Standing, data: Data, at: str) -> Chosen:
    spot = outline.field(data, at)
    kind = FIELD_TYPES.get(str(spot.data["type"]))
    names = {**_names(standing, data), **_drawn_names(standing, spot.data)}
    return Chosen(
        "field",
        at,
        outline.text_of(spot.data["label"]),
        [entry(each, kind.name, spot.data, names) for each in properties.of_field(kind.name)],
        type_label=words.type_name(kind.name),
        key=str(spot.data["key"]),
        retired=bool(spot.data.get("retired")),
        used=at in service.uses(standing.key).paths,
        is_column="." in at,
        may_become=_types(spot.data, is_column="." in at),
        draws=kind.name in drawn.RULES,
    )


def _types(field: Data, *, is_column: bool) -> list[tuple[str, str]]:
    """Each type that a field may become, with the options that it would lose."""
    comma, kind = signs_of(language()).things, str(field["type"])
    lost = {
        each.name: comma.join(words.name_of(kind, option) for option in each.lost)
        for each in retyping.offers(field, is_column=is_column)
    }
    return [
        (
            name,
            gettext("%(type)s（去掉：%(lost)s）", type=words.type_name(name), lost=gone)
            if gone
            else words.type_name(name),
        )
        for name, gone in lost.items()
    ]


def _section(data: Data, at: str) -> Chosen:
    spot = outline.section(data, at[1:])
    entries = [entry(each, "section", spot.data, {}) for each in properties.of_section()]
    return Chosen("section", at[1:], outline.text_of(spot.data["label"]), entries, key=str(spot.data["key"]))


def _type(standing: Standing, data: Data) -> Chosen:
    names = {"year_of": _of_types(standing, ("date", "date_range", "month", "year", "datetime"))}
    names["department_of"] = _of_types(standing, ("department",))
    entries = [entry(each, "type", data, names) for each in properties.of_type()]
    speech = Speech(standing.definition, lookups.site_world())
    for each in entries:
        each.text = speech.written(each.text) if each.of.name in TEXTS else each.text
    return Chosen("type", "", outline.text_of(data["label"]), entries, key=str(data["key"]))


def _names(standing: Standing, data: Data) -> Mapping[str, Choices]:
    """What may be named: choice lists, types, registers of numbers."""
    spoken = language()
    known = [each for key, each in lookups.current().items() if key != standing.key]
    return {
        "list": [(key, label.text(spoken)) for key, label in lookups.list_labels().items()],
        "of": [(each.key, each.label.text(spoken)) for each in (standing.definition, *known)],
        **naming.names(standing.definition, ("states", "fields")),
        "series": [(key, key) for key in data.get("series", {})],
    }


def _drawn_names(standing: Standing, field: Data) -> Mapping[str, Choices]:
    """What a figure or the clauses of a narrative may name of the types that they draw on."""
    if field["type"] not in drawn.RULES:
        return {}
    types = {**lookups.current(), standing.key: standing.definition}
    named = {"rows": naming.tables(types.get(str(field.get("of", ""))))}
    for at, clause in enumerate(field.get("parts", ())):
        other = types.get(str(clause.get("of", "")))
        named[f"parts-{at}-rows"] = naming.tables(other)
        named[f"parts-{at}-order"] = naming.inside(other, str(clause.get("rows", "")))
    return {**named, "total": _of_types(standing, ("figure",))}


def _of_types(standing: Standing, types: Iterable[str]) -> Choices:
    """The fields of these types."""
    wanted, spoken = set(types), language()
    return [(each.key, each.label.text(spoken)) for each in standing.definition.fields() if each.type in wanted]
