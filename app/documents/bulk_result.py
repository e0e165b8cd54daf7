"""What a making of many papers leaves: one file with all of them, a list of what was not made, and what is said."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from flask_babel import gettext

from app.audit import service as audit
from app.definitions.template_kinds import kind_of
from app.documents import files, making, packs, queries
from app.documents.bulk_notes import Notes, Refusal
from app.errors import Invalid, NotFound
from app.exports import FORMATS, Column, Sheet
from app.jobs import results
from app.jobs.worker import Progress
from app.records.desk import Desk
from app.records.lists import title_of
from app.web import database
from app.web.sent import clean_name

ARCHIVE, ONE_FILE = "zip", "word"
STEP = 100
AT_A_TIME = 8
REASONS_SHOWN = 10


def told(args: Mapping[str, Any], notes: Notes, desk: Desk, progress: Progress) -> dict[str, Any]:
    """Pack what there is, and say what came of it."""
    whole, links = notes.whole, []
    lines = [str(gettext("共 %(records)d 条记录，新生成材料 %(made)d 份", records=len(notes.ids), made=whole.made))]
    if kept := len(whole.files) - whole.made:
        lines.append(str(gettext("%(count)d 份内容没有变化，用的是已有的", count=kept)))
    if whole.files:
        packed = _Packing(args, notes, desk, progress).packed()
        links.append({"url": packed, "label": str(gettext("下载材料"))})
    if whole.refused:
        lines += _reasons(whole.refused)
        links.append({"url": _refusals(args, whole.refused, desk), "label": str(gettext("下载没有生成的清单"))})
    database.begin_write()
    facts = {"papers": args["papers"], "files": len(whole.files), "refused": len(whole.refused)}
    audit.record("documents.packed", actor=desk.actor, about=f"type:{args['type']}", facts=facts)
    return {"lines": lines, "links": links}


class _Packing:
    """The file with all papers, written as they are read."""

    def __init__(self, args: Mapping[str, Any], notes: Notes, desk: Desk, progress: Progress) -> None:
        self.args, self.notes, self.desk, self.progress = args, notes, desk, progress

    def packed(self) -> str:
        """Write it; gives its address."""
        name, token = self._name(), self.args["token"]
        with results.place(token).open("wb") as file:
            if self.args["form"] == ONE_FILE:
                ending = packs.write_joined(file, (data for _, data in self._files()), name=name)
            else:
                packs.archive(file, self._files())
                ending = "zip"
        return results.give(token, clean_name(f"{name}.{ending}"), user_id=self.desk.actor.id)

    def _name(self) -> str:
        """来访备案表_128份_2024-03-05."""
        compiled, keys = self.desk.types.current(self.args["type"]), self.args["papers"]
        paper = compiled.document(keys[0]) if len(keys) == 1 else None
        what = paper.label.text(self.desk.language) if paper else f"{title_of(compiled)}_{gettext('材料')}"
        count = gettext("%(count)d份", count=len(self.notes.whole.files))
        return f"{what}_{count}_{self.desk.today.isoformat()}"

    def _files(self) -> Iterator[tuple[str, bytes]]:
        """Names and contents in the order of the list; in between others can write, and it can be stopped."""
        ids, total = self.notes.whole.files, len(self.notes.ids)
        for start in range(0, len(ids), STEP):
            there = queries.files_of(self.desk.session, ids[start : start + STEP])
            database.begin_write()
            self.progress.step(total, total)
            yield from _read(there, making.root())


def _read(there: Sequence[tuple[str, str, str]], root: Path) -> Iterator[tuple[str, bytes]]:
    """A few at a time, the next ones proved while these are packed."""
    parts = [there[start : start + AT_A_TIME] for start in range(0, len(there), AT_A_TIME)]
    with ThreadPoolExecutor(1) as reader:
        coming = [reader.submit(_contents, root, part) for part in parts[:1]]
        for number, part in enumerate(parts):
            contents = coming.pop().result()
            coming += [reader.submit(_contents, root, following) for following in parts[number + 1 : number + 2]]
            yield from zip((name for name, *_ in part), contents, strict=True)


def _contents(root: Path, some: Sequence[tuple[str, str, str]]) -> list[bytes]:
    return [_content(root, *each) for each in some]


def _content(root: Path, name: str, folder: str, content: str) -> bytes:
    try:
        return files.read(root, folder, content, ending=kind_of(name).name)
    except NotFound:
        raise Invalid.because("document.file_gone") from None


def _reasons(refused: Sequence[Refusal]) -> list[str]:
    """How many were not made, reason by reason."""
    counted = Counter(each.why for each in refused).most_common()
    lines = [
        str(gettext("%(count)d 份没有生成：%(why)s", count=count, why=why)) for why, count in counted[:REASONS_SHOWN]
    ]
    if left := sum(count for _, count in counted[REASONS_SHOWN:]):
        lines.append(str(gettext("还有 %(count)d 份没有生成，原因见清单", count=left)))
    return lines


def _refusals(args: Mapping[str, Any], refused: Sequence[Refusal], desk: Desk) -> str:
    """The list of what was not made, as a workbook; gives its address."""
    heads = (gettext("名称"), gettext("编号"), gettext("材料"), gettext("没有生成的原因"))
    columns = tuple(Column(str(at), str(head)) for at, head in enumerate(heads))
    rows = ((each.title, each.number, each.paper, each.why) for each in refused)
    token, title = f"{args['token']}r", str(gettext("没有生成的清单"))
    with results.place(token).open("wb") as file:
        FORMATS.get("xlsx").write_to(Sheet(title, columns, rows), file)
    return results.give(token, f"{title}_{desk.today.isoformat()}.xlsx", user_id=desk.actor.id)
