"""`serve`: the office's server; `demo`: the same with invented people and a year of records."""

import os
import socket
import sys
from pathlib import Path

import click
from flask import Flask
from waitress.server import create_server

from app import create_app
from app.accounts import setup
from app.cli import memory, start
from app.config import ROOT, Settings
from app.demo import office

PORT = 8000
THREADS = 8
DEMO_INSTANCE = ROOT / "instance" / "demo"


@click.command()
@click.option("--host", default="127.0.0.1", help="0.0.0.0 serves the office network.")
@click.option("--port", default=PORT, type=click.IntRange(1, 65535))
def serve(host: str, port: int) -> None:
    """Start the server of the office."""
    app = create_app()
    start.prepare(app)
    _greet(app)
    _serve(app, host, port)


@click.command()
@click.option("--host", default="127.0.0.1", help="0.0.0.0 serves the office network.")
@click.option("--port", default=PORT, type=click.IntRange(1, 65535))
def demo(host: str, port: int) -> None:
    """Start a demo office, with its people, a year of records, filings and reports."""
    instance = Path(os.environ.get("BIAOWEN_INSTANCE") or DEMO_INSTANCE).resolve()
    if not office.make_room(instance):
        click.echo(f"{instance} 里已有正式数据，不能当示例用；请用 BIAOWEN_INSTANCE 另指一个文件夹。", err=True)
        sys.exit(1)
    app = create_app({"instance": instance})
    start.prepare(app)
    for line in office.furnish(app):
        click.echo(line)
    _serve(app, host, port)


def _greet(app: Flask) -> None:
    """Before anybody exists: the code that opens the set-up page."""
    settings: Settings = app.config["SETTINGS"]
    with app.app_context():
        if setup.is_pending():
            click.echo(f"首次设置码 / set-up code: {setup.code(settings.instance)}")
            click.echo("打开下面的地址，输入设置码，建立单位和管理员。")


def _serve(app: Flask, host: str, port: int) -> None:
    if not _is_free(host, port):
        click.echo(f"端口 {port} 已被占用，请换一个：python3 run.py --port {port + 1}", err=True)
        sys.exit(1)
    memory.return_large_blocks()
    start.sweep(app)
    worker = app.extensions["worker"]
    worker.start()
    server = create_server(app, host=host, port=port, threads=THREADS, ident="")
    for line in _addresses(host, port):
        click.echo(line)
    sys.stdout.flush()
    try:
        server.run()
    finally:
        worker.stop()


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _addresses(host: str, port: int) -> list[str]:
    if host != "0.0.0.0":  # noqa: S104 - only compared
        return [f"http://{host}:{port}/   （按 Ctrl+C 停止 / Ctrl+C stops）"]
    return [
        f"http://127.0.0.1:{port}/   （本机 / this machine，按 Ctrl+C 停止）",
        f"http://{_own_address()}:{port}/   （请告诉同事 / tell colleagues）",
    ]


def _own_address() -> str:
    """The address of this machine in its network; asks the routing table, sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 1))
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostbyname(socket.gethostname())
