"""Files that want to break, fill up, spy out or run something: each made here, with the answer that it must get.

`FILES` is looked at with a scope, as an upload for a type is. What is expected is the code of the first thing said;
a file that is expected to be `FINE` is harmless, and is only here because others have stumbled over it.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from . import build
from .build import MAIN, W, body_xml, paragraph_xml, run_xml, template

FINE = ""
TYPES, ROOT_RELS, DOC_RELS = "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels"
SETTINGS, STYLES = "word/settings.xml", "word/styles.xml"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WML = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"

PAYLOADS = {
    "cycler popen": "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "lipsum globals": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "class mro": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "dict mro": "{{ {}.__class__.__bases__[0].__subclasses__() }}",
    "number class": "{{ (1).__class__ }}",
    "field class": "{{ 团组名称.__class__ }}",
    "row class": "{{ 来访人员[0].__class__ }}",
    "attr filter": "{{ ''|attr('__class__') }}",
    "attr filter of a field": "{{ 团组名称|attr('__class__')|attr('__mro__') }}",
    "percent format": "{{ '%c%c'|format(95,95) }}",
    "str format": "{{ '{0.__class__}'.format(1) }}",
    "format map": "{{ '{a.__class__}'.format_map({'a':1}) }}",
    "stored format": "{% set f = '{0.__class__}'.format %}{{ f(1) }}",
    "map attribute": "{{ 来访人员|map(attribute='__class__')|list }}",
    "select attr": "{{ 来访人员|selectattr('__class__')|list }}",
    "sort attribute": "{{ 来访人员|sort(attribute='__class__') }}",
    "group by": "{{ 来访人员|groupby('__class__') }}",
    "template reference": "{{ self._TemplateReference__context }}",
    "self": "{{ self.__init__.__globals__ }}",
    "joiner": "{{ joiner.__init__.__globals__ }}",
    "namespace": "{{ namespace.__init__.__globals__ }}",
    "request": "{{ request.application.__globals__ }}",
    "config": "{{ config.items() }}",
    "config secret": "{{ config['SECRET_KEY'] }}",
    "url_for": "{{ url_for.__globals__ }}",
    "get_flashed_messages": "{{ get_flashed_messages.__globals__ }}",
    "current user": "{{ current_user.password_hash }}",
    "session": "{{ session['_user_id'] }}",
    "g": "{{ g.pop.__globals__ }}",
    "include": "{% include '/etc/passwd' %}",
    "import": "{% import 'os' as os %}",
    "from import": "{% from 'os' import system %}",
    "extends": "{% extends 'layout.html' %}",
    "block": "{% block a %}{% endblock %}",
    "macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "call block": "{% call m() %}{% endcall %}",
    "filter block": "{% filter upper %}x{% endfilter %}",
    "with": "{% with a = 1 %}{{ a }}{% endwith %}",
    "do": "{% do 来访人员.append(1) %}",
    "raw": "{% raw %}{{ x }}{% endraw %}",
    "autoescape": "{% autoescape false %}{{ 团组名称 }}{% endautoescape %}",
    "debug": "{% debug %}",
    "method of a record": "{{ 本记录.delete() }}",
    "query of a record": "{{ 本记录.query.all() }}",
    "append": "{{ 来访人员.append(1) }}",
    "a name not offered": "{{ 密钥 }}",
    "a member not offered": "{{ 本记录.secret }}",
    "a private name": "{{ _ }}",
    "generator frame": "{{ (x for x in 来访人员).gi_frame }}",
    "comprehension": "{{ [x for x in 来访人员] }}",
    "lambda": "{{ (lambda: 1)() }}",
    "import function": "{{ __import__('os').system('id') }}",
    "eval": "{{ eval('1') }}",
    "exec": "{{ exec('1') }}",
    "open": "{{ open('/etc/passwd').read() }}",
    "getattr": "{{ getattr(团组名称, '__class__') }}",
    "walrus": "{{ (x := 1) }}",
    "f-string": "{{ f'{团组名称.__class__}' }}",
    "back quotes": "{{ `id` }}",
    "dollar": "{{ ${7*7} }}",
    "spring": "{{ T(java.lang.Runtime).getRuntime().exec('id') }}",
    "velocity": "{{ #set($x='') }}",
    "ruby": "{{ <%= 7*7 %> }}",
    "xslt": "{{ document('file:///etc/passwd') }}",
}
"""What has run elsewhere. Nothing of it means anything here."""

WORKS = {
    "range loop": "{% for i in range(10000000) %}x{% endfor %}",
    "huge range": "{% for i in range(1000000000) %}x{% endfor %}",
    "nested ranges": "{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}",
    "repeated text": "{{ 'a' * 1000000000 }}",
    "repeated text in a dead branch": "{% if false %}{{ 'a' * 1000000000 }}{% endif %}",
    "repeated list": "{{ [0] * 10000000000 }}",
    "powers": "{{ 9 ** 9 ** 9 }}",
    "powers in a dead branch": "{% if false %}{{ 9 ** 9 ** 9 }}{% endif %}",
    "a long number": "{{ " + "9" * 900 + " }}",
    "a long product": "{{ " + " * ".join(["9999999999999999999999999999"] * 30) + " }}",
    "center": "{{ 团组名称 | center(2000000000) }}",
    "ljust": "{{ 团组名称.ljust(2000000000) }}",
    "wide format": "{{ '%2000000000d' % 1 }}",
    "indent": "{{ 团组名称 | indent(90000) }}",
    "slice": "{{ 来访人员 | slice(1000000000) }}",
    "batch": "{{ 来访人员 | batch(1000000000) }}",
    "lipsum": "{{ lipsum(2000000) }}",
    "urlize": "{{ 团组名称 | urlize }}",
    "wordwrap": "{{ 团组名称 | wordwrap(1) }}",
    "replace": "{{ 团组名称 | replace('', 'aaaaaaaaaa') | replace('', 'aaaaaaaaaa') }}",
    "padding without end": "{{ 来访人员 | 至少(1000000000) }}",
    "many brackets": "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "many minuses": "{{ " + "-" * 1000 + "1 }}",
    "many nots": "{{ " + "not " * 280 + "1 }}",
    "many filters": "{{ 团组名称" + "|upper" * 160 + " }}",
    "many conditions": "{{ " + "1 if 1 else " * 90 + "1 }}",
    "many members": "{{ a" + ".a" * 500 + " }}",
    "many indexes": "{{ 来访人员" + "[0]" * 300 + " }}",
    "loops in loops": "{% for v in 来访人员 %}" * 25 + "{{ loop.index }}" + "{% endfor %}" * 25,
    "many loops": "{% for v in 来访人员 %}" * 31 + "{% endfor %}" * 31,
    "an open text": "{{ '" + "a" * 900 + " }}",
    "quotes against the scanner": '{{ "' + "}} " * 390 + "}}",
    "quotes and braces by turns": '{{"}}' * 1000,
    "only braces": "{" * 200_000,
    "only full-width braces": "｛" * 200_000,
    "open tags": "{{ a " * 40_000,
    "open row tags": "{%tr " * 20_000,
    "open comments": "{#" * 100_000,
    "stray ends": "}}" * 100_000,
    "braces apart": "{ {" * 60_000,
    "single braces": "{人" * 60_000,
    "brackets": "[[" * 100_000,
    "a tag as long as a book": "{{ " + "团" * 300_000 + " }}",
}
"""What makes others work without end."""


@dataclass(frozen=True)
class Hostile:
    """A file, made when it is asked for."""

    make: Callable[[], bytes]
    expected: str


def in_body(text: str) -> bytes:
    """A document of one paragraph."""
    return main_xml(paragraph_xml(escaped(text)))


def escaped(text: str) -> str:
    """As XML has it."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def honest() -> bytes:
    """A small document without anything wrong."""
    return template("{{ 团组名称 }}")


