"""Sentences of what a report draws from other records, where it would stay empty."""

WORDS = {
    "definition.never_counted": (
        "“{label}”在表格“{table}”里，不会算出来：统计数和文字叙述要放在表格外面，或者换成数字、文本"
    ),
}
