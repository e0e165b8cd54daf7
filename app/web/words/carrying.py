"""What is said where records of earlier versions are carried over, and taken back."""

WORDS: dict[str, str] = {
    "carrying.wants_reason": "请写明为什么要把旧记录转到新版本，记录的历史里会写这一句",
    "carrying.under_way": "这个事项的记录正在转换，请等它做完再试",
    "carrying.nothing_left": "没有可以转回的记录：都已经转回，或者转换以后又有人改过",
    "carrying.newer_version": "在这之后又发布了新的版本，所以没有转换。请重新查看计划",
    "carrying.nothing_picked": "没有选中要转换的记录，请至少勾选一种状态",
    "renaming.wants_yes": "请先看看会一起改的地方，再勾选“上面这些一起改”",
}