def with_part(name: str, content: bytes) -> bytes:
    """An honest document with one part added or replaced."""
    return build.changed(honest(), {name: content})


def related(kind: str, target: str, mode: str = "External", *, part: str = DOC_RELS) -> bytes:
    """An honest document with one more relationship."""
    relation = f'<Relationship Id="rIdX" Type="{R}/{kind}" Target="{target}"'
    relation += f' TargetMode="{mode}"/>' if mode else "/>"
    return build.replaced(honest(), "</Relationships>", relation + "</Relationships>", part=part)


def typed(old: str, new: str) -> bytes:
    """An honest document that says something else of itself."""
    return build.replaced(honest(), old, new, part=TYPES)


def field(code: str) -> bytes:
    """A document with a field, its code in two runs."""
    half = len(code) // 2
    ends = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    runs = "".join(f"<w:r><w:instrText>{escaped(part)}</w:instrText></w:r>" for part in (code[:half], code[half:]))
    return body_xml(f"<w:p>{ends[0]}{runs}{ends[1]}{run_xml('结果')}{ends[2]}</w:p>")


def field_over_paragraphs() -> bytes:
    """A field whose command is cut by the end of a paragraph."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    code = ("<w:r><w:instrText>DDE</w:instrText></w:r>", "<w:r><w:instrText>AUTO c:\\x.exe</w:instrText></w:r>")
    return body_xml(f"<w:p>{begin}{code[0]}</w:p><w:p>{code[1]}{end}</w:p>")


def spelt_field(first: str = "") -> bytes:
    """A field whose command is given by a field within it, or the rest of it."""
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    inner = f"{begin}<w:r><w:instrText>QUOTE 68 68 69</w:instrText></w:r>{end}"
    first = f"<w:r><w:instrText>{first}</w:instrText></w:r>" if first else ""
    return body_xml(f"<w:p>{begin}{first}{inner}<w:r><w:instrText> c:\\x.exe</w:instrText></w:r>{end}</w:p>")


def renamed_main(data: bytes, name: str = "document.bin") -> bytes:
    """The same document whose main part is called otherwise, and says by its type what it is."""
    main, relations = build.part_of(data), build.parts_of(data)[DOC_RELS]
    data = build.changed(data, {MAIN: None, DOC_RELS: None, f"word/{name}": main, f"word/_rels/{name}.rels": relations})
    data = build.replaced(data, "/word/document.xml", f"/word/{name}", part=TYPES)
    return build.replaced(data, "word/document.xml", f"word/{name}", part=ROOT_RELS)


def called_picture() -> bytes:
    """A document whose header lies among the pictures, with the type of one: who follows the relationship reads it."""
    code = '<w:p><w:fldSimple w:instr="INCLUDETEXT /etc/passwd"/></w:p>'
    data = related("header", "media/image1.svg", "")
    data = build.replaced(
        data, "</Types>", '<Default Extension="svg" ContentType="image/svg+xml"/></Types>', part=TYPES
    )
    return build.changed(data, {"word/media/image1.svg": f'<w:hdr xmlns:w="{W[1:-1]}">{code}</w:hdr>'.encode()})


def drawing(xml: str) -> bytes:
    """A document with an old drawing."""
    names = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    return body_xml(f"<w:p><w:r><w:pict>{xml.replace('>', f' {names}>', 1)}</w:pict></w:r></w:p>")


# -- zips


def zeros(name: str, size: int) -> bytes:
    """An honest document and a part of zeros, packed bit by bit."""
    deflate, checksum, pieces = zlib.compressobj(9, zlib.DEFLATED, -15), 0, []
    block = bytes(1 << 20)
    for _ in range(size >> 20):
        checksum = zlib.crc32(block, checksum)
        pieces.append(deflate.compress(block))
    packed = b"".join((*pieces, deflate.flush()))
    return appended(honest(), name.encode(), packed, size, checksum)


def appended(data: bytes, name: bytes, packed: bytes, size: int, checksum: int, *, method: int = 8) -> bytes:
    """A zip with one more entry, whatever is said of it."""
    end = data.rfind(b"PK\x05\x06")
    entries, length, start = struct.unpack_from("<HLL", data, end + 10)
    sizes = (checksum, len(packed), size, len(name))
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, method, 0, 33, *sizes, 0) + name + packed
    central = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, method, 0, 33, *sizes, 0, 0, 0, 0, 0, start) + name
    directory = data[start : start + length] + central
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, entries + 1, entries + 1, len(directory), start + len(local), 0)
    return data[:start] + local + directory + tail


def named(name: str) -> bytes:
    """An honest document with one more part of this name."""
    return build.zipped([*build.parts_of(honest()).items(), (name, b"x")])


def patched(at: int, form: str, value: int, *, of: bytes = b"PK\x01\x02", last: bool = True) -> bytes:
    """An honest document with a number changed in the header of its last (or first) entry."""
    data = bytearray(build.zipped(build.parts_of(honest()).items()))
    start = data.rfind(of) if last else data.find(of)
    struct.pack_into(form, data, start + at, value)
    return bytes(data)


def twice(name: str, content: bytes) -> bytes:
    """An honest document with a part that it has already."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in build.parts_of(honest()).items():
            archive.writestr(part, data)
    packed = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packed.compress(content) + packed.flush()
    return appended(out.getvalue(), name.encode(), body, len(content), zlib.crc32(content))


