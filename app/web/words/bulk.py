"""Sentences about papers of many records at once, and about several papers in one file."""

WORDS: dict[str, str] = {
    "word.joined_too_large": "合在一起的内容太多（超过 {limit} MB），Word 打不开这样的文件。请改用压缩包，或分几次办理",
}
