#!/usr/bin/env python3
"""表文 Biaowen: install what is missing, then start.  缺什么装什么，然后启动。

    python3 run.py                    the office's own filings         启动本单位的系统
    python3 run.py demo               the same with made-up filings    带示例数据启动
    python3 run.py test [...]         every check and test; or those that pytest's own options select
                  --nightly           the slow ones too
                  --with libreoffice  only those that need a program pip and npm do not have
    python3 run.py bench word|web|hostile|designer|carrying   measure
    python3 run.py setup              install only                     只安装
    python3 run.py <command> ...      any command of the program; `help` lists them

Python 3.11 or newer with pip is all it needs. Nothing is installed outside this folder.
"""

import sys


def main() -> int:
    """Refuse an old Python in words that it can still print, then let `setup` do the rest."""
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever starts this with an old Python must be told so
        sys.exit("Python 3.11 or newer is needed; this is %d.%d. Try: python3.11 run.py" % sys.version_info[:2])  # noqa: UP031
    from setup.start import start  # noqa: PLC0415 - unreadable to an old Python

    return start(sys.argv[1:], help_text=__doc__)


if __name__ == "__main__":
    sys.exit(main())