def overlapping() -> bytes:
    """Two entries that share their bytes."""
    data = bytearray(build.zipped(build.parts_of(honest()).items()))
    last = data.rfind(b"PK\x01\x02")
    before = data.rfind(b"PK\x01\x02", 0, last)
    data[last + 42 : last + 46] = data[before + 42 : before + 46]
    return bytes(data)


def renamed_inside() -> bytes:
    """An entry that has one name in the list of contents and another before its bytes."""
    data = bytearray(build.zipped(build.parts_of(honest()).items()))
    at = data.find(b"word/styles.xml")
    data[at : at + 15] = b"word/stylez.xml"
    return bytes(data)


def many_parts(count: int) -> bytes:
    """An honest document with many empty parts."""
    return build.zipped([*build.parts_of(honest()).items(), *((f"word/{number}.bin", b"") for number in range(count))])


def nested_zip() -> bytes:
    """A zip in a zip in a zip, ten deep; nobody opens the inner ones."""
    inner = b"x"
    for _ in range(10):
        inner = build.zipped([("a.zip", inner)])
    return with_part("word/embeddings/a.zip", inner)


# -- XML


def laughs(levels: int, width: int) -> bytes:
    """Entities of entities."""
    lines = [f'<!ENTITY a0 "{"a" * 10}">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * width}">' for n in range(1, levels)]
    return f"<!DOCTYPE w [{''.join(lines)}]><w>&a{levels - 1};</w>".encode()


