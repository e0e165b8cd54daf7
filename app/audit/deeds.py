"""Names of deeds for people. A deed of another feature registers its own by `call`; an unknown one shows its key."""

from flask_babel import gettext

from app.web.language import N_

NAMES = {
    "setup": N_("首次设置"),
    "login": N_("登录"),
    "login.failed": N_("登录未成功"),
    "login.locked": N_("连续输错，已锁定"),
    "logout": N_("退出"),
    "sessions.ended": N_("退出其他登录"),
    "refused": N_("无权操作被拒绝"),
    "roles.loaded": N_("角色表已更新"),
    "user.created": N_("新建用户"),
    "user.changed": N_("修改用户"),
    "user.deactivated": N_("停用用户"),
    "user.reactivated": N_("恢复用户"),
    "user.unlocked": N_("解除锁定"),
    "password.reset": N_("重置密码"),
    "password.changed": N_("修改密码"),
    "department.created": N_("新建部门"),
    "department.renamed": N_("部门改名"),
    "department.moved": N_("移动部门"),
    "department.closed": N_("停用部门"),
    "department.reopened": N_("恢复部门"),
    "type.published": N_("发布事项定义"),
    "type.retired": N_("停用事项"),
    "type.restored": N_("恢复事项"),
    "list.published": N_("发布选项表"),
    "records.carry_asked": N_("请求把记录转到新版本"),
    "records.carried": N_("记录转到新版本"),
    "records.back_asked": N_("请求把记录转回原版本"),
    "records.taken_back": N_("记录转回原版本"),
    "audit.verified": N_("核对审计记录"),
}


def name_of(deed: str) -> str:
    """What people call the deed; its key where nobody gave it a name."""
    return str(gettext(NAMES[deed])) if deed in NAMES else deed


def call(**names: str) -> None:
    """Give names to deeds of another feature, dots written as two underscores: `call(record__submitted=N_("提交"))`."""
    NAMES.update({deed.replace("__", "."): name for deed, name in names.items()})
