"""What carrying over would do, told before: counted over all records, shown only as far as one may see them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.definitions.carrying import Carried, Carrier, Misfit, Pair
from app.definitions.compiled import CompiledType
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
class Forecast:
    """`carried` of `total` records would be of the new version; the others stay, `asks` of them with a notice.

    Records that stay for what a shut field holds are told as carried.
    """

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
        """Raises `Invalid` where a rule cannot be read in one of the versions, or reads what stays shut."""
        for each in self.of.values():
            each.refuse_rules()
        faults = [fault for each in self.of.values() for fault in self._prying(each)]
        if faults:
            raise Invalid(faults)

    def shut(self, carrier: Carrier) -> frozenset[str]:
        """Paths that are told nothing of: what their values were or are to be is closed to the asker, or secret."""
        before, newest = carrier.before, self._newest(carrier.before)
        gone = closed_somewhere(before, newest, self.desk.actor) | secret(before, newest)
        return frozenset(
            path
            for path, pair in carrier.pairs.items()
            if pair.old_path in gone or pair.new.definition.sensitive >= SECRET
        )

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
        self.shut = {key: carriers.shut(each) for key, each in carriers.of.items()}
        self.out.fields = {path: FieldForecast() for each in carriers.of.values() for path in each.pairs}
        for path in {path for paths in self.shut.values() for path in paths}:
            self.out.fields[path].is_shut = True

    def over(self, asked: Asked) -> Forecast:
        desk, out = self.desk, self.out
        for line, seen in queries.streamed(desk.session, self.carriers.now.key, asked, desk.viewer):
            carried = self._told(line)
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
        for path in self.carriers.of[line.version_id].pairs:
            self.out.fields[path].records += self.out.fields[path].is_shut
        open_ = [each for each in carried.misfits if not self.out.fields[each.path].is_shut]
        fits = {path for path in carried.fits if not self.out.fields[path].is_shut}
        return replace(carried, fits=fits, misfits=open_)


def _sources(rule: Expression, pair: Pair, before: CompiledType) -> Iterator[str]:
    """The fields that a rule reads, and the columns: of its own table those that it names, of others all."""
    table = pair.old_path.partition(".")[0]
    yield from (f"{table}.{column}" for column in rule.row_names)
    for key in rule.names:
        yield key
        yield from (f"{key}.{column}" for column in (before.fields[key].columns if key in before.fields else ()))


def _by_path(carried: Carried) -> dict[str, list[Misfit]]:
    found: dict[str, list[Misfit]] = {}
    for each in carried.misfits:
        found.setdefault(each.path, []).append(each)
    return found
