"""催办: those who have to decide are told once more, not more often than every few hours."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.errors import AppError, Conflict, Forbidden
from app.web.language import N_
from app.workflow import engine, holders, stand_ins
from app.workflow.verbs import telling
from app.workflow.verbs.verb import Acting, Place, Verb

REST = timedelta(hours=4)
"""Between two reminders about the same record."""


def again_at(reminded_at: datetime | None) -> datetime | None:
    """From when one may remind again."""
    return reminded_at + REST if reminded_at else None


class Remind(Verb):
    """The owner, a clerk, or who asked somebody in cannot wait any longer."""

    key, label, icon = "remind", N_("催办"), "bell-ringing"
    says, done = N_("催办，已提醒 %(names)s"), N_("已提醒 %(names)s")
    hint = N_("提醒正在等待办理的人。同一件事四小时内只能催一次。")

    def targets(self, place: Place) -> Iterable[int]:
        """Where others decide, and nobody was reminded just now."""
        return (0,) if self._may(place) and not self._is_early(place) else ()

    def refusal(self, place: Place) -> AppError:
        """Nobody is waited for, too early, or not theirs."""
        if not place.standing.tasks:
            return Conflict("workflow.nobody_waits")
        again = again_at(place.reminded_at)
        if self._may(place) and again is not None:
            at = again.astimezone(place.now.tzinfo).strftime("%Y-%m-%d %H:%M")
            return Conflict("workflow.reminded_just_now", at=at)
        return Forbidden(f"workflow.{self.key}")

    def do(self, acting: Acting) -> None:
        """Tell each of them."""
        waiting = [task for task in acting.subject.open_tasks() if not task.asleep]
        stand_ins.let_see(waiting, desk=acting.desk)  # by the roles of today
        asked = holders.ids_of_all(waiting, acting.desk)
        owners = acting.subject.owners
        asked += [each for task in waiting for each in holders.standing_in(task, owners, acting.desk)]
        acting.facts["people"] = [each for each in dict.fromkeys(asked) if each != acting.desk.actor.id]
        telling.tell(acting, asked, "reminded")

    def _may(self, place: Place) -> bool:
        others = [task for task in place.standing.tasks if not task.asleep and not task.is_for(place.presser)]
        asked_in = any(task.asked_by is not None and task.asked_by == place.presser.id for task in others)
        return bool(others) and (asked_in or engine.is_clerk(place.standing, place.presser))

    def _is_early(self, place: Place) -> bool:
        again = again_at(place.reminded_at)
        return again is not None and place.now < again
