"""A message to a group's robot: one POST to the address in the settings, nowhere else."""

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

from app.notices.channels.base import SECONDS, Later, Unreached

MOST = 64 * 1024
"""Of an answer is read."""


def post(address: str, body: Mapping[str, Any]) -> None:
    """Send it; the robot says `errcode: 0` when it took the message. Leads elsewhere are not followed."""
    try:
        parts = urlsplit(address)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=SECONDS)
        try:
            path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
            sent = json.dumps(body, ensure_ascii=False).encode()
            connection.request("POST", path, sent, {"Content-Type": "application/json; charset=utf-8"})
            answer = connection.getresponse()
            status, said = answer.status, answer.read(MOST)
        finally:
            connection.close()
    except (OSError, ValueError, HTTPException) as error:
        raise Unreached("mail.unreached", type(error).__name__) from error  # its words may hold the address, a secret
    _look(status, said)


def _look(status: int, said: bytes) -> None:
    try:
        answer = json.loads(said)
        code, words = (answer.get("errcode"), answer.get("errmsg")) if isinstance(answer, dict) else (None, "")
    except ValueError:
        code, words = None, ""
    if status != 200 or code != 0:
        raise Later("mail.deferred", f"{status} {'' if code is None else code} {words or ''}")
