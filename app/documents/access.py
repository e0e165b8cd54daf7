"""Who may make papers of a record, and who may read them."""

from collections.abc import Iterable, Mapping

from app.accounts.actor import Actor
from app.definitions.compiled import CompiledType
from app.definitions.schema import Document as Paper
from app.records.access import FieldSight, Ground, Standing, Viewer, may_create, ruling
from app.records.slots import SECRET
from app.web.language import language
from app.web.signs import listed


def may_issue(compiled: CompiledType, viewer: Viewer, record: Standing) -> bool:
    """The owner, and whoever has a right to change records of this type where this one lies."""
    return issue_ground(compiled, viewer, record) is not None


def issue_ground(compiled: CompiledType, viewer: Viewer, record: Standing) -> Ground | None:
    """The same with the reason."""
    if record.owner_id == viewer.actor.id:
        return Ground("owner")
    for right in ruling(compiled, viewer, record.state).definition.rights:
        if right.change and right.role and viewer.actor.has(right.role, record.department_id):
            return Ground("right", right)
    return None


def may_issue_some(compiled: CompiledType, actor: Actor) -> bool:
    """Whoever may begin records of this type, or change some of them."""
    changing = (right.role for right in compiled.definition.rights if right.change and right.role)
    return may_create(compiled, actor) or any(actor.has(role) for role in changing)


def fits_state(paper: Paper, state: str) -> bool:
    """May this paper be made of a record in this state?"""
    return not paper.states or state in paper.states


def states_of(compiled: CompiledType, paper: Paper) -> str:
    """The states in which it may be made, in words; empty if in any."""
    known = (compiled.definition.state(key) for key in paper.states)
    return listed(state.label.text(language()) for state in known if state)


def withheld(prints: Iterable[str], sights: Mapping[str, FieldSight]) -> list[str]:
    """The fields of a paper that this person does not see in full: then not the paper either."""
    return [path for path in prints if sights.get(path, "see") != "see"]


def who_sees(compiled: CompiledType, paths: Iterable[str]) -> tuple[str, ...]:
    """The roles that see these fields."""
    wanted = tuple(paths)
    roles: dict[str, None] = {}
    for right in compiled.definition.rights:
        if isinstance(right.see, tuple) and any(_covers(field, path) for field in right.fields for path in wanted):
            roles.update(dict.fromkeys(right.see))
    return tuple(roles)


def secrets(compiled: CompiledType, prints: Iterable[str]) -> list[str]:
    """Those of a paper's fields whose reading is taken down."""
    return [path for path in prints if _level(compiled, path) >= SECRET]


def label_of(compiled: CompiledType, path: str, language: str = "zh") -> str:
    """来访人员·护照号码."""
    key, _, column = path.partition(".")
    field = compiled.fields.get(key)
    if field is None:
        return path
    inner, label = field.columns.get(column), field.definition.label.text(language)
    return f"{label}·{inner.definition.label.text(language)}" if inner else label


def _covers(field: str, path: str) -> bool:
    return path == field or path.startswith(f"{field}.")


def _level(compiled: CompiledType, path: str) -> int:
    key, _, column = path.partition(".")
    each = compiled.fields.get(key)
    each = each.columns.get(column) if each and column else each
    return each.definition.sensitive if each else 0