def deep_tables(depth: int) -> bytes:
    """Tables in tables."""
    inner = paragraph_xml("x")
    for _ in range(depth):
        inner = f"<w:tbl><w:tr><w:tc>{inner}{paragraph_xml('')}</w:tc></w:tr></w:tbl>"
    return body_xml(inner)


def paragraphs_in(wrappers: int, count: int, inside: str = "") -> bytes:
    """Many paragraphs, deep in content controls."""
    begin, end = "<w:sdt><w:sdtContent>" * wrappers, "</w:sdtContent></w:sdt>" * wrappers
    return main_xml(f"{begin}{f'<w:p>{inside}</w:p>' * count}{end}")


def main_xml(body: str, names: str = "") -> bytes:
    """A document whose main part is written here, quicker than a tree."""
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W[1:-1]}"{names}><w:body>{body}</w:body>'
    return build.changed(honest(), {MAIN: f"{xml}</w:document>".encode()})


def strict() -> bytes:
    """The other edition of the standard."""
    text = build.part_of(honest()).decode().replace(W[1:-1], "http://purl.oclc.org/ooxml/wordprocessingml/main")
    return with_part(MAIN, text.encode())


XMLS = {
    "billion laughs": laughs(10, 10),
    "quadratic entities": f'<!DOCTYPE w [<!ENTITY a "{"a" * 50_000}">]><w>{"&a;" * 2_000}</w>'.encode(),
    "a file by entity": b'<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]><w>&a;</w>',
    "an address by entity": b'<!DOCTYPE w [<!ENTITY a SYSTEM "http://127.0.0.1:9/x">]><w>&a;</w>',
    "a DTD by address": b'<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x.dtd"><w/>',
    "a DTD by public name": b'<!DOCTYPE w PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd"><w/>',
    "parameter entities": b'<!DOCTYPE w [<!ENTITY % a SYSTEM "http://127.0.0.1:9/x"> %a;]><w/>',
    "an inner entity": b'<!DOCTYPE w [<!ENTITY a "b">]><w>&a;</w>',
    "an empty DTD": b"<!DOCTYPE w><w/>",
    "a DTD in UTF-16": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE w [<!ENTITY a "b">]><w/>'.encode("utf-16"),
}
BROKEN_XMLS = {
    "cut off": b"<w><a></w>",
    "nothing": b"",
    "control characters": b"<w>\x00\x0b</w>",
    "no UTF-8": b"<w>\xff\xfe\xfd</w>",
    "a strange encoding": b'<?xml version="1.0" encoding="EBCDIC-CP-US"?><w/>',
    "UTF-7": b'<?xml version="1.0" encoding="UTF-7"?><w>+ADw-</w>',
    "half of UTF-16": b"\xff\xfe<",
    "wide tags": b"<w " + b" ".join(b'a%d="1"' % number for number in range(20_000)) + b"/>",
    "a hundred thousand deep": b"<a>" * 100_000,
    "one attribute twice": b'<w a="1" a="2"/>',
    "a name without its space": b"<w:p/>",
    "two roots": b"<w/><w/>",
    "an include": b'<w xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></w>',
}


def files() -> Iterator[tuple[str, Hostile]]:
    """All of them by name."""
    for name, text in PAYLOADS.items():
        yield f"payload: {name}", Hostile(partial(in_body, text), "refused")
    for name, text in WORKS.items():
        yield f"work: {name}", Hostile(partial(in_body, text), WORK_ANSWERS.get(name, "refused"))
    for part in (MAIN, STYLES, DOC_RELS, TYPES, "docProps/core.xml"):
        for name, xml in XMLS.items() if part == MAIN else list(XMLS.items())[:3]:
            yield f"{part}: {name}", Hostile(partial(with_part, part, xml), "word.doctype")
    for name, xml in BROKEN_XMLS.items():
        yield f"XML: {name}", Hostile(partial(with_part, STYLES, xml), "word.bad_xml")
    for name, (make, expected) in {**ZIPS, **CONTENTS, **DANGERS}.items():
        yield name, Hostile(make, expected)


