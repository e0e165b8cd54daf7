"""The demo office: invented people and a year of records, brought in by the doors that a real office uses."""
