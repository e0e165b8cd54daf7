"""Sentences about papers of many records at once, and about several papers in one file."""

WORDS: dict[str, str] = {
    "word.joined_too_large": "合在一起的内容太多（超过 {limit} MB），Word 打不开这样的文件。请改用压缩包，或分几次办理",
    "bulk.choose_papers": "请至少选择一种材料",
    "bulk.only_word_is_joined": "《{paper}》是 Excel 材料，不能合进 Word 文件。请改用压缩包，或不选它",
    "bulk.too_many": "一次最多为 {most} 条记录生成材料，请加上条件分几次办理",
    "bulk.gone": "这条记录已被删除，或者您已经看不到它",
    "bulk.no_such_paper": "这条记录是按以前的表单填写的，那时没有《{paper}》",
    "bulk.may_not_make": "您没有为它生成材料的权限（可以生成的角色：{who}）",
    "bulk.may_not_make_at_all": "您没有为它生成材料的权限",
    "bulk.may_not_read": "材料里有您看不到的内容（可以看到的角色：{who}）",
    "bulk.may_not_read_at_all": "材料里有您看不到的内容",
}
