"""Numbers in addresses: up to what a database holds. What is larger names nothing, and is not asked for."""

from flask import Flask, request
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**63 - 1


class Id(IntegerConverter):
    """`<int:record_id>`: an address with a larger number is no address."""

    def __init__(self, rules: Map) -> None:
        super().__init__(rules, max=LARGEST)


def asked(name: str) -> int | None:
    """A number behind the question mark, if it is one."""
    number = request.args.get(name, type=int)
    return number if number is not None and abs(number) <= LARGEST else None


def configure(app: Flask) -> None:
    """Before any address is known."""
    app.url_map.converters["int"] = Id
