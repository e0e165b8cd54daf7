"""What a server does so that it holds little memory."""

import ctypes
import sys

from app.config import MEBIBYTE

_MMAP_THRESHOLD = -3
"""`M_MMAP_THRESHOLD` in malloc.h."""


def return_large_blocks() -> None:
    """A block of a megabyte or more goes back to the system when it is freed.

    By itself glibc stops that after the first such block: each thread then keeps the most it ever needed, as the 19 MB
    in which a password is hashed. What loading needed and left goes back at once. Other systems are not told.
    """
    if sys.platform == "linux":
        library = ctypes.CDLL(None)
        if hasattr(library, "mallopt"):
            library.mallopt(_MMAP_THRESHOLD, MEBIBYTE)
            library.malloc_trim(0)
