"""What people read when an expression cannot be taken, or probably does not mean what was meant.

Sentences whose faults carry suggestions have no full stop: the nearest suggestion follows them.
"""

WORDS: dict[str, str] = {
    # What can be read at all
    "expression.empty": "这里还没有内容。请填写表达式，例如“人数 > 0”。",
    "expression.too_long": "表达式共 {length} 个字符（字段名写全以后），最多 {most} 个。请拆成几个计算字段。",
    "expression.text_too_long": "文字共 {length} 个字符，最多 {most} 个。请缩短。",
    "expression.too_many_nodes": "表达式由 {length} 个部分组成，最多 {most} 个。请拆成几个计算字段。",
    "expression.too_deep": "括号、条件或筛选套得太深，最多 {most} 层。请拆成几个计算字段。",
    "expression.number_too_long": "数字“{text}”太长，最多 {most} 位。请检查是否多打了数字。",
    "expression.strange_character": "看不懂符号“{text}”。请删去它；"
    "如果它是字段名称的一部分，请用「」把整个名称括起来。",
    "expression.label_not_closed": "从“{text}”起缺少右边的“」”。请补上。",
    "expression.text_not_closed": "从“{text}”起的文字缺少右边的引号。请补上。",
    "expression.bracket_not_closed": "缺少右括号“{suggestion}”。请在相应位置补上。",
    "expression.bracket_not_opened": "这里多了一个右括号“{text}”，或者前面缺少左括号。请检查括号是否成对。",
    "expression.unfinished": "表达式没有写完。请补上后面的部分。",
    "expression.unexpected": "“{text}”不能写在这里。请检查它前面是否少了内容。",
    "expression.operator_missing": "“{text}”前面缺少运算符，例如 +、==、and。请补上；"
    "如果它和前面是同一个名称，请用「」把整个名称括起来。",
    "expression.other_operator": "这里不能写“{text}”，请改写为“{suggestion}”。",
    "expression.no_power": "不能计算乘方（**）。请用乘法 * 写出来。",
    "expression.no_question_mark": "不能用“{text}”表示条件。请写成“{suggestion}”。",
    "expression.unknown_test": "is 后面只能写 none（没有内容）或 defined（有内容），不能写“{text}”。"
    "请改写为“{suggestion}”。",
    "expression.member_expected": "点号后面应当是列名或栏目名，不能是“{text}”。请补上名称。",
    "expression.filter_expected": "竖线“|”后面应当是格式名称，例如“年月日”“大写”，不能是“{text}”。请补上名称。",
    "expression.not_callable": "这里不能跟左括号。请检查括号前面是否是函数名称，例如 count、sum。",
    "expression.pipe_after_arithmetic": "竖线“|”紧跟在算式后面，可以有两种理解。请加括号说明是哪一种",
    # Names
    "expression.unknown_name": "没有名为“{name}”的字段。请检查名称是否写对",
    "expression.unknown_member": "“{of}”下面没有“{name}”。请检查名称是否写对",
    "expression.no_members": "“{name}”下面没有可以取的内容，不能在它后面写点号。请只写字段名称。",
    "expression.shadowed": "表格里的列“{column}”和表格外的字段“{field}”都可以写成“{text}”，分不清是哪一个。"
    "名称相同的，给其中一个改名称；键相同的，在“高级”里给其中一个改键。",
    "expression.unknown_function": "没有名为“{name}”的函数。请检查名称是否写对",
    "expression.unknown_filter": "没有名为“{name}”的格式。请检查名称是否写对",
    "expression.wrong_number_of_arguments": "“{name}”后面括号里的内容多了或少了。正确的写法例如“{example}”。",
    "expression.unknown_argument": "“{of}”的括号里不能写“{name}=”。可以写",
    # Kinds
    "expression.not_a_number": "“{text}”不是数字，不能这样用。请换成数字字段。",
    "expression.not_a_list": "“{text}”只有一项，后面不能写序号。请删去方括号。",
    "expression.needs_number": "“{text}”不是数字，不能用于“{name}”。请换成数字字段，写法例如“{example}”。",
    "expression.needs_date": "“{text}”不是日期，不能用于“{name}”。请换成日期字段，写法例如“{example}”。",
    "expression.needs_text": "“{text}”不是文字，不能用于“{name}”。请换成文字，写法例如“{example}”。",
    "expression.needs_yesno": "“{text}”不是是否字段，不能用于“{name}”。请换成是否字段，写法例如“{example}”。",
    "expression.needs_list": "“{text}”只有一项，不能用于“{name}”。"
    "请换成表格、表格的一列或多选字段，写法例如“{example}”。",
    "expression.needs_column": "“{text}”是整个表格，不能用于“{name}”。请写明是哪一列，例如“{suggestion}”。",
    "expression.needs_number_items": "“{text}”的各项不是数字，不能计算。请换成数字列，写法例如“{example}”。",
    "expression.needs_text_items": "“{text}”的各项不是文字或选项，不能这样用。请换成文字列，写法例如“{example}”。",
    "expression.cannot_compute": "“{left}”和“{right}”不能用“{op}”计算，因为两边不是同一类内容。请检查两边的字段。",
    "expression.cannot_compare": "“{left}”和“{right}”不能比较，因为两边不是同一类内容。请检查两边的字段。",
    "expression.no_order": "“{left}”和“{right}”没有大小之分，只能用 == 或 != 比较。请改写。",
    "expression.use_in": "“{left}”和“{right}”一边是多项，一边是一项，不能直接比较。请改写为“{suggestion}”。",
    "expression.in_needs_list": "in 的右边应当是多选、表格的一列或文字，“{right}”不是。请改用 ==，或换一个字段。",
    "expression.date_as_text": "日期不能和文字比较。请把文字改写为“{suggestion}”。",
    "expression.no_such_date": "没有“{text}”这一天。请检查年、月、日。",
    "expression.places_out_of_range": "小数位数应当是 0 到 {most} 的整数，不能是“{text}”。请改正。",
    "expression.no_such_size": "“{text}”不是尺寸。请写成 6cm、60毫米这样，最大 1 米。",
    "expression.not_rows": "“{text}”不是表格，不能用方括号筛选。请换成表格字段。",
    "expression.filter_not_yesno": "方括号里应当是条件，例如“年龄 > 60”；“{text}”是一个数。请补上比较。",
    "expression.index_not_whole": "方括号里的序号应当是整数，不能是“{text}”。第一项是 0。",
    # What was probably not meant
    "expression.literal_condition": "“{text}”本身不是条件，写在这里总是同一个结果。请检查是否少写了“字段 ==”；"
    "如果想在没有内容时显示它，请改用“| 默认(…)”。",
    "expression.compared_with_none": "没有内容时，比较的结果总是“否”。要判断有没有内容，请改写为“{suggestion}”。",
    "expression.compared_with_empty": "没有填写的字段和空文字比较，结果总是“否”。"
    "要判断有没有填写，请改写为“{suggestion}”。",
    "expression.division_by_zero": "“{text}”除以 0，结果总是空缺。请检查除数。",
    "expression.unknown_choice": "选项里没有“{value}”，这样比较的结果总是“否”。请检查选项名称",
    # Texts with tags
    "expression.tag_not_closed": "从“{text}”起缺少右边的“}}}}”。请补上。",
    "expression.no_blocks": "标题、文件名和编号里只能写 {{{{ 名称 }}}}，不能写“{text}”。请删去。",
    # While it runs
    "expression.list_too_long": "要处理的行数或项数超过 {most}。请缩小范围后再试。",
    "expression.result_too_long": "结果超过 {most} 个字符。请缩小范围后再试。",
    "expression.too_much_work": "逐行比较的次数太多，已经停止计算。请减少行数，或把里层的筛选改为单独的计算字段。",
}
