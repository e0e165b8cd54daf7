"""Chinese as it is read: to order by, to find by initials, to make log-in names, to hear what sounds alike. Pure.

The readings of single characters are those of pypinyin. Its dictionary of phrases is left alone: it costs 45 MB and
half a second for words that no office writes. `_WORDS` has the ones that do occur.
"""

import os
import re
import unicodedata
from collections.abc import Container, Mapping
from functools import cache, lru_cache
from importlib import import_module
from itertools import groupby
from typing import Any

MAX_SORTED = 40
"""Characters of a text that its place in a list depends on."""
LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{1,39}")
"""What a log-in name looks like."""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")

_USUAL = (
    "似si4 佛fo2 薄bo2 泊bo2 卜bu3 厦xia4 畜xu4 勒le4 模mo2 塞sai4 伽jia1 茄qie2 杉shan1 粘zhan1 琢zhuo2 秘mi4 "
    "椎zhui1 埔pu3 傀kui3 为wei2 坻di3 漯luo4 肋lei4 仔zai3"
)
"""Read like this where no word says otherwise; pypinyin begins with a rarer reading of some."""

_WORDS = """
长chang2 长江 长期 长安 长沙 长城 长度 长方 延长 擅长 漫长 长征 长篇 长远 长春 长久 长治 波长 长假 特长 专长 长短 长途
长chang2 长宁 长白山 长乐 长兴 长丰 长葛 长垣 长岛 长寿 长汀 长三角 长崎 长野 长虹 长青 长龙 身长 全长 周长 边长 深长
长chang2 长效 长廊 长跑 长款 长袖 长裤 长足 长河 长清 长武 长阳 长岭 长海 长泰 长顺 冗长 悠长 狭长 长椅 长线 长项 长剑
长chang2 细长 长袍 长诗 长亭 长街
行hang2 银行 行业 行情 行列 央行 行长 分行 支行 农行 建行 工行 总行 商行 同行 内行 外行 本行 转行 改行 各行各业 行家
行hang2 行当 排行 太行 投行 洋行 行距 行会 行规 行话 一行行 逐行 换行 行号 行数 跨行 车行 交行 招行 字里行间
重chong2 重新 重庆 重建 重复 重组 重阳 双重 重申 重返 重叠 重现 重演 重逢 重合 重温 重修 重播 重启 多重 重名 重订 重印
重chong2 重整 重构 重写 重做 重置 重审 重选 重设 重来 重填 重报 重发 重九 万重 重围 三重县 重塑 重读 重开
调tiao2 调整 协调 调节 调控 调解 调和 空调 失调 调剂 调制 烹调 调味 调试 调停 调理 调价 调频 调料 微调 调休 调皮 调养
调tiao2 调侃 调色 调教 风调雨顺 调匀
了liao3 了解 不了 了不起 免不了 了结 少不了 未了 末了 大不了 了得 没完没了 一目了然 了如指掌 了却 了断 终了 了不得
了liao3 直截了当
都du1 首都 成都 都市 古都 京都 建都 都江堰 江都 帝都 故都 丰都 于都 武都 都匀 昌都 都柏林 花都 宜都 钟都 都城 迁都
都du1 国都 都昌 都督 陪都 定都
乐yue4 音乐 乐器 乐队 乐曲 乐团 声乐 器乐 乐章 交响乐 弦乐 奏乐 乐师 民乐 乐谱 礼乐 乐理 乐清 乐府 配乐 国乐 乐律 雅乐
乐yue4 乐坛 乐评 摇滚乐 爵士乐 打击乐 军乐 管乐 乐舞 鼓乐
乐lao4 乐亭
的di4 目的 有的放矢 标的
的di2 的确
的di1 的士
着zhuo2 着手 着重 沉着 着眼 着力 着想 着陆 附着 衣着 执着 着装 着落 着色 着墨 胶着 身着 穿着
着zhao2 着急 睡着 着火 着迷 着凉 着魔 着慌
著zhuo2 执著
率shuai4 率领 率先 统率 坦率 表率 轻率 草率 直率 率队 率团 率部 真率 率代表团
藏zang4 西藏 藏族 青藏 藏药 藏历 藏青 援藏 藏戏 藏语 藏文 藏区 川藏 宝藏 雅鲁藏布 三藏 大藏 藏医 藏学 地藏 藏传 藏汉
藏zang4 汉藏 藏胞 滇藏
给ji3 给予 供给 补给 自给 给养 配给 给付 给水 给与
还huan2 还原 归还 偿还 交还 退还 返还 送还 还款 还贷 还债 还清 还乡 还给 生还 还击 发还 还书 讨价还价 奉还 还礼 还愿
还huan2 还钱 还本 还价 还手
降xiang2 投降 劝降 受降 招降
弹tan2 弹性 弹劾 反弹 弹簧 弹射 弹琴 弹奏 弹跳 动弹 弹力 评弹 弹唱 弹指
没mo4 没收 淹没 出没 沉没 吞没 没落 埋没 罚没 覆没 湮没 神出鬼没 没入
模mu2 模样 模具 模板 一模一样 字模 装模作样
角jue2 角色 主角 角逐 配角 角斗
仔zi3 仔细
差chai1 出差 差旅 差遣 差役 邮差 差事 钦差 交差 当差
差ci1 参差
参cen1 参差
朝zhao1 朝霞 朝夕 朝气 今朝 有朝一日 一朝一夕 朝三暮四
便pian2 便宜
会kuai4 会计 会稽 财会
传zhuan4 传记 自传 列传 左传 水浒传 小传 评传 正传 外传 传略
柏bo2 柏林
称chen4 对称 匀称 称职 称心
觉jiao4 睡觉 午觉
塞se4 堵塞 阻塞 闭塞 栓塞 梗塞 搪塞 淤塞 堰塞湖
塞sai1 瓶塞 塞车 活塞
劲jing4 强劲 劲风 劲敌 劲旅 劲松 苍劲 刚劲
畜chu4 牲畜 家畜 畜力 畜禽 六畜 畜生 人畜
恶wu4 厌恶 可恶 憎恶 好恶 深恶痛绝
泊po1 湖泊 梁山泊 罗布泊 血泊
吁yu4 呼吁
陂pi2 黄陂
什shi2 喀什 克什米尔 塔什干 什锦 布尔什维克
参shen1 人参 海参 丹参 党参 参茸 西洋参 参汤
校jiao4 校正 校勘 校订 校对 校注 校验 校准 校样 审校 编校 校改 校阅 校稿 译校 校审
壳qiao4 地壳 甲壳 躯壳
厦sha4 大厦 广厦
省xing3 反省 自省 省亲 内省 省察 省悟
阿e1 阿胶 东阿 阿谀 阿房宫 阿弥陀佛
宿xiu4 星宿
秘bi4 秘鲁
绿lu4 鸭绿江 绿林
曝bao4 曝光
纤qian4 纤夫 拉纤
贾gu3 商贾
强jiang4 倔强
卡qia3 关卡 卡脖子 发卡 哨卡
单chan2 单于
单shan4 单县
龟qiu1 龟兹
兹ci2 龟兹
般bo1 般若
若re3 般若
说shui4 游说
蚌beng4 蚌埠
番pan1 番禺
铅yan2 铅山
六lu4 六安 六合区
台tai1 台州 天台 台山市
丽li2 丽水 高丽 丽江口
浚xun4 浚县
涡guo1 涡阳
莘shen1 莘县
尉yu4 尉犁
燕yan1 燕山 燕京 燕郊 燕赵
华hua4 华山 华阴
任ren2 任丘 任县
洞tong2 洪洞
峙shi4 繁峙
堡bu3 吴堡 瓦窑堡
堡pu4 十里堡
济ji3 济南 济宁 济源 济阳
牟mu4 牟平 中牟
睢sui1 睢宁 睢县
浒xu3 浒墅关
监jian4 监利 国子监 监生
柞zha4 柞水
埔bu4 大埔
莞guan3 东莞
珲hun2 珲春
犍qian2 犍为
荥ying2 荥经
泌bi4 泌阳
筠jun1 筠连
枞zong1 枞阳
棱ling2 穆棱
转zhuan4 转动 旋转 转速 公转 自转 运转 周转 转盘 转悠 打转
佛fu2 仿佛
卜bo5 萝卜
辗zhan3 辗转
假jia4 假期 假日 请假 休假 放假 寒假 暑假 病假 事假 年假 度假 销假 产假 长假 婚假 探亲假
要yao1 要求
更geng1 更新 更名 变更 更换 更改 更正
差cha1 差额 差异 差别 差距 误差 差错 偏差 差价
处chu3 处理 处分 处罚 处置 处于 处境 查处 判处 相处 共处
似shi4 似的
"""
"""Words in which a character is read in another way."""

