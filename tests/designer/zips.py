"""A type as a zip, and zips that want to break, fill up or slip in something: each with the answer that it must get."""

import hashlib
import io
import json
import stat
import warnings
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from app.definitions import codec
from app.definitions.schema import ChoiceList
from app.designer.exchange.bundle import Bundle, RoleName, pack
from app.fields.model import Label
from tests.word import hostile
from tests.word.build import template

SOURCE = """\
# What guests come for
format: 1
key: guest_visit
label: 来宾
title: "{{ name }}"
sections:
  - key: basic
    label: 基本情况
    fields:
      # about name
      - {key: name, type: text, label: 名称, required: true}
      - {key: colour, type: choice, label: 颜色, list: colours}
rights:
  - {role: staff, see: all, create: true, change: true}
documents:
  - {key: sheet, label: 来宾表, template: 来宾表.docx}
"""
LIST = "key: colours\nlabel: 颜色\nentries:\n  - {value: r, label: 红}\n  - {value: g, label: 绿}\n"
NAME = "templates/来宾表.docx"
LAUGHS = "a: &a [x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b]\nsections: [*c, *c]\n"


@cache
def document() -> bytes:
    """The template of the paper."""
    return template("来宾：{{ 名称 }}")


def choices(text: str) -> ChoiceList:
    """A list of this text."""
    return ChoiceList.model_validate(codec.plain_data(codec.load_any(text, name="list.yaml")))


def bundle() -> Bundle:
    """What is exchanged in these tests."""
    roles = (RoleName(key="staff", label=Label(zh="经办人")),)
    return Bundle(codec.load(SOURCE), SOURCE, {"colours": choices(LIST)}, {"来宾表.docx": document()}, roles)


def parts(data: bytes) -> dict[str, bytes]:
    """The files of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """Files as a zip, as they are."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


def listed(files: Mapping[str, bytes], **changed: Any) -> dict[str, bytes]:
    """Files with the list of contents that fits them, but for what is changed in it."""
    manifest = json.loads(files["manifest.json"])
    manifest["files"] = {
        name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "manifest.json"
    }
    return {**files, "manifest.json": json.dumps({**manifest, **changed}).encode()}


def with_file(name: str, data: bytes, **changed: Any) -> bytes:
    """The honest zip with a file changed or added, and a list of contents that says so."""
    return zipped(listed({**parts(pack(bundle())), name: data}, **changed))


def without(name: str) -> bytes:
    """The honest zip without a file that its list of contents names."""
    return zipped({key: data for key, data in parts(pack(bundle())).items() if key != name})


def manifest(**changed: Any) -> bytes:
    """The honest zip with another list of contents."""
    return zipped(listed(parts(pack(bundle())), **changed))


def raw_manifest(data: bytes) -> bytes:
    """The honest zip with these bytes as its list of contents."""
    return zipped({**parts(pack(bundle())), "manifest.json": data})


def linked(mode: int) -> bytes:
    """The honest zip with an entry that is no file."""
    packed = io.BytesIO(pack(bundle()))
    with zipfile.ZipFile(packed, "a") as archive:
        entry = zipfile.ZipInfo("lists/else.yaml")
        entry.create_system, entry.external_attr = 3, (mode | 0o777) << 16
        archive.writestr(entry, b"/etc/passwd")
    return packed.getvalue()


def twins(first: str, second: str) -> bytes:
    """Two entries of the same name."""
    packed = io.BytesIO(pack(bundle()))
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(packed, "a") as archive:
        for name in (first, second):
            archive.writestr(zipfile.ZipInfo(name), b"x")
    return packed.getvalue()


def encrypted() -> bytes:
    """The flags of the last entry say that it is locked."""
    data = bytearray(pack(bundle()))
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def flipped() -> bytes:
    """A byte within the type is another one than the zip's own sum says."""
    data = bytearray(pack(bundle()))
    at = data.index("来宾".encode(), data.index(b"type.yaml"))
    data[at] ^= 0xFF
    return bytes(data)


