"""What is said where a field is retired that something names."""

WORDS: dict[str, str] = {
    "retiring.wants_yes": "请先看看停用以后会怎样，再勾选“看过了，就这样停用”",
}
