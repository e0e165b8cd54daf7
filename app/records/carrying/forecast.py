"""What carrying over would do, told before: counted over all records, shown only as far as one may see them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from app.definitions.carrying import Carried, Carrier, Cut, Misfit, Pair
from app.definitions.compiled import CompiledField, CompiledType
from app.errors import Fault, Invalid
from app.expressions import Expression
from app.fields.reference import RecordOptions
from app.records.carrying import queries
from app.records.carrying.asked import Asked
from app.records.desk import Desk
from app.records.listing import Line
from app.records.models import Record
from app.records.rules import settle
from app.records.sights import closed_somewhere, levels, secret
from app.records.slots import SECRET
from app.records.touching import keeps_title

_Told = TypeVar("_Told", Cut, Misfit)
SAMPLES = 10
MOST_TEXTS = 30
"""Different values that are offered to be mapped."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A value that does not fit, in a record that the reader may see."""

    record_id: int
    title: str
    text: str
    became: str


@dataclass(slots=True)
class FieldForecast:
    """Of one field or column: in how many records its values convert, in how many something does not fit."""

    fits: int = 0
    cuts: int = 0
    """Records in which of a value that converts a part is dropped: the day, where only its month is kept."""
    cut_samples: list[Sample] = field(default_factory=list)
    cuts_unseen: int = 0
    """Of these, in records that the reader may not see."""
    misfits: int = 0
    unseen: int = 0
    """Of these, in records that the reader may not see."""
    samples: list[Sample] = field(default_factory=list)
    texts: dict[str, int] = field(default_factory=dict)
    """The values that do not fit, as far as they may be read, with how often they are there."""
    is_shut: bool = False
    """Closed to the reader, or secret: how many convert would tell what is in it, so nothing of it is counted."""
    records: int = 0
    """Of a field that is shut: how many there are at all."""


@dataclass(slots=True)
class TitleForecast:
    """How many records would be called otherwise, `lost` of them nothing at all; samples say what by `became`.

    Titles that are made of what is closed to the reader, or secret, are not compared: `is_shut`.
    """

    changed: int = 0
    lost: int = 0
    unseen: int = 0
    samples: list[Sample] = field(default_factory=list)
    is_shut: bool = False


@dataclass(slots=True)
class Forecast:
    """`carried` of `total` records would be of the new version; the others stay, `asks` of them with a notice.

    Records that stay for what a shut field holds are told as carried.
    """

    total: int = 0
    carried: int = 0
    stays: int = 0
    asks: int = 0
    fields: dict[str, FieldForecast] = field(default_factory=dict)
    titles: TitleForecast = field(default_factory=TitleForecast)


