"""How rules may compare values: what suits which kind, the usual comparison first."""

from collections.abc import Mapping

from app.expressions import Kind

GIVEN = ("given", "missing")
"""All that can be asked of what has no plain value."""
ORDERED = ("is", "not", "ge", "le", "gt", "lt", *GIVEN)
"""Of what has an order: numbers, days, times."""
CODED = ("is", "not", "among", "none_of", *GIVEN)
"""Of what is picked: a choice, a person, a department."""

COMPARISONS: Mapping[Kind, tuple[str, ...]] = {
    Kind.TEXT: ("is", "not", "has", "starts", "ends", "among", "none_of", *GIVEN),
    Kind.NUMBER: ORDERED,
    Kind.DATE: ORDERED,
    Kind.YESNO: ("yes", "no", *GIVEN),
    Kind.LIST: ("includes", "excludes", *GIVEN),
    Kind.ROWS: GIVEN,
    Kind.ROW: GIVEN,
    Kind.ANY: GIVEN,
}
"""By kind; a type of field that suits less, or more, says so itself."""
