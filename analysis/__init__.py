"""Pure text analysis: texts and codings in; frozen dataclasses and arrays out."""
