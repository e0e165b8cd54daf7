"""Sentences about the signature that one keeps."""

WORDS: dict[str, str] = {
    "signature.required": "请手写签名，或者选一张签名图片",
    "signature.unreadable": "这张图片读不出来，请另存为 PNG 或 JPG 再传",
    "signature.upright": "签名图片要横着：宽度不能小于高度，请裁剪后再传",
    "signature.small": "签名图片太小，印出来看不清：至少宽 {across}、高 {down} 像素，请换一张大的",
    "signature.none": "您还没有保存签名，请先存一个",
}
