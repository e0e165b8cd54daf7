"""Numbers that are reserved."""

WORDS = {
    "number.block_size": "一次预留 1 至 {most} 个，请写数字",
    "number.block_needs_reason": "请写明留给谁、为什么",
    "number.says_of_record": "这种编号里有记录的内容，没有记录就写不出来，不能预留",
    "number.use_needs_paper": "请写明用在哪份纸质件上",
    "number.not_waiting": "这个编号不在预留未用的里面",
}
