"""How long 10,000 one-page forms take from a list into a zip: rendered, kept, entered as issued, packed.

Beside it, what rendering and packing alone take: `python -m tests.bench.papers [records]`; `tests.bench.word` does it.
"""

import sys
import tempfile
import time
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from docx import Document
from flask import Flask

from app import create_app
from app.accounts.models import User
from app.documents import bulk
from app.extensions import db
from app.jobs.worker import Progress
from app.word import Template
from tests.bench import office
from tests.bench.visits import FIELDS, rows

RECORDS = 10_000
PAPER = {"key": "form", "label": "来访登记表", "template": "登记表.docx", "filename": "{{ group_name }}"}
ORDER: dict[str, Any] = {"type": "bench_visit", "asked": {}, "papers": ["form"], "form": "zip", "again": False}


class Watched(Progress):
    """Counts nothing; looks at the memory at every step."""

    def __init__(self) -> None:
        super().__init__(0)
        self.early = self.most = 0

    def step(self, done: int, total: int) -> None:
        """Everything up to here stays."""
        db.session.commit()
        self.most = max(self.most, memory())
        if done * 10 <= total:
            self.early = self.most


def memory() -> int:
    """Mebibytes that this process holds."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) >> 10


def template() -> bytes:
    """A form of one page: a title, labels and tags in a table, a footer."""
    document = Document()
    document.add_heading("来访登记表", 0)
    table = document.add_table(len(FIELDS), 2, "Table Grid")
    for row, name in zip(table.rows, FIELDS, strict=True):
        row.cells[0].text, row.cells[1].text = name, f"{{{{ {name} }}}}"
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def from_the_list(app: Flask) -> tuple[float, float, Watched, int]:
    """Seconds by the clock and of the processor, what was watched, and how many files the zip holds."""
    with app.app_context():
        user_id = db.session.scalars(sa.select(User.id)).one()
        db.session.rollback()
        watched, started, worked = Watched(), time.perf_counter(), time.process_time()
        bulk.work({**ORDER, "token": "a" * 32}, user_id, watched)
        db.session.commit()
        took = time.perf_counter() - started, time.process_time() - worked
    with zipfile.ZipFile(app.config["SETTINGS"].instance / "exports" / ("a" * 32)) as packed:
        return *took, watched, len(packed.namelist())


def alone(count: int, folder: Path) -> float:
    """Seconds of the processor for rendering into a zip, and nothing else."""
    compiled, values = Template.compile(template()), list(rows(count))
    started = time.process_time()
    with zipfile.ZipFile(folder / "alone.zip", "w", zipfile.ZIP_STORED) as packed:
        for each in values:
            packed.writestr(f"{each['group_name']}.docx", compiled.render(each))
    return time.process_time() - started


def measure(count: int = RECORDS) -> None:
    """Print the line."""
    with tempfile.TemporaryDirectory() as folder:
        instance = Path(folder)
        (instance / "templates").mkdir()
        (instance / "templates" / str(PAPER["template"])).write_bytes(template())
        office.furnish(instance, papers=[PAPER], count=count)
        app = create_app({"instance": instance})
        seconds, processor, watched, files = from_the_list(app)
        sys.stdout.write(
            f"{files:,} forms into a zip: {seconds:.1f} s from the list to the file ({processor:.1f} s of processor; "
            f"goal 15 s), memory {watched.early} MB after a tenth, {watched.most} MB at most; "
            f"rendering and packing alone {alone(count, instance):.1f} s\n"
        )
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS)