_KEPT = """
发行情 进行情 运行情 执行情 履行情 施行情 实行情 推行情 出行情 旅行情 行情况 行情形 行业务 行业绩 行列车 分行政 分行动
分行为 分行驶 同行政 同行动 同行为 工行动 建行政 总行程 行长期间 长期间 长期望 长远程 长短信 重组织 重建议 重新闻
重发展 重发挥 重写作 重来源 重审核 重设计 重启发 重整体 重开展 重开发 重构建 重构成 重选择 重修养 重名誉 重复杂 强调
单调 色调 语调 格调 曲调 抽调 借调 外调 内调 基调 为了 除了 了解决 了解释 了解答 了解读 了解放 了解除 到了解 出差错
出差异 大会计划 会计划 会计算 会计时 会计入 学校 高校 我校 两校 本校 该校 贵校 各校 院校 母校 全校 外校 他校 名校 双校
士大夫 着重大 着力量 着手机 的确定 的确认 的确实 的确立 的士兵 大都市 有差事 供给水 给水平 都市场 都市级 都市民 外行为
外行星 内行为 内行星 内行车 本行为 本行政 本行动 本行程 改行政 转行政 车行道 车行驶 号行号 支行动 出差别
"""
"""Words across which the ones above are not looked for: `为了` before `解决` is not `了解`."""

