"""What is said about reminders."""

WORDS: dict[str, str] = {
    "reminder.answered": "这件事已经不在您的到期清单里：可能刚有人处理过，或日期改了。请刷新页面看看",
    "reminder.until": "请填写延后到哪一天，要晚于 {today}，不晚于 {last}",
    "reminder.not_yours": "只有处理的人自己可以恢复提醒",
}
