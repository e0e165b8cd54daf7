"""Sentences about filling in a form that say more than one field's fault."""

WORDS: dict[str, str] = {
    "record.choice_not_offered": "“{entry}”与前面填的内容不再对应，请重新选择{label}",
    "record.twin": "已经有一条“{fields}”相同的记录，请打开那一条来修改",
}
