"""Does a definition make sense as a whole? Shape was judged when it was read; here names, rules, flow and outputs."""

from app.definitions.checks.amendments import check_amendments
from app.definitions.checks.circles import check_system
from app.definitions.checks.fields import check_fields
from app.definitions.checks.flow import check_flow
from app.definitions.checks.names import check_names
from app.definitions.checks.outputs import check_outputs
from app.definitions.checks.reach import check_reach
from app.definitions.checks.rules import check_rules
from app.definitions.checks.sight import Sight
from app.definitions.schema import RecordType
from app.definitions.world import World
from app.errors import Fault

__all__ = ["Sight", "World", "looked", "problems"]

CHECKS = (
    check_names,
    check_fields,
    check_rules,
    check_flow,
    check_amendments,
    check_system,
    check_outputs,
    check_reach,
)


def problems(record_type: RecordType, *, world: World) -> list[Fault]:
    """Everything wrong with it, each fault with its path (`sections[0].fields[2].visible`); warnings too."""
    return looked(record_type, world=world).faults


def looked(record_type: RecordType, *, world: World) -> Sight:
    """The whole look: what is wrong with it, and every rule in it."""
    sight = Sight(record_type, world)
    for check in CHECKS:
        check(sight)
    return sight
