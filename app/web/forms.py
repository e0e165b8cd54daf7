"""Base of the pages' own forms: words in the person's language, faults from the services beside their fields."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from flask_wtf import FlaskForm

from app.errors import Fault, Invalid
from app.extensions import db
from app.web.words import say

Result = TypeVar("Result")


class BaseForm(FlaskForm):  # type: ignore[misc]
    """A form of a page. Texts are stripped at both ends."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """How fields are bound."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Strip every text that is not a password."""
            filters = list(unbound_field.kwargs.pop("filters", ()))
            if unbound_field.field_class.__name__ in {"StringField", "TextAreaField", "SearchField"}:
                filters.append(stripped)
            return unbound_field.bind(form=form, filters=filters, **options)

    def take(self, faults: Iterable[Fault]) -> None:
        """Put each fault beside the field that its place names, the others on top."""
        for fault in faults:
            field = self._fields.get(fault.place)
            if field is None:
                self.form_errors.append(say(fault))
            else:
                field.errors = [*field.errors, say(fault)]

    def attempt(self, deed: Callable[[], Result]) -> Result | None:
        """Do the deed; when it is refused as invalid, nothing happened and the faults are on the form."""
        try:
            return deed()
        except Invalid as invalid:
            db.session.rollback()
            self.take(invalid.faults)
            return None

    def summary(self) -> list[tuple[str, str]]:
        """Every fault with the id of its field, for the list on top; an id is empty where none fits."""
        found = [("", str(error)) for error in self.form_errors]
        for field in self:
            found += [(field.id, str(error)) for error in _flat(field.errors)]
        return found


def stripped(given: Any) -> Any:
    """The text without blanks at its ends."""
    return given.strip() if isinstance(given, str) else given


def _flat(errors: Any) -> list[str]:
    if isinstance(errors, dict):
        return [text for part in errors.values() for text in _flat(part)]
    if isinstance(errors, list | tuple):
        return [text for part in errors for text in _flat(part)]
    return [str(errors)]
