"""Sentences of the frame: what any page may have to say."""

WORDS = {
    "conflict": "这里的内容刚刚被别人改过，请先看看现在的样子，再决定怎么改",
    "form.required": "请填写这一项",
    "form.long": "太长了，最多 {most} 个字",
    "job.too_many": "您有 {most} 件同样的事还在排队，请等其中一件做完（或停止一件）再点一次",
}
