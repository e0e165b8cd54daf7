"""加签: who has to decide asks others in, before, beside or after. They answer; the flow moves by the asker's decision.

Who asked and who was asked are one unit (`engine`). An opinion after the asker agreed, or a withdrawal that leaves
nobody, asks the asker once more: nothing moves on against a word that the asker has not read.
"""

from collections.abc import Iterable, Mapping
from typing import ClassVar

from app.definitions.schema import Transition
from app.errors import AppError, Conflict, Forbidden
from app.web.language import N_
from app.workflow import engine, queries, stand_ins, tasks
from app.workflow.engine import Offer, OpenTask
from app.workflow.models import Task
from app.workflow.verbs import people, telling
from app.workflow.verbs.verb import Acting, Place, Verb


class AddSigner(Verb):
    """Ask others in."""

    key, label, icon = "add_signer", N_("加签"), "user-plus"
    says, done = N_("请 %(names)s 加签"), N_("已请 %(names)s 加签")
    hint = N_("加签的人可以同意或提出意见，不能代替别人决定；在对方办理以前可以收回。")
    people, concerns = "several", "task"
    hows: ClassVar[Mapping[str, str]] = {
        "before": N_("前加签：对方先办，再由我办"),
        "beside": N_("并加签：同时办，都办完才往下走"),
        "after": N_("后加签：我同意以后，再由对方办"),
    }
    _says: ClassVar[Mapping[str, str]] = {
        "before": N_("请 %(names)s 前加签"),
        "beside": N_("请 %(names)s 并加签"),
        "after": N_("请 %(names)s 后加签"),
    }

    def targets(self, place: Place) -> Iterable[int]:
        """What the definition asks of this person; who was asked in asks nobody else."""
        return [task.id for task in place.mine() if not task.added]

    def saying(self, facts: Mapping[str, object]) -> str:
        """How they were asked."""
        return self._says.get(str(facts.get("how")), self.says)

    def do(self, acting: Acting) -> None:
        """Their tasks join the asker's."""
        assert acting.task is not None
        people.refuse_as_receivers(acting, "anybody")
        acting.facts["how"] = acting.given.how
        asked = [self._task(acting.task, each, acting) for each in acting.given.people]
        stand_ins.let_see(tasks.give(acting.desk.session, asked), desk=acting.desk)
        acting.subject.settle()
        telling.tell(acting, [task.person_id or 0 for task in asked if not task.asleep], "asked_in")

    def _task(self, asker: Task, person_id: int, acting: Acting) -> Task:
        task = tasks.like(asker, now=acting.desk.now, person_id=person_id)
        task.role = task.department_id = None
        task.added, task.asked_by = acting.given.how, acting.desk.actor.id
        return task


class _Answer(Verb):
    """Who was asked in answers."""

    decides, concerns = True, "task"
    outcome: str

    def targets(self, place: Place) -> Iterable[int]:
        """What this person was asked in for."""
        return [task.id for task in place.mine() if task.added]

    def _close(self, acting: Acting) -> None:
        assert acting.task is not None
        acting.subject.refuse_stale(acting.press())
        tasks.close(acting.record, acting.task, self.outcome, desk=acting.desk)
        acting.writes_line = not acting.subject.keep_answer(acting.task, self.key, self.label, acting.press())
        telling.tell_woken(acting, acting.subject.settle())


class Agree(_Answer):
    """同意: where the asker has agreed and nobody of the unit is left, the flow goes on by what the asker pressed."""

    key, label, icon = "agree_added", N_("同意"), "check"
    says, done = N_("同意（加签）"), N_("已同意")
    outcome = tasks.AGREED
    phrases = (N_("同意"), N_("已阅"))

    def do(self, acting: Acting) -> None:
        """A decision, and the asker's with it where that was the last."""
        assert acting.task is not None
        asker = queries.asker_of(acting.desk.session, acting.task)
        move = acting.place.compiled.transition(asker.outcome) if asker else None
        if move is not None and acting.subject.still_holds(move):
            self._go_on(acting, move)
            return
        self._close(acting)
        if asker is not None:
            ask_again(acting, asker)

    def _go_on(self, acting: Acting, move: Transition) -> None:
        assert acting.task is not None
        press = acting.press(move.key)
        acting.subject.refuse_stale(press)
        acting.writes_line = False
        acting.subject.go_on(Offer(move, queries.as_open(acting.task)), press)


class Opinion(_Answer):
    """提出意见: the asker reads it and decides, once more if need be."""

    key, label, icon = "object_added", N_("提出意见"), "message-exclamation"
    says, done = N_("提出意见（加签）"), N_("已提出意见")
    tone, words = "back", "required"
    outcome = tasks.OPINION
    phrases = (N_("请再核实"), N_("请补充材料"))

    def do(self, acting: Acting) -> None:
        """Kept with its words."""
        assert acting.task is not None
        asker = queries.asker_of(acting.desk.session, acting.task)
        self._close(acting)
        if asker is not None:
            ask_again(acting, asker)


class WithdrawSigner(Verb):
    """收回加签: who asked takes it back while it is not answered."""

    key, label, icon = "withdraw_signer", N_("收回加签"), "user-minus"
    says, done = N_("收回给 %(names)s 的加签"), N_("已收回给 %(names)s 的加签")
    concerns, in_menu = "task", False

    def targets(self, place: Place) -> Iterable[int]:
        """Those whom this person asked in, or who were asked in for what is this person's to decide."""
        return [task.id for task in place.standing.tasks if task.added and self._is_asker(task, place)]

    def refusal(self, place: Place) -> AppError:
        """It may have been answered."""
        asked = any(task.added for task in place.standing.tasks)
        return Forbidden(f"workflow.{self.key}") if asked else Conflict("workflow.decided_already")

    def do(self, acting: Acting) -> None:
        """The asker's turn comes again."""
        assert acting.task is not None
        asker = queries.asker_of(acting.desk.session, acting.task)
        acting.facts["people"] = [acting.task.person_id]
        tasks.close(acting.record, acting.task, tasks.WITHDRAWN, desk=acting.desk)
        telling.tell_woken(acting, acting.subject.settle())
        left = [queries.as_open(each) for each in acting.subject.open_tasks()]
        if asker is not None and not engine.still_decide(left, queries.as_open(acting.task)):
            ask_again(acting, asker)

    def _is_asker(self, task: OpenTask, place: Place) -> bool:
        if task.asked_by is not None and task.asked_by == place.presser.id:
            return True
        asking = (each for each in place.standing.tasks if not each.added and each.unit == task.unit)
        return any(each.belongs_to(place.presser) for each in asking)


def ask_again(acting: Acting, asker: Task) -> None:
    """The asker agreed already, and something was said since: the same decision once more, of the same person.

    What a stand-in decided was the decision of who is away: it is asked of that person, and so of the stand-in too.
    """
    whose = acting.subject.stood_for(asker) or asker.done_by or asker.person_id
    task = tasks.like(asker, now=acting.desk.now, person_id=whose)
    stand_ins.let_see(tasks.give(acting.desk.session, [task]), desk=acting.desk)
    acting.subject.settle()
    telling.tell_woken(acting, [task])
