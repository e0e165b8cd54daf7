"""Words about rules over other records in the designer: of figures, and of the clauses of narratives."""

OPTIONS = {
    "designer.option.parts.of": "哪个事项的记录",
    "designer.option.parts.rows": "哪张表格的行",
    "designer.option.parts.where": "写哪些",
    "designer.option.parts.order": "先后次序",
    "designer.option.parts.heading": "小标题",
    "designer.option.parts.begin": "第一条前面写",
    "designer.option.parts.say": "每条写一句",
    "designer.option.parts.joint": "两条之间写",
    "designer.option.parts.most": "最多点名几个",
    "designer.option.parts.total": "总数是哪个统计数",
    "designer.option.parts.end": "最后一条后面写",
    "designer.option.parts.none": "一条也没有时写",
}

HELP = {
    "designer.help.figure.where": "按那个事项的字段写，如：年份(出访日期) == 统计年度；不写就是全部",
    "designer.help.figure.value": "合计、最大、最小、平均要一个数字；计数不用写",
    "designer.help.figure.by": "如按国别、按类别各有多少",
    "designer.help.narrative.lead": "写在最前面，可以用本报告的字段，如：{{{{ 单位名称 }}}}",
    "designer.help.narrative.close": "写在最后面，可以用本报告的字段",
    "designer.help.parts.where": "按那个事项的字段写，如：年份(出访日期) == 统计年度；不写就是全部",
    "designer.help.parts.say": "那个事项的字段写在 {{{{ }}}} 里，如：{{{{ 抵达日期 | 月日 }}}}接待{{{{ 团组名称 }}}}；",
    "designer.help.parts.heading": "不论有没有记录都写，单独一行",
    "designer.help.parts.joint": "写了就连成一串，如“、”；点不完的后面加“等”",
    "designer.help.parts.most": "0 是全部",
    "designer.help.parts.total": "总数比点到的多，也写“等”",
}

DEEDS = {
    "designer.deed.add-clause": "添加一段",
    "designer.deed.move-clause": "换一段的次序",
    "designer.deed.remove-clause": "删除一段",
}

RULES = {
    "designer.subject.year": "{of}的年份",
    "designer.subjects.report": "本报告",
    "designer.rule_without_report": "还没有具体的报告：统计年度按今年算，本报告的字段按没有填算",
    "designer.outcome.figure.where.yes": "计入",
    "designer.outcome.figure.where.no": "不计入",
    "designer.outcome.narrative.where.yes": "写进去",
    "designer.outcome.narrative.where.no": "不写",
}

TYPE = {
    "designer.option.type.amendments": "变更",
    "designer.deed.borrow": "从别的事项复制",
    "designer.nothing_borrowed": "请勾选要复制的字段或部分",
}

WORDS = {**TYPE, **OPTIONS, **HELP, **DEEDS, **RULES}
