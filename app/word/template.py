"""A Word template: compiled once when it is uploaded, rendered for every record."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial

from app.errors import Fault, Level
from app.expressions import Expression, Scope, Value
from app.word.compile import PartPlan, Setting, compiled
from app.word.faults import TemplateInvalid
from app.word.markup import parse
from app.word.narrative import heading_styles
from app.word.package import Envelope, Package
from app.word.parts import filled_parts
from app.word.places import Place
from app.word.plan import ROW_KEY, Node
from app.word.preflight import opened
from app.word.render import Finished, Letter, written
from app.word.sheet import Extras

_OWN = {"loop", "序号"}


@dataclass(frozen=True, slots=True)
class TemplateTag:
    """A tag as the template's author sees it: where, what was typed, and what it means."""

    place: Place
    text: str
    kind: str
    """`value`, `lines`, `if`, `elif`, `for`, `set`."""
    expression: Expression


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template; it does not change and may be used by many threads at once."""

    tags: tuple[TemplateTag, ...]
    names: frozenset[str]
    """Keys of the record that the template reads."""
    bindings: Mapping[str, str]
    """What each tag says in keys; kept with the file, so that it means the same after labels have changed."""
    _envelope: Envelope
    _plans: tuple[tuple[Node, ...], ...]
    _sign: str

    @classmethod
    def compile(
        cls, data: bytes, *, scope: Scope | None = None, bindings: Mapping[str, str] | None = None
    ) -> "Template":
        """The plan of a .docx; raises `TemplateInvalid` with everything that is wrong.

        With a scope every name is checked and bound to its key; without one names are looked up when it is rendered.
        `bindings` are those of an earlier compilation of the same file.
        """
        package = opened(data)
        plans = part_plans(package, scope, bindings or {})
        faults = [fault for fault in faults_of(plans) if fault.level is Level.BLOCK]
        if faults:
            raise TemplateInvalid(faults)
        return cls.of(package, plans)

    @classmethod
    def of(cls, package: Package, plans: Sequence[PartPlan]) -> "Template":
        """The template of a package whose plans have no fault."""
        plans = [plan for plan in plans if plan.nodes]
        envelope = Envelope.around(package, [plan.name for plan in plans])
        tags = tuple(tag for plan in plans for tag in _tags(plan))
        nodes = tuple(plan.nodes for plan in plans)
        return cls(tags, _names(plans), _bindings(plans), envelope, nodes, envelope.sign())

    def render(self, values: Mapping[str, Value]) -> bytes:
        """The document of one record, as the bytes of a .docx."""
        return self._letter(values).sealed()

    def unsealed(self, values: Mapping[str, Value]) -> Callable[[], bytes]:
        """What makes that document of its text, which is written now; another thread may call it."""
        return self._letter(values).sealed

    def finish(self, values: Mapping[str, Value]) -> Finished:
        """The document, with how many characters had to be left out."""
        return self._letter(values).finished()

    def preview(self, values: Mapping[str, Value]) -> Finished:
        """The same, with a visible mark wherever a value is missing."""
        return written(self._envelope, self._plans, values, Extras(self._sign, shows_missing=True)).finished()

    def _letter(self, values: Mapping[str, Value]) -> Letter:
        return written(self._envelope, self._plans, values, Extras(self._sign))


def part_plans(package: Package, scope: Scope | None, bindings: Mapping[str, str]) -> list[PartPlan]:
    """The plan of every part that people write in; what is wrong is in the plans."""
    setting = Setting(scope, bindings, cache(partial(_styles, package)))
    return [
        compiled(package.content(part.name), part.find, part=part.name, title=part.title, setting=setting)
        for part in filled_parts(package)
    ]


def _styles(package: Package) -> Mapping[int, str]:
    name = "word/styles.xml"
    return heading_styles(parse(package.content(name), part=name)) if name in package else {}


def faults_of(plans: Sequence[PartPlan]) -> list[Fault]:
    """What is wrong or doubtful in all parts, in the order of the document, each once."""
    faults = (fault for plan in plans for fault in sorted(plan.faults, key=_position))
    return list(_once(faults))


def _position(fault: Fault) -> tuple[int, int]:
    paragraph, character = fault.facts.get("paragraph"), fault.facts.get("character")
    return (
        paragraph if isinstance(paragraph, int) else 0,
        character if isinstance(character, int) else 0,
    )


def _once(faults: Iterable[Fault]) -> Iterator[Fault]:
    seen = set()
    for fault in faults:
        key = (fault.code, fault.place, fault.span, repr(fault.facts))
        if key not in seen:
            seen.add(key)
            yield fault


def _tags(plan: PartPlan) -> Iterator[TemplateTag]:
    for number, bound in sorted(plan.bound.items()):
        mark = plan.marks[number]
        if mark.place.is_copy:
            continue
        kind = mark.says.word if mark.says else "lines" if mark.kind == "lines" else "value"
        yield TemplateTag(mark.place, mark.text, kind, bound.expression)


def _bindings(plans: Sequence[PartPlan]) -> Mapping[str, str]:
    return {
        f"{plan.name}#{number}": mark.known for plan in plans for number, mark in enumerate(plan.marks) if mark.known
    }


def _names(plans: Sequence[PartPlan]) -> frozenset[str]:
    """What the expressions read, without what the template itself names; a row stands for its table."""
    local = {mark.says.name for plan in plans for mark in plan.marks if mark.says is not None}
    read = {name for plan in plans for bound in plan.bound.values() for name in bound.expression.names}
    rows = {table for plan in plans for mark in plan.marks for table in mark.tables}
    aliases = {ROW_KEY.format(table) for table in rows}
    return frozenset((read | rows) - local - aliases - _OWN)
