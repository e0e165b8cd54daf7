"""Serves an application to browsers, with the server that offices run."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from threading import Thread

from flask import Flask
from waitress.server import TcpWSGIServer, create_server

PATIENCE = 30
"""Seconds that begun answers may take to end."""


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application at an address of this machine; at the end what was begun is finished, and everything is closed.

    Only the thread that serves may close connections, so it is asked to; with the last one it ends.
    """
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.task_dispatcher.shutdown(timeout=PATIENCE)
        server.trigger.pull_trigger(partial(_close, server))
        thread.join(PATIENCE)
        assert not thread.is_alive()


def _close(server: TcpWSGIServer) -> None:
    """The connections first: with each of them the file that is being sent."""
    for connection in list(server.active_channels.values()):
        connection.handle_close()
    server.close()