class Carriers:
    """A carrier for each old version to the one that is to come."""

    def __init__(self, now: CompiledType, asked: Asked, desk: Desk, olds: Mapping[int, CompiledType]) -> None:
        self.now, self.desk = now, desk
        self.of = {key: Carrier(old, now, desk.lookups, asked.choices) for key, old in olds.items()}

    def refuse_rules(self) -> None:
        """Raises `Invalid` where a rule cannot be read in one of the versions, or reads what stays shut."""
        for each in self.of.values():
            each.refuse_rules()
        faults = [fault for each in self.of.values() for fault in self._prying(each)]
        if faults:
            raise Invalid(faults)

    def shut(self, carrier: Carrier) -> frozenset[str]:
        """Paths that are told nothing of: what their values were or are to be is closed to the asker, or secret."""
        gone = self._gone(carrier)
        return frozenset(
            path
            for path, pair in carrier.pairs.items()
            if pair.old_path in gone or pair.new.definition.sensitive >= SECRET
        )

    def has_shut_title(self, carrier: Carrier) -> bool:
        """Is the new title made, also by way of what is computed, of anything closed to the asker, or secret?"""
        gone = {path.partition(".")[0] for path in self._gone(carrier)}
        read, left = set[str](), set(self.now.title.names)
        while left:
            key = left.pop()
            read.add(key)
            each = self.now.fields.get(key)
            left |= (each.compute.names if each and each.compute else frozenset()) - read
        secrets = {key for key in read if key in self.now.fields and _is_secret(self.now.fields[key])}
        return bool(secrets or {carrier.keys.get(key, key) for key in read} & gone)

    def title(self, line: Line, carried: Carried) -> str:
        """What the record would be called."""
        before, names = self.of[line.version_id].before, self.now.title.names
        same = all(line.data.get(name) == carried.stored.get(name) for name in names)
        if same and keeps_title(before, self.now):
            return line.title
        if names & self.of[line.version_id].fresh:
            carried = self.carry(line)
        lookups = self.desk.lookups
        return self.now.titled(
            {each.key: each.value(carried.stored.get(each.key), lookups) for each in self.now.heading}
        )

    def _gone(self, carrier: Carrier) -> frozenset[str]:
        before, newest = carrier.before, self._newest(carrier.before)
        return closed_somewhere(before, newest, self.desk.actor) | secret(before, newest)

    def _prying(self, carrier: Carrier) -> Iterator[Fault]:
        """A rule would carry what it reads to where others read it."""
        before, newest = carrier.before, self._newest(carrier.before)
        gone, known = closed_somewhere(before, newest, self.desk.actor), levels(before, newest)
        for pair, rule in carrier.rules():
            read = [path for path in _sources(rule, pair, before) if path in known]
            level = pair.new.definition.sensitive
            found = {path for path in read if path in gone or known[path] > level}
            if found or self._copies_are_shut(read, before, level):
                yield Fault("carrying.rule_pries", place=self._place(carrier, pair))

    def _copies_are_shut(self, read: Iterable[str], before: CompiledType, level: int) -> bool:
        """Does a linked record, from which such a field copies, keep any of it from the asker, or secret?"""
        for path in read:
            options = before.fields[path].options if path in before.fields else None
            if not isinstance(options, RecordOptions) or options.of not in self.desk.types.all():
                continue
            other = self.desk.types.current(options.of)
            gone, known = closed_somewhere(other, other, self.desk.actor), levels(other, other)
            copied = [each for each in known if each.partition(".")[0] in options.copy_]
            if any(each in gone or known[each] > level for each in copied):
                return True
        return False

    def _newest(self, before: CompiledType) -> CompiledType:
        return self.desk.types.all().get(before.key, before)

    @staticmethod
    def _place(carrier: Carrier, pair: Pair) -> str:
        return next(path for path, each in carrier.pairs.items() if each is pair)

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
        self.is_shut = frozenset(path for each in carriers.of.values() for path in carriers.shut(each))
        paths = (path for each in carriers.of.values() for path in each.pairs)
        self.out.fields = {path: FieldForecast(is_shut=path in self.is_shut) for path in paths}
        self.untitled = {key for key, each in carriers.of.items() if carriers.has_shut_title(each)}
        self.out.titles.is_shut = bool(self.untitled)

    def over(self, asked: Asked) -> Forecast:
        desk, out = self.desk, self.out
        for line, seen in queries.streamed(desk.session, self.carriers.now.key, asked, desk.viewer):
            carried = self._told(line)
            out.total += 1
            out.carried += not carried.stays
            out.stays += carried.stays
            out.asks += carried.asks
            misfits = _by_path(carried.misfits)
            for path in carried.fits.difference(misfits):
                out.fields[path].fits += 1
            for path, found in misfits.items():
                self._misfit(line, out.fields[path], found, seen=seen)
            for path, cuts in _by_path(carried.cuts).items():
                self._cut(line, out.fields[path], cuts, seen=seen)
            if not carried.stays and line.version_id not in self.untitled:
                self._title(line, self.carriers.title(line, carried), seen=seen)
        return out

    def _cut(self, line: Line, told: FieldForecast, cuts: list[Cut], *, seen: bool) -> None:
        told.cuts += 1
        told.cuts_unseen += not seen
        if seen and len(told.cut_samples) < SAMPLES:
            told.cut_samples.append(Sample(line.id, line.title, cuts[0].text, cuts[0].became))

    def _title(self, line: Line, became: str, *, seen: bool) -> None:
        told = self.out.titles
        if became == line.title:
            return
        told.changed += 1
        told.lost += not became
        told.unseen += not seen
        if seen and len(told.samples) < SAMPLES:
            told.samples.append(Sample(line.id, line.title, line.title, became))

    def _misfit(self, line: Line, told: FieldForecast, misfits: list[Misfit], *, seen: bool) -> None:
        told.misfits += 1
        if not seen:
            told.unseen += 1
            return
        if len(told.samples) < SAMPLES:
            told.samples.append(Sample(line.id, line.title, misfits[0].text, misfits[0].became))
        for each in misfits:
            if each.text in told.texts or len(told.texts) < MOST_TEXTS:
                told.texts[each.text] = told.texts.get(each.text, 0) + 1

    def _told(self, line: Line) -> Carried:
        """What the record would hold, without a word of what is shut."""
        carried = self.carriers.of[line.version_id].carry(line.data)
        if not self.is_shut:
            return carried
        for path in self.carriers.of[line.version_id].pairs:
            self.out.fields[path].records += path in self.is_shut
        told = Carried(carried.stored, fits=carried.fits - self.is_shut)
        told.cuts = [each for each in carried.cuts if each.path not in self.is_shut]
        for misfit in carried.misfits:
            if misfit.path not in self.is_shut:
                told.miss(misfit)
        return told


def _sources(rule: Expression, pair: Pair, before: CompiledType) -> Iterator[str]:
    """The fields that a rule reads, and the columns: of its own table those that it names, of others all."""
    table = pair.old_path.partition(".")[0]
    yield from (f"{table}.{column}" for column in rule.row_names)
    for key in rule.names:
        yield key
        yield from (f"{key}.{column}" for column in (before.fields[key].columns if key in before.fields else ()))


def _is_secret(each: CompiledField) -> bool:
    return max(part.definition.sensitive for part in (each, *each.columns.values())) >= SECRET


def _by_path(told: Sequence[_Told]) -> dict[str, list[_Told]]:
    if not told:
        return {}
    found: dict[str, list[_Told]] = {}
    for each in told:
        found.setdefault(each.path, []).append(each)
    return found
