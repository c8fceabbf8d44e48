"""The colours of every report: a deep teal, a warm accent, and tints that also differ in grey."""

from __future__ import annotations

TEAL = "#0B4F55"
TEAL_MIDDLE = "#2C7A80"
ACCENT = "#B4501E"
INK = "#1D2526"
QUIET = "#4A5658"
LINE = "#C5D2D2"
PAPER = "#FFFFFF"
WASH = "#EEF5F4"

SHADES = (PAPER, "#E4F0EF", "#C3DFDD", "#9CCAC8", "#2C7A80", TEAL)
"""Cell colours from none to the fullest; each is clearly darker than the last in print."""


def on(background: str) -> str:
    """Return the text colour that stands out from a background: ink or paper."""
    return INK if luminance(background) > 0.3 else PAPER


def luminance(colour: str) -> float:
    """Return the relative luminance of "#rrggbb", from 0 (black) to 1 (white).

    References
    ----------
    Web Content Accessibility Guidelines 2.2, "relative luminance".
    """
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21; text needs 4.5."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
