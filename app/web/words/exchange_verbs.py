"""Sentences of taking a type in at the command line."""

WORDS = {
    "exchange.may_not": "没有权力导入事项。请用 --by 写明有这项权力的人",
}