WORK_ANSWERS: dict[str, str] = {
    "a long product": FINE,
    "replace": FINE,
    "quotes and braces by turns": FINE,
    "single braces": FINE,
    "brackets": FINE,
    "many minuses": "expression.too_long",
    "loops in loops": "word.too_deep",
    "many loops": "word.too_deep",
    "only braces": "word.too_many_tags",
    "only full-width braces": "word.too_many_tags",
    "open tags": "word.too_many_tags",
    "open row tags": "word.too_many_tags",
    "open comments": "word.too_many_tags",
}

Made = tuple[Callable[[], bytes], str]

ZIPS: dict[str, Made] = {
    "zip: nothing": (lambda: b"", "word.empty"),
    "zip: one byte": (lambda: b"P", "word.not_a_docx"),
    "zip: only a beginning": (lambda: b"PK\x03\x04" + bytes(100), "word.damaged"),
    "zip: only an end": (lambda: b"PK\x05\x06" + bytes(18), "word.not_a_docx"),
    "zip: cut at the end": (lambda: honest()[:-30], "word.damaged"),
    "zip: cut in the middle": (lambda: honest()[:2000], "word.damaged"),
    "zip: HTML before it": (lambda: b"<html><script>alert(1)</script>" + honest(), "word.not_a_docx"),
    "zip: a picture before it": (lambda: b"GIF89a" + honest(), "word.not_a_docx"),
    "zip: a program before it": (lambda: b"MZ" + bytes(60) + honest(), "word.not_a_docx"),
    "zip: a PDF": (lambda: b"%PDF-1.7\n/JavaScript (app.alert(1))", "word.is_pdf"),
    "zip: RTF with an object": (lambda: rb"{\rtf1{\object\objdata 0105}}", "word.is_rtf"),
    "zip: an old document": (lambda: OLE + bytes(600), "word.is_doc_97"),
    "zip: a locked document": (
        lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "word.encrypted",
    ),
    "zip: too large": (lambda: honest() + bytes(51 << 20), "word.too_large"),
    "zip: zeros that nobody asks for": (lambda: zeros("word/media/zero.bin", 300 << 20), "word.bomb"),
    "zip: zeros as styles": (lambda: build.changed(zeros("word/x.bin", 64 << 20), {}), "word.bomb"),
    "zip: spaces as XML": (lambda: with_part(STYLES, b"<w>" + b" " * (40 << 20) + b"</w>"), "word.bomb"),
    "zip: a size that lies": (lambda: patched(24, "<L", 7), "word.damaged"),
    "zip: a huge size that lies": (lambda: patched(24, "<L", 0xFFFFFFF0), "word.bomb"),
    "zip: a checksum that lies": (lambda: patched(16, "<L", 7), "word.damaged"),
    "zip: a packed size that lies": (lambda: patched(20, "<L", 0x7FFFFFFF), "word.damaged"),
    "zip: an offset beyond the end": (lambda: patched(42, "<L", 0x7FFFFFFF), "word.damaged"),
    "zip: locked": (lambda: patched(8, "<H", 1), "word.encrypted"),
    "zip: a method of its own": (lambda: patched(10, "<H", 99), "word.compression"),
    "zip: BZIP2": (
        lambda: build.zipped(build.parts_of(honest()).items(), method=zipfile.ZIP_BZIP2),
        "word.compression",
    ),
    "zip: LZMA": (
        lambda: build.zipped(build.parts_of(honest()).items(), method=zipfile.ZIP_LZMA),
        "word.compression",
    ),
    "zip: entries that share bytes": (overlapping, "word.damaged"),
    "zip: two names for one entry": (renamed_inside, "word.damaged"),
    "zip: two documents": (lambda: twice(MAIN, b"<x/>"), "word.part_twice"),
    "zip: two documents but for case": (lambda: twice("word/DOCUMENT.xml", b"<x/>"), "word.part_twice"),
    "zip: 2,100 parts": (lambda: many_parts(2_100), "word.too_many_parts"),
    "zip: 60,000 parts": (lambda: many_parts(60_000), "word.too_many_parts"),
    "zip: a folder up": (lambda: named("../../evil.xml"), "word.part_name"),
    "zip: a folder up inside": (lambda: named("word/../../evil.xml"), "word.part_name"),
    "zip: from the root": (lambda: named("/etc/cron.d/evil"), "word.part_name"),
    "zip: backslashes": (lambda: named("..\\..\\evil.exe"), "word.part_name"),
    "zip: a drive": (lambda: named("C:/evil.exe"), "word.part_name"),
    "zip: a name with NUL": (lambda: appended(honest(), b"word/a.xml\0.exe", b"x", 1, 0, method=0), "word.part_name"),
    "zip: a name with a line end": (lambda: named("word/a\nb.xml"), "word.part_name"),
    "zip: a name of 300 letters": (lambda: named("x" * 300), "word.part_name"),
    "zip: no name": (lambda: appended(honest(), b"", b"x", 1, 0, method=0), "word.part_name"),
    "zip: a zip in a zip, ten deep": (nested_zip, FINE),
    "zip: words behind the end": (lambda: honest() + b"<script>alert(1)</script>", FINE),
}

