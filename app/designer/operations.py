"""What one does to a draft, each deed a small function over its plain data.

A deed is given what was posted and answers with what to look at next, and with the moves that comments have to follow.
It decides nothing about sense: what comes out goes through the same gate as a file.
"""

import copy
import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from app.definitions.codec import item
from app.designer import outline, properties, retyping
from app.designer.clause_deeds import CLAUSE_DEEDS
from app.designer.deeds import Deed, Done, Given, Uses
from app.designer.flow_deeds import FLOW_DEEDS
from app.designer.outline import Data, Spot
from app.designer.part_deeds import PART_DEEDS
from app.designer.right_deeds import RIGHT_DEEDS
from app.errors import Fault, Invalid, NotFound
from app.fields import FIELD_TYPES, FieldType

STARTERS: Mapping[str, Data] = {
    "choice": {"choices": [{"value": "a", "label": "选项一"}, {"value": "b", "label": "选项二"}]},
    "table": {"columns": [{"key": "text", "type": "text", "label": "第一列"}]},
}
"""Options that a new field begins with, where those of an example would say too much."""


def add_field(data: Data, given: Given) -> Done:
    """A new field of a type, behind all others of its section or table, or `before` one of them.

    It begins as its type does, or with the properties that were sent along.
    """
    where, kind = given["to"], given["type"]
    if kind not in FIELD_TYPES:
        raise Invalid.because("designer.unknown_type", name=kind)
    siblings, _place = outline.inside(data, where)
    is_column = where.startswith(".")
    if is_column and (kind == "table" or not FIELD_TYPES.get(kind).holds_value):
        raise Invalid.because("designer.no_column", name=FIELD_TYPES.get(kind).label)
    taken = outline.keys_taken(data, siblings, is_column=is_column)
    known = siblings if is_column else outline.all_fields(data)
    made = {
        "key": outline.free_key(given.get("key") or kind, taken),
        "type": kind,
        "label": outline.free_label(FIELD_TYPES.get(kind).label, (outline.text_of(each["label"]) for each in known)),
        **_starter(data, kind),
    }
    if "label-zh" in given:
        made = {**made, **properties.posted(kind, given, made)}
    siblings.insert(_before(siblings, given.get("before", "")), made)
    return Done(_path(where, made["key"]))


def set_field(data: Data, given: Given) -> Done:
    """The properties of a field, all at once; its key, type and columns stay."""
    spot = outline.field(data, given["at"])
    kept = {key: each for key, each in spot.data.items() if key in ("key", "type", "columns")}
    spot.list[spot.at] = {**kept, **properties.posted(str(spot.data["type"]), given, spot.data)}
    return Done(given["at"])


def change_type(data: Data, given: Given) -> Done:
    """Another type for a field: what every field has stays, and the options that say the same in both."""
    at, kind = given["at"], given["type"]
    spot = outline.field(data, at)
    retyping.refuse(spot.data, kind, is_column="." in at)
    if kind != spot.data["type"]:
        kept = retyping.kept(spot.data, kind)
        spot.list[spot.at] = {**retyping.common(spot.data), "type": kind, **_starter(data, kind), **kept}
    return Done(at)


def rename_key(data: Data, given: Given) -> Done:
    """Another key for a field that nothing uses yet."""
    spot, key = outline.field(data, given["at"]), given["key"].strip()
    table, dot, _column = given["at"].rpartition(".")
    taken = {each["key"] for each in spot.list} if dot else outline.keys_in_use(data)
    if key != spot.data["key"] and key in taken:
        raise Invalid.because("designer.key_taken", place="key", key=key)
    before = spot.own_place
    spot.data["key"] = key
    return Done(f"{table}{dot}{key}", ((before, spot.own_place),))


def move_field(data: Data, given: Given) -> Done:
    """One place up or down; over the edge of a section into the next one."""
    spot, step = outline.field(data, given["at"]), -1 if given["by"] == "up" else 1
    if 0 <= spot.at + step < len(spot.list):
        spot.list.insert(spot.at + step, spot.list.pop(spot.at))
        return Done(given["at"])
    if "." in given["at"]:
        return Done(given["at"])
    return _into_next_section(data, spot, given["at"], step)


def place_field(data: Data, given: Given) -> Done:
    """To another place, of its section or table or of another one: before a field, or behind all."""
    path, where = given["at"], given["to"]
    spot, before = outline.field(data, path), given.get("before", "")
    siblings, place = outline.inside(data, where)
    if before == spot.data["key"] and siblings is spot.list:
        return Done(path)
    _refuse_wrong_home(data, spot, path, where)
    was = spot.own_place
    moved = spot.list.pop(spot.at)
    siblings.insert(_before(siblings, before), moved)
    return Done(_path(where, moved["key"]), ((was, (*place, item(moved["key"]))),))


