"""Sentences of files that are sent: there is none, or too much of it."""

WORDS = {
    "file.none": "请选择一个文件",
    "file.too_large": "“{name}”太大，最多 {most} MB。请压缩其中的图片，删去不用的内容，再重新上传",
}
