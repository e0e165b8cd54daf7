"""Where to go next: only ever within this site."""

from urllib.parse import urlsplit

from flask import request, url_for


def safe_next(default: str = "web.home") -> str:
    """The address in `next`, if it is a plain path of ours; else the default page."""
    wanted = request.values.get("next", "")
    return wanted if is_local(wanted) else url_for(default)


def here() -> str:
    """The page that is shown, as an address to come back to."""
    if request.method != "GET":
        return "/"
    return request.full_path.rstrip("?")


def is_local(address: str) -> bool:
    """Whether the address is a path here: no host, no scheme, nothing that a browser would read as one."""
    if not address.startswith("/") or address.startswith("//") or "\\" in address:
        return False
    if any(ord(letter) < 33 or ord(letter) == 127 for letter in address):
        return False
    parts = urlsplit(address)
    return not parts.scheme and not parts.netloc
