"""Tables that no model describes: what rooms work out from their rows, and how it is done again.

`table: module:function`. The function takes nothing, fills the table from the rows as they stand,
and says how many; it is called where an installation arrives at a new place (`sanan.transfer`).
"""

from collections.abc import Mapping

DERIVED: Mapping[str, str] = {
    "cases_search": "sanan.cases.actions.index:rebuild",
    "voices_search": "sanan.voices.actions.index:rebuild",
}
