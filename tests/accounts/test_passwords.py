"""What may be a password."""

import pytest

from app.accounts import passwords


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password.short"),
        ("123456", "password.short"),
        ("x" * 201, "password.long"),
        ("1234567890", "password.common"),
        ("qwertyuiop", "password.common"),
        ("Password123", "password.common"),
        ("password2024", "password.common"),
        ("woaini1314520", "password.common"),
        ("abababababab", "password.common"),
        ("0123456789", "password.common"),
        ("zhangsan2024", "password.near"),
        ("Zhang-San-123456", "password.near"),
        ("zhangsanzhangsan", "password.near"),
        ("东湖大学123456", "password.near"),
    ],
)
def test_a_weak_password_is_refused(password: str, code: str) -> None:
    assert [fault.code for fault in passwords.faults(password, near=("zhangsan", "东湖大学"))] == [code]


@pytest.mark.parametrize(
    "password", ["seven quiet herons", "纸 船 明 月 烛 照 天 烧 江 红", "x7-kd92-mmq1z", "herons2024x"]
)
def test_a_long_one_needs_no_special_signs(password: str) -> None:
    assert passwords.faults(password, near=("zhangsan", "东湖大学")) == ()


def test_one_time_passwords_pass_and_differ() -> None:
    made = {passwords.one_time() for _ in range(50)}
    assert len(made) == 50
    assert not any(passwords.faults(password) for password in made)


def test_the_hash_is_argon2id_as_advised() -> None:
    assert passwords.hashed("seven quiet herons").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_no_hash_matches_nothing() -> None:
    assert not passwords.matches("", "")
    assert not passwords.matches("rubbish", "x")
