"""What every answer carries: what the browser may load, keep and show."""

import secrets

from flask import Flask, g, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.wrappers import Response

POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "frame-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}

WITHIN_OUR_PAGES = {
    "Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'"),
    "X-Frame-Options": "SAMEORIGIN",
}
"""Of the few answers that a page of ours shows in a frame."""


class OurCookie(SecureCookieSessionInterface):
    """The signed cookie; Secure whenever the request came over https."""

    def __init__(self) -> None:
        self._signing: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs and reads it: made once, of the secret key that a start reads."""
        if self._signing is None:
            self._signing = super().get_signing_serializer(app)
        return self._signing

    def get_cookie_secure(self, app: Flask) -> bool:
        """Whether the browser may send it over https only."""
        del app
        return request.is_secure


def configure(app: Flask) -> None:
    """Set headers on every answer; believe as many proxies as the settings say."""
    app.session_interface = OurCookie()
    app.before_request(_number_request)
    app.after_request(_set_headers)
    proxies = app.config["SETTINGS"].proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies)  # type: ignore[method-assign]


def _number_request() -> None:
    g.request_id = secrets.token_hex(4)


def _set_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
        response.vary.add("Cookie")
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response
