"""Tags of one piece, that act on the place where they stand: one file for each, one line here.

They are applied in this order, whatever order they are written in, so that a cell's format comes out the same.
"""

from app.word.single.base import SingleTag
from app.word.single.merge_across import MERGE_ACROSS
from app.word.single.merge_down import MERGE_DOWN
from app.word.single.page_break import PAGE_BREAK
from app.word.single.shade import SHADE
from app.word.single.span import SPAN

SINGLE_TAGS: tuple[SingleTag, ...] = (SPAN, SHADE, MERGE_DOWN, MERGE_ACROSS, PAGE_BREAK)
BY_WORD = {word: tag for tag in SINGLE_TAGS for word in tag.words}
