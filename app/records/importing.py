"""A ledger looked through, and imported: the same rows by the same rules, the second time with records to show."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext

from app.accounts.actor import Actor
from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import Capability
from app.errors import Fault, Forbidden, Invalid
from app.exports import FORMATS, Column, Sheet
from app.fields.raw import quoted
from app.imports import Table
from app.jobs.worker import Progress
from app.records import desks, exporting, ledger, once, past, staging
from app.records.desk import Desk
from app.records.ledger import Ledger, Row
from app.records.lists import title_of
from app.records.staging import Staged
from app.web import database
from app.web.language import in_all, speaking
from app.web.words import say

CHUNK = 500
AT_ONCE = 1_000
"""Rows that are looked through while one waits; more are long work."""
REST = 0.01
"""Seconds between two chunks, so that others can write."""
SHOWN = 200
"""Faults that the page lists; the file has all of them."""
PREVIEWED = 8
CHECK, IMPORT = "records.check_ledger", "records.import"
_ROUTE = "import"


@dataclass(frozen=True, slots=True)
class Work:
    """What a job works on."""

    staged: Staged
    table: Table
    ledger: Ledger
    compiled: CompiledType
    desk: Desk


def refuse_strangers(actor: Actor) -> None:
    """Past facts are for those with the capability."""
    if not actor.can(Capability.IMPORT_PAST):
        raise Forbidden("records.import", who=(str(Capability.IMPORT_PAST),))


def open_work(staged: Staged, desk: Desk) -> Work:
    """The ledger as it was decided to be read; raises `Invalid` if something is undecided."""
    refuse_strangers(desk.actor)
    compiled = desk.types.current(staged.type_key)
    table = staged.table(compiled)
    plan = staged.plan(table, compiled)
    if faults := ledger.plan_faults(plan, table, compiled):
        raise Invalid(faults)
    return Work(staged, table, Ledger(table, plan, compiled, desk), compiled, desk)


def look_through(work: Work, *, progress: Progress | None = None) -> dict[str, Any]:
    """Judge every row and keep what was found."""
    report: dict[str, Any] = {"rows": 0, "wrong": [], "faults": [], "warnings": [], "preview": []}
    for row in work.ledger.rows():
        report["rows"] += 1
        _tell(report, row, work)
        if progress and report["rows"] % CHUNK == 0:
            database.begin_write()
            progress.step(report["rows"], len(work.table.rows))
    work.staged.keep_report(report)
    return report


def check_work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Long work: look through a long ledger."""
    desk = desks.of_user(user_id or 0)
    with speaking(desk.language):
        staged = staging.get(args["token"], user_id=desk.actor.id)
        report = look_through(open_work(staged, desk), progress=progress)
        database.begin_write()
        line = gettext("看了 %(rows)d 行，%(wrong)d 行有问题", rows=report["rows"], wrong=len(report["wrong"]))
        links = [{"url": f"/imports/{staged.token}/check", "label": str(gettext("看结果"))}]
        return {"lines": [str(line)], "links": links}


