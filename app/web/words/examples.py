"""Sentences about examples of record types."""

WORDS = {
    "example.red": "样例“{name}”的结果和原来不一样，请在下面勾选“以后应当如此”，或者改草稿",
    "example.name_wanted": "请给样例起个名称，最多 60 个字",
    "example.name_taken": "已经有叫“{name}”的样例了，请换一个名称",
    "example.too_many": "一个事项最多留 {most} 个样例，请先删掉用不着的",
    "example.too_large": "这条记录内容太多，不适合作样例，请换一条行数少一些的",
    "example.unreadable": "样例的“{place}”读不懂，请从原来的系统重新导出",
}