def bomb() -> bytes:
    """Little that becomes much."""
    return zipped({**parts(pack(bundle())), "lists/big.yaml": b"\0" * (64 << 20)}, zipfile.ZIP_DEFLATED)


def many() -> bytes:
    """More files than a type has."""
    extra = {f"lists/l{number}.yaml": b"x" for number in range(400)}
    return zipped(listed({**parts(pack(bundle())), **extra}))


def with_source(old: str, new: str) -> bytes:
    """The honest zip with another text of the type."""
    assert old in SOURCE
    return with_file("type.yaml", SOURCE.replace(old, new).encode())


def nested(deep: int) -> bytes:
    """JSON within JSON."""
    return b'{"format": 1, "files": ' + b"[" * deep + b"]" * deep + b"}"


HOSTILE: Mapping[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "file.none"),
    "no zip": (lambda: b"key: guest_visit", "exchange.not_zip"),
    "a PDF": (lambda: b"%PDF-1.7 ...", "exchange.not_zip"),
    "an old document": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "exchange.not_zip"),
    "a document": (document, "exchange.no_manifest"),
    "cut off": (lambda: pack(bundle())[:-40], "exchange."),
    "only its head": (lambda: b"PK\x03\x04" + b"\0" * 200, "exchange.damaged"),
    "something before it": (lambda: b"#!/bin/sh\n" + pack(bundle()), "exchange.not_zip"),
    "a byte that flipped": (flipped, "exchange.damaged"),
    "a name that climbs": (lambda: with_file("../evil.yaml", b"x"), "exchange.name"),
    "a name that climbs from inside": (lambda: with_file("lists/../../evil.yaml", b"x"), "exchange.name"),
    "a name of another system that climbs": (lambda: zipped({"..\\evil": b"x"}), "exchange.name"),
    "an absolute name": (lambda: with_file("/etc/cron.d/evil", b"x"), "exchange.name"),
    "a drive": (lambda: with_file("C:/evil.yaml", b"x"), "exchange.name"),
    "an empty step": (lambda: with_file("lists//evil.yaml", b"x"), "exchange.name"),
    "a name with a line break": (lambda: with_file("lists/a\nb.yaml", b"x"), "exchange.name"),
    "a link": (lambda: linked(stat.S_IFLNK), "exchange.link"),
    "a device": (lambda: linked(stat.S_IFCHR), "exchange.link"),
    "a pipe": (lambda: linked(stat.S_IFIFO), "exchange.link"),
    "twins": (lambda: twins("lists/a.yaml", "lists/a.yaml"), "exchange.twins"),
    "twins but for capitals": (lambda: twins("lists/a.yaml", "LISTS/A.yaml"), "exchange.twins"),
    "a second list of contents": (lambda: twins("manifest.json", "lists/z.yaml"), "exchange.twins"),
    "a bomb": (bomb, "exchange.bomb"),
    "another compression": (
        lambda: zipped(parts(pack(bundle())), zipfile.ZIP_LZMA),
        "exchange.compression",
    ),
    "locked": (encrypted, "exchange.encrypted"),
    "too many files": (many, "exchange.too_many"),
    "thousands of files": (
        lambda: zipped({f"lists/l{number}.yaml": b"" for number in range(2500)}),
        "exchange.too_many",
    ),
    "a text that is too long": (lambda: with_file("lists/long.yaml", b"#" * (5 << 20)), "exchange.too_long"),
    "no list of contents": (lambda: without("manifest.json"), "exchange.no_manifest"),
    "a newer format": (lambda: manifest(format=2), "exchange.newer"),
    "a format of another world": (lambda: manifest(format="zip"), "exchange.manifest"),
    "an older format than the first": (lambda: manifest(format=0), "exchange.manifest"),
    "a list of contents that is a list": (lambda: raw_manifest(b"[]"), "exchange.manifest"),
    "a list of contents that is deep": (lambda: raw_manifest(nested(100_000)), "exchange.manifest"),
    "a list of contents with more than we know": (lambda: manifest(run="rm"), "exchange.manifest"),
    "a file that is not listed": (
        lambda: zipped({**parts(pack(bundle())), "lists/else.yaml": b"x"}),
        "exchange.stranger",
    ),
    "a file that is only listed": (lambda: without("lists/colours.yaml"), "exchange.missing"),
    "no type": (lambda: zipped(listed({"manifest.json": parts(pack(bundle()))["manifest.json"]})), "exchange.missing"),
    "a wrong hash": (
        lambda: zipped({**parts(pack(bundle())), "type.yaml": SOURCE.replace("红", "白").encode() + b"# more\n"}),
        "exchange.hash",
    ),
    "a program": (lambda: with_file("lists/run.sh", b"rm"), "exchange.no_place"),
    "a folder too deep": (lambda: with_file("templates/a/b.docx", document()), "exchange.no_place"),
    "a list beside the type": (lambda: with_file("colours.yaml", LIST.encode()), "exchange.no_place"),
    "a text that is none": (lambda: with_file("type.yaml", b"\xff\xfe\x00"), "definition.not_utf8"),
    "YAML that breaks off": (lambda: with_source("rights:", "rights: [{"), "yaml."),
    "YAML that grows": (lambda: with_file("type.yaml", LAUGHS.encode()), "yaml."),
    "YAML that makes things": (
        lambda: with_source("label: 来宾\n", "label: !!python/object/apply:os.system [id]\n"),
        "yaml.",
    ),
    "a key that nobody knows": (
        lambda: with_source("label: 来宾\n", "label: 来宾\nrun: rm\n"),
        "definition.unknown_key",
    ),
    "a type of field that nobody knows": (lambda: with_source("type: text", "type: shell"), "definition.unknown_value"),
    "another type than is said": (lambda: manifest(key="other"), "exchange.other_key"),
    "a list with twin codes": (
        lambda: with_file("lists/colours.yaml", LIST.replace("value: g", "value: r").encode()),
        "definition.value_twice",
    ),
    "a list with twin names": (
        lambda: with_file("lists/colours.yaml", LIST.replace("label: 绿", "label: 红").encode()),
        "list.label_twice",
    ),
    "a list that is a type": (lambda: with_file("lists/colours.yaml", SOURCE.encode()), "exchange.no_list"),
    "a list under another name": (lambda: with_file("lists/others.yaml", LIST.encode()), "exchange.other_key"),
    "a role book": (
        lambda: with_file("lists/roles.yaml", b"roles:\n  - {key: staff, label: x, can: [manage_users]}\n"),
        "exchange.no_list",
    ),
    "examples that are none": (lambda: with_file("examples.json", b"{"), "exchange.examples"),
    "an example of another world": (
        lambda: with_file("examples.json", b'[{"format": 1, "name": "x", "run": "rm"}]'),
        "example.",
    ),
    "a template with a macro": (lambda: with_file(NAME, hostile.typed(hostile.WML, hostile.MACRO)), "word.macro"),
    "a template that fetches": (
        lambda: with_file(NAME, hostile.related("oleObject", "http://198.51.100.7/x.bin")),
        "word.",
    ),
    "a template with a field that runs": (
        lambda: with_file(NAME, hostile.field('DDEAUTO c:\\\\cmd "/c calc"')),
        "word.field",
    ),
    "a template that is a bomb": (lambda: with_file(NAME, hostile.zeros("word/media/a.bin", 300 << 20)), "word.bomb"),
    "a template of the old kind": (
        lambda: with_file(NAME, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") * 40),
        "template.no_template",
    ),
    "a template that is a workbook": (
        lambda: with_file("templates/来宾表.xlsx", document()),
        "",
    ),
    "a template with a long name": (lambda: with_file(f"templates/{'长' * 70}.docx", document()), "template.long_name"),
}
"""By what they are: how each is made, and how the code of something that is said begins."""
