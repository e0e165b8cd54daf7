"""What a letter says: what happened, the title of the record, where it is; nobody's words and no values.

Titles are free of sensitive values, because definitions that put some there are refused.
"""

from collections.abc import Sequence

from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app.config import Settings
from app.fields import signs_of
from app.notices import queries
from app.notices.channels.base import Letter
from app.notices.kinds import KINDS
from app.notices.models import Notice, Outgoing
from app.notices.sentences import called, things_of
from app.web import clock
from app.web.language import LANGUAGES, language, speaking


def letter_of(row: Outgoing, settings: Settings, session: Session) -> Letter | None:
    """The letter of a row; None where nobody needs it any more."""
    told = queries.told_in(row.id, session=session)
    if not told:
        return None
    if row.user_id is None:
        with speaking(settings.language):
            return Letter(row.mark, "", _for_all(told, settings, session), row.created_at)
    reader = queries.reader(row.user_id, session=session)
    if reader is None:
        return None
    address, spoken = reader
    with speaking(spoken if spoken in LANGUAGES else settings.language):
        subject = _subject(told) if row.day is None else _subject_of_day(told)
        return Letter(row.mark, subject, _text(told, settings), row.created_at, to=address)


def trial(mark: str, address: str, settings: Settings) -> Letter:
    """The one with which the administrator tries the settings, in the language of the moment."""
    return Letter(
        mark,
        gettext("表文：试发邮件"),
        _signed(gettext("收到这封信，说明邮件已经设好。"), settings),
        clock.now(),
        address,
    )


def _subject(told: Sequence[Notice]) -> str:
    return str(gettext("表文：%(line)s", line=_line(told[0])))


def _subject_of_day(told: Sequence[Notice]) -> str:
    return str(ngettext("表文：%(num)d 条消息", "表文：%(num)d 条消息", len(told)))


def _text(told: Sequence[Notice], settings: Settings) -> str:
    return _signed("\n\n".join(f"{_line(each)}\n{_link(each, settings)}" for each in told), settings)


def _signed(text: str, settings: Settings) -> str:
    more = gettext("请登录后查看和办理，不要回复这封信。选择哪些消息发邮件：")
    return f"{text}\n\n--\n{more}\n{settings.base_url}/notices/mail\n"


def _for_all(told: Sequence[Notice], settings: Settings, session: Session) -> str:
    """To a group: one message, with the names of all whom it tells."""
    names = queries.people_of(told, session=session)
    signs = signs_of(language())
    whom = signs.things.join(names[each.user_id] for each in told if each.user_id in names)
    return f"{whom}{signs.colon}{_line(told[0])}\n{_link(told[0], settings)}"


def _line(notice: Notice) -> str:
    said, title = gettext(KINDS[notice.kind].label), called(notice.facts) or things_of(notice.facts)
    return f"{said}{signs_of(language()).colon}{' '.join(title.split())}" if title else said


def _link(notice: Notice, settings: Settings) -> str:
    leads_to = f"/records/{notice.record_id}" if notice.record_id else notice.facts.get("leads_to") or "/notices"
    return f"{settings.base_url}{leads_to}"
