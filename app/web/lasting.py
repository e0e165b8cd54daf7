"""Parts of pages that say the same at every request: drawn once for each language, and for each choice of facts.

    {{ lasting("web/_head.html") }}
    {{ lasting("web/_sidebar.html", groups=groups, here=here) }}

Their templates know their facts, the language and addresses: no request, no person, no token. A test holds them to it.
"""

from collections.abc import Hashable
from functools import lru_cache

from flask import current_app, request
from markupsafe import Markup

from app.web.language import language

KEPT = 1_000
"""Parts that are remembered: a sidebar for each set of roles and each page of it is most of them."""


def lasting(template: str, **facts: Hashable) -> Markup:
    """The part, drawn now or before."""
    return _drawn(template, language(), request.script_root, tuple(facts.items()))


@lru_cache(maxsize=KEPT)
def _drawn(template: str, spoken: str, root: str, facts: tuple[tuple[str, Hashable], ...]) -> Markup:
    del spoken, root  # what sentences and addresses depend on
    return Markup(current_app.jinja_env.get_template(template).render(dict(facts)))  # noqa: S704 - a template's
