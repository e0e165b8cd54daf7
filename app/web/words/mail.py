"""What is said about letters that leave the house."""

WORDS: dict[str, str] = {
    "mail.unreached": "连不上服务器，请检查地址、端口和网络",
    "mail.insecure": "服务器的加密连接不可信或不支持，请检查加密方式和证书",
    "mail.login": "服务器不接受账号或密码，请检查设置",
    "mail.broken": "发送中途断开了",
    "mail.deferred": "对方暂时没有收下",
    "mail.refused": "对方拒收",
    "mail.address": "邮箱地址不能用",
    "mail.unsure": "发送时程序停止了，可能已经送到，也可能没有",
    "mail.too_old": "等得太久，已经过时",
    "mail.not_set": "邮件没有设好，缺少：{missing}",
    "mail.trial": "试发没有成功：{why} {detail}",
    "mail.domain": "只能填这些域名的邮箱：{domains}",
    "mail.not_stopped": "这封信不用再发：它已经在等待，或已经发出",
}
