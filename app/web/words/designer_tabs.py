"""Sentences of the designer's tabs: what parts are called, their properties and values, and what is refused."""

REFUSALS = {
    "designer.part_in_use": "“{key}”已经用过，不能删除",
    "designer.part_key_in_use": "“{key}”已经用过，键不能再改，名称可以改",
    "designer.no_date": "没有日期字段，到期提醒要从一个日期算起，请先在“字段与版面”里加一个",
    "designer.no_state": "还没有状态，请先加状态",
}

PARTS = {
    "designer.part.view": "常用筛选",
    "designer.add.view": "添加常用筛选",
}

OPTIONS = {
    "designer.option.columns": "列",
    "designer.option.view.where": "只显示符合条件的",
    "designer.option.sort": "排序",
    "designer.option.view.group": "按什么分组",
    "designer.option.totals": "下面的合计",
}

HELP = {
    "designer.help.columns": "从左到右；拖动或者用箭头换次序",
    "designer.help.view.where": "条件成立才列出，如：年(抵达日期) == 年(今天)",
    "designer.help.sort": "先按第一项排，一样的再按第二项",
    "designer.help.view.group": "一样的排在一起，每组有小计",
    "designer.help.totals": "列在表格下面，算的是筛选出来的全部记录",
}

DEEDS = {
    "designer.deed.add-part": "添加",
    "designer.deed.set-part": "修改",
    "designer.deed.move-part": "换次序",
    "designer.deed.copy-part": "复制",
    "designer.deed.rename-part": "改键",
    "designer.deed.remove-part": "删除",
}

WORDS = {**REFUSALS, **PARTS, **OPTIONS, **HELP, **DEEDS}
