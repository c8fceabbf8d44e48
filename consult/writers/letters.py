"""Which letters the fonts of our PDF files have, known without opening a font.

The web process asks it before anything is printed, and must not load the library that reads fonts.
A test holds it against the fonts themselves.
"""

from __future__ import annotations

import functools
import unicodedata

# Of the letters and marks that DejaVu Sans and its bold have: the first and the last of each row.
_ROWS = """
41-34f 351-353 357-358 35a 35c-362 370-37d 386-525 531-559 561-587 5b0-5c2 5c7-5ea 5f0-5f2
615 621-63a 640-655 657 65a 66e-670 674 679-6bf 6c6-6c8 6cb-6cc 6ce 6d0 6d5 7ca-7e7 7eb-7fa
e81-e84 e87-e88 e8a e8d e94-e97 e99-e9f ea1-ea7 eaa-eab ead-eb9 ebb-edd 10a0-10c5 10d0-10fc
1401-1407 1409-141b 141d-1435 1437-144a 144c-1452 1454-14bd 14c0-14ea 14ec-1507 1510-153e
1540-1550 1552-156a 1574-1585 158a-1596 15a0-15af 15de 15e1 1646-1647 166f-1676 1681-169a
1d00-1d14 1d16-1d23 1d26-1d2e 1d30-1d5b 1d5d-1d6a 1d77-1d78 1d7b 1d7d 1d85 1d9b-1dbf
1dc4-1dc9 1e00-1efb 1f00-20d1 20d6-20d7 20db-20dc 20e1 2102-2107 210b-2184 2c60-2c77
2c79-2c7f 2d00-2d25 2d30-2d65 2d6f a4d0-a4fd a644-a647 a64c-a64d a650-a651 a654-a657
a662-a66e a68a-a68d a694-a695 a71b-a72b a730-a741 a746-a74b a74e-a753 a756-a757 a764-a767
a780-a783 a78b-a78e a790-a791 a7a0-a7aa a7f8-a7ff fb00-fb4f fb52-fba3 fbaa-fbad fbd3-fbdc
fbde-fbdf fbe4-fbe9 fbfc-fbff fe00-fe23 fe70-fefc 10300-1031e 1d538-1d56b
"""


def are_known(text: str) -> bool:
    """Return whether each letter of a text, and each mark on one, has a shape in our fonts.

    >>> are_known("Łódź, مدينة"), are_known("中文")
    (True, False)
    """
    return all(
        any(first <= ord(character) <= last for first, last in _rows())
        for character in set(text)
        if unicodedata.category(character)[0] in "LM"
    )


@functools.cache
def _rows() -> tuple[tuple[int, int], ...]:
    ends = (row.partition("-") for row in _ROWS.split())
    return tuple((int(first, 16), int(last or first, 16)) for first, _, last in ends)
