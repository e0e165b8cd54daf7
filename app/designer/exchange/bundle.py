"""A type with its lists, templates and role names as one zip: the same content gives the same bytes.

What comes in is looked at before it is believed: the zip by the rules of documents, its list of contents, every text.
"""

import hashlib
import io
import stat
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Literal

import orjson

from app.conversion import becomes
from app.definitions import codec
from app.definitions.lists import problems
from app.definitions.schema import ChoiceList, RecordType
from app.definitions.template_kinds import KINDS
from app.designer.examples.schema import Portable
from app.designer.examples.schema import load as load_example
from app.errors import Fault, Invalid
from app.fields.model import Key, Label, Model
from app.shelf import arriving
from app.shelf.arriving import Arrived
from app.word.faults import WordInvalid
from app.word.package import Package

FORMAT = 1
MOST = 50 << 20
"""Bytes of a zip."""
MOST_FILES = 300
MOST_TEXT = 4 << 20
"""Bytes of one text in it."""
MANIFEST, TYPE, EXAMPLES, LISTS, TEMPLATES = "manifest.json", "type.yaml", "examples.json", "lists/", "templates/"
_UNIX = 3
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_DAMAGE = "exchange.damaged"
_CODES = {
    "word.part_name": "exchange.name",
    "word.part_twice": "exchange.twins",
    "word.encrypted": "exchange.encrypted",
    "word.compression": "exchange.compression",
    "word.bomb": "exchange.bomb",
    "word.too_many_parts": "exchange.too_many",
    "word.too_large": "word.too_large",
    "word.damaged": _DAMAGE,
}
"""What the rules of documents call their refusals, and what they are called here; any other is no zip at all."""


class RoleName(Model):
    """A role that the type names, as it was called where the type comes from. What it may do stays there."""

    key: Key
    label: Label


class Manifest(Model):
    """The list of contents: the hash of every other file."""

    format: Literal[1] = 1
    key: Key
    label: Label
    roles: tuple[RoleName, ...] = ()
    files: dict[str, str]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a zip holds."""

    definition: RecordType
    source: str
    lists: Mapping[str, ChoiceList] = field(default_factory=dict)
    templates: Mapping[str, bytes] = field(default_factory=dict)
    roles: tuple[RoleName, ...] = ()
    examples: tuple[Portable, ...] = ()


def pack(bundle: Bundle) -> bytes:
    """The zip. Nothing is compressed: what a library compresses today another one compresses differently."""
    files = {TYPE: bundle.source.encode()}
    files |= {f"{LISTS}{key}.yaml": codec.dump(each).encode() for key, each in sorted(bundle.lists.items())}
    files |= {f"{TEMPLATES}{name}": data for name, data in sorted(bundle.templates.items())}
    if bundle.examples:
        files[EXAMPLES] = _json([each.model_dump(mode="json") for each in bundle.examples])
    definition = bundle.definition
    manifest = Manifest(
        key=definition.key,
        label=definition.label,
        roles=bundle.roles,
        files={name: hashlib.sha256(data).hexdigest() for name, data in files.items()},
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in {MANIFEST: _json(manifest.model_dump(mode="json")), **files}.items():
            archive.writestr(_entry(name), data)
    return packed.getvalue()


def unpack(data: bytes) -> Bundle:
    """What the zip holds; raises `Invalid` with everything that is wrong, each at the file and line where it is."""
    package = _opened(data)
    manifest = _manifest(package)
    contents = _contents(package, manifest)
    return _read(manifest, contents)


def _json(data: object) -> bytes:
    return orjson.dumps(data, option=orjson.OPT_INDENT_2)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIRST_DAY)
    entry.create_system, entry.external_attr = _UNIX, 0o644 << 16
    return entry


def _opened(data: bytes) -> Package:
    try:
        package = Package.read(data)
    except WordInvalid as refused:
        raise Invalid(_ours(fault) for fault in refused.faults) from refused
    faults = list(_links(data))
    if len(package.parts) > MOST_FILES:
        faults.append(Fault("exchange.too_many", facts={"count": len(package.parts), "limit": MOST_FILES}))
    if faults:
        raise Invalid(faults)
    return package


def _ours(fault: Fault) -> Fault:
    """A refusal of the rules of documents in words about a zip, at the file that it is about."""
    name = str(fault.facts.get("part", ""))
    return replace(
        fault, code=_CODES.get(fault.code, "exchange.not_zip"), place=name, facts={**fault.facts, "name": name}
    )


def _links(data: bytes) -> Iterator[Fault]:
    """What is no plain file: a link leads to somewhere else, also where nothing is unpacked to a disk."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            kind = stat.S_IFMT(entry.external_attr >> 16)
            if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
                yield Fault("exchange.link", entry.filename, facts={"name": entry.filename})


def _manifest(package: Package) -> Manifest:
    if MANIFEST not in package:
        raise Invalid.because("exchange.no_manifest")
    if package.parts[MANIFEST].size > MOST_TEXT:
        raise Invalid.because("exchange.too_long", place=MANIFEST, name=MANIFEST, limit=MOST_TEXT >> 20)
    try:
        given = orjson.loads(_content(package, MANIFEST))
        number = int(given["format"])
        if number > FORMAT:
            raise Invalid.because("exchange.newer", place=MANIFEST, number=number, known=FORMAT)
        return Manifest.model_validate(given)
    except (ValueError, KeyError, TypeError) as problem:
        raise Invalid.because("exchange.manifest", place=MANIFEST) from problem


