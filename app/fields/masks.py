"""What those see who may not see: enough to tell two apart, never enough to use."""

STARS = "****"


def mask(shown: str, level: int) -> str:
    """`E12345678` as `E12****78`; short values show less of themselves, and level 3 shows nothing at all.

    The number of stars says nothing about the length.
    """
    if not shown:
        return ""
    length = len(shown)
    if level >= 3 or length == 1:
        return STARS
    first, last = (3, 2) if length >= 8 else (1, 1) if length >= 5 else (1, 0)
    return f"{shown[:first]}{STARS}{shown[length - last :]}"
