"""Plain dataclasses in, files out: no database, no web.

What a report says is built once: `barrier_summary` holds it, `outline` puts it in order as
`blocks`, and `docx`, `pdf` and `html` only draw those blocks, so they cannot differ. `csv`, `xlsx`
and `json` give the same figures as data. The web process calls `isolation.write_in_child`.
"""

FORMATS = ("charts", "csv", "docx", "html", "json", "pdf", "xlsx")
"""What `python -m consult.writers` can write; each is a module with `write(summary) -> bytes`."""
