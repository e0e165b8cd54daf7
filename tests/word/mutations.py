"""Random changes to good documents: `python -m tests.word.mutations SEED COUNT` prints how many were taken, refused.

Anything but a refusal of our own ends it with a traceback, and with the change that did it.
"""

import json
import random
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from functools import cache

from app.word import TemplateInvalid, check, strip

from . import build
from .build import SCOPE, template

LONGEST = 10
"""Seconds that a file may take before it counts as one without end."""
PIECES = (
    b"{{", b"}}", b"{%", b"%}", b"<w:p>", b"</w:p>", b"<w:tbl>", b"</w:tc>", b"<w:t>", b"</w:t>", b"<!DOCTYPE w>",
    b"&a;", b"\0", b"\xff", "｛｛".encode(), "｝".encode(), b"{%tr if 1 %}", b"{%p endif %}", b"<?bw 0?>",
    b"]]>", b"<![CDATA[",
    b"{%- for v in ", b"{{p ", b"'", b'"', b"PK\x03\x04", b"PK\x05\x06", b"\xd8\x00", b"xmlns:w=''", b"w:fldCharType=",
)  # fmt: skip


@cache
def sources() -> tuple[bytes, ...]:
    """Good documents to begin with."""
    rows = [["{%tr for v in 来访人员 %}", ""], ["{{ v.中文译名 }}", "{{ v.年龄 }}"], ["{%tr endfor %}", ""]]
    return (
        template(
            "{{ 团组名称 }}", [["甲", "{{ 来访人员.年龄 }}{{ 来访人员 | 至少(3) }}"]], "{% if 人数 %}乙{% endif %}"
        ),
        build.with_header(template(rows, "{%p if 人数 %}", "丙", "{%p endif %}", "{{p 主要工作 }}"), "{{ 到达日期 }}"),
        build.in_runs("甲{", "{ 团", "组名", "称 }", "}乙{%r if 人数 %}", "丙", "{%r endif %}"),
        build.related(template("{{ 人数 | 默认(0) }}"), "hyperlink", "https://example.org/"),
    )


def scrambled(data: bytes, chance: random.Random) -> bytes:
    """The bytes with some changed, cut out, doubled or put in."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at = chance.randrange(len(out) + 1)
        match chance.randrange(5):
            case 0:
                out[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del out[at : at + chance.choice((1, 2, 8, 64))]
            case 2:
                out[at:at] = chance.choice(PIECES)
            case 3:
                out[at:at] = out[max(0, at - chance.randrange(1, 200)) : at]
            case _:
                out[at : at + 4] = chance.randrange(1 << 32).to_bytes(4, "little")
    return bytes(out)


def mutated(chance: random.Random) -> bytes:
    """A document with something changed: mostly inside its parts, at times in the zip itself."""
    data = chance.choice(sources())
    if chance.random() < 0.25:
        return scrambled(data, chance)
    parts = build.parts_of(data)
    name = chance.choice([build.MAIN] * 4 + list(parts))
    return build.changed(data, {name: scrambled(parts[name], chance)})


def tried(data: bytes) -> bool:
    """Whether a file is taken; everything that can be done with one is done."""
    checked = check(data, scope=SCOPE)
    if checked.template is None:
        with suppress(TemplateInvalid):
            strip(data)
        return False
    checked.template.render({"title": "甲", "headcount": Decimal(2), "visitors": [{"age": Decimal(1)}]})
    strip(data)
    return True


def main() -> None:
    """Try as many as were asked for."""
    seed, count = int(sys.argv[1]), int(sys.argv[2])
    found = {"taken": 0, "refused": 0}
    for number in range(count):
        data = mutated(random.Random(f"{seed}/{number}"))
        try:
            within(LONGEST, lambda data=data: found.update(_counted(found, tried(data))))
        except BaseException:
            sys.stderr.write(f"change {number} of seed {seed}\n")
            raise
    sys.stdout.write(json.dumps(found))


def _counted(found: dict[str, int], is_taken: bool) -> dict[str, int]:
    key = "taken" if is_taken else "refused"
    return {key: found[key] + 1}


def within(seconds: int, work: Callable[[], object]) -> None:
    """Do something, or end where it does not end."""
    if hasattr(signal, "SIGALRM"):
        signal.alarm(seconds)
    work()
    if hasattr(signal, "SIGALRM"):
        signal.alarm(0)


if __name__ == "__main__":
    main()
