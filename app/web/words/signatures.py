"""Sentences about the signature that one keeps."""

WORDS: dict[str, str] = {
    "signature.required": "请手写签名，或者选一张签名图片",
    "signature.unreadable": "这张图片读不出来，请另存为 PNG 或 JPG 再传",
    "signature.upright": "签名图片要横着：宽度不能小于高度，请裁剪后再传",
    "signature.none": "您还没有保存签名，请先存一个",
}
