"""Double coding: two code the same random sample blind; then it is measured and reconciled."""

from __future__ import annotations
