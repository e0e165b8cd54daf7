"""Fields as names that expressions read."""

from collections.abc import Callable, Iterable, Mapping

from app.expressions import Kind, Name
from app.fields.base import Entry, Lookups
from app.fields.choice import ChoiceOptions
from app.fields.field import FieldDef
from app.fields.reference import RecordOptions

ENTRY = "entry"
"""What `where` of a choice calls an entry of its list."""

FieldsOf = Callable[[str], Iterable[FieldDef]]
"""The fields of the record type with this key; nothing if there is none."""


def scope_names(
    fields: Iterable[FieldDef],
    *,
    lookups: Lookups | None = None,
    fields_of: FieldsOf | None = None,
    aliases: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Name]:
    """The names of all fields that hold a value; `aliases` are the former keys by key."""
    former = aliases or {}
    holders = (field for field in fields if field.kind.holds_value)
    return [
        scope_name(field, lookups=lookups, fields_of=fields_of, aliases=former.get(field.key, ())) for field in holders
    ]


def scope_name(
    field: FieldDef,
    *,
    lookups: Lookups | None = None,
    fields_of: FieldsOf | None = None,
    aliases: tuple[str, ...] = (),
) -> Name:
    """The name of one field: with its columns, what it copies, or its choices.

    Without `lookups` the entries of shared lists are unknown, without `fields_of` the kinds of copied fields.
    """
    return Name(
        key=field.key,
        label=field.label.zh,
        kind=field.kind.kind_of(field.options),
        item=field.kind.item(field.options),
        members=_members(field, lookups, fields_of),
        choices={entry.value: entry.label for entry in _entries(field, lookups)},
        aliases=aliases,
        label_en=field.label.en,
        choices_en={entry.value: entry.label_en for entry in _entries(field, lookups) if entry.label_en},
    )


def entry_name(field: FieldDef, lookups: Lookups | None = None) -> Name:
    """An entry of the list of a choice, as its `where` reads it: value, label, and the further columns of the list."""
    columns = dict.fromkeys(key for entry in _entries(field, lookups) for key in entry.columns or ())
    known = [Name("value", "值", Kind.TEXT, label_en="value"), Name("label", "名称", Kind.TEXT, label_en="name")]
    members = (*known, *(Name(key, "", Kind.TEXT) for key in columns))
    return Name(ENTRY, "选项", Kind.ROW, members=members, label_en="entry")


def _members(field: FieldDef, lookups: Lookups | None, fields_of: FieldsOf | None) -> tuple[Name, ...]:
    if field.columns:
        return tuple(scope_names(field.columns, lookups=lookups, fields_of=fields_of))
    if not isinstance(field.options, RecordOptions):
        return ()
    known = {each.key: each for each in fields_of(field.options.of)} if fields_of else {}
    return tuple(
        scope_name(known[key], lookups=lookups) if key in known else Name(key, "", Kind.ANY)
        for key in field.options.copy_
    )


def _entries(field: FieldDef, lookups: Lookups | None) -> Iterable[Entry]:
    options = field.options
    if not isinstance(options, ChoiceOptions):
        return ()
    entries = options.here if not options.list else lookups.entries(options.list) if lookups else {}
    return entries.values()
