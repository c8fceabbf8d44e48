"""QR codes of addresses, drawn into the page so that no network is needed to show them."""

from __future__ import annotations

import segno


def picture(address: str, *, scale: int = 6) -> str:
    """Return the QR code of an address as a data URI.

    Parameters
    ----------
    scale
        The side of a module, in pixels.
    """
    drawn: str = segno.make(address, error="m").svg_data_uri(scale=scale, border=3, light="#fff")
    return drawn
