from powers.conftest import enter, village  # noqa: F401 - a village with its disclosures
