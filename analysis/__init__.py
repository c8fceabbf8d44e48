"""Pure text analysis: texts and codings in; frozen dataclasses and arrays out.

Nothing heavy is imported here: ask for the module you need, such as ``analysis.coding``. Libraries
that take long to load are imported by the functions that use them.
"""

from __future__ import annotations

__version__ = "0.1.0"
