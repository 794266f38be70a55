"""Chinese words as they are typed in letters: 路灯 is ludeng and ld."""

from functools import lru_cache

KEPT = 50_000


@lru_cache(maxsize=KEPT)
def spelling(word: str) -> tuple[str, str]:
    """All letters of a word, and the first of each character."""
    from pypinyin import lazy_pinyin  # half a second, which only what is typed needs

    parts = lazy_pinyin(word)
    return "".join(parts), "".join(part[:1] for part in parts)
