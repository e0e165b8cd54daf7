"""Sentences about reports: figures, drafts, closed years."""

WORDS: dict[str, str] = {
    "report.frozen": "这份报告已经公示，数字和文字不再变动；要更正的，请登记机关退回后再改",
    "report.not_a_number": "这一项要对数字求和或比较，请换一个数字字段",
    "report.no_such_clause": "记录已有变化，草稿里没有这一句了，请看看新的草稿",
    "report.no_such_report": "没有“{type}”{year} 年度的报告，请先新建",
    "report.several": "“{type}”{year} 年度有 {count} 份报告，请用 --record 指明是哪一份",
    "report.nobody": "没有找到可以办理的人（{name}），请用 --by 写明登录名",
    "report.may_not": "这个人不能修改这份报告，请用 --by 换一个人",
    "report.unknown_type": "没有这类报告：{what}",
    # what a text says
    "report.text_sum": "“其中”各项之和是 {sum}，与总数 {total} 不符",
    "report.text_list_twice": "“{name}”列了两次",
    "report.text_list_longer": "列出了 {names} 个名称，多于总数 {total}",
    "report.text_list_open": "列出了 {names} 个名称，总数是 {total}，名称后面应加“等”",
    "report.text_growth": "按前后两个数计算应为 {real}%",
    "report.text_other_year": "报告年度是 {wanted} 年，这里写的是 {year} 年",
    "report.text_half_width": "这里是半角标点，请改为全角",
    "report.text_leading_zero": "月、日前面不加 0",
    "report.text_wide_digits": "这里是全角数字，请改为半角",
}
