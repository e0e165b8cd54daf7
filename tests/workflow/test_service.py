"""One press: where it leads, who may, what it leaves behind."""

from app.workflow import queries
from tests.workflow.office import Office


def test_a_record_goes_through_every_mode_to_the_end(office: Office) -> None:
    record = office.visit(cost="100.00")
    record = office.walk(record, to="approved")
    assert record.number == "外来备〔2024〕1号"
    assert record.data["shown_no"] == "外来备〔2024〕1号"
    assert not queries.open_tasks(office.desk("stan").session, record.id)
