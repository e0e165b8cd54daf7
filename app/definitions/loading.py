"""From files into a site: what it lacks is added; what it has is changed only when somebody says so."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.accounts import queries as accounts
from app.accounts import service as account_service
from app.accounts.actor import Actor
from app.definitions import lookups, queries, service
from app.definitions.files import Forms, read_forms
from app.definitions.lists import with_lost_entries
from app.definitions.plan import Plan
from app.definitions.world import KnownWorld


@dataclass(frozen=True, slots=True)
class Loading:
    """What loading does, or would do."""

    types: tuple[Plan, ...] = ()
    lists: tuple[str, ...] = ()
    roles: bool = False

    @property
    def is_nothing(self) -> bool:
        """The site has all of it already."""
        return not (self.types or self.lists or self.roles)

    @property
    def is_refused(self) -> bool:
        """Something that is in use would be gone."""
        return any(plan.refused for plan in self.types)


def load_forms(directory: Path, *, actor: Actor | None, now: datetime) -> Loading:
    """Add what a site lacks; what it has stays as it is. Raises `Invalid` with every fault of the files."""
    forms = read_forms([directory])
    return load(forms, planned(forms, update=False), actor=actor, now=now)


def planned(forms: Forms, *, update: bool) -> Loading:
    """What is missing, and with `update` also what differs."""
    known = queries.current_ids()
    plans = [
        service.planned(each.definition) for each in forms.types.values() if update or each.definition.key not in known
    ]
    return Loading(
        types=tuple(plan for plan in plans if not plan.is_same),
        lists=tuple(_lists(forms, update=update)),
        roles=forms.roles is not None and (update or not accounts.roles()),
    )


def load(forms: Forms, loading: Loading, *, actor: Actor | None, now: datetime) -> Loading:
    """Do what was planned; raises `Invalid` with every fault of the files, and nothing is done."""
    world = _world(forms, loading)
    lost = [forms.types[plan.key].reading.located(fault) for plan in loading.types for fault in plan.refused]
    forms.refuse_faults(world, lost)
    if loading.roles and forms.roles:
        account_service.set_roles(forms.roles.roles, actor=actor)
    for key in loading.lists:
        service.publish_list(forms.lists[key], actor=actor, now=now)
    for plan in loading.types:
        each = forms.types[plan.key]
        service.publish(each.definition, actor=actor, now=now, world=world, source=each.text)
    return loading


def _lists(forms: Forms, *, update: bool) -> Iterable[str]:
    for key, book in forms.lists.items():
        version = queries.list_version(key)
        before = lookups.choice_list(version) if version else None
        if before is None or (update and with_lost_entries(book, before) != before):
            yield key


def _world(forms: Forms, loading: Loading) -> KnownWorld:
    """The site as it will be afterwards."""
    site, files = lookups.site_world(), forms.world()
    new_types = {plan.key: forms.types[plan.key].definition for plan in loading.types}
    new_lists = {key: files.lists[key] for key in loading.lists}
    return KnownWorld(
        types={**files.types, **site.types, **new_types},
        lists={**files.lists, **site.lists, **new_lists},
        roles={*site.role_keys(), *files.role_keys()},
    )