_SURNAMES = (
    "单shan 曾zeng 仇qiu 解xie 区ou 查zha 翟zhai 朴piao 盖ge 葛ge 缪miao 乐yue 员yun 覃qin 冼xian 召shao "
    "种chong 任ren 尉迟yuchi 长孙zhangsun 万俟moqi 令狐linghu"
)
SURNAMES = {match[1]: match[2] for match in re.finditer(r"([^a-z ]+)([a-z]+)", _SURNAMES)}
"""Read otherwise when they are a surname."""


@lru_cache(maxsize=8192)
def sort_key(text: str) -> str:
    """What to sort by, byte by byte: small letters, Chinese as syllables with their tones; the text itself last."""
    start = text[:MAX_SORTED]
    if start.isascii():
        return f"{start.lower()}\x01{start}"
    return f"{' '.join(sound or run for run, sound in _read(start)).lower()}\x01{start}"


@lru_cache(maxsize=8192)
def initials(text: str) -> str:
    """`浙江大学` is zjdx; other characters stay, in small letters."""
    return "".join(sound[:1] or run for run, sound in _read(text[:MAX_SORTED])).lower()


def proposed_key(label: str) -> str:
    """The initials of a name, if they make a key of a definition; else empty."""
    letters = re.sub(r"[^a-z0-9]+", "_", initials(label)).strip("_")[:30]
    return letters if is_key(letters) else ""


def is_key(text: str) -> bool:
    """Small letters, digits and underscores, a letter first."""
    return _KEY.fullmatch(text) is not None


