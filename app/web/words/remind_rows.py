"""What is said about reminders of rows, and what their properties are called."""

WORDS: dict[str, str] = {
    "definition.remind_closed": "“{label}”是敏感内容，不能按它提醒：提醒会把日期告诉别人。请换一个日期，或降低敏感级别",
    "definition.remind_not_kept": "“{label}”的行没有选“各行可以统计”，找不到到期的行。请在这张表格的属性里选上",
    "definition.remind_no_rows": "“只看日期最晚的一行”只用于表格里的日期，请改回“每一行”，或选表格里的日期",
    "designer.option.remind.rows": "按表格的哪些行",
    "designer.value.remind.rows.each": "每一行",
    "designer.value.remind.rows.latest": "只看日期最晚的一行",
    "designer.help.remind.rows": "只用于表格里的日期。证件换新后旧的一行不必再提醒，就选日期最晚的一行",
}
