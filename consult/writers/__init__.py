"""Plain dataclasses in, files out: no database, no web.

What a report says is built once: `barrier_summary` holds it, `outline` puts it in order as
`blocks`, and `docx`, `pdf` and `html` only draw those blocks, so they cannot differ. `csv`, `xlsx`
and `json` give the same figures as data. `paper` holds a report that people wrote, and
`outline_paper` puts it in order; `drawing` knows which is which. The web process calls
`isolation.write_in_child`.
"""

FORMATS = ("charts", "csv", "docx", "html", "json", "pdf", "xlsx")
"""What `python -m consult.writers` can write; each is a module with `write(summary) -> bytes`."""

PRINTS = "prints"
"""The writer of what is printed for a workshop; it takes `prints.Prints` in place of a report."""

OWN_TEMPLATE = "own_template"
"""The writer that fills a council's own Word file; it takes `own_template.Filling`."""

SHEETS = "sheets"
"""The writer of plain tables as a workbook; it takes `sheets.Sheets`."""

STREAMED = "streamed"
"""The writer of plain tables as a workbook from lines; it takes `streamed.lines`."""

SURVEY_PRINTS = "survey_prints"
"""The writer of a survey on paper, and of its poster; it takes `survey_prints.SurveyPrints`."""

LETTER = "letter"
"""The writer of a page for one person, such as a receipt; it takes `letter.Letter`."""

SLIDES = "pptx"
"""The writer of slides; it takes `handout.Handout`."""

INFOGRAPHIC, INFOGRAPHIC_PDF = "infographic", "infographic_pdf"
"""The writers of one page as a picture, as SVG and as PDF; they take `handout.Handout`."""

OTHERS = (
    *(PRINTS, OWN_TEMPLATE, SHEETS, SURVEY_PRINTS, LETTER),
    *(SLIDES, INFOGRAPHIC, INFOGRAPHIC_PDF, STREAMED),
)
"""What is written of something other than any report."""
