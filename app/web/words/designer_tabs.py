"""Sentences of the designer's tabs: what parts are called, their properties and values, and what is refused."""

LOSSES = {
    "definition.type_lost_series": "编号规则“{key}”已经编过号，不能去掉，请写回",
    "definition.type_lost_state": "还有记录停在状态“{label}”（{key}），不能去掉，请写回；等这些记录都办到别的状态再删",
    "definition.type_lost_view": "常用筛选“{label}”（{key}）不见了：有人在它上面存了自己的筛选，"
    "以后会从第一个常用筛选算起",
    "definition.type_lost_document": "材料“{label}”（{key}）已经出过：已有的记录照旧，按新版本填写的记录不再有这份材料",
}

REFUSALS = {
    "designer.part_in_use": "“{key}”已经用过，不能删除",
    "designer.part_key_in_use": "“{key}”已经用过，键不能再改，名称可以改",
    "designer.no_date": "没有日期字段，到期提醒要从一个日期算起，请先在“字段与版面”里加一个",
    "designer.no_state": "还没有状态，请先加状态",
}

PARTS = {
    "designer.part.view": "常用筛选",
    "designer.add.view": "添加常用筛选",
    "designer.part.document": "材料",
    "designer.add.document": "添加材料",
    "designer.part.series": "编号规则",
    "designer.add.series": "添加编号规则",
    "designer.part.notify": "消息",
    "designer.add.notify": "添加消息",
    "designer.part.remind": "到期提醒",
    "designer.add.remind": "添加到期提醒",
    "designer.part.check": "核对规则",
    "designer.add.check": "添加核对规则",
}

OPTIONS = {
    "designer.option.columns": "列",
    "designer.option.view.where": "只显示符合条件的",
    "designer.option.sort": "排序",
    "designer.option.view.group": "按什么分组",
    "designer.option.totals": "下面的合计",
    "designer.option.template": "模板",
    "designer.option.states": "在哪些状态可以生成",
    "designer.option.filename": "文件名",
    "designer.option.each": "按哪张表格每行一份",
    "designer.option.scan": "要交回签字盖章的扫描件",
    "designer.option.series.pattern": "编号的样子",
    "designer.option.restart": "什么时候从头编",
    "designer.option.take": "到哪个状态时取号",
    "designer.option.start": "从几号开始",
    "designer.option.series.width": "几位数",
    "designer.option.on": "什么时候",
    "designer.option.notify.state": "哪个状态",
    "designer.option.to": "告诉谁",
    "designer.option.remind.at": "按哪个日期",
    "designer.option.before": "提前多久",
    "designer.option.after": "过后多久",
    "designer.option.when": "条件",
    "designer.option.remind.to": "提醒谁",
    "designer.option.say": "说什么",
    "designer.option.check.say": "不成立时说什么",
    "designer.option.rule": "应当成立的条件",
    "designer.option.level": "不成立时",
    "designer.option.check.at": "显示在哪个字段旁边",
    "designer.option.check.when": "只在这种情况下核对",
    "designer.option.check.needed_for": "只在进入这些状态前核对",
}

HELP = {
    "designer.help.columns": "从左到右；拖动或者用箭头换次序",
    "designer.help.view.where": "条件成立才列出，如：年份(抵达日期) == 年份(今天)",
    "designer.help.sort": "先按第一项排，一样的再按第二项",
    "designer.help.view.group": "一样的排在一起，每组有小计",
    "designer.help.totals": "列在表格下面，算的是筛选出来的全部记录",
    "designer.help.template": "模板里的一份，Word 或者 Excel",
    "designer.help.states": "一个也不选，就是任何时候都可以",
    "designer.help.filename": "用 {{{{ }}}} 引用字段，如：{{{{ 备案编号 }}}}_{{{{ 团组名称 }}}}；"
    "不写就用材料的名称和记录的标题",
    "designer.help.each": "如每位来访人员一份；不选就是整条记录一份",
    "designer.help.scan": "没有交回的，列在材料台账里",
    "designer.help.series.pattern": "写上 {{{{ 年份 }}}} 和 {{{{ 序号数 }}}}，也可以引用字段，"
    "如：外来备〔{{{{ 年份 }}}}〕{{{{ 序号数 }}}}号",
    "designer.help.restart": "每年从头编的，编号里要有年份",
    "designer.help.take": "不选，就是新建时取号",
    "designer.help.start": "以前编到几号，这里就写下一个；已经编过的不受影响",
    "designer.help.series.width": "不够的在前面补 0，如 4 位：0007",
    "designer.help.notify.state": "选了“到了某个状态”才用",
    "designer.help.before": "和“过后多久”只写一样；都不写就是当天",
    "designer.help.remind.when": "条件不成立就不提醒，如：状态 == 'approved'",
    "designer.help.remind.to": "经办人，或者有这个角色的人",
    "designer.help.rule": "写成比较，如：离开日期 >= 抵达日期",
    "designer.help.check.at": "不选就说在表单上方",
    "designer.help.check.needed_for": "一个也不选，就是每次提交都核对",
}

VALUES = {
    "designer.value.series.width.0": "不补 0",
    "designer.value.series.width.1": "1 位",
    "designer.value.series.width.2": "2 位",
    "designer.value.series.width.3": "3 位",
    "designer.value.series.width.4": "4 位",
    "designer.value.series.width.5": "5 位",
    "designer.value.series.width.6": "6 位",
    "designer.value.series.width.7": "7 位",
    "designer.value.series.width.8": "8 位",
    "designer.value.series.width.9": "9 位",
    "designer.value.restart.year": "每年从头编",
    "designer.value.restart.never": "一直往下编",
    "designer.value.on.task_given": "有了待办",
    "designer.value.on.returned": "被退回",
    "designer.value.on.state": "到了某个状态",
    "designer.value.level.block": "要改好才能提交",
    "designer.value.level.warn": "提醒，写明原因可以提交",
    "designer.value.unit.day": "天",
    "designer.value.unit.workday": "工作日",
    "designer.value.unit.week": "周",
    "designer.value.unit.month": "个月",
    "designer.value.unit.hour": "小时",
}

DEEDS = {
    "designer.deed.add-part": "添加",
    "designer.deed.set-part": "修改",
    "designer.deed.move-part": "换次序",
    "designer.deed.copy-part": "复制",
    "designer.deed.rename-part": "改键",
    "designer.deed.remove-part": "删除",
}

WORDS = {**LOSSES, **REFUSALS, **PARTS, **OPTIONS, **HELP, **VALUES, **DEEDS}
