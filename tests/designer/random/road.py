"""The whole road of a random type: published, filled in, handed in, listed, exported, printed; nothing may break."""

import io
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from docx import Document
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.definitions import codec, lookups
from app.definitions import service as definitions
from app.definitions.schema import RecordType
from app.definitions.service import publish
from app.extensions import db
from tests.conftest import NOW
from tests.designer.random.types import Drawing, sensible, tags_of, template_of
from tests.designer.random.values import Known, typed
from tests.workflow.office import Office

FORMS = 2
"""So many forms are filled in of each type."""
SOME = 2
"""So many of all the pages and lists are asked for, of each type others."""
TABS = ("", "?tab=flow", "?tab=papers", "?tab=history", "/edit", "?tab=content")
LISTS = (
    "",
    "view=v0",
    "view=v1",
    "view=all",
    "q=甲",
    "sort=-title",
    "sort=f1",
    "f=f1~is~1",
    "page=2",
    "view=v0&sort=f2",
)


@dataclass
class Road:
    """An office in which types are made, one after the other; `seen` counts what came of it."""

    app: Flask
    office: Office
    login: Callable[[str], FlaskClient]
    folder: Path
    seen: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.clerk, self.designer = self.login("solo"), self.login("ada")
        departments = (self.office.section, self.office.college)
        self.known = Known(tuple(map(str, self.office.people.values())), tuple(map(str, departments)))

    def go(self, seed: int) -> None:
        """One type; its template is gone afterwards, and the type retired."""
        rng, path = Random(-seed), self.folder / f"{template_of(seed)}.docx"
        definition = self._published(seed, path)
        try:
            records = [made for _ in range(FORMS) if (made := self._filled(definition, rng))]
            for record_id in records:
                self._looked_at(record_id, rng)
                self._pressed(definition, record_id)
            self._listed(definition, rng)
            if records:
                self._counted(definition, records[-1])
                self._changed(definition, records[0], rng)
            page = rng.choice(("fields", "preview/form", "publish"))
            self.ask(self.designer, "get", f"/designer/{definition.key}/{page}")
        finally:
            path.unlink()
        with self.app.app_context():
            definitions.retire(definition.key, actor=self.office.desk("ada").actor, retired=True)
            db.session.commit()

    def ask(self, browser: FlaskClient, method: str, address: str, **more: object) -> TestResponse:
        """A request that may be refused, but never breaks."""
        answer: TestResponse = getattr(browser, method)(address, **more)
        answer.get_data()
        answer.close()  # files are sent from open ones
        assert answer.status_code < 500, f"{method} {address}: {answer.status_code}"
        self.seen[f"{method} {answer.status_code}"] += 1
        return answer

    def _published(self, seed: int, path: Path) -> RecordType:
        with self.app.app_context():
            definition = sensible(Drawing(seed).definition(), lookups.site_world())
            assert codec.load(codec.dump(definition)) == definition
            document, out = Document(), io.BytesIO()
            for tag in tags_of(definition):
                document.add_paragraph(tag)
            document.save(out)
            path.write_bytes(out.getvalue())
            publish(definition, actor=None, now=NOW)
            db.session.commit()
        return definition

    def _filled(self, definition: RecordType, rng: Random) -> int | None:
        new = f"/types/{definition.key}/new"
        if rng.random() < 0.5:
            self.ask(self.clerk, "get", new)
        data = _grouped(list(typed(definition, rng, known=self.known)))
        self.ask(self.clerk, "post", f"/types/{definition.key}/{rng.choice(('preview', 'draft'))}", data=data)
        for press in ("go0", ""):
            reasons = {f"_reason.{check.key}": "知道了" for check in definition.checks}
            answer = self.ask(self.clerk, "post", new, data={**data, **reasons, "_press": press})
            if found := re.search(r"/records/(\d+)", answer.headers.get("Location", "")):
                self.seen["submitted" if press and definition.workflow else "created"] += 1
                return int(found[1])
        return None

    def _looked_at(self, record_id: int, rng: Random) -> None:
        self.ask(self.clerk, "get", f"/records/{record_id}{rng.choice(TABS)}")
        answer = self.ask(self.clerk, "post", f"/records/{record_id}/papers/sheet")
        self.seen["issued"] += answer.status_code == 302

    def _counted(self, definition: RecordType, record_id: int) -> None:
        """Of a report: its figures counted, shown with their records; a draft taken over; what it is checked by."""
        figures, narratives = (_keys(definition, kind) for kind in ("figure", "narrative"))
        if not figures and not narratives:
            return
        pages = [f"figures/{key}" for key in figures] + [f"narratives/{key}" for key in narratives]
        answer = self.ask(self.clerk, "post", f"/reports/{record_id}/compute")
        self.seen["counted"] += answer.status_code == 302
        for page in [*pages, *(f"{page}/records" for page in pages if page.startswith("narratives"))]:
            self.ask(self.clerk, "get", f"/reports/{record_id}/{page}")
        for key in narratives:
            self.ask(self.clerk, "post", f"/reports/{record_id}/narratives/{key}")
        self.ask(self.clerk, "get", f"/records/{record_id}?tab=figures")
        self.ask(self.clerk, "get", f"/records/{record_id}?tab=check")

    def _pressed(self, definition: RecordType, record_id: int) -> None:
        """Decided until nothing follows; what was handed in is refused once, what cannot be is refused twice."""
        refused = 0
        for move in definition.workflow.transitions if definition.workflow else ():
            answer = self.ask(self.clerk, "post", f"/records/{record_id}/press/{move.key}", data={"comment": "好"})
            self.seen["pressed"] += answer.status_code == 302
            refused += answer.status_code != 302
            if refused == 2:
                return

    def _listed(self, definition: RecordType, rng: Random) -> None:
        for asked in rng.sample(LISTS, SOME):
            self.ask(self.clerk, "get", f"/types/{definition.key}?{asked}")
        chosen = rng.choice(("xlsx", "csv"))
        self.ask(self.clerk, "post", f"/types/{definition.key}/export?view=v0", data={"format": chosen})

    def _changed(self, definition: RecordType, record_id: int, rng: Random) -> None:
        data = _grouped(list(typed(definition, rng, known=self.known)))
        self.ask(self.clerk, "post", f"/records/{record_id}/edit", data={**data, "_press": ""})


def _keys(definition: RecordType, kind: str) -> list[str]:
    """The fields of a type of field."""
    return [each.key for each in definition.fields() if each.type == kind]


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    """As a form: the texts of each name."""
    data: dict[str, list[str]] = {}
    for name, text in pairs:
        data.setdefault(name, []).append(text)
    return data
