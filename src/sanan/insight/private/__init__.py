"""Private words: one recogniser and one masker for texts, tables and names, for the whole product.

* `finding.private_spans(text)`: where private words stand and what they are
* `covering.cover(text, more=…)`: the text as everyone may read it; `covered(before, after)`: what was hidden
* `tables.name(text)`, `tables.cell(text)`, `tables.is_body(text)`: names in a table, bodies left as they are
* `partial.phone`, `.identity`, `.bank`, `.address`: what those who hold a record see until they look behind it

Pure Python. Figures: docs/insight.md; the forms that are measured: `samples.py`.
"""
