"""Who read sensitive values unmasked is written down, once for each page."""

from collections.abc import Iterable

from app.audit import service as audit
from app.records.current import desk


def note(record_id: int, secrets: Iterable[str]) -> None:
    """These fields of the record were shown in full."""
    if fields := sorted(secrets):
        about = f"record:{record_id}"
        audit.record_alone("record.secrets_read", actor=desk().actor, about=about, facts={"fields": fields})
