"""Long work that nobody asks for: it is put on the list by itself, once on each day of the office."""

from app.extensions import db
from app.jobs import queries, service
from app.jobs.worker import Chore
from app.web import clock, database


def each_day(kind: str, title: str) -> Chore:
    """A chore that asks for work of this kind as soon as a new day has begun."""

    def see_to_it() -> None:
        if queries.was_asked_on(kind, clock.today()):
            return
        database.begin_write()
        if not queries.was_asked_on(kind, clock.today()):
            service.ask(kind, title, {}, user_id=None, now=clock.now())
        db.session.commit()

    return see_to_it
