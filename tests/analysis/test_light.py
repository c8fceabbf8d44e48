"""Importing the package costs next to nothing."""

from __future__ import annotations

import subprocess
import sys

HEAVY = "sklearn nltk matplotlib pandas scipy sknetwork wordllama tokenizers py3langid"


class TestImport:
    def test_brings_in_no_heavy_library(self):
        script = (
            "import sys, analysis.codebook, analysis.coding, analysis.discovery, analysis.cli;"
            "import analysis.comparing, analysis.disclosure, analysis.languages, analysis.position;"
            "import analysis.agreement, analysis.duplicates, analysis.matching, analysis.summary;"
            f"print([name for name in '{HEAVY}'.split() if name in sys.modules])"
        )

        found = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True
        )

        assert found.stdout.strip() == "[]"
