"""Sentences about lists in groups and in a calendar."""

WORDS: dict[str, str] = {
    "definition.not_groupable": "不能按“{name}”分组：每条记录的都不一样，请换一个字段",
    # properties of views in the designer
    "designer.option.view.calendar": "按哪个日期看日历",
    "designer.help.view.calendar": "这个视图除了列表，还可以按月看：记录放在这个日期上",
}
