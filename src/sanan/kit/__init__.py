"""What knows no domain: errors, clock and working calendar, rounding, tokens, files, sheets.

Everyone may call kit; kit calls nobody. No tables live here.
"""
