"""抄送: others are given sight of a record, and told; who gave it takes it back."""

from collections.abc import Iterable

import sqlalchemy as sa

from app.errors import AppError, Conflict, Forbidden, Invalid
from app.records import store
from app.web.language import N_
from app.workflow import engine, queries
from app.workflow.models import Copy
from app.workflow.verbs import people, telling
from app.workflow.verbs.verb import Acting, Place, Verb


class CopyTo(Verb):
    """The owner, a clerk, or who has to decide lets others read it."""

    key, label, icon = "copy", N_("抄送"), "mail-forward"
    says, done = N_("抄送 %(names)s"), N_("已抄送 %(names)s")
    hint = N_("被抄送的人可以查看这条记录，不能办理；随时可以收回。")
    people = "several"

    def targets(self, place: Place) -> Iterable[int]:
        """In every state."""
        return (0,) if engine.is_clerk(place.standing, place.presser) or place.mine() else ()

    def do(self, acting: Acting) -> None:
        """Each gets sight, a line among the copies and a message; who has a copy already is named."""
        people.refuse_unknown(acting)
        has_one = [copied.user_id for copied in acting.place.copies]
        if twice := [each for each in acting.given.people if each in has_one]:
            raise Invalid.because("workflow.copied_already", place="people", names=people.names(twice))
        desk, record = acting.desk, acting.record
        made = [
            Copy(
                record_id=record.id,
                user_id=each,
                by_id=desk.actor.id,
                comment=acting.given.comment,
                created_at=desk.now,
            )
            for each in acting.given.people
        ]
        desk.session.add_all(made)
        desk.session.flush()  # the grant names the copy
        for copy in made:
            store.grant(desk.session, record.id, [store.Grant(f"user:{copy.user_id}", why=_why(copy.id))])
        telling.tell(acting, acting.given.people, "copied")


class TakeBackCopy(Verb):
    """Who copied takes it back: the sight that the copy gave ends."""

    key, label, icon = "uncopy", N_("收回抄送"), "mail-off"
    says, done = N_("收回给 %(names)s 的抄送"), N_("已收回给 %(names)s 的抄送")
    words, concerns, in_menu = "none", "copy", False

    def targets(self, place: Place) -> Iterable[int]:
        """One's own copies."""
        return [copied.id for copied in place.copies if copied.by_id is not None and copied.by_id == place.presser.id]

    def refusal(self, place: Place) -> AppError:
        """There may be nothing any more."""
        return Forbidden(f"workflow.{self.key}") if place.copies else Conflict("workflow.copy_gone")

    def do(self, acting: Acting) -> None:
        """Once only."""
        copied = next(each for each in acting.place.copies if each.id == acting.target)
        mine = (Copy.id == copied.id, Copy.by_id == acting.desk.actor.id, queries.IN_FORCE)
        done = acting.desk.session.execute(sa.update(Copy).where(*mine).values(taken_back_at=acting.desk.now))
        if done.rowcount != 1:  # type: ignore[attr-defined]
            raise Conflict("workflow.copy_gone", current=acting.record)
        store.revoke(acting.desk.session, acting.record.id, why=_why(copied.id))
        acting.facts["people"] = [copied.user_id]


def _why(copy_id: int) -> str:
    return f"copy:{copy_id}"
