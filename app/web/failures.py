"""From what went wrong to a page that says what to do: the only place that turns faults into HTTP."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, Unauthorized

from app.errors import AppError, Conflict, Fault, Forbidden, Invalid, NotFound
from app.extensions import db
from app.web.gates import declaration, refused
from app.web.language import N_
from app.web.redirects import here
from app.web.words import say, say_all

LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failure:
    """What a page of failure says."""

    status: int
    title: str
    advice: str
    icon: str = "alert-triangle"


FAILURES = {
    failure.status: failure
    for failure in (
        Failure(400, N_("这次提交没有被接受"), N_("页面可能打开得太久了。请返回上一页，刷新后再提交一次。"), "refresh"),
        Failure(401, N_("请重新登录"), N_("登录已经过期。登录后可以接着做。"), "lock"),
        Failure(403, N_("您没有做这件事的权限"), N_("如果工作需要，请联系管理员开通。"), "lock"),
        Failure(404, N_("没有找到"), N_("地址可能写错了，内容可能已移走，或者您没有查看它的权限。"), "map-question"),
        Failure(405, N_("这个地址不能这样打开"), N_("请从页面上的按钮进入。"), "arrow-back-up"),
        Failure(409, N_("内容已经变了"), N_("请先看看现在的样子，再决定怎么改。"), "git-compare"),
        Failure(413, N_("文件太大"), N_("一次最多上传 %(limit)s MB。请把文件压缩或分开后再传。"), "file-alert"),
        Failure(422, N_("有几处需要改一下"), N_("请返回上一页修改，已填的内容还在。"), "pencil-exclamation"),
        Failure(429, N_("请求太频繁"), N_("请过一分钟再试。"), "hourglass"),
        Failure(500, N_("程序出了问题"), N_("已经记录下来。请稍后再试；如果还不行，请把编号告诉管理员。"), "bug"),
    )
}
_WHO: list[Callable[[tuple[str, ...]], Iterable[str]]] = []
"""Asked for the names of people who may do what was refused."""
_TYPED: list[Callable[[], Iterable[tuple[str, str]]]] = []
"""Asked for what was typed, where somebody may not do it or comes too late."""


def name_people(ask: Callable[[tuple[str, ...]], Iterable[str]]) -> Callable[[tuple[str, ...]], Iterable[str]]:
    """Register who knows the holders of roles and capabilities."""
    if ask not in _WHO:
        _WHO.append(ask)
    return ask


def show_typed(ask: Callable[[], Iterable[tuple[str, str]]]) -> Callable[[], Iterable[tuple[str, str]]]:
    """Register who knows what was typed with a deed that was refused: labels with what stood there."""
    if ask not in _TYPED:
        _TYPED.append(ask)
    return ask


def configure(app: Flask) -> None:
    """Catch everything."""
    app.register_error_handler(AppError, _on_app_error)
    app.register_error_handler(StaleDataError, lambda _error: _on_app_error(Conflict()))
    app.register_error_handler(Unauthorized, _on_stranger)
    app.register_error_handler(CSRFError, _on_stale_token)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Exception, _on_accident)
    app.after_request(_note_refusal)
    app.teardown_request(_roll_back)


def _note_refusal(response: Response) -> Response:
    """A change that did not happen is written down as a refusal, also where what it was about is out of sight or has
    moved on. Who may not at all was written down where it was found out."""
    declared = declaration(current_app, request.endpoint) if request.endpoint else None
    changes = declared is not None and declared.changes and request.method == "POST"
    if response.status_code in {404, 409} and changes and current_user.is_authenticated:
        db.session.rollback()
        refused.send(current_app, actor=_actor(), deed=request.endpoint, about=request.path[:80])
    return response


def _roll_back(_error: BaseException | None) -> None:
    db.session.rollback()


def _on_app_error(error: AppError) -> ResponseReturnValue:
    db.session.rollback()
    match error:
        case NotFound():
            return page(404)
        case Forbidden():
            refused.send(current_app, actor=_actor(), deed=error.deed, about=request.path[:80])
            return page(403, people=[name for ask in _WHO for name in ask(error.who)] if error.who else [])
        case Conflict():
            return page(409, said=[say(Fault(error.code, facts=error.facts))])
        case Invalid():
            return page(422, said=say_all(error.faults))
    return page(500)


def _on_stranger(_error: Unauthorized) -> ResponseReturnValue:
    db.session.rollback()
    if request.method == "GET" and not _is_fragment() and not _wants_json():
        return redirect(url_for("session.login", next=here() if here() != "/" else None))
    return page(401)


def _on_stale_token(_error: CSRFError) -> ResponseReturnValue:
    db.session.rollback()
    answer = make_response(page(400))
    answer.headers["X-Renew"] = "token"
    return answer


def _on_http(error: HTTPException) -> ResponseReturnValue:
    db.session.rollback()
    if error.code is not None and error.code < 400:
        return error
    return page(error.code or 500)


def _on_accident(error: Exception) -> ResponseReturnValue:
    LOG.error("request %s: %s %s", g.get("request_id", ""), request.method, request.path, exc_info=error)
    db.session.rollback()
    if current_app.testing:
        raise error
    return page(500)


def page(status: int, *, said: Iterable[str] = (), people: Iterable[str] = ()) -> ResponseReturnValue:
    """The answer for a failure: a page, a fragment for htmx, or JSON, as it was asked for."""
    failure = FAILURES.get(status) or FAILURES[500 if status >= 500 else 400]
    limit = (current_app.config["MAX_CONTENT_LENGTH"] or 0) // (1024 * 1024)
    facts: dict[str, Any] = {
        "failure": failure,
        "title": gettext(failure.title),
        "advice": gettext(failure.advice, limit=limit),
        "said": list(said),
        "people": list(people),
        "typed": [pair for ask in _TYPED for pair in ask()] if status in {403, 409} else [],
        "request_id": g.get("request_id", ""),
    }
    if _wants_json():
        return jsonify(error=facts["title"], advice=facts["advice"], said=facts["said"]), status
    template = "web/error_fragment.html" if _is_fragment() else "web/error.html"
    if status >= 500:
        template = "web/accident.html"
    return render_template(template, **facts), status, {"X-Renew": "session"} if status == 401 else {}


def _actor() -> Any:
    return current_user if current_user.is_authenticated else None


def _is_fragment() -> bool:
    return "HX-Request" in request.headers


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
