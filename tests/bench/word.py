"""How fast templates are filled, beside docxtpl and the least possible work: `python -m tests.bench.word [rounds]`.

Per template: documents per second of processor time, the ratio to docxtpl, and the share of the floor, which only
compresses the finished main part and joins it to the other parts' bytes. The engines take turns, medians over rounds:
on a busy machine only the ratios say something.
"""

import io
import statistics
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import Environment

from app.expressions import Kind, Name, Scope
from app.word import Template, package
from tests.bench import papers

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "bench" / "docx" / "compare.py"
MAIN = "word/document.xml"
SECONDS = 0.3
COMPILATIONS = 5
QUICKER = package.quicker
FIELDS = [f"字段{number}" for number in range(30)]
COLUMNS = ("编号", "姓名", "单位", "职务", "备注")


def add_tag(paragraph: Any, tag: str) -> None:
    """A tag in three runs, as Word keeps it."""
    for piece in (tag[:2], tag[2:-2], tag[-2:]):
        paragraph.add_run(piece)


def add_rows(document: Any, loop: str, columns: tuple[str, ...]) -> None:
    """A table with a loop over one row."""
    table = document.add_table(4, len(columns))
    for cell, column in zip(table.rows[0].cells, columns, strict=True):
        cell.text = column
    add_tag(table.cell(1, 0).paragraphs[0], f"{{%tr for 行 in {loop} %}}")
    for cell, column in zip(table.rows[2].cells, columns, strict=True):
        add_tag(cell.paragraphs[0], f"{{{{行.{column}}}}}")
    add_tag(table.cell(3, 0).paragraphs[0], "{%tr endfor %}")