def import_work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Long work: import. Begun again after a stop, it goes on behind the last chunk that was kept."""
    desk = desks.of_user(user_id or 0)
    with speaking(desk.language):
        work = open_work(staging.get(args["token"], user_id=desk.actor.id), desk)
        done, rows = _judged(work, skip=bool(args["skip"]))
        count = _import(work, done, rows, progress)
        return _told(work, count, len(work.table.rows) - count)


def faults_sheet(staged: Staged, compiled: CompiledType) -> Sheet:
    """The rows at fault as they came, with their places and faults in front: to be mended and sent again."""
    table, report = staged.table(compiled), staged.report() or {"wrong": []}
    labels = [ledger.column_name(table, column) for column in range(len(table.places.columns))]
    kept = [at for at, label in enumerate(labels) if label not in in_all(*ledger.OURS)]
    line, faults = map(gettext, ledger.OURS)
    ours = (Column("line", line), Column("faults", faults, width=50))
    theirs = (Column(str(at), labels[at]) for at in kept)
    rows = (
        (table.places.lines[at], said, *(table.rows[at][column] for column in kept)) for at, said in report["wrong"]
    )
    return Sheet(str(gettext("问题清单")), (*ours, *theirs), rows)


def faults_file(staged: Staged, compiled: CompiledType) -> bytes:
    """The same as a workbook."""
    return FORMATS.get("xlsx").write(faults_sheet(staged, compiled))


def template(compiled: CompiledType) -> bytes:
    """An empty ledger of a type, to be filled in."""
    columns = tuple(Column(target.key, target.label) for target in ledger.targets(compiled) if target.key != ledger.ON)
    return FORMATS.get("xlsx").write(Sheet(title_of(compiled), columns, ()))


def _tell(report: dict[str, Any], row: Row, work: Work) -> None:
    """What is wrong with a row, and what it would make."""
    if row.faults:
        said = (f"{work.ledger.label_at(fault)}{say(fault)}" for _, fault in row.faults)
        report["wrong"].append((row.index, "\n".join(said)))
    elif len(report["preview"]) < PREVIEWED:
        report["preview"].append({"line": row.line, "title": row.judged.title, "number": row.number or ""})
    for kind, found in (("faults", row.faults), ("warnings", row.warnings)):
        for place, fault in found:
            if len(report[kind]) < SHOWN:
                words = say(fault)
                report[kind].append({"place": place, "given": _given(work, row, fault), "said": words})
        report[f"{kind}_count"] = report.get(f"{kind}_count", 0) + len(found)


def _given(work: Work, row: Row, fault: Fault) -> str:
    cell = work.ledger.cell(row.index, ledger.key_of(fault))
    return "" if cell is None else quoted(cell)


def _judged(work: Work, *, skip: bool) -> tuple[frozenset[int], dict[int, Row]]:
    """The chunks that were kept before, and the good rows of the others. Raises `Invalid` if rows are at fault."""
    total = len(work.table.rows)
    done = frozenset(start for start in range(0, total, CHUNK) if _is_kept(work, start))
    indexes = [index for index in range(total) if index - index % CHUNK not in done]
    rows = {row.index: row for row in work.ledger.rows(indexes)}
    wrong = [index for index, row in rows.items() if row.faults]
    if wrong and not skip:
        raise Invalid.because("past.wrong_rows", count=len(wrong))
    return done, {index: row for index, row in rows.items() if not row.faults}


def _import(work: Work, done: frozenset[int], rows: Mapping[int, Row], progress: Progress) -> int:
    total, made = len(work.table.rows), {int(start): count for start, count in work.staged.meta.get("made", {}).items()}
    for start in range(0, total, CHUNK):
        if start in done:
            continue
        database.begin_write()
        chunk = [rows[index] for index in range(start, min(start + CHUNK, total)) if index in rows]
        last_id = 0
        for row in chunk:
            last_id = _save(work, row)
        _keep(work, start, last_id)
        work.staged.meta["made"] = {str(key): count for key, count in made.items()} | {str(start): len(chunk)}
        made[start] = len(chunk)
        _note(work, len(chunk))
        progress.step(min(start + CHUNK, total), total)
        work.staged.write_meta()
        time.sleep(REST)
    database.begin_write()
    return sum(made.values())


def _save(work: Work, row: Row) -> int:
    desk = work.desk if row.on is None else desks.at(work.desk, row.on)
    state = work.ledger.plan.state
    return past.save(work.compiled, row.judged, state=state, number=row.number, desk=desk).id


def _is_kept(work: Work, start: int) -> bool:
    key = f"{work.staged.token}:{start}"
    return once.made_before(work.desk.session, key, route=_ROUTE, actor=work.desk.actor) is not None


def _keep(work: Work, start: int, last_id: int) -> None:
    if last_id:
        key = f"{work.staged.token}:{start}"
        once.remember(work.desk.session, key, last_id, route=_ROUTE, actor=work.desk.actor, now=work.desk.now)


def _note(work: Work, count: int) -> None:
    facts = {"rows": count, "state": work.ledger.plan.state, "import": work.staged.token}
    audit.record("records.imported", actor=work.desk.actor, about=f"type:{work.compiled.key}", facts=facts)


def _told(work: Work, count: int, skipped: int) -> dict[str, Any]:
    lines = [str(gettext("已导入 %(count)d 条，标记为历史补录", count=count))]
    links = [{"url": f"/types/{work.compiled.key}", "label": str(gettext("看台账"))}]
    if skipped:
        lines.append(str(gettext("跳过了 %(count)d 行有问题的", count=skipped)))
        links.append({"url": f"/imports/{work.staged.token}/faults", "label": str(gettext("下载问题清单"))})
    return {"lines": lines, "links": links, "count": count}


JOBS = {CHECK: check_work, IMPORT: import_work, exporting.KIND: exporting.work}
"""The long work of records, by kind."""
