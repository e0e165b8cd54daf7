"""常用语: words that opinions are put together from, one's own first, then the office's, then ours."""

from collections.abc import Iterable
from functools import lru_cache

from flask_babel import gettext

from app.audit import service as audit
from app.definitions.schema import Capability
from app.errors import Fault, Forbidden, Invalid, NotFound
from app.records.desk import Desk
from app.web.language import N_, language
from app.workflow import queries
from app.workflow.models import Phrase
from app.workflow.rows import Usable

OURS = {
    "go": (N_("同意"), N_("拟同意"), N_("已阅"), N_("请××阅示")),
    "back": (N_("请补充材料后重新提交"), N_("请核对日期和人数"), N_("请按规定修改后再报")),
    "stop": (N_("对方取消"), N_("行程推迟"), N_("不再办理")),
}
"""By the tone of what is pressed."""
TONES = {"go": N_("同意、批准"), "back": N_("退回"), "stop": N_("取消、终止")}
"""Where they are offered."""
LONGEST, MOST = 200, 20
"""Characters of a phrase, and phrases of one person or of the office."""


def offered(tone: str, usable: Iterable[Usable]) -> list[str]:
    """What stands beside the words of a button, of those that somebody may use."""
    kept = [phrase.words for phrase in usable if phrase.tone == tone]
    return list(dict.fromkeys([*kept, *_ours(tone, language())]))


@lru_cache(maxsize=2 * len(OURS))
def _ours(tone: str, spoken: str) -> tuple[str, ...]:
    del spoken  # they are said in it
    return tuple(gettext(words) for words in OURS[tone])


def may_share(desk: Desk) -> bool:
    """May the actor change what the whole office is offered?"""
    return desk.actor.can(Capability.MANAGE_TYPES) or desk.actor.can(Capability.MANAGE_USERS)


def add(words: str, tone: str, *, shared: bool, desk: Desk) -> Phrase:
    """Keep a phrase, one's own or the office's; raises `Invalid`, `Forbidden`. Sent twice it is one."""
    if shared and not may_share(desk):
        raise Forbidden("workflow.phrases", who=(Capability.MANAGE_TYPES, Capability.MANAGE_USERS))
    owner = None if shared else desk.actor.id
    kept = [phrase for phrase in queries.phrases(desk.session, desk.actor.id) if phrase.user_id == owner]
    for same in kept:
        if (same.words, same.tone) == (words.strip(), tone):
            return same
    if faults := _faults(words.strip(), tone, len(kept)):
        raise Invalid(faults)
    made = Phrase(user_id=owner, tone=tone, words=words.strip(), created_at=desk.now)
    desk.session.add(made)
    desk.session.flush()
    if shared:
        audit.record("phrase.added", actor=desk.actor, about=f"phrase:{made.id}", facts={"tone": tone})
    return made


def remove(phrase_id: int, *, desk: Desk) -> None:
    """One's own, or the office's by who may change it; others' are unknown."""
    found = desk.session.get(Phrase, phrase_id)
    if found is None or found.user_id not in (None, desk.actor.id):
        raise NotFound(f"phrase {phrase_id}")
    if found.user_id is None:
        if not may_share(desk):
            raise Forbidden("workflow.phrases", who=(Capability.MANAGE_TYPES, Capability.MANAGE_USERS))
        audit.record("phrase.removed", actor=desk.actor, about=f"phrase:{found.id}", facts={"tone": found.tone})
    desk.session.delete(found)


def _faults(words: str, tone: str, kept: int) -> list[Fault]:
    faults = []
    if tone not in OURS:
        faults.append(Fault("workflow.tone_required", place="tone"))
    if not words:
        faults.append(Fault("workflow.phrase_required", place="words"))
    if len(words) > LONGEST:
        faults.append(Fault("workflow.phrase_long", place="words", facts={"most": LONGEST}))
    if kept >= MOST:
        faults.append(Fault("workflow.phrases_many", place="words", facts={"most": MOST}))
    return faults
