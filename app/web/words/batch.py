"""Tasks that are answered together."""

WORDS = {"batch.choose": "请先选要办理的事项"}
