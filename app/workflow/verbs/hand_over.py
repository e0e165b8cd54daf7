"""转办: who has to decide passes the task on. The task leaves them, sight of the record stays."""

from collections.abc import Iterable
from typing import Literal

from app.web.language import N_
from app.workflow import stand_ins, tasks
from app.workflow.verbs import people, telling
from app.workflow.verbs.verb import Acting, Place, Verb


class HandOver(Verb):
    """Another one decides instead."""

    key, label, icon = "hand_over", N_("转办"), "arrow-forward-up"
    says, done = N_("转给 %(names)s 办理"), N_("已转给 %(names)s 办理")
    hint = N_("转办以后由对方办理，您仍然可以查看；流程里会一直注明。")
    words, people, concerns = "required", "one", "task"

    def targets(self, place: Place) -> Iterable[int]:
        """The tasks that this person may decide now, unless the state wants them decided by whom it asks."""
        if place.state is None or place.state.hand_over == "never":
            return ()
        return [task.id for task in place.mine() if not task.added or place.state.hand_over == "anybody"]

    def receives(self, place: Place, target: int) -> Literal["holders", "anybody"]:
        """Those who could hold it; anybody where the state says so."""
        del target
        return "anybody" if place.state is not None and place.state.hand_over == "anybody" else "holders"

    def do(self, acting: Acting) -> None:
        """The old task ends, a new one of the same position begins."""
        assert acting.task is not None
        people.refuse_as_receivers(acting, self.receives(acting.place, acting.target))
        (to,) = acting.given.people
        tasks.close(acting.record, acting.task, tasks.HANDED, desk=acting.desk)
        new = tasks.like(acting.task, now=acting.desk.now, person_id=to)
        stand_ins.let_see(tasks.give(acting.desk.session, [new]), desk=acting.desk)
        acting.subject.settle()
        telling.tell(acting, [to], "handed_over")
