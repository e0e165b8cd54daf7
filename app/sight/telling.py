"""Reasons in words, each with the place of the rule: its line of 权限 or the flow in the designer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext

from app.accounts import queries as accounts
from app.accounts.current import current_actor
from app.definitions.compiled import CompiledType
from app.definitions.schema import Capability, Right
from app.designer import matrix
from app.records.access import FieldSight, Ground, Seen
from app.records.desk import Desk
from app.records.models import Record
from app.sight.cases import Asked, Case, Deeds, Missed, Proposal
from app.web.language import N_, language
from app.web.signs import listed, signs
from app.workflow import engine
from app.workflow import queries as flow
from app.workflow.course import role_labels
from app.workflow.models import StandIn
from app.workflow.reasons import Verdict
from app.workflow.verbs.verb import Verb

HOW: dict[FieldSight, tuple[str, str]] = {
    "see": (N_("看得到"), "green"),
    "masked": (N_("打星号"), "yellow"),
    "hidden": (N_("不显示"), "red"),
}
_PROPOSALS = {
    "": N_("此人可以提出：是经办人或担任可以提出的角色，记录在可以变更的状态"),
    "state": N_("记录不在可以变更的状态"),
    "others": N_("变更的规则没有让此人提出"),
    "fields": N_("可以变更的字段，此人没有一个看得全"),
    "open": N_("已有一次变更没有办完，一条记录一次只能有一个"),
}
_OWNERS = N_("由变更的提出人或记录的经办人办，轮不到此人")
_OF_AMENDMENTS = {
    "task": N_("变更正等此人审批"),
    "owner": N_("是变更的提出人，或是记录的经办人"),
    "condition": N_("记录现在不在可以变更的状态，变更不能生效"),
}
_REACH = {"all": N_("看全部"), "own_department": N_("看本部门的")}


@dataclass(frozen=True, slots=True)
class Said:
    """A reason: its sentence, and where its rule stands, for who may go there."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A field or a button, how it is for this person, and why."""

    label: str
    state: str
    tone: str
    why: Said


