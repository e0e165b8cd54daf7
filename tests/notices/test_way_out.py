"""Nothing but the channels of messages opens a connection."""

import ast

from app.config import ROOT

OUT = {"smtplib", "http.client", "urllib.request", "socket", "ssl", "ftplib", "requests", "httpx"}
ALLOWED = {"notices/channels/smtp.py", "notices/channels/webhook.py", "cli/serve.py"}
"""The last one serves, and looks which address it has."""


def test_only_channels_and_the_server_know_of_connections() -> None:
    app = ROOT / "app"
    found = set()
    for path in app.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if OUT & set(names):
                found.add(path.relative_to(app).as_posix())
    assert found == ALLOWED
