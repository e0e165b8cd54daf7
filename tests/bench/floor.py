"""The least that a page could cost: bare Flask, sqlite3, a template: `python -m tests.bench.floor DATABASE PORT`.

No log-in, no rights, no history, no search, no layout: `/list` shows 50 of 10,000 rows, filtered, sorted and counted;
`/form` has 15 fields; `/submit` is one INSERT and a commit.
"""

import sqlite3
import sys
import threading
from pathlib import Path
from typing import Any

from flask import Flask, redirect, render_template, request
from jinja2 import DictLoader
from waitress import serve

from tests.bench.visits import CHOICES, FIELDS, rows

SHOWN = ("id", "group_name", "country", "category", "start_date", "amount", "host")
PAGE = 50
LIST = """<!doctype html><title>list</title><p>{{ count }}</p><table><tr>
{%- for name in shown %}<th><a href="?sort={{ name }}">{{ name }}</a></th>{% endfor %}</tr>
{%- for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table>"""
FORM = """<!doctype html><title>form</title><form method="post" action="/submit">
{%- for name in fields %}<label for="{{ name }}">{{ name }}</label>
{%- if name in choices %}<select name="{{ name }}" id="{{ name }}">
{%- for each in choices[name] %}<option>{{ each }}</option>{% endfor %}</select>
{%- elif name == "purpose" %}<textarea name="{{ name }}" id="{{ name }}"></textarea>
{%- else %}<input name="{{ name }}" id="{{ name }}">{% endif %}{% endfor %}<button>ok</button></form>"""
_INSERT = f"insert into visit ({','.join(FIELDS)}) values ({','.join('?' * len(FIELDS))})"

app = Flask(__name__)
app.jinja_env.loader = DictLoader({"list.html": LIST, "form.html": FORM})
_mine = threading.local()


def database() -> sqlite3.Connection:
    """The connection of this thread."""
    found: sqlite3.Connection | None = getattr(_mine, "connection", None)
    if found is None:
        _mine.connection = found = sqlite3.connect(app.config["DATABASE"], isolation_level=None, timeout=10)
        found.execute("pragma journal_mode=wal")
        found.execute("pragma synchronous=full")
    return found


@app.get("/list")
def index() -> str:
    """Fifty rows of one country, the latest first."""
    wanted, sort = request.args["country"], request.args.get("sort", "start_date")
    sort = sort if sort in SHOWN else "id"
    (count,) = database().execute("select count(*) from visit where country = ?", (wanted,)).fetchone()
    query = f"select {','.join(SHOWN)} from visit where country = ? order by {sort} desc, id desc limit {PAGE}"
    found = database().execute(query, (wanted,)).fetchall()
    return render_template("list.html", count=count, shown=SHOWN, rows=found)


@app.get("/form")
def form() -> str:
    """The form."""
    return render_template("form.html", fields=FIELDS, choices=CHOICES)


@app.post("/submit")
def submit() -> Any:
    """Keep a row."""
    database().execute(_INSERT, [request.form[name] for name in FIELDS])
    return redirect("/form", 303)


def fill(path: Path) -> None:
    """Make the database."""
    app.config["DATABASE"] = str(path)
    made = database()
    made.execute(f"create table visit (id integer primary key, {','.join(FIELDS)})")
    made.execute("begin")
    made.executemany(_INSERT, ([row[name] for name in FIELDS] for row in rows()))
    made.execute("create index visit_country on visit (country)")
    made.execute("create index visit_start on visit (start_date)")
    made.execute("commit")


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
    serve(app, host="127.0.0.1", port=int(sys.argv[2]), threads=4)
