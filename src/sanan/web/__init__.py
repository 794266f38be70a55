"""The shell around every page: base templates, theme, offline worker, error pages, languages."""
