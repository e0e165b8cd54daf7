"""How long 10,000 × 20 cells take to write and to read, beside the bare libraries: `python -m tests.bench.sheets`."""

import time
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from app.exports import FORMATS, Cell, Column, Sheet
from app.imports import read

ROWS, WIDTH, TURNS = 10_000, 20, 3
KINDS = ("text", "number", "money", "date")
COLUMNS = tuple(Column(f"c{at}", f"第{at}列", KINDS[at % 4]) for at in range(WIDTH))  # type: ignore[arg-type]


def cell(row: int, at: int) -> Cell:
    """A value of the column's kind."""
    values = (f"文字{row}-{at}", Decimal(row * WIDTH + at), Decimal(row) / 100, date(2024, 1, 1) + timedelta(row % 365))
    return values[at % 4]


TABLE = [tuple(cell(row, at) for at in range(WIDTH)) for row in range(ROWS)]


def bare_write() -> bytes:
    """XlsxWriter alone, with the same number formats."""
    file = BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        day, money = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "#,##0.00"})
        for line, row in enumerate(TABLE):
            for at, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(line, at, value)
                elif isinstance(value, date):
                    page.write_datetime(line, at, value, day)
                else:
                    page.write_number(line, at, value, money)
    return file.getvalue()


def best(deed: Callable[[], object]) -> float:
    """The fewest seconds of processor time of a few turns."""
    times = []
    for _ in range(TURNS):
        started = time.process_time()
        deed()
        times.append(time.process_time() - started)
    return min(times)


def main() -> None:
    """Print the figures."""
    sheet = Sheet("台账", COLUMNS, TABLE)
    data = {form.name: form.write(sheet) for form in FORMATS}
    bare_read = best(lambda: CalamineWorkbook.from_filelike(BytesIO(data["xlsx"])).get_sheet_by_index(0).to_python())
    floors = {"xlsx": (best(bare_write), bare_read)}
    for form in FORMATS:
        written = best(lambda form=form: form.write(sheet))  # type: ignore[misc]
        taken = best(lambda form=form: read(data[form.name], name=f"x.{form.extension}"))  # type: ignore[misc]
        print(f"{form.name}: write {written:.2f} s, read {taken:.2f} s, {len(data[form.name]) / 1e6:.2f} MB", end="")
        if form.name in floors:
            write, load = floors[form.name]
            print(f"; bare write {write:.2f} s (ratio {written / write:.2f}), bare read {load:.2f} s", end="")
            print(f" (ratio {taken / load:.2f})", end="")
        print()


if __name__ == "__main__":
    main()
