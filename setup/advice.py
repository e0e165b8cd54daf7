"""Turns what pip, npm or the system said into what a person can do about it."""

import re

from setup.places import LOG, ROOT

_NETWORK = """\
连不上软件源。请检查网络；内网请先设好镜像，再运行同一条命令，会接着装。
The package index cannot be reached. Check the network; behind a mirror name it first. Then run the same command again.
    pip:  python3 -m pip config set global.index-url ADDRESS
    npm:  npm config set registry ADDRESS
          （没有 npm / without npm: registry=ADDRESS -> .npmrc in your home folder）"""

_DISK = """\
磁盘已满。请腾出约 1 GB（测试需 3 GB），再运行同一条命令。
The disk is full. Free about 1 GB (3 GB for tests), then run the same command again."""

_RIGHTS = f"""\
没有写入权限。请用文件夹的所有者运行，或把程序放到自己的目录里：{ROOT}
No right to write here. Run as the owner of the folder, or move it to a folder of your own."""

_ALTERED = """\
下载的文件与锁定的校验值不符：镜像或缓存里的文件不完整，或被改动。请换一个镜像，或清空缓存后重试。
A file differs from its locked checksum: a mirror or a cache holds a broken or altered copy.
Use another mirror, or empty the caches, and try again:
    python3 -m pip cache purge
    npm cache clean --force"""

_NO_WHEEL = """\
没有适合本机的现成组件。请用 Python 3.11 至 3.14、x86-64 或 arm64 处理器；若用镜像，请确认镜像完整。
No ready-made package fits this machine. Use Python 3.11 to 3.14 on x86-64 or arm64; a mirror must be complete."""

_NO_PIP = """\
Python 缺少 pip（22.3 以上）。Debian、Ubuntu、统信、麒麟：apt install python3-pip；其它系统：python3 -m ensurepip。
Python lacks pip (22.3 or newer). Debian and its kin: apt install python3-pip; elsewhere: python3 -m ensurepip."""

_UNKNOWN = """\
没有装成，原因见日志末尾；再运行同一条命令会接着装。
It was not installed; the end of the log tells why. The same command goes on from here."""

_UNREACHABLE = "|".join(
    (
        r"NewConnectionError|ConnectTimeout|ReadTimeout|Max retries exceeded|Could not fetch URL|ProxyError|SSLError",
        r"Name or service not known|Temporary failure in name resolution|CERTIFICATE|SELF_SIGNED|HTTP error \d",
        r"Connection (?:refused|reset|aborted|broken)|ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|E(?:HOST|NET)UNREACH",
        r"ERR_SOCKET_TIMEOUT|code E(?:40[1347]|5\d\d)",
    )
)

_SIGNS = (
    # The first that is found wins: a full disk breaks downloads too, and a dead network ends in "no matching" as well.
    (r"No space left on device|ENOSPC|\[Errno 28\]|Disk quota exceeded|EDQUOT", _DISK),
    (r"DO NOT MATCH THE HASHES|EINTEGRITY", _ALTERED),
    (r"No module named '?(?:pip|ensurepip)|no such option: --python", _NO_PIP),
    (_UNREACHABLE, _NETWORK),
    (r"Permission denied|EACCES|EPERM|\[Errno 13\]|Read-only file system|EROFS", _RIGHTS),
    (r"No matching distribution|Could not find a version", _NO_WHEEL),
)


def advice_on(output: str) -> str:
    """Say what to do about a failed installer, and where its full words are."""
    advice = next((advice for sign, advice in _SIGNS if re.search(sign, output)), _UNKNOWN)
    return f"{advice}\n日志 / log: {LOG}"
