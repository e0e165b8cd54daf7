"""Sentences about filling in a form that say more than one field's fault."""

WORDS: dict[str, str] = {
    "record.twin": "已经有一条“{fields}”相同的记录，请打开那一条来修改",
}
