"""What is used of PostgreSQL is read off the code, so that the page about it cannot grow old."""

import re

from sanan.config import dialects

NOT_USED = {
    "pg_trgm": r"pg_trgm|TrigramExtension",
    "btree_gist": r"btree_gist|BtreeGistExtension",
    "full-text search": r"to_tsvector|SearchVector",
    "partitioning": r"PARTITION BY (RANGE|LIST|HASH)",
    "deferred constraints": r"Deferrable\.|DEFERRABLE",
    "covering indexes": r"include=\[|include=\(|\) INCLUDE \(",
    "recursive queries": r"WITH RECURSIVE",
    "lateral": r"\bLATERAL\b",
    "materialised views": r"MATERIALIZED VIEW",
}


def test_every_feature_of_the_table_is_used_by_somebody():
    assert [name for name, rooms in dialects.used().items() if not rooms] == []


def test_what_the_page_says_is_not_used_is_not():
    found = {
        (what, name)
        for what, pattern in NOT_USED.items()
        for name, text in dialects.modules()
        if re.search(pattern, text)
    }
    assert found == set()


def test_where_features_are_found():
    used = dialects.used()
    assert used["exclusion constraint over a range (GiST)"] == ["neighbourhood"]
    assert used["LISTEN and NOTIFY"] == ["kit"]
    assert "ledger" in used["triggers in PL/pgSQL"]
    assert "kit/alone.py" in dialects.own_sql()