class Telling:
    """Says reasons about one record."""

    def __init__(self, record: Record, compiled: CompiledType, desk: Desk) -> None:
        self.record, self.compiled, self.desk = record, compiled, desk
        newest = desk.types.all().get(record.type_key, compiled)
        self.roles = role_labels()
        lines = matrix.role_lines(newest.definition, self.roles)
        self.places = {line.role: at for at, line in enumerate(lines, 1)}
        self.may_design = current_actor().can(Capability.MANAGE_TYPES)

    def ground(self, ground: Ground) -> Said:
        """Why somebody sees it or may do something."""
        if ground.kind == "owner":
            return Said(str(gettext("是这条记录的经办人：自己的记录总能看到")))
        if ground.right is not None:
            return self.right(ground.right)
        return self._given(ground)

    def right(self, right: Right) -> Said:
        """A line of the table of rights."""
        said = _REACH.get(right.see if isinstance(right.see, str) else "", "")
        reach = str(gettext(said)) if said else str(gettext("看自己的"))
        text = gettext(
            "由“权限”表第 %(number)s 行（%(role)s：%(reach)s）",
            number=self.places.get(right.role or "", 0),
            role=self._role(right.role or ""),
            reach=reach,
        )
        return Said(str(text), self._rights(f"rt-{right.role}-see"))

    def missed(self, each: Missed) -> Said:
        """Why a line of that table gives nothing."""
        said = self.right(each.right)
        why = gettext("没有在这条记录所在的部门担任") if each.holds_role else gettext("不担任这个角色")
        return Said(said.text + signs().colon + str(why), said.url)

    def field(self, path: str, seen: Seen) -> Line:
        """How a field is seen."""
        state, tone = HOW[seen.how]
        return Line(self.called(path), str(gettext(state)), tone, self._of_field(path, seen))

    def buttons(self, case: Case) -> Iterator[Line]:
        """What may be done, and what not."""
        if case.deeds is None:
            return
        for verdict in case.deeds.verdicts:
            yield self._press(verdict, tells=case.tells_conditions)
        yield from self._beside(case.deeds.verbs, behalf=case.deeds.behalf)
        yield from self._of_rights(case.deeds)
        yield from map(self._proposal, case.proposals)

    def asked(self, asked: Asked) -> Iterator[Line]:
        """What may be done with the amendment that is open, and what not."""
        for verdict in asked.verdicts:
            label, why = verdict.transition.label.text(language()), Said(self._by_whom(verdict), self._amendments())
            yield self._may(label, why) if verdict.offer else self._not(label, why)
        yield from self._beside(asked.verbs, behalf=asked.behalf)

    def _beside(self, verbs: Sequence[tuple[Verb, bool]], *, behalf: bool) -> Iterator[Line]:
        if behalf:
            yield self._may(gettext("代录签批"), Said(str(gettext("是经办人，或担任外事部门的角色；此环节允许代录"))))
        for verb, may in verbs:
            label = str(gettext(verb.label))
            rule = gettext("此人此时可用") if may else gettext("按流程轮不到此人，或此时没有可办的")
            yield self._may(label, Said(str(rule))) if may else self._not(label, Said(str(rule)))

    def _proposal(self, proposal: Proposal) -> Line:
        label = str(gettext("提出变更：%(label)s", label=proposal.kind.label.text(language())))
        why = Said(str(gettext(_PROPOSALS[proposal.why])), self._amendments())
        return self._not(label, why) if proposal.why else self._may(label, why)

    def _by_whom(self, verdict: Verdict) -> str:
        """As of the record, but what is the owner's is the proposer's as well."""
        words = _OF_AMENDMENTS.get(verdict.why)
        is_owners = verdict.transition.by == (engine.OWNER,)
        if verdict.why == "others" and is_owners:
            words = _OWNERS
        return str(gettext(words)) if words else self._by(verdict)

    def called(self, path: str) -> str:
        """What people call a field or column."""
        return self.compiled.definition.called(path, language()) or path

    def _of_field(self, path: str, seen: Seen) -> Said:
        if seen.right is None:
            return Said(str(gettext("没有限制：能看到记录的人都看得到")))
        roles = listed(map(self._role, seen.right.see if isinstance(seen.right.see, tuple) else ()))
        sentence = gettext("“只给一部分人看的字段”：%(roles)s看得到，其他人%(others)s")
        if seen.how == "see":
            sentence = gettext("“只给一部分人看的字段”：此人担任其中的角色（%(roles)s），其他人%(others)s")
        others = gettext(HOW[seen.right.others][0])
        anchor = f"rs-{path.replace('.', '-')}-others"
        return Said(str(sentence) % {"roles": roles, "others": others}, self._rights(anchor))

    def _press(self, verdict: Verdict, *, tells: bool) -> Line:
        move = verdict.transition
        label, why = move.label.text(language()), Said(self._by(verdict), self._flow())
        if verdict.offer is not None and not tells and move.key in self.compiled.guards:
            text = why.text + signs().colon + gettext("还要看条件；结果取决于您看不到的内容，这里不说")
            return Line(label, str(gettext("视条件而定")), "yellow", Said(text, why.url))
        return self._may(label, why) if verdict.offer else self._not(label, why)

    def _by(self, verdict: Verdict) -> str:
        offer = verdict.offer
        match verdict.why:
            case "task":
                return str(gettext("流程正等此人办理"))
            case "owner":
                return str(gettext("流程规定由经办人本人办"))
            case "role":
                return str(gettext("流程规定由%(who)s办，此人担任这个角色", who=self._pressers(verdict)))
            case "stand_in":
                name = (
                    accounts.names([offer.stands_for]).get(offer.stands_for, "") if offer and offer.stands_for else ""
                )
                return str(gettext("%(name)s 外出期间由此人代办", name=name))
            case "opened":
                return str(gettext("已有人打开，不能再撤回"))
            case "condition":
                return str(gettext("流程规定的条件现在不成立"))
        return str(gettext("流程规定由%(who)s办，轮不到此人", who=self._pressers(verdict)))

    def _pressers(self, verdict: Verdict) -> str:
        words = {
            engine.OWNER: gettext("经办人本人"),
            engine.TASK: gettext("此环节要办理的人"),
            "system": gettext("系统"),
        }
        named = (str(words[by]) if by in words else self._role(by) for by in verdict.transition.by)
        return listed(named)

    def _of_rights(self, deeds: Deeds) -> Iterator[Line]:
        """What rights give beside sight."""
        told = [(gettext("修改"), deeds.change), (gettext("复制为新的"), deeds.create)]
        if self.compiled.definition.documents:
            told.insert(1, (gettext("生成文件"), deeds.issue))
        for label, ground in told:
            if ground is not None:
                yield self._may(label, self.ground(ground))
            else:
                none = gettext("“权限”表里没有一行让此人在这个状态、这个部门做这件事")
                yield self._not(label, Said(str(none), self._rights("")))

    def _may(self, label: str, why: Said) -> Line:
        return Line(str(label), str(gettext("可以")), "green", why)

    def _not(self, label: str, why: Said) -> Line:
        return Line(str(label), str(gettext("不可以")), "grey", why)

    def _given(self, ground: Ground) -> Said:
        """Sight of this one record: by a task, a decision, a copy, an absence."""
        kind, _colon, number = ground.why.partition(":")
        to = self._principal(ground.principal)
        if kind == "task" and self._is_of_amendment(number):
            return Said(str(gettext("要审批变更（%(to)s）", to=to)), self._amendments())
        if kind == "task":
            return Said(str(gettext("要办理“%(state)s”（%(to)s）", state=self._state_of(number), to=to)), self._flow())
        if kind == "stand-in":
            return Said(str(gettext("替 %(name)s 代办", name=self._absent(number))))
        known = {"decided": N_("办理过：办过的人一直看得到"), "copy": N_("收到了抄送")}
        return Said(str(gettext(known[kind])) if kind in known else str(gettext("单独给予（%(to)s）", to=to)))

    def _is_of_amendment(self, number: str) -> bool:
        task = flow.task(self.desk.session, int(number)) if number.isdecimal() else None
        return task is not None and task.amendment_id is not None

    def _state_of(self, number: str) -> str:
        task = flow.task(self.desk.session, int(number)) if number.isdecimal() else None
        state = self.compiled.definition.state(task.state) if task else None
        return state.label.text(language()) if state else ""

    def _absent(self, number: str) -> str:
        found = self.desk.session.get(StandIn, int(number)) if number.isdecimal() else None
        return accounts.names([found.absent_id]).get(found.absent_id, "") if found else ""

    def _principal(self, principal: str) -> str:
        kind, _colon, rest = principal.partition(":")
        if kind == "role":
            return self._role(rest.partition("@")[0])
        return str(gettext("点名到人")) if kind == "user" else str(gettext("给整个部门"))

    def _role(self, role: str) -> str:
        return self.roles.get(role, role)

    def _rights(self, anchor: str) -> str:
        if not self.may_design:
            return ""
        return url_for("designer_tabs.show", type_key=self.record.type_key, name="rights", _anchor=anchor or None)

    def _amendments(self) -> str:
        if not self.may_design:
            return ""
        return url_for("designer_tabs.show", type_key=self.record.type_key, name="amendments")

    def _flow(self) -> str:
        if not self.may_design:
            return ""
        return url_for("designer_tabs.show", type_key=self.record.type_key, name="flow")
