"""Numbers and dates in Chinese characters: 大写 amounts, 中文数字, 二〇二四年.

Capital amounts follow 《支付结算办法》 附一 (正确填写票据和结算凭证的基本规定):
元 ends with 整, 角 does not have to, 分 never; zeros inside are one 零; 零 after 元 when 角 is 0 and 分 is not.
Where the rules leave 零 open, none is written.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.expressions.coerce import ARITHMETIC, WrongKind
from app.expressions.values import precision_of

_CAPITAL = ("零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"))
_PLAIN = ("零一二三四五六七八九", ("", "十", "百", "千"))
_SECTIONS = ("", "万", "亿", "万亿")
_CODES = str.maketrans("0123456789", "〇一二三四五六七八九")

LARGEST = Decimal("9999999999999999.99")


def _section(number: int, style: tuple[str, tuple[str, ...]]) -> str:
    """0 < number < 10000, without a leading zero; a run of zeros inside is one."""
    digits, units = style
    written, zero = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            written += (digits[0] if zero and written else "") + digits[digit] + units[place]
        zero = not digit
    return written


def _whole(number: int, style: tuple[str, tuple[str, ...]]) -> str:
    """0 ≤ number < 10^16, in sections of four digits."""
    if number == 0:
        return style[0][0]
    written, skipped = "", False
    for place in (3, 2, 1, 0):
        section = number // 10 ** (4 * place) % 10_000
        if not section:
            skipped = bool(written)
            continue
        zero = style[0][0] if written and (skipped or section < 1000) else ""
        written += zero + _section(section, style) + _section_name(place, number)
        skipped = False
    return written


def _section_name(place: int, number: int) -> str:
    """万亿 is said once: 壹万贰仟亿, but 壹万亿 when nothing stands in the 亿 section."""
    if place == 3:
        return "万" if number // 10**8 % 10_000 else "万亿"
    return _SECTIONS[place]


def capital(amount: Decimal) -> str:
    """12 345.60 as 壹万贰仟叁佰肆拾伍元陆角; 人民币 stands in the form itself."""
    if abs(amount) > LARGEST:
        raise WrongKind
    fen = int(ARITHMETIC.multiply(abs(amount), Decimal(100)).to_integral_value(rounding=ROUND_HALF_UP))
    yuan, jiao, cents = fen // 100, fen // 10 % 10, fen % 10
    digits = _CAPITAL[0]
    written = "负" if amount < 0 and fen else ""
    if yuan or not fen:
        written += _whole(yuan, _CAPITAL) + "元"
    if not jiao and not cents:
        return written + "整"
    if jiao:
        written += digits[jiao] + "角"
    elif yuan:
        written += digits[0]
    return written + (digits[cents] + "分" if cents else "")


def cn_number(number: Decimal) -> str:
    """1234.5 as 一千二百三十四点五; 10 to 19 as 十 to 十九."""
    if abs(number) >= 10**16:
        raise WrongKind
    whole, _, fraction = format(ARITHMETIC.abs(number), "f").partition(".")
    written = _whole(int(whole), _PLAIN)
    if written.startswith("一十"):
        written = written[1:]
    if fraction.strip("0"):
        written += "点" + "".join(_PLAIN[0][int(digit)] for digit in fraction)
    return ("负" if number < 0 else "") + written


def chinese_date(moment: date) -> str:
    """二〇二四年三月五日, only as far as the date is known; for certificates and invitations."""
    written = f"{moment.year:04d}".translate(_CODES) + "年"
    precision = precision_of(moment)
    if precision != "year":
        written += cn_number(Decimal(moment.month)) + "月"
    return written + (cn_number(Decimal(moment.day)) + "日" if precision == "day" else "")