def copy_field(data: Data, given: Given) -> Done:
    """The same field once more, right behind, under a name of its own."""
    spot = outline.field(data, given["at"])
    table, dot, _column = given["at"].rpartition(".")
    taken = outline.keys_taken(data, spot.list, is_column=bool(dot))
    made = _renamed(spot.data, taken, spot.list if dot else outline.all_fields(data))
    spot.list.insert(spot.at + 1, made)
    return Done(f"{table}{dot}{made['key']}")


def remove_field(data: Data, given: Given) -> Done:
    """Away with a field that nothing uses."""
    spot = outline.field(data, given["at"])
    spot.list.pop(spot.at)
    left = spot.list[min(spot.at, len(spot.list) - 1)]["key"] if spot.list else ""
    table, dot, _column = given["at"].rpartition(".")
    return Done(f"{table}{dot}{left}" if left else table)


def retire_field(data: Data, given: Given) -> Done:
    """No longer filled in; old records keep and show it."""
    outline.field(data, given["at"]).data["retired"] = True
    return Done(given["at"])


def restore_field(data: Data, given: Given) -> Done:
    """In use again."""
    outline.field(data, given["at"]).data.pop("retired", None)
    return Done(given["at"])


def add_section(data: Data, given: Given) -> Done:
    """A new section, behind the one that is named or behind all."""
    sections: list[Data] = data["sections"]
    labels = (outline.text_of(each["label"]) for each in sections)
    made = {
        "key": outline.free_key("part", {each["key"] for each in sections}),
        "label": outline.free_label("新的部分", labels),
        "fields": [],
    }
    known = [each["key"] for each in sections]
    after = given.get("after", "")
    sections.insert(known.index(after) + 1 if after in known else len(sections), made)
    return Done(f"#{made['key']}")


def set_section(data: Data, given: Given) -> Done:
    """The name of a section, its explanation, and when it is shown."""
    spot = outline.section(data, given["at"])
    kept = {key: each for key, each in spot.data.items() if key == "key"}
    fields = {"fields": spot.data["fields"]}
    spot.list[spot.at] = {**kept, **properties.posted_section(given, spot.data), **fields}
    return Done(f"#{given['at']}")


def move_section(data: Data, given: Given) -> Done:
    """One place up or down."""
    spot, step = outline.section(data, given["at"]), -1 if given["by"] == "up" else 1
    if 0 <= spot.at + step < len(spot.list):
        spot.list.insert(spot.at + step, spot.list.pop(spot.at))
    return Done(f"#{given['at']}")


def copy_section(data: Data, given: Given) -> Done:
    """The same section with all its fields once more, right behind."""
    spot = outline.section(data, given["at"])
    taken, known = outline.keys_taken(data, spot.data["fields"], is_column=False), list(outline.all_fields(data))
    fields: list[Data] = []
    for each in spot.data["fields"]:
        made = _renamed(each, taken, [*known, *fields])
        taken.add(made["key"])
        fields.append(made)
    made = {
        **copy.deepcopy(spot.data),
        "key": outline.free_key(_stem(spot.data["key"]), {each["key"] for each in spot.list}),
        "label": outline.free_copy(spot.data["label"], (each["label"] for each in spot.list)),
        "fields": fields,
    }
    spot.list.insert(spot.at + 1, made)
    return Done(f"#{made['key']}")


def remove_section(data: Data, given: Given) -> Done:
    """Away with a section; one always stays."""
    spot = outline.section(data, given["at"])
    if len(spot.list) == 1:
        raise Invalid.because("designer.last_section")
    spot.list.pop(spot.at)
    return Done(f"#{spot.list[max(spot.at - 1, 0)]['key']}")


def set_type(data: Data, given: Given) -> Done:
    """What the whole type is called, where it stands in menus, how its records are titled."""
    posted = properties.posted_type(given, data)
    order = ("format", "key", "version")
    rest = {key: each for key, each in data.items() if key not in posted and key not in properties.OF_TYPE}
    head = {key: data[key] for key in order if key in data}
    data.clear()
    data.update({**head, **posted, **{key: each for key, each in rest.items() if key not in order}})
    return Done()


def _spare_field(_data: Data, given: Given, uses: Uses) -> None:
    uses.refuse(given["at"], "designer.field_in_use")


def _spare_key(_data: Data, given: Given, uses: Uses) -> None:
    if given["key"].strip() != given["at"].rpartition(".")[2]:
        uses.refuse(given["at"], "designer.key_in_use")


def _spare_table(_data: Data, given: Given, uses: Uses) -> None:
    """Into a table, or out of one."""
    if _path(given["to"], given["at"].rpartition(".")[2]) != given["at"]:
        uses.refuse(given["at"], "designer.table_in_use")


def _spare_section(data: Data, given: Given, uses: Uses) -> None:
    for each in outline.section(data, given["at"]).data["fields"]:
        uses.refuse(each["key"], "designer.section_in_use")