def syllables(text: str) -> list[str]:
    """`张三 Li` is zhang, san, li; what is not Chinese stays whole, in small letters."""
    return [sound[:-1] or run.lower() for run, sound in _read(text)]


def syllables_of_name(name: str) -> list[str]:
    """The name of a person: its surname is read as one."""
    name = unicodedata.normalize("NFKC", name).strip()
    head = next((surname for surname in sorted(SURNAMES, key=len, reverse=True) if name.startswith(surname)), "")
    return [*([SURNAMES[head]] if head else []), *syllables(name[len(head) :])]


def name_key(name: str) -> str:
    """For search and order of people: syllables, then their first letters ("zhang san feng zsf")."""
    parts = [part for part in syllables_of_name(name) if part.strip()]
    return f"{' '.join(parts)} {''.join(parts)} {''.join(part[0] for part in parts)}"[:200]


def propose_login(name: str, taken: Container[str]) -> str:
    """A free log-in name made from the name; empty when it has no letter that we can write."""
    parts = syllables_of_name(name)
    joined = ".".join(" ".join(parts).split()) if _is_latin(name) else "".join(parts)
    plain = unicodedata.normalize("NFKD", joined)
    stem = re.sub(r"[^a-z0-9.]", "", plain.lower()).strip(".")[:30]
    if len(stem) < 2:
        return ""
    tries = (stem, *(f"{stem}{number}" for number in range(2, 1000)))
    return next((login for login in tries if login not in taken), "")


def _is_latin(name: str) -> bool:
    return all(ord(letter) < 0x250 for letter in name)


def _read(text: str) -> list[tuple[str, str]]:
    """Each Chinese character with its sound (`长`, `chang2`); what stands between them as it is, without one."""
    said = _said_in_words(text)
    letters = ((letter, said.get(place) or _sound(letter)) for place, letter in enumerate(text))
    pieces: list[tuple[str, str]] = []
    for has_sound, group in groupby(letters, key=lambda pair: bool(pair[1])):
        run = list(group)
        pieces += run if has_sound else [("".join(letter for letter, _ in run), "")]
    return pieces


def _said_in_words(text: str) -> dict[int, str]:
    """The places in the text where a word says how a character is read; the longest word from the left counts."""
    words, longest = _words()
    said: dict[int, str] = {}
    place = 0
    while place < len(text):
        sizes = range(min(longest.get(text[place], 0), len(text) - place), 1, -1)
        word = next((piece for size in sizes if (piece := text[place : place + size]) in words), text[place])
        said |= {place + position: sound for position, sound in words.get(word, {}).items()}
        place += len(word)
    return said


@cache
def _words() -> tuple[Mapping[str, Mapping[int, str]], Mapping[str, int]]:
    """Which characters of a word are read how; and the length of the longest word by its first character."""
    words: dict[str, dict[int, str]] = {word: {} for word in _KEPT.split()}
    for line in _WORDS.strip().splitlines():
        reading, *found = line.split()
        letter, sound = reading[0], reading[1:]
        for word in found:
            words.setdefault(word, {}).update({place: sound for place, other in enumerate(word) if other == letter})
    longest: dict[str, int] = {}
    for word in words:
        longest[word[0]] = max(len(word), longest.get(word[0], 0))
    return words, longest


@cache
def _usual() -> Mapping[str, str]:
    return {reading[0]: reading[1:] for reading in _USUAL.split()}


@lru_cache(maxsize=16384)
def _sound(letter: str) -> str:
    """How a character is read by itself; empty when it is not Chinese."""
    if ord(letter) < 0x2E80:
        return ""
    style = _pinyin().Style.TONE3
    (sound,) = _pinyin().lazy_pinyin(letter, style=style, neutral_tone_with_five=True) or [""]
    return _usual().get(letter) or ("" if sound == letter else str(sound))


@cache
def _pinyin() -> Any:
    """Read when first needed, not when the program starts, and without phrases."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "1")
    return import_module("pypinyin")