def one_page() -> Any:
    """A form: labels and tags in a table."""
    document = Document()
    table = document.add_table(15, 4)
    for number, name in enumerate(FIELDS):
        table.cell(number // 2, number % 2 * 2).text = name
        add_tag(table.cell(number // 2, number % 2 * 2 + 1).paragraphs[0], f"{{{{{name}}}}}")
    return document


def rows() -> Any:
    """A list: thirty rows of five columns, three paragraphs that may be left out, a header."""
    document = Document()
    add_tag(document.sections[0].header.paragraphs[0], "{{字段0}}")
    for name in FIELDS[:9:3]:
        add_tag(document.add_paragraph(), f"{{%p if {name} %}}")
        add_tag(document.add_paragraph("说明："), f"{{{{{name}}}}}")
        add_tag(document.add_paragraph(), "{%p endif %}")
    add_rows(document, "名单", COLUMNS)
    return document


def long() -> Any:
    """A report: two hundred paragraphs, every third with a tag, and four tables."""
    document = Document()
    for number in range(200):
        paragraph = document.add_paragraph(
            "各有关单位要高度重视，加强组织领导，认真抓好落实，确保各项任务按时完成。" * 3
        )
        if number % 3 == 0:
            add_tag(paragraph, f"{{{{{FIELDS[number % 30]}}}}}")
        if number % 50 == 49:
            add_rows(document, "名单", COLUMNS)
    return document


def record(number: int, *, breaks: str = "") -> dict[str, Any]:
    """Values of one record."""
    people = [{column: f"{column}{number}-{at}" for column in COLUMNS} for at in range(30)]
    return {name: f"{name}的内容{number}{breaks}" for name in FIELDS} | {"名单": people}


def by_docxtpl(data: bytes, values: dict[str, Any]) -> bytes:
    """The same document from docxtpl."""
    template, out = DocxTemplate(io.BytesIO(data)), io.BytesIO()
    template.render(values, Environment(autoescape=True))
    template.save(out)
    return out.getvalue()


def rate(engine: Callable[[dict[str, Any]], object], records: list[dict[str, Any]]) -> float:
    """Documents per second of processor time."""
    start, count = time.process_time(), 0
    while (spent := time.process_time() - start) < SECONDS or count < 2:
        engine(records[count % len(records)])
        count += 1
    return count / spent


def quick(render: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    """The same with the quicker library for compressing."""

    def rendered(values: dict[str, Any]) -> object:
        package.quicker = QUICKER
        try:
            return render(values)
        finally:
            package.quicker = None

    return rendered


def compiling(data: bytes, scope: Scope | None = None) -> float:
    """Milliseconds of processor time to compile a template, the best of several."""
    found = []
    for _ in range(COMPILATIONS):
        start = time.process_time()
        Template.compile(data, scope=scope)
        found.append(time.process_time() - start)
    return min(found) * 1000


def measure(name: str, document: Any, rounds: int) -> None:
    """Print one template's line."""
    data = saved(document)
    ours = Template.compile(data)
    records, broken = [record(n) for n in range(8)], [record(n, breaks="\n第二行") for n in range(8)]
    finished = ours.render(records[0])
    with zipfile.ZipFile(io.BytesIO(finished)) as archive:
        body = archive.read(MAIN)
    engines: dict[str, tuple[Callable[[dict[str, Any]], object], list[dict[str, Any]]]] = {
        "docxtpl": (lambda values: by_docxtpl(data, values), records),
        "ours": (ours.render, records),
        "breaks": (ours.render, broken),
        "floor": (lambda _: data + zlib.compress(body, 6) + zlib.crc32(body).to_bytes(4, "little"), records),
    }
    if QUICKER is not None:
        engines["quick"] = (quick(ours.render), records)
    turns = [{key: rate(*engine) for key, engine in engines.items()} for _ in range(rounds)]

    def times(one: str, other: str) -> float:
        return statistics.median(turn[one] / turn[other] for turn in turns)

    beside = f", {times('quick', 'docxtpl'):.0f} x with isal" if QUICKER is not None else ""
    print(
        f"{name:9} {statistics.median(turn['ours'] for turn in turns):6.0f} documents/s, "
        f"{times('ours', 'docxtpl'):6.1f} x docxtpl{beside}, {times('ours', 'floor'):5.2f} of the floor, "
        f"line breaks cost {times('ours', 'breaks'):4.2f} x, compiled in {compiling(data):3.0f} ms"
    )


def measure_compiling() -> None:
    """Print how long a form of 240 tags takes whose every name is checked, and one whose names are not."""
    names = [Name(f"field_{number}", f"第{number}项（说明）", Kind.TEXT) for number in range(240)]
    columns = tuple(Name(f"column_{number}", f"列{number}", Kind.TEXT) for number in range(12))
    tables = [Name(f"table_{number}", f"明细{number}", Kind.ROWS, members=columns) for number in range(6)]
    document = Document()
    table = document.add_table(60, 8)
    for number, name in enumerate(names):
        row, column = divmod(number, 4)
        table.cell(row, column * 2).text = name.label
        add_tag(table.cell(row, column * 2 + 1).paragraphs[0], f"{{{{{name.label}}}}}")
    data = saved(document)
    checked = compiling(data, Scope([*names, *tables]))
    print(f"240 tags  compiled in {checked:3.0f} ms with their names checked, {compiling(data):3.0f} ms without")


def saved(document: Any) -> bytes:
    """Its bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def main() -> None:
    """Measure the three templates, ten thousand papers, then whatever comparison stands beside the checkout."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    package.quicker = None
    for make in (one_page, rows, long):
        measure(make.__name__, make(), rounds)
    measure_compiling()
    if QUICKER is None:
        print("isal is not installed: nothing measured with it")
    papers.measure()
    if SHARED.exists():
        sys.stdout.flush()
        command = [sys.executable, "-c", _RUN, str(SHARED), str(rounds)]
        sys.exit(subprocess.run(command, cwd=ROOT, check=False).returncode)


_RUN = "import runpy, sys; sys.path.insert(0, ''); del sys.argv[0]; runpy.run_path(sys.argv[0], run_name='__main__')"
"""A script in another folder does not see the packages of the folder it is run in."""

if __name__ == "__main__":
    main()
