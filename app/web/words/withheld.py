"""What is said where an example, or a plan for old records, does without a value."""

WORDS: dict[str, str] = {
    "example.other_kind": "样例里原来的内容和这个字段现在的类型不符，试算时当作没有填",
    "carrying.rule_pries": "这个表达式用到了您看不到的字段，或者比要填的字段更敏感的内容，不能用来转换，请换一种办法",
}
