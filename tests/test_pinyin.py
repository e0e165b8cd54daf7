"""How Chinese is read: words where they matter, surnames in names, and never the dictionary that costs 45 MB."""

import subprocess
import sys

import pytest

from app import pinyin


def test_order_knows_words_and_tones() -> None:
    names = ["重庆", "重量", "阿", "中国", "abc", "Abd", "10", "张", "章"]
    assert sorted(names, key=pinyin.sort_key) == ["10", "阿", "abc", "Abd", "重庆", "张", "章", "中国", "重量"]
    assert pinyin.sort_key("团") != pinyin.sort_key("团。")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("重庆长沙长春", "chong qing chang sha chang chun"),
        ("厦门六安蚌埠番禺铅山", "xia men lu an beng bu pan yu yan shan"),
        ("银行行长", "yin hang hang zhang"),
        ("处长、校长、长期", "chu zhang 、 xiao zhang 、 chang qi"),
        ("音乐快乐", "yin yue kuai le"),
        ("西藏藏书", "xi zang cang shu"),
        ("参差", "cen ci"),
        ("率团出访秘鲁、朝鲜", "shuai tuan chu fang bi lu 、 chao xian"),
        ("2026年A团", "2026 nian a tuan"),
    ],
)
def test_words_say_how_a_character_is_read(text: str, read: str) -> None:
    assert " ".join(pinyin.syllables(text)) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("为了解决", "wei le jie jue"),
        ("进行业务", "jin xing ye wu"),
        ("执行情况", "zhi xing qing kuang"),
        ("强调和平", "qiang diao he ping"),
        ("大会计划", "da hui ji hua"),
        ("学校对外", "xue xiao dui wai"),
    ],
)
def test_a_word_is_not_found_across_two_others(text: str, read: str) -> None:
    assert " ".join(pinyin.syllables(text)) == read


def test_initials() -> None:
    assert pinyin.initials("重庆大学A2") == "cqdxa2"
    assert pinyin.initials("") == ""


def test_names_are_found_by_syllables_and_initials() -> None:
    assert pinyin.name_key("曾长江") == "zeng chang jiang zengchangjiang zcj"


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("张三丰", "zhangsanfeng"),
        ("单雄信", "shanxiongxin"),
        ("尉迟恭", "yuchigong"),
        ("吕布", "lvbu"),
        ("José García", "jose.garcia"),
        ("Smith, J.", "smith.j"),
        ("☃", ""),
    ],
)
def test_logins_are_made_from_names(name: str, login: str) -> None:
    assert pinyin.propose_login(name, ()) == login


def test_phrases_are_never_loaded() -> None:
    script = (
        "import sys; from app import pinyin; assert 'pypinyin' not in sys.modules;"
        "pinyin.sort_key('abc'); assert 'pypinyin' not in sys.modules;"
        "pinyin.sort_key('重庆'); assert 'pypinyin.phrases_dict' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
