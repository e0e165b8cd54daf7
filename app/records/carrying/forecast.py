"""What carrying over would do, told before: counted over all records, shown only as far as one may see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.definitions.carrying import Carried, Carrier, Misfit
from app.definitions.compiled import CompiledType
from app.fields.masks import mask
from app.records import showing
from app.records.carrying import queries
from app.records.carrying.asked import Asked
from app.records.desk import Desk
from app.records.listing import Line
from app.records.models import Record
from app.records.rules import settle
from app.records.slots import SECRET

SAMPLES = 10
MOST_TEXTS = 30
"""Different values that are offered to be mapped."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A value that does not fit, in a record that the reader may see; masked where it is a secret."""

    record_id: int
    title: str
    text: str
    became: str


@dataclass(slots=True)
class FieldForecast:
    """Of one field or column: in how many records its values convert, in how many something does not fit."""

    fits: int = 0
    misfits: int = 0
    unseen: int = 0
    """Of these, records or values that the reader may not see."""
    samples: list[Sample] = field(default_factory=list)
    texts: dict[str, int] = field(default_factory=dict)
    """The values that do not fit, as far as they may be read, with how often they are there."""


@dataclass(slots=True)
class Forecast:
    """`carried` of `total` records would be of the new version; the others stay, `asks` of them with a notice."""

    total: int = 0
    carried: int = 0
    stays: int = 0
    asks: int = 0
    fields: dict[str, FieldForecast] = field(default_factory=dict)


class Carriers:
    """A carrier for each old version to the one that is to come."""

    def __init__(self, now: CompiledType, asked: Asked, desk: Desk, olds: Mapping[int, CompiledType]) -> None:
        self.now, self.desk = now, desk
        self.of = {key: Carrier(old, now, desk.lookups, asked.choices) for key, old in olds.items()}

    def refuse_rules(self) -> None:
        """Raises `Invalid` where a rule cannot be read in one of the versions."""
        for each in self.of.values():
            each.refuse_rules()

    def carry(self, line: Line) -> Carried:
        """What the record would hold, computed fields that are new filled in."""
        carrier = self.of[line.version_id]
        out = carrier.carry(line.data)
        if carrier.fresh and not out.stays:
            world = self.desk.world(self.now, Record(**line._asdict()))
            settled = settle(self.now, out.stored, world).stored
            out.stored |= {key: settled[key] for key in carrier.fresh if key in settled}
        return out


def forecast(carriers: Carriers, asked: Asked) -> Forecast:
    """Go through all records that are asked for; nothing is written and little is kept."""
    return _Counting(carriers).over(asked)


class _Counting:
    """One walk over the records."""

    def __init__(self, carriers: Carriers) -> None:
        self.carriers, self.desk, self.out = carriers, carriers.desk, Forecast()
        self.sights: dict[tuple[int, int | None, str], str] = {}
        self.out.fields = {path: FieldForecast() for each in carriers.of.values() for path in each.pairs}

    def over(self, asked: Asked) -> Forecast:
        desk, out = self.desk, self.out
        for line, seen in queries.streamed(desk.session, self.carriers.now.key, asked, desk.viewer):
            carried = self.carriers.of[line.version_id].carry(line.data)
            out.total += 1
            out.carried += not carried.stays
            out.stays += carried.stays
            out.asks += carried.asks
            misfits = _by_path(carried)
            for path in carried.fits:
                out.fields[path].fits += path not in misfits
            for path, found in misfits.items():
                self._misfit(line, out.fields[path], found, seen=seen)
        return out

    def _misfit(self, line: Line, told: FieldForecast, misfits: list[Misfit], *, seen: bool) -> None:
        told.misfits += 1
        sight = self._sight(line, misfits[0].path) if seen else "hidden"
        if sight == "hidden":
            told.unseen += 1
            return
        first = misfits[0]
        if len(told.samples) < SAMPLES:
            text = first.text if sight == "see" else mask(first.text, SECRET)
            told.samples.append(Sample(line.id, line.title, text, first.became if sight == "see" else ""))
        if sight == "see":
            for each in misfits:
                if each.text in told.texts or len(told.texts) < MOST_TEXTS:
                    told.texts[each.text] = told.texts.get(each.text, 0) + 1

    def _sight(self, line: Line, path: str) -> str:
        """How the reader sees the value where it stands: asked once for each department."""
        place = (line.version_id, line.department_id, path)
        if place not in self.sights:
            self.sights[place] = self._asked_sight(line, path)
        return self.sights[place]

    def _asked_sight(self, line: Line, path: str) -> str:
        """Secrets are shown to nobody here."""
        carrier = self.carriers.of[line.version_id]
        pair = carrier.pairs[path]
        sight = showing.sights_of(line, carrier.before, self.desk).get(pair.old_path, "see")
        is_secret = max(pair.old.definition.sensitive, pair.new.definition.sensitive) >= SECRET
        return "masked" if is_secret and sight == "see" else sight


def _by_path(carried: Carried) -> dict[str, list[Misfit]]:
    found: dict[str, list[Misfit]] = {}
    for each in carried.misfits:
        found.setdefault(each.path, []).append(each)
    return found