def _spare_values(data: Data, given: Given, uses: Uses) -> None:
    """What was chosen once stays on the list; it may be retired, and its words may change."""
    held = uses.values.get(given["at"])
    if held is None:
        return
    before = outline.field(data, given["at"]).data
    kept = {row.get("value") for row in properties.posted("choice", given, before).get("choices", ())}
    lost = sorted(held - kept) if "choices" in before else []
    if lost:
        raise Invalid(Fault("designer.value_in_use", "choices", facts={"value": value}) for value in lost)


_AT = ("at",)
OPERATIONS: Mapping[str, Deed] = {
    "add-field": Deed(add_field, ("to", "type"), names=True),
    "set-field": Deed(set_field, _AT, _spare_values, keeps=True),
    "change-type": Deed(change_type, ("at", "type")),
    "rename-key": Deed(rename_key, ("at", "key"), _spare_key),
    "move-field": Deed(move_field, ("at", "by")),
    "place-field": Deed(place_field, ("at", "to"), _spare_table),
    "copy-field": Deed(copy_field, _AT),
    "remove-field": Deed(remove_field, _AT, _spare_field),
    "retire-field": Deed(retire_field, _AT),
    "restore-field": Deed(restore_field, _AT),
    "add-section": Deed(add_section),
    "set-section": Deed(set_section, _AT, keeps=True),
    "move-section": Deed(move_section, ("at", "by")),
    "copy-section": Deed(copy_section, _AT),
    "remove-section": Deed(remove_section, _AT, _spare_section),
    "set-type": Deed(set_type, keeps=True),
    **CLAUSE_DEEDS,
    **PART_DEEDS,
    **FLOW_DEEDS,
    **RIGHT_DEEDS,
}
"""Every deed by the name under which it is posted."""


def named(name: str) -> Deed:
    """The deed that is posted under this name; raises `NotFound`."""
    if name not in OPERATIONS:
        raise NotFound(f"deed {name}")
    return OPERATIONS[name]


def refuse_taking_away(name: str, data: Data, given: Given, uses: Uses) -> None:
    """Raise `Invalid` if the deed would take something away from records: that is retired instead."""
    deed = named(name)
    deed.refuse_incomplete(given)
    if deed.spare is not None:
        deed.spare(data, given, uses)


def _starter(data: Data, kind: str) -> Data:
    """What a new field of this type begins with, where its options may not stay empty."""
    options = copy.deepcopy(dict(STARTERS.get(kind) or _of_example(FIELD_TYPES.get(kind))))
    for column in options.get("columns", ()):
        column["key"] = outline.free_key(column["key"], outline.keys_in_use(data))
    if kind == "serial":
        data.setdefault("series", {})
        if not data["series"]:
            data["series"][str(data["key"])] = {"pattern": "{{ year }}-{{ n }}", "width": 4}
        options["series"] = next(iter(data["series"]))
    if "of" in FIELD_TYPES.get(kind).Options.model_fields:
        options["of"] = data["key"]
    return options


def _of_example(kind: FieldType) -> Mapping[str, Any]:
    """Nothing; where that would be a fault, the options of the type's own example."""
    try:
        kind.Options.model_validate({})
    except ValidationError:
        return next((each.options for each in kind.examples if each.options), {})
    return {}


def _before(siblings: list[Data], key: str) -> int:
    known = [each["key"] for each in siblings]
    return known.index(key) if key in known else len(known)


def _path(where: str, key: str) -> str:
    return f"{where[1:]}.{key}" if where.startswith(".") else key


def _into_next_section(data: Data, spot: Spot, path: str, step: int) -> Done:
    sections: list[Data] = data["sections"]
    here = next(at for at, each in enumerate(sections) if each["fields"] is spot.list)
    if not 0 <= here + step < len(sections):
        return Done(path)
    was, moved, home = spot.own_place, spot.list.pop(spot.at), sections[here + step]
    home["fields"].insert(len(home["fields"]) if step < 0 else 0, moved)
    return Done(path, ((was, ("sections", item(home["key"]), "fields", item(moved["key"]))),))


def _refuse_wrong_home(data: Data, spot: Spot, path: str, where: str) -> None:
    """No table within a table, no two of one key at one place."""
    kind = FIELD_TYPES.get(str(spot.data["type"]))
    if where.startswith(".") and ("columns" in spot.data or not kind.holds_value):
        raise Invalid.because("designer.no_column", name=kind.label)
    siblings, _place = outline.inside(data, where)
    if siblings is spot.list or ("." not in path and not where.startswith(".")):
        return
    taken = outline.keys_taken(data, siblings, is_column=where.startswith("."), but=spot.data)
    if spot.data["key"] in taken:
        raise Invalid.because("designer.key_taken", key=spot.data["key"])


def _renamed(source: Data, taken: Iterable[str], known: Iterable[Data]) -> Data:
    return {
        **copy.deepcopy(source),
        "key": outline.free_key(_stem(source["key"]), set(taken)),
        "label": outline.free_copy(source["label"], (each["label"] for each in known)),
    }


def _stem(key: str) -> str:
    return re.sub(r"_\d+$", "", key)
