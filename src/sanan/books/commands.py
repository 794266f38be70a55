"""`bin/sanan books`: import an accounting sheet, look for warnings, measure the redaction."""

import hashlib
import sys
from pathlib import Path

import click
import orjson

from sanan.kit.errors import Refused


@click.group()
def books() -> None:
    """The village's books: money, vouchers, contracts, warnings."""


@books.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--place", required=True, help="Code of the village.")
@click.option("--account", default="", help="Name of the account; default: the village's first.")
@click.option(
    "--map", "mapping", metavar="FIELD=COLUMN,…", default="", help="Which column is what."
)
@click.option("--year", type=int, help="The year of a sheet with only month and day.")
@click.option("--gap-reason", default="", help="Why voucher numbers are missing.")
@click.option("--dry-run", is_flag=True, help="Show what would be taken in; write nothing.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def import_sheet(
    *,
    file: Path,
    place: str,
    account: str,
    mapping: str,
    year: int | None,
    gap_reason: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Take in a township's accounting sheet (XLSX, XLS, CSV), whole or not at all.

    Common Chinese column names are recognised; --map names the others. Each problem is a sentence
    with its line: exit code 1, and nothing is in the books. The same sheet again changes nothing.
    """
    try:
        told = _import(file, place, account, mapping, year, gap_reason, dry_run=dry_run)
    except Refused as refused:
        raise click.ClickException(str(refused.sentence)) from refused
    if as_json:
        sys.stdout.write(orjson.dumps(told, option=orjson.OPT_INDENT_2).decode() + "\n")
    else:
        for problem in told["problems"]:  # type: ignore[attr-defined]
            click.echo(problem, err=True)
        click.echo(
            f"{told['state']}: {told['entries']} entries, +{told['income']} -{told['expense']} fen"
        )
    if told["state"] == "refused":
        sys.exit(1)


def _import(
    file: Path,
    place: str,
    account: str,
    mapping: str,
    year: int | None,
    gap_reason: str,
    *,
    dry_run: bool,
) -> dict[str, object]:
    from django.db import transaction

    from sanan.books import actions
    from sanan.books.forms import sheet as table
    from sanan.books.models import Account
    from sanan.kit import clock
    from sanan.kit.errors import Missing
    from sanan.kit.sheets import open_sheet
    from sanan.places import queries as places
    from sanan.process.declare import OPERATOR

    found = Account.objects.select_related("place").filter(place=places.by_code(place))
    into = (found.filter(name=account) if account else found.order_by("pk")).first()
    if into is None:
        raise Missing("这个村还没有这个账户。请先在网页上开一个账户。", "no_account")
    opened = open_sheet(file, known=table.ALL_KNOWN)
    columns = table.columns(opened.headers, table.pairs(mapping))
    rows = list(table.rows(opened, columns, year or clock.now().year))
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    with transaction.atomic():
        sheet = actions.read_sheet(
            account=into,
            name=file.name,
            sha256=digest,
            rows=rows,
            columns=columns,
            by=None,
            relation=OPERATOR,
        )
        told: dict[str, object] = {
            "sheet": sheet.code,
            "entries": sheet.count,
            "income": sheet.income,
            "expense": sheet.expense,
            "columns": columns,
            "problems": [problem[1] for problem in sheet.problems],
        }
        if dry_run:
            transaction.set_rollback(True)
            return {**told, "state": "checked"}
        if sheet.stops or (sheet.gaps and not gap_reason):
            return {**told, "state": "refused"}
        actions.load_sheet(sheet=sheet, by=None, reason=gap_reason, relation=OPERATOR)
    return {**told, "state": "loaded"}


@books.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def warnings(*, as_json: bool) -> None:
    """Ask every warning rule now, as the clock does once a day."""
    from sanan.books import actions

    looked = actions.look_for_warnings()
    told = {
        "raised": looked.raised,
        "again": looked.again,
        "standing": looked.standing,
        "gone": looked.gone,
    }
    if as_json:
        sys.stdout.write(orjson.dumps(told).decode() + "\n")
        return
    click.echo(", ".join(f"{word} {n}" for word, n in told.items()))


@books.command()
@click.option("--vouchers", type=click.IntRange(min=1), default=60, show_default=True)
@click.option(
    "--first", type=click.IntRange(min=0), default=0, help="Number of the first specimen."
)
@click.option("--json", "as_json", is_flag=True, help="Print everything as one JSON object.")
def redaction(*, vouchers: int, first: int, as_json: bool) -> None:
    """Measure the redaction on invented vouchers with noise, blur and rotation.

    Deterministic: specimen N is the same everywhere. Reads each with the OCR that the worker uses
    (some seconds each) and compares with what was planted.
    """
    from sanan.books.redaction.measure import measure

    def dot(number: int) -> None:
        click.echo("." if (number + 1) % 50 else ". ", nl=False, err=True)

    found = measure(vouchers, first=first, told=dot).as_dict()
    click.echo("", err=True)
    if as_json:
        sys.stdout.write(orjson.dumps(found, option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    click.echo(
        f"{found['vouchers']} vouchers: recall of phones, identity and bank numbers "
        f"{found['recall_phone_id_bank']:.2%}, of everything {found['recall_all']:.2%}; "
        f"precision {found['precision']:.2%}; {found['seconds_a_voucher']} s each"
    )
    for kind, value in found["recall"].items():
        click.echo(f"  {kind}: {value:.2%} of {found['planted'][kind]}")