CONTENTS: dict[str, Made] = {
    "no document": (lambda: build.changed(honest(), {MAIN: None}), "word.no_document"),
    "no content types": (lambda: build.changed(honest(), {TYPES: None}), "word.no_document"),
    "no relationships": (lambda: build.changed(honest(), {ROOT_RELS: None}), "word.no_document"),
    "a document that is none": (lambda: with_part(MAIN, b"<html><body/></html>"), "word.no_document"),
    "entities in a document under another name": (
        lambda: renamed_main(with_part(MAIN, XMLS["an inner entity"])),
        "word.doctype",
    ),
    "an include in UTF-16": (
        lambda: with_part(STYLES, BROKEN_XMLS["an include"].decode().encode("utf-16")),
        "word.bad_xml",
    ),
    "a strict document": (strict, "word.strict"),
    "a document outside the file": (
        lambda: build.replaced(honest(), "word/document.xml", "../../etc/passwd", part=ROOT_RELS),
        "word.no_document",
    ),
    "a sheet": (lambda: typed(WML, WML.replace("wordprocessingml.document", "spreadsheetml.sheet")), "word.not_word"),
    "UTF-16": (
        lambda: with_part(MAIN, build.part_of(honest()).decode().replace("UTF-8", "UTF-16").encode("utf-16")),
        FINE,
    ),
    "ten million equal characters": (lambda: main_xml(paragraph_xml("中" * 3_400_000)), "word.bomb"),
    "ten million characters": (
        lambda: main_xml(paragraph_xml("".join(chr(0x4E00 + n * n * 7919 % 20_011) for n in range(3_400_000)))),
        "word.xml_too_large",
    ),
    "a million empty paragraphs": (lambda: main_xml("<w:p/>" * 1_000_000), "word.bomb"),
    "half a million uneven paragraphs": (
        lambda: main_xml("".join(f'<w:p w:rsidR="{n * 2654435761 % (1 << 32):08x}"/>' for n in range(500_000))),
        "word.xml_too_large",
    ),
    "runs below all limits": (
        lambda: main_xml(
            "".join(f'<w:p w:a="{n * 2654435761 % (1 << 32):08x}">{"<w:r/>" * 17}</w:p>' for n in range(19_000))
        ),
        FINE,
    ),
    "attributes below all limits": (
        lambda: main_xml("".join(f'<w:r w:a="{n * 2654435761 % (1 << 32):040x}"/>' for n in range(110_000))),
        FINE,
    ),
    "much XML in many parts": (
        lambda: build.changed(
            honest(),
            {
                f"word/x{n}.xml": b"<w>" + b"".join(b"<a>%x</a>" % (n * n) for n in range(400_000)) + b"</w>"
                for n in range(4)
            },
        ),
        "word.xml_too_large",
    ),
    "a million uneven attributes": (
        lambda: main_xml("".join(f'<w:r w:a="{n * 2654435761 % (1 << 32):08x}"/>' for n in range(700_000))),
        "word.xml_too_large",
    ),
    "paragraphs deep in controls": (lambda: paragraphs_in(100, 19_000), FINE),
    "tags deep in controls": (lambda: paragraphs_in(100, 1_900, run_xml("{{ 团组名称 }}")), FINE),
    "tables eighty deep": (lambda: deep_tables(80), "word.xml_too_large"),
    "tables eleven deep": (lambda: deep_tables(11), "word.xml_too_large"),
    "tables too deep for XML": (
        lambda: main_xml("<w:tbl><w:tr><w:tc>" * 120 + "</w:tc></w:tr></w:tbl>" * 120),
        "word.bad_xml",
    ),
    "a tag in fifty thousand runs": (
        lambda: main_xml(f"<w:p>{''.join(map(run_xml, '{{ ' + 'a' * 50_000 + ' }}'))}</w:p>"),
        "refused",
    ),
    "rows padded without end": (lambda: template([["{{ 来访人员 | 至少(1000000000) }}"]]), "word.padding_too_long"),
    "loops that print nothing": (
        lambda: in_body("{% for v in 来访人员 %}" * 25 + "{% if 人数 %}{% endif %}" + "{% endfor %}" * 25),
        "word.too_deep",
    ),
    "names that nobody knows": (
        lambda: main_xml(paragraph_xml(f"{{{{ {' + '.join(f'来访{n}人员' for n in range(90))} }}}}") * 1_500),
        "refused",
    ),
    "names that nobody knows, in rows": (
        lambda: main_xml(
            "<w:tbl>"
            + "".join(
                f"<w:tr><w:tc>{paragraph_xml(f'{{{{ 来访人员.年龄 + 费用.金额 + 来访{n}人员 }}}}')}</w:tc></w:tr>"
                for n in range(1_500)
            )
            + "</w:tbl>"
        ),
        "refused",
    ),
    "conditions that nobody closes": (lambda: in_body("{% if 人数 %}" * 1_900), "word.block_not_closed"),
    "ends that nobody opened": (lambda: in_body("{% endif %}" * 1_900), "word.block_not_opened"),
    "tags over all paragraphs": (lambda: main_xml(paragraph_xml("{{ 团组名称 }}" * 50) * 60), "word.too_many_tags"),
    "a tag in the title": (
        lambda: build.replaced(
            honest(), "</cp:coreProperties>", "<x>{{ 团组名称 }}</x></cp:coreProperties>", part="docProps/core.xml"
        ),
        FINE,
    ),
    "an instruction like our own": (
        lambda: main_xml("<w:p><?bw 0?><w:r><w:t>{{ 团组名称 }}<?bw 1?></w:t></w:r></w:p>"),
        FINE,
    ),
    "a comment in a tag": (lambda: main_xml("<w:p><w:r><w:t>{{ 团组<!-- x -->名称 }}</w:t></w:r></w:p>"), FINE),
    "CDATA": (lambda: main_xml("<w:p><w:r><w:t><![CDATA[{{ 团组名称 }}</w:t>]]></w:t></w:r></w:p>"), FINE),
}

