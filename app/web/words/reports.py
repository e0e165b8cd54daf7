"""Sentences about reports: figures, drafts, closed years."""

WORDS: dict[str, str] = {
    "report.frozen": "这份报告已经公示，数字和文字不再变动；要更正的，请登记机关退回后再改",
    "report.not_a_number": "这一项要对数字求和或比较，请换一个数字字段",
    "report.no_such_clause": "记录已有变化，草稿里没有这一句了，请看看新的草稿",
    "report.no_such_report": "没有“{type}”{year} 年度的报告，请先新建",
    "report.several": "“{type}”{year} 年度有 {count} 份报告，请用 --record 指明是哪一份",
}