def _contents(package: Package, manifest: Manifest) -> dict[str, bytes]:
    """Every file that the list of contents names, and no other; each is what the list says."""
    there = {name for name in package.parts if not name.endswith("/")} - {MANIFEST}
    faults = [_at("exchange.missing", name) for name in sorted(manifest.files.keys() - there)]
    faults += [_at("exchange.stranger", name) for name in sorted(there - manifest.files.keys())]
    faults += [_at("exchange.no_place", name) for name in sorted(manifest.files) if not _has_place(name)]
    if TYPE not in manifest.files:
        faults.append(_at("exchange.missing", TYPE))
    if faults:
        raise Invalid(faults)
    contents: dict[str, bytes] = {}
    for name in manifest.files:
        faults += _into(contents, package, name, manifest.files[name])
    if faults:
        raise Invalid(faults)
    return contents


def _into(contents: dict[str, bytes], package: Package, name: str, sha256: str) -> Iterator[Fault]:
    most = arriving.MOST if name.startswith(TEMPLATES) else MOST_TEXT
    if package.parts[name].size > most:
        yield Fault("exchange.too_long", name, facts={"name": name, "limit": most >> 20})
        return
    try:
        contents[name] = _content(package, name)
    except Invalid as damaged:
        yield from damaged.faults
        return
    if hashlib.sha256(contents[name]).hexdigest() != sha256:
        yield _at("exchange.hash", name)


def _content(package: Package, name: str) -> bytes:
    try:
        return package.content(name)
    except WordInvalid as damaged:
        raise Invalid(_ours(fault) for fault in damaged.faults) from damaged


def _has_place(name: str) -> bool:
    """A list is a YAML text, a template a file of a known kind; nothing lies deeper."""
    path = PurePosixPath(name)
    endings = {"": (".yaml", ".json"), LISTS: (".yaml",), TEMPLATES: KINDS.names()}
    folder = name[: len(name) - len(path.name)]
    return (name in (TYPE, EXAMPLES) or folder in (LISTS, TEMPLATES)) and path.suffix in endings.get(folder, ())


def _read(manifest: Manifest, contents: Mapping[str, bytes]) -> Bundle:
    faults: list[Fault] = []
    source = _text(TYPE, contents[TYPE], faults)
    definition = _type(manifest, source, faults)
    texts = {name: data for name, data in contents.items() if name.startswith(LISTS)}
    lists = dict(_lists(texts, faults))
    templates = {name.removeprefix(TEMPLATES): data for name, data in contents.items() if name.startswith(TEMPLATES)}
    for name, data in templates.items():
        faults += _template_faults(name, data)
    examples = tuple(_examples(contents[EXAMPLES], faults)) if EXAMPLES in contents else ()
    if faults or definition is None:
        raise Invalid(faults)
    return Bundle(definition, source, lists, templates, manifest.roles, examples)


def template(name: str, data: bytes) -> Arrived:
    """A template through the gate of the shelf. Raises `Invalid`: nothing is converted or cleaned on the way."""
    if becomes(data):
        raise Invalid.because("template.no_template", name=name)
    arrived = arriving.accepted(name, data, wanted=name)
    if arrived.name != name or arrived.data != data:
        raise Invalid.because("template.no_template", name=name)
    return arrived


def _template_faults(name: str, data: bytes) -> Iterable[Fault]:
    """What the gate of the shelf has against a file."""
    try:
        template(name, data)
    except Invalid as refused:
        return [fault.at(f"{TEMPLATES}{name}") for fault in refused.faults]
    return ()


def _examples(data: bytes, faults: list[Fault]) -> Iterator[Portable]:
    try:
        found = orjson.loads(data)
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, list):
        faults.append(Fault("exchange.examples", EXAMPLES))
        return
    for at, each in enumerate(found):
        try:
            yield load_example(each)
        except Invalid as refused:
            faults += [fault.at(f"{EXAMPLES} [{at}]") for fault in refused.faults]


def _text(name: str, data: bytes, faults: list[Fault]) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        faults.append(Fault("definition.not_utf8", place=name))
        return ""


def _type(manifest: Manifest, source: str, faults: list[Fault]) -> RecordType | None:
    if not source:
        return None
    reading = codec.read_type(source, name=TYPE)
    faults += reading.faults
    if reading.value is not None and reading.value.key != manifest.key:
        facts = {"key": reading.value.key, "wanted": manifest.key}
        faults.append(reading.located(Fault("exchange.other_key", "key", facts=facts)))
    return reading.value


def _lists(texts: Mapping[str, bytes], faults: list[Fault]) -> Iterable[tuple[str, ChoiceList]]:
    for name, data in texts.items():
        text = _text(name, data, faults)
        if not text:
            continue
        reading = codec.read(text, name=name)
        faults += reading.faults
        if isinstance(reading.value, ChoiceList):
            faults += map(reading.located, problems(reading.value))
            if reading.value.key != PurePosixPath(name).stem:
                facts = {"key": reading.value.key, "wanted": PurePosixPath(name).stem}
                faults.append(reading.located(Fault("exchange.other_key", "key", facts=facts)))
            yield reading.value.key, reading.value
        elif reading.value is not None:
            faults.append(_at("exchange.no_list", name))


def _at(code: str, name: str) -> Fault:
    return Fault(code, name, facts={"name": name})
