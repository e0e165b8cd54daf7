"""Sentences of what is told before publishing: fields and lists that nobody comes to, roles that nobody holds."""

WORDS = {
    "definition.field_nobody_sees": "“{label}”谁也看不到：能看它的角色都看不到这个事项的记录，请在权限里改",
    "definition.field_nobody_edits": "“{label}”谁也填不了：能填写的角色看不到它，请在权限里改，或者给它写自动计算",
    "definition.field_stays_empty": "“{label}”是只读的，又没有自动计算和默认值，会一直是空的",
    "definition.view_without_columns": "“{view}”没有可以显示的列，请给它选几列",
    "designer.task_without_holder": "“{state}”要等“{role}”办理，但现在没有人有这个角色，请先分配",
    "designer.role_without_holder": "现在没有人有“{role}”这个角色，写给它的权限和步骤都用不上",
    "designer.template_fault": "《{paper}》的模板“{template}”{where}：{what}，请到模板里改",
}
