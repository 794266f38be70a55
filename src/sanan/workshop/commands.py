"""`bin/sanan livelihood balance`: what became of a material."""

import click

from sanan.workshop.sums.balance import balance as balance_of
from sanan.workshop.sums.exact import Wrong, plain


@click.group()
def livelihood() -> None:
    """Households, work and pay near home."""


@livelihood.command()
@click.option("--issued", required=True, help="How much material was issued.")
@click.option("--good", required=True, help="Good pieces.")
@click.option("--reject", required=True, help="Rejected pieces.")
@click.option("--returned", required=True, help="How much material was brought back.")
@click.option("--per-piece", required=True, help="How much material a piece takes.")
@click.option("--allow", required=True, metavar="PCT", help="Loss allowed, in per cent.")
@click.option(
    "--charge-rejects", is_flag=True, help="The agreement charges material of rejected pieces."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def balance(*, as_json: bool, **given: str) -> None:
    """Balance one material: what was consumed, what is to come back, what is lost beyond the allowance.

    Figures are exact, decimals too. Exit code 1, with a sentence, for what cannot be: a figure below
    0, more made than the material allows, more brought back than is left.
    """
    try:
        found = balance_of(**given)  # type: ignore[arg-type]  # every figure is text; one is a flag
    except Wrong as wrong:
        raise click.ClickException(str(wrong)) from wrong
    told = {name: plain(getattr(found, name)) for name in ("consumed", "to_return", "over_loss")}
    if as_json:
        # By hand, because a JSON writer would round a decimal to a float.
        click.echo("{" + ", ".join(f'"{name}": {value}' for name, value in told.items()) + "}")
        return
    for name, value in told.items():
        click.echo(f"{name}: {value}")
