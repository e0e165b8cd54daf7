"""A type for the tests of moments, cascading choices, pictures and signatures in a form."""

import struct
import zlib
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.definitions import service as definitions
from app.definitions.schema import ChoiceList, RecordType
from app.extensions import db
from tests.conftest import NOW

PROVINCES: dict[str, Any] = {
    "key": "provinces",
    "label": "省",
    "entries": [{"value": "33", "label": {"zh": "浙江省", "en": "Zhejiang"}}, {"value": "32", "label": "江苏省"}],
}
CITIES: dict[str, Any] = {
    "key": "cities",
    "label": "市",
    "entries": [
        {"value": "3301", "label": {"zh": "杭州市", "en": "Hangzhou"}, "province": "33"},
        {"value": "3305", "label": {"zh": "湖州市", "en": "Huzhou"}, "province": "33"},
        {"value": "3399", "label": "旧市", "province": "33", "retired": True},
        {"value": "3201", "label": {"zh": "南京市", "en": "Nanjing"}, "province": "32"},
    ],
}
WHERE = "entry.province == province"
PLACE = [
    {"key": "province", "type": "choice", "label": "省份", "list": "provinces"},
    {"key": "city", "type": "choice", "label": "城市", "list": "cities", "where": WHERE},
]
STOPS = [
    {"key": "area", "type": "choice", "label": "停留省份", "list": "provinces"},
    {"key": "town", "type": "choice", "label": "停留城市", "list": "cities", "where": "entry.province == area"},
    {"key": "nights", "type": "integer", "label": "夜", "default": "2"},
    {"key": "seen", "type": "record", "label": "参见", "of": "event", "snapshot": True},
    {"key": "asked_by", "type": "person", "label": "联系人", "default": "actor.name"},
    {"key": "source", "type": "text", "label": "来源", "default": "'网上'", "read_only": True},
]

EVENT: dict[str, Any] = {
    "key": "event",
    "label": {"zh": "活动", "en": "Event"},
    "year_of": "begins",
    "title": "{{ name }}",
    "sections": [
        {
            "key": "basic",
            "label": "基本情况",
            "fields": [
                {"key": "name", "type": "text", "label": "名称", "required": True},
                {"key": "begins", "type": "datetime", "label": "开始", "index": True},
                {"key": "ends", "type": "datetime", "label": "结束"},
                {"key": "doors", "type": "time", "label": "入场"},
                *PLACE,
                {"key": "visited", "type": "choice", "label": "到访", "list": "cities", "where": WHERE, "many": True},
                {"key": "stops", "type": "table", "label": "行程", "columns": STOPS},
                {
                    "key": "after",
                    "type": "record",
                    "label": "上一次",
                    "of": "event",
                    "copy": ["name"],
                    "snapshot": True,
                },
                {"key": "story", "type": "rich", "label": "活动情况"},
                {"key": "photo", "type": "image", "label": "合影"},
                {"key": "shots", "type": "image", "label": "照片", "many": True, "max": 3},
                {"key": "signed", "type": "signature", "label": "经办人签名"},
            ],
        }
    ],
    "checks": [{"key": "order", "rule": "ends > begins", "at": "ends", "say": "结束不能早于开始"}],
    "rights": [
        {"role": "staff", "see": "own_department", "create": True, "change": ["draft", "returned", "review"]},
        {"role": "head", "see": "own_department", "create": True, "change": ["draft", "returned", "review"]},
    ],
    "workflow": {
        "start": "draft",
        "states": {
            "draft": {"label": "起草"},
            "returned": {"label": "退回"},
            "review": {"label": "审核"},
            "done": {"label": "办结"},
        },
        "transitions": [
            {"key": "submit", "label": "提交", "from": ["draft", "returned"], "to": "review"},
            {"key": "agree", "label": "同意", "from": ["review"], "to": "done", "by": ["head"]},
            {"key": "back", "label": "退回", "from": ["review"], "to": "returned", "by": ["head"], "tone": "back"},
        ],
    },
}


def publish() -> None:
    """Put the lists and the type into force; inside an application context."""
    for book in (PROVINCES, CITIES):
        definitions.publish_list(ChoiceList.model_validate(book), actor=None, now=NOW)
    publish_type()


def publish_type() -> None:
    """The type alone, where the lists of the product are."""
    definitions.publish(RecordType.model_validate(EVENT), actor=None, now=NOW)
    db.session.commit()


def png(width: int = 4, height: int = 3) -> bytes:
    """A white picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def send(browser: FlaskClient, of: str, content: bytes, name: str = "合影.png") -> TestResponse:
    """As a browser sends it; the test client would leave files open."""
    head = f'--x\r\nContent-Disposition: form-data; name="of"\r\n\r\n{of}\r\n--x\r\n'
    head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    return browser.post(
        "/types/event/files",
        data=head.encode() + content + b"\r\n--x--\r\n",
        content_type="multipart/form-data; boundary=x",
        headers={"Accept": "application/json"},
    )


def sent(browser: FlaskClient, of: str) -> str:
    """The token of a picture that was sent into a field."""
    answer = send(browser, of, png())
    assert answer.status_code == 200, answer.text
    return str(answer.get_json()["file"])
