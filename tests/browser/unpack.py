"""Unpacks the two test browsers from their npm packages, and tells fontconfig of a Chinese font.

    python -m tests.browser.unpack <node_modules> <empty folder>

The packages are made for small cloud machines, so they carry the few libraries that a minimal system lacks.
Only their archives are read; none of their scripts runs.
"""

import io
import sys
import tarfile
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path

import brotli  # type: ignore[import-untyped]

from setup.browsers import BROWSERS

_FONTS = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<!-- One sans and one serif stand for every Chinese font, so that pictures are alike on all machines. -->
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
{aliases}</fontconfig>
"""
_ALIAS = "  <alias binding='same'><family>{name}</family><prefer><family>{font}</family></prefer></alias>\n"
_FAMILIES = {
    "Noto Sans SC": "sans-serif,system-ui,Microsoft YaHei,PingFang SC,Noto Sans CJK SC,SimHei,黑体",
    "Noto Serif SC": "serif,SimSun,宋体,FangSong,仿宋,FangSong_GB2312,仿宋_GB2312,KaiTi,楷体,楷体_GB2312",
}


def unpack(modules: Path, target: Path) -> None:
    """Lay out `target`: chromium/ and chromium-86/, each with the program and lib/, and fonts.conf."""
    today, old = modules / "@sparticuz/chromium/bin", modules / "chrome-aws-lambda/bin"
    _unpack_program(today / "chromium.br", target / "chromium")
    _unpack_libraries([today / "al2023.tar.br"], target / "chromium")
    _unpack_program(old / "chromium.br", target / "chromium-86")
    # The old package counts on a system that has NSPR; the newer one brings it, and NSS keeps its old interfaces.
    _unpack_libraries([today / "al2023.tar.br", old / "aws.tar.br"], target / "chromium-86")
    (target / "fonts.conf").write_text(_fonts_configuration(), "utf-8")


def _unpack_program(archive: Path, folder: Path) -> None:
    folder.mkdir(parents=True)
    program = folder / "chromium"
    program.write_bytes(brotli.decompress(archive.read_bytes()))
    program.chmod(0o755)


def _unpack_libraries(archives: Iterable[Path], folder: Path) -> None:
    """Put the shared libraries of all archives in one lib/; of two with one name the later wins."""
    (folder / "lib").mkdir()
    for archive in archives:
        with tarfile.open(fileobj=io.BytesIO(brotli.decompress(archive.read_bytes()))) as tar:
            for member in tar:
                if member.isfile() and Path(member.name).parent.name == "lib":
                    content = tar.extractfile(member)
                    assert content is not None
                    (folder / "lib" / Path(member.name).name).write_bytes(content.read())


def _fonts_configuration() -> str:
    font_package = find_spec("pylopdf_fonts_zh_cn")
    assert font_package is not None
    assert font_package.origin is not None
    fonts = Path(font_package.origin).parent
    aliases = [_ALIAS.format(name=name, font=font) for font, names in _FAMILIES.items() for name in names.split(",")]
    return _FONTS.format(fonts=fonts, cache=BROWSERS / "font-cache", aliases="".join(aliases))


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))
