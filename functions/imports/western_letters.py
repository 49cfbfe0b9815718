"""Whether text that was read as Windows-1252, of Western Europe, was meant as that.

Each byte is a letter of some kind in every encoding of one byte. What other encodings leave behind
is known by where the letters stand: words of letters beyond ASCII alone, signs within words.
"""

import re
from collections.abc import Iterable

_ENOUGH = 20_000
"""Signs beyond ASCII by which a file is judged."""
_SHARE = 10
"""Of so many signs one may be of no language of Western Europe: a name, a formula."""
_BEYOND = re.compile(r"[^\x00-\x7f]+")
_FOREIGN = re.compile(
    # words of Cyrillic, Greek, Hebrew, Arabic, Thai, Chinese, Korean; not of the ends of ÅÄÖ
    "(?![äåöÄÅÖ]{3})[¢-ª¬-º¼-¾À-ÿ]{3,}"
    "|[\ufffd‚ƒ]"  # Japanese, and what DOS and old Macs wrote
    "|[ŠšŽž]"  # Central Europe, whose other letters are not these
    "|(?<=[A-Za-zÀ-ÿ])[¡-¦¨-©¬®-¶¸-¿†‡ˆ‰‹›—](?=[A-Za-zÀ-ÿ])"  # signs within words
    "|(?<=[a-zà-ÿ])[¹¿¼¾ŸŒÀ-Ý](?![A-ZÀ-Ý])"  # and at their ends; capitals after small letters
)
# Letters of one language that are others of another one, and those that only the first has.
_TWO_MEANINGS = (
    (re.compile("[þðýÞÐÝ]"), re.compile("[áéíóúæÁÉÍÓÚÆ]")),  # of Iceland, else Turkey's
    (re.compile("õ(?!e)"), re.compile("[äãÄÃ]")),  # of Estonia and Portugal, else Hungary's
)


def is_western(texts: Iterable[str]) -> bool:
    """Whether at most a tenth of the signs beyond ASCII are foreign; where there are none, too.

    `texts` are the pieces of a file, of which only the first are read.
    """
    total = foreign = 0
    for text in texts:
        if text.isascii():
            continue
        near = _near(text)
        total += sum(not sign.isascii() and sign != "\xa0" for sign in near)
        foreign += sum(len(each) for each in _FOREIGN.findall(near))
        foreign += sum(_of_the_other(near, *pair) for pair in _TWO_MEANINGS)
        if total >= _ENOUGH:
            break
    return foreign * _SHARE <= total


def _near(text: str) -> str:
    """The signs beyond ASCII, each with the sign before and after it: others say nothing."""
    found = _BEYOND.finditer(text)
    return "\n".join(text[max(0, each.start() - 1) : each.end() + 1] for each in found)


def _of_the_other(text: str, letters: re.Pattern[str], own: re.Pattern[str]) -> int:
    """How many letters are those of the other language: none where the first one's are more."""
    count = len(letters.findall(text))
    return count if count > len(own.findall(text)) else 0
