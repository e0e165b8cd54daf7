import pytest

from tests.effort import bounded


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("13800138000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        (13800138000.0, "13800138000"),
        ("0572-2320001", "0572-2320001"),
        ("05722320001", "0572-2320001"),
        ("0572 232 0001", "0572-2320001"),
        ("010-62345678", "010-62345678"),
        ("(021)6234 5678-801", "021-62345678-801"),
        ("+86 572 2320001", "0572-2320001"),
        ("+86-10-62345678", "010-62345678"),
        ("0572-2320001转8001", "0572-2320001-8001"),
        ("2320001", "2320001"),
        ("6234-5678", "62345678"),
        ("2320001转8", "2320001-8"),
        ("400-810-8888", "400-810-8888"),
        ("4008108888", "400-810-8888"),
        ("400-8108-888", "400-810-8888"),
        ("+49 (0)89 2180 0", "+498921800"),
        ("0049 89 21800", "+498921800"),
        ("+852 2345 6789", "+85223456789"),
    ],
)
def test_a_telephone_number_is_read(clean, raw, stored):
    assert clean("phone", raw) == stored


@pytest.mark.parametrize(
    "raw",
    ["12345", "1380013800", "138001380000", "12800138000", "+1", "+86 12", "电话", "1-1", "661234", "572-2320001"],
)
def test_a_telephone_number_is_refused(refused, raw):
    assert refused("phone", raw) == [("field.not_phone", "")]


def test_short_numbers_are_taken_where_the_field_says_so(clean):
    assert clean("phone", "661234", short=True) == "661234"


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("a@b.cn", "a@b.cn"),
        ("First.Last+tag@Sub.Example.COM", "First.Last+tag@sub.example.com"),
        ("mailto:a@b.cn", "a@b.cn"),
        ("o'neil@uni-muenchen.de", "o'neil@uni-muenchen.de"),
        ("wang@外事.中国", "wang@外事.中国"),
    ],
)
def test_an_address_is_read(clean, raw, stored):
    assert clean("email", raw) == stored


@pytest.mark.parametrize(
    "raw",
    [
        *("a", "a@", "@b.cn", "a@b", "a b@c.cn", "a@b..cn", ".a@b.cn", "a.@b.cn", "a@-b.cn", "a@b-.cn", "a@b.c"),
        *("a@b.cn;c@d.cn", "a@@b.cn", f"{'a' * 65}@b.cn", f"a@{'b' * 64}.cn", "<a@b.cn>", "王@b.cn", "a@1.2.3.4"),
    ],
)
def test_an_address_is_refused(refused, raw):
    assert refused("email", raw) == [("field.not_email", "")]


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("http://a.cn", "http://a.cn"),
        ("https://Sub.A.cn:8443/路径?q=甲#b", "https://sub.a.cn:8443/路径?q=甲#b"),
        ("http://10.0.0.1/x", "http://10.0.0.1/x"),
        ("http://oa/x", "http://oa/x"),
        ("http://中文.中国/", "http://中文.中国/"),
    ],
)
def test_a_web_address_is_read(clean, raw, stored):
    assert clean("url", raw) == stored


@pytest.mark.parametrize(
    "raw",
    [
        *("www.a.cn", "ftp://a.cn", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "file:///etc/x"),
        *("http://", "https:///a", "http://u:p@a.cn", "http://u@a.cn", "http://a.cn:99999", "http://a .cn"),
        *("http://a.cn/<b>", "http://a.cn/\\x", "//a.cn", "http://[::1", f"http://a.cn/{'x' * 2000}"),
    ],
)
def test_a_web_address_is_refused(refused, raw):
    assert refused("url", raw) == [("field.not_url", "")]


@pytest.mark.parametrize("type_name", ["email", "url", "phone", "passport", "date", "money"])
@pytest.mark.parametrize("unit", ["a.", "a-", "1 ", "1,111", "@", "-1", "(", "http://"])
def test_long_nonsense_is_refused_at_once(refused, type_name, unit):
    assert bounded(lambda: refused(type_name, unit * 200_000 + "!"), calls=2_000)
