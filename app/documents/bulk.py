"""Papers of many records: long work, a stretch of records at a time; one that is refused does not stop the others.

Begun again after a stop, it goes on behind the last stretch that was kept.
"""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from werkzeug.datastructures import MultiDict

from app.accounts import queries as accounts
from app.audit import service as audit
from app.definitions.compiled import CompiledType
from app.definitions.schema import Document as Paper
from app.documents import access, bulk_result, making, queries, service, templates
from app.documents.bulk_notes import Done, Notes, Refusal
from app.documents.making import Outline, Row
from app.documents.models import Document
from app.documents.templates import Shelved
from app.errors import Fault, Forbidden, Invalid
from app.fields import signs_of
from app.jobs.worker import Progress
from app.records import desks, once
from app.records import queries as records
from app.records.desk import Desk
from app.records.lists import Asked, RecordList
from app.records.models import Record
from app.web import database
from app.web.language import speaking
from app.web.words import say

KIND = "documents.bulk"
STRETCH = 100
"""Records whose papers are entered in one transaction."""
MOST = 20_000
"""Records at once."""
FAULTS_SAID = 3


@dataclass(frozen=True, slots=True)
class Ready:
    """A paper of a record: new files that print the record as it was saved then, or those that are there already."""

    record_id: int
    saved: int
    new: Sequence[Row] = ()
    kept: Sequence[int] = ()


@dataclass
class Stretch:
    """What can be said of some records, `start` of them behind the first, before anything is entered."""

    start: int
    ids: Sequence[int]
    ready: list[Ready] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    read: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    """Papers with sensitive fields, for the audit."""
    files: making.Batch | None = None
    """Those of the new papers."""


def asking(shown: RecordList, papers: Sequence[str], form: str, *, again: bool, token: str) -> dict[str, Any]:
    """What the long work is told; `again`: papers whose content has not changed are made anew, too."""
    asked = {**shown.asked.args(), "pick": [str(each) for each in shown.asked.picked]}
    order = {"type": shown.compiled.key, "asked": asked, "papers": list(papers), "form": form, "again": again}
    return {**order, "token": token}


def token_of(given: str, user_id: int) -> str:
    """The name of an order: the same for a form that is sent twice, another for every person."""
    return hashlib.sha256(f"{user_id}:{given}".encode()).hexdigest()[:32]


def work(args: Mapping[str, Any], user_id: int | None, progress: Progress) -> dict[str, Any]:
    """Long work: make the papers, then put them together in a file for who asked."""
    desk = desks.of_user(user_id or 0)
    with speaking(desk.language):
        notes = Notes(args["token"])
        with closing(_Order(args, desk)) as order:
            if not notes.ids:
                notes.begin(order.ids())
            total = len(notes.ids)
            for stretch in _one_ahead(order.stretches(notes)):
                order.enter(stretch, notes)
                progress.step(stretch.start + len(stretch.ids), total)
        return bulk_result.told(args, notes, desk, progress)


def _one_ahead(stretches: Iterator["Stretch"]) -> Iterator["Stretch"]:
    """Each when the next one is drawn up: meanwhile the disk takes its files."""
    waiting = next(stretches, None)
    while waiting is not None:
        following = next(stretches, None)
        yield waiting
        waiting = following


