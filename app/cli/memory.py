"""What a server does so that it holds little memory."""

import ctypes
import sys

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""`M_MMAP_THRESHOLD` and `M_ARENA_MAX` in malloc.h."""
_LARGE = 128 * 1024
"""Where glibc itself begins; it then raises it by what it meets."""


def return_large_blocks() -> None:
    """A large block goes back to the system when it is freed, and threads do not keep small ones apart.

    By itself glibc stops giving back after the first large block: each thread then keeps the most it ever needed, as
    the 19 MB in which a password is hashed. What loading needed and left goes back at once. Other systems are not told.
    """
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "mallopt"):
            library.mallopt(_MMAP_THRESHOLD, _LARGE)
            library.mallopt(_ARENA_MAX, 1)
            library.malloc_trim(0)
