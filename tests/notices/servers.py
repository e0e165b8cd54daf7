"""A mail server and a group's robot on this machine, which say what they are told to say."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """What a server got, and what it is to answer."""

    port: int = 0
    letters: list[tuple[str, EmailMessage]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    visits: int = 0
    to: str = "250 ok"
    """The answer to a recipient."""
    data: str = "250 taken"
    """The answer to a letter; empty: the connection breaks instead, after the letter was taken."""
    login: str = "235 welcome"
    posts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=lambda: {"errcode": 0, "errmsg": "ok"})
    status: int = 200

    @property
    def subjects(self) -> list[str]:
        """Of the letters, in order."""
        return [str(letter["Subject"]) for _to, letter in self.letters]


class Talk(socketserver.StreamRequestHandler):
    """One connection to the mail server."""

    received: Received
    to = ""

    def handle(self) -> None:
        """Answer line by line."""
        self.received.visits += 1
        self.say("220 here")
        while (line := self.rfile.readline()) and self.answered(line.decode().strip()):
            pass

    def say(self, words: str) -> None:
        """An answer."""
        self.wfile.write(f"{words}\r\n".encode())

    def answered(self, line: str) -> bool:
        """Whether the talk goes on."""
        verb = line.upper()
        if verb.startswith("EHLO"):
            self.say("250-here\r\n250 AUTH PLAIN")
        elif verb.startswith("AUTH"):
            self.received.logins.append(line)
            self.say(self.received.login)
        elif verb.startswith("RCPT"):
            self.to = line.partition("<")[2].partition(">")[0]
            self.say(self.received.to)
        elif verb.startswith("DATA"):
            return self.took()
        else:
            self.say("250 ok")
        return not verb.startswith("QUIT")

    def took(self) -> bool:
        """A letter."""
        self.say("354 go on")
        data = b"".join(iter(self.rfile.readline, b".\r\n"))
        self.received.raw.append(data)
        self.received.letters.append((self.to, message_from_bytes(data, policy=policy.default)))
        if self.received.data:
            self.say(self.received.data)
        return bool(self.received.data)


@contextmanager
def mail_server() -> Iterator[Received]:
    """SMTP, as little of it as our letters need."""
    received = Received()
    talk = type("Talk", (Talk,), {"received": received})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        yield from _served(server, received)


@contextmanager
def robot() -> Iterator[Received]:
    """The webhook of a group."""
    received = Received()

    class Post(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.posts.append((self.path, json.loads(body)))
            self.send_response(received.status)
            self.end_headers()
            self.wfile.write(json.dumps(received.answer).encode())

        def log_message(self, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Post) as server:
        yield from _served(server, received)


def _served(server: socketserver.TCPServer, received: Received) -> Iterator[Received]:
    received.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield received
    finally:
        server.shutdown()
        thread.join()