DANGERS: dict[str, Made] = {
    **{
        f"a {kind} from {target}": (partial(related, kind, target), expected)
        for kind, target, expected in (
            ("image", "http://127.0.0.1:9/x.png", "word.external"),
            ("image", "file:///etc/passwd", "word.external"),
            ("image", "\\\\server\\share\\x.png", "word.external"),
            ("hyperlink", "javascript:alert(1)", "word.external"),
            ("hyperlink", "JAVASCRIPT:alert(1)", "word.external"),
            ("hyperlink", "vbscript:msgbox(1)", "word.external"),
            ("hyperlink", "data:text/html,x", "word.external"),
            ("hyperlink", "file:///C:/Windows/System32/cmd.exe", "word.external"),
            ("hyperlink", "\\\\server\\share\\x.exe", "word.external"),
            ("hyperlink", "ms-msdt:/id PCWDiagnostic", "word.external"),
            ("hyperlink", "search-ms:query=x", "word.external"),
            ("hyperlink", "x.docm", "word.external"),
            ("oleObject", "http://127.0.0.1:9/x.hta", "word.embedded"),
            ("oleObject", "mhtml:http://127.0.0.1:9/x!x", "word.embedded"),
            ("frame", "http://127.0.0.1:9/", "word.external"),
            ("subDocument", "http://127.0.0.1:9/x.docx", "word.external"),
            ("aFChunk", "http://127.0.0.1:9/x.html", "word.embedded"),
            ("mailMergeSource", "file:///C:/x.odc", "word.external"),
            ("transform", "http://127.0.0.1:9/x.xsl", "word.external"),
            ("video", "http://127.0.0.1:9/x.mp4", "word.external"),
            ("customXml", "http://127.0.0.1:9/x.xml", "word.external"),
            ("styles", "http://127.0.0.1:9/x.xml", "word.external"),
        )
    },
    **{
        f"an inner {kind}": (partial(related, kind, target, ""), expected)
        for kind, target, expected in (
            ("oleObject", "embeddings/oleObject1.bin", "word.embedded"),
            ("control", "activeX/activeX1.xml", "word.embedded"),
            ("aFChunk", "chunk.html", "word.embedded"),
            ("vbaProject", "vba.bin", "word.macro"),
            ("attachedToolbars", "bars.bin", "word.macro"),
            ("keyMapCustomizations", "keys.xml", "word.macro"),
            ("image", "../../../etc/passwd", "word.part_name"),
            ("image", "/../x.png", "word.part_name"),
            ("image", "file:///etc/x.png", "word.external"),
            ("image", "//server/x.png", "word.external"),
            ("styles", "http://127.0.0.1:9/x.xml", "word.external"),
        )
    },
    "an add-in that opens itself": (
        partial(related, "webextensiontaskpanes", "word/webextensions/taskpanes.xml", "", part=ROOT_RELS),
        "word.add_in",
    ),
    "a ribbon of its own": (
        partial(related, "extensibility", "customUI/customUI.xml", "", part=ROOT_RELS),
        "word.add_in",
    ),
    "somebody's template": (partial(related, "attachedTemplate", "http://127.0.0.1:9/x.dotm"), "word.template_link"),
    "a macro file": (lambda: typed(WML, MACRO), "word.macro"),
    "a macro template": (
        lambda: typed(WML, "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"),
        "word.macro",
    ),
    "a template": (lambda: typed(WML, WML.replace("document.main", "template.main")), "word.is_dotx"),
    "macros in a plain file": (lambda: with_part("word/vbaProject.bin", b"x"), "word.macro"),
    "macros under another folder": (lambda: with_part("custom/VBAPROJECT.BIN", b"x"), "word.macro"),
    "a control": (lambda: with_part("word/activeX/activeX1.bin", b"x"), "word.macro"),
    "macros by type only": (
        lambda: typed(
            "</Types>", '<Default Extension="dat" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
        ),
        "word.macro",
    ),
    **{
        f"a field: {code[:30]}": (partial(field, code), expected)
        for code, expected in (
            ("INCLUDETEXT c:\\x.docx", "word.field"),
            (' INCLUDEPICTURE "http://127.0.0.1:9/x.png" \\d', "word.field"),
            ("includepicture x", "word.field"),
            ("DDE cmd /c calc", "word.field"),
            (' DDEAUTO c:\\windows\\system32\\cmd.exe "/k calc"', "word.field"),
            ("LINK Excel.Sheet.12 c:\\x.xlsx", "word.field"),
            ("IMPORT x.png", "word.field"),
            ("DATABASE \\d c:\\x.mdb", "word.field"),
            ("RD c:\\x.docx", "word.field"),
            ('HYPERLINK "javascript:alert(1)"', "word.field"),
            ('HYPERLINK "\\\\server\\share"', "word.field"),
            ("HYPERLINK file:///c:/x.exe", "word.field"),
            ('\\INCLUDETEXT "/etc/passwd"', "word.field"),
            ('"INCLUDETEXT" "/etc/passwd"', "word.field"),
            ('“INCLUDEPICTURE” "file:///x.png"', "word.field"),
            ("\u200bINCLUDETEXT /etc/passwd", "word.field"),
            ("INC\u200dLUDETEXT /etc/passwd", "word.field"),
            ('"HYPERLINK" "javascript:alert(1)"', "word.field"),
            ('\\HYPERLINK"file:///c:/x.exe"', "word.field"),
        )
    },
    "a field over two paragraphs": (field_over_paragraphs, "word.field"),
    "a field that spells its command": (spelt_field, "word.field"),
    "a field that spells half of its command": (partial(spelt_field, "INCLUDE"), "word.field"),
    "a document under another name": (partial(renamed_main, field("INCLUDETEXT /etc/passwd")), "word.field"),
    "a document under a name without an ending": (
        partial(renamed_main, field("INCLUDETEXT /etc/passwd"), "document"),
        "word.field",
    ),
    "a header that is called a picture": (called_picture, "word.field"),
    "relationships in capitals": (
        lambda: build.changed(related("image", "file:///x.png"), {DOC_RELS: None, "word/_rels/document.xml.RELS": b""}),
        "word.part_name",
    ),
    "a simple field": (lambda: body_xml('<w:p><w:fldSimple w:instr="DDEAUTO c:\\x"/></w:p>'), "word.field"),
    "an old picture from an address": (
        lambda: drawing('<v:imagedata src="http://127.0.0.1:9/x.png"></v:imagedata>'),
        "word.external",
    ),
    "an old picture from a share": (
        lambda: drawing('<v:imagedata o:href="\\\\server\\x.png"></v:imagedata>'),
        "word.external",
    ),
    "an old shape with a script": (lambda: drawing('<v:shape href="javascript:alert(1)"></v:shape>'), "word.external"),
    "an old fill from an address": (lambda: drawing('<v:fill src="//127.0.0.1/x"></v:fill>'), "word.external"),
}

FILES = dict(files())
