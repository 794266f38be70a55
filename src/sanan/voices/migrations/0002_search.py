"""The search table, in the form that each database is good at; see queries/search.py."""

from django.db import migrations

CREATE = {
    "sqlite": [
        "CREATE VIRTUAL TABLE voices_search USING fts5(words, tokenize = 'unicode61 remove_diacritics 0', columnsize = 0)",
    ],
    "postgresql": [
        "CREATE TABLE voices_search (message_id bigint PRIMARY KEY, words text[] NOT NULL)",
        "CREATE INDEX voices_search_words ON voices_search USING gin (words)",
    ],
}


def create(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE voices_search")


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