class _Order:
    """The making of one order."""

    def __init__(self, args: Mapping[str, Any], desk: Desk) -> None:
        self.args, self.desk, self.session = args, desk, desk.session
        self.papers: list[str] = args["papers"]
        self.current = desk.types.current(args["type"])
        self.writer = making.Writer(year=desk.today.year)
        self.shelves: dict[tuple[int, str], Shelved | Invalid] = {}

    @property
    def stretch(self) -> int:
        """How many records are entered at once: fewer where a record has many files."""
        papers = [self.current.document(key) for key in self.papers]
        return STRETCH // 10 if any(paper and paper.each for paper in papers) else STRETCH

    def close(self) -> None:
        """Nothing more is written."""
        self.writer.close()

    def ids(self) -> list[int]:
        """The records of the list as it is now."""
        asked = Asked.read(MultiDict(self.args["asked"]))
        lines = RecordList(self.current, asked, self.desk).lines()
        found = [line.id for line in islice(lines, MOST + 1)]
        if len(found) > MOST:
            raise Invalid.because("bulk.too_many", most=MOST)
        return found

    def stretches(self, notes: Notes) -> Iterator[Stretch]:
        """What is still to be entered, each stretch drawn up when it is asked for."""
        for start in range(0, len(notes.ids), self.stretch):
            if not self._was_kept(start, notes):
                yield self._drawn_up(start, notes.ids[start : start + self.stretch])

    def _was_kept(self, start: int, notes: Notes) -> bool:
        """Whether a stretch was entered before the work was interrupted."""
        made = once.made_before(self.session, self._mark(start), route=KIND, actor=self.desk.actor)
        return made is not None and start in notes.stretches

    def enter(self, stretch: Stretch, notes: Notes) -> None:
        """The papers of a stretch, their files on the disk, entered in one transaction, which stays open."""
        _finish(stretch)
        database.begin_write()
        saved = records.lock_versions(self.session, stretch.ids)
        changed = {each.record_id for each in stretch.ready if saved.get(each.record_id) != each.saved}
        if changed:
            stretch = self._renewed(stretch, changed)
        for template in self.shelves.values():
            if isinstance(template, Shelved):
                templates.keep(template, session=self.session, now=self.desk.now)
        made = making.enter([each.new for each in stretch.ready if each.new], desk=self.desk)
        audit.record_each("document.read", stretch.read, actor=self.desk.actor)
        left = iter(made)
        files = [each for paper in stretch.ready for each in (*paper.kept, *islice(left, len(paper.new)))]
        notes.keep(stretch.start, Done(files, len(made), stretch.refused))
        if made:
            mark, last, desk = self._mark(stretch.start), stretch.ids[-1], self.desk
            once.remember(self.session, mark, last, route=KIND, actor=desk.actor, now=desk.now)

    def _mark(self, start: int) -> str:
        return f"{self.args['token']}:{start}"

    def _renewed(self, stretch: Stretch, changed: Collection[int]) -> Stretch:
        """Somebody saved some of the records in between: theirs anew, now that nobody can."""
        again = self._drawn_up(stretch.start, sorted(changed))
        _finish(again)
        places = {record_id: at for at, record_id in enumerate(stretch.ids)}
        ready = [*(each for each in stretch.ready if each.record_id not in changed), *again.ready]
        return Stretch(
            stretch.start,
            stretch.ids,
            sorted(ready, key=lambda each: places[each.record_id]),
            [*stretch.refused, *again.refused],
            [*stretch.read, *again.read],
        )

    def _drawn_up(self, start: int, ids: Sequence[int]) -> Stretch:
        """Every paper of these records, rendered and given to the writers, or refused."""
        stretch = Stretch(start, ids)
        found = records.many(self.session, ids, viewer=self.desk.viewer)
        there: dict[tuple[int, str], list[Document]] = {}
        for document in queries.all_in_force(self.session, {(each, key) for each in ids for key in self.papers}):
            there.setdefault((document.record_id, document.key), []).append(document)
        for record_id in ids:
            record = found.get(record_id)
            if record is None:
                stretch.refused.append(Refusal(f"#{record_id}", "", "", self._say(Fault("bulk.gone"))))
                continue
            for key in self.papers:
                self._draw_up(record, key, there.get((record_id, key), ()), stretch)
        stretch.files = self.writer.batch()
        return stretch

    def _draw_up(self, record: Record, key: str, current: Sequence[Document], stretch: Stretch) -> None:
        compiled = self.desk.compiled(record)
        try:
            outline = self._outline(record, compiled, key)
            if current and not self.args["again"] and outline.is_said_by(current):
                ready = Ready(record.id, record.lock_version, kept=[document.id for document in current])
            else:
                drafts = outline.drafts(self.desk)
                self.writer.take(drafts)
                ready = Ready(record.id, record.lock_version, [draft.row for draft in drafts])
        except (Invalid, Forbidden) as refused:
            stretch.refused.append(Refusal(record.title, record.number or "", self._label(key), self._why(refused)))
            return
        stretch.ready.append(ready)
        if secret := access.secrets(compiled, outline.shelved.prints):
            stretch.read.append((f"record:{record.id}", {"paper": key, "fields": secret}))

    def _outline(self, record: Record, compiled: CompiledType, key: str) -> Outline:
        """What the paper will say; refused as it is when a single one is made."""
        paper = compiled.document(key)
        if paper is None:
            raise Invalid.because("bulk.no_such_paper", paper=self._label(key))
        service.refuse_strangers(record, compiled, desk=self.desk)
        service.refuse_state(paper, record, compiled)
        shelved = self._shelved(compiled, paper)
        service.refuse_readers(shelved.prints, record, compiled, desk=self.desk)
        return Outline.of(record, compiled, paper, shelved, self.desk)

    def _shelved(self, compiled: CompiledType, paper: Paper) -> Shelved:
        """The template of a paper: one for the whole order, looked up once, also where it does not serve."""
        place = compiled.version_id, paper.key
        if place not in self.shelves:
            try:
                self.shelves[place] = templates.shelved(compiled, paper, session=self.session)
            except Invalid as error:
                self.shelves[place] = error
        found = self.shelves[place]
        if isinstance(found, Invalid):
            raise Invalid(found.faults)
        return found

    def _label(self, key: str) -> str:
        paper = self.current.document(key)
        return paper.label.text(self.desk.language) if paper else key

    def _say(self, fault: Fault) -> str:
        return say(fault, self.desk.language)

    def _why(self, refused: Invalid | Forbidden) -> str:
        if isinstance(refused, Invalid):
            return signs_of(self.desk.language).rows.join(map(self._say, refused.faults[:FAULTS_SAID]))
        labels = {role.key: role.label(self.desk.language) for role in accounts.roles()}
        who = tuple(labels[key] for key in refused.who if key in labels)
        code = "bulk.may_not_make" if refused.deed == "document.issue" else "bulk.may_not_read"
        return self._say(Fault(code if who else f"{code}_at_all", facts={"who": who}))


def _finish(stretch: Stretch) -> None:
    if stretch.files:
        stretch.files.finish()


JOBS = {KIND: work}
"""The long work of papers, by kind."""
