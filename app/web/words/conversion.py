"""Sentences about files that LibreOffice opens for us."""

WORDS: dict[str, str] = {
    "conversion.no_pdf": "服务器上没有安装 LibreOffice，不能直接给 PDF。请下载文件，用 WPS 打开，点“文件 → 输出为 PDF”",
    "conversion.no_docx": "服务器上没有安装 LibreOffice，不能打开旧格式的文档。"
    "请用 WPS 或 Word 打开，点“文件 → 另存为”，类型选“.docx”，再上传",
    "conversion.no_xlsx": "服务器上没有安装 LibreOffice，不能打开旧格式的表格。"
    "请用 WPS 或 Excel 打开，点“文件 → 另存为”，类型选“.xlsx”，再上传",
    "conversion.not_there": "settings.toml 里写的 LibreOffice（{path}）不存在，所以不能转换文件。"
    "请联系系统管理员改正 soffice 这一项",
    "conversion.never_pdf": "只有 .docx 和 .xlsx 文件能转成 PDF，“{name}”不是",
    "conversion.never_docx": "“{name}”不能转成 .docx。能转的是 50 MB 以内的 .doc、.wps、.rtf、.odt 文档",
    "conversion.never_xlsx": "“{name}”不能转成 .xlsx。能转的是 50 MB 以内的 .xls、.et、.ods 表格",
    "conversion.cannot_hide": "这台服务器不能把 LibreOffice 和本机文件隔开，所以不打开 {ending} 文件"
    "（里面可能引用服务器上的文件）。请用 WPS 打开，点“文件 → 另存为”，类型选“.docx”或“.xlsx”，再上传",
    "conversion.busy": "正在转换别的文件，没有轮到“{name}”，它还没有转换。请过一分钟再试",
    "conversion.too_long": "“{name}”转换了 {seconds} 秒还没有好，已经停下。请用 WPS 打开它，自己另存或输出为 PDF",
    "conversion.failed": "LibreOffice 打不开“{name}”：可能加了密码，或已经损坏。请用 WPS 打开它，自己另存或输出为 PDF",
    "conversion.too_much": "“{name}”转换出来的文件太大。请用 WPS 打开它，自己另存或输出为 PDF",
}
