"""A type as this site has it against the one that comes with the product, and taking parts of that into the draft."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from app.definitions import codec, lookups, queries
from app.definitions.schema import RecordType
from app.designer import service, starting
from app.designer.comparing import Difference as Line
from app.designer.comparing import differences
from app.designer.editing import path_of
from app.designer.exchange import merging
from app.designer.exchange.merging import Difference, Who
from app.designer.service import Standing, Turn
from app.errors import Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What is different. `is_known`: the version that this site was loaded with is there, so who changed what is."""

    standing: Standing
    shipped: RecordType
    parts: Sequence[Difference]
    lines: Sequence[Line]
    is_known: bool

    def by(self, who: Who) -> list[Difference]:
        """The parts that somebody changed."""
        return [each for each in self.parts if each.who is who]

    def label_of(self, each: Difference, language: str) -> str:
        """What people call a part: by the shipped definition, else by ours; empty where only its kind has a name."""
        for definition in (self.shipped, self.standing.definition):
            label = _labels(definition, language).get(each.name)
            if label is not None:
                return label
        return each.key if each.kind not in (merging.TYPE, merging.WHOLE) else ""


def compared(key: str) -> Upgrade:
    """The draft, or what is in force, against what is shipped; raises `NotFound` where nothing of this key is."""
    path = starting.shipped().get(key)
    if path is None:
        raise NotFound(f"shipped type {key}")
    standing, shipped = service.standing(key), codec.load(path.read_text(encoding="utf-8"), name=path.name)
    base = _base(key)
    before = codec.plain_data(base) if base is not None else None
    parts = merging.compared(codec.plain_data(standing.definition), codec.plain_data(shipped), before)
    ours, theirs = codec.dump(standing.definition), codec.dump(shipped)
    return Upgrade(standing, shipped, parts, differences(ours, theirs), base is not None)


def take(upgrade: Upgrade, names: Collection[str], turn: Turn) -> None:
    """These parts into the draft, in one step; raises `Invalid` where they make no definition, `Conflict`."""
    standing = upgrade.standing
    data = merging.merged(codec.plain_data(standing.definition), codec.plain_data(upgrade.shipped), names)
    reading = codec.judged(data)
    if reading.value is None:
        raise Invalid(replace(fault, place=path_of(fault)) for fault in reading.faults)
    service.write(standing.key, codec.dump(reading.value, previous_text=standing.source), turn)


def _base(key: str) -> RecordType | None:
    """The version that was loaded last: nobody published it. It is there as long as records use it."""
    loaded = next((version for version in queries.versions(key) if version.published_by is None), None)
    return lookups.definition(loaded) if loaded is not None else None


def _labels(definition: RecordType, language: str) -> Mapping[str, str]:
    """Labels by the names of parts."""
    found = {f"{merging.SECTION}.{each.key}": each.label.text(language) for each in definition.sections}
    for each in definition.fields():
        for path in (each.key, *(f"{each.key}.{column.key}" for column in each.columns)):
            found[f"{merging.FIELD}.{path}"] = definition.called(path, language)
    found |= {f"view.{each.key}": each.label.text(language) for each in definition.views}
    found |= {f"document.{each.key}": each.label.text(language) for each in definition.documents}
    return found
