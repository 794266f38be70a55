"""`bin/sanan witness`: needs no database; belongs on someone else's machine."""

import time
from pathlib import Path
from urllib.parse import urlsplit

import click

from sanan.ledger.log.errors import LogError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.keys import read_vkey
from sanan.ledger.log.witness_http import Witness, load_key, server


@click.command()
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for its key and what it has seen; made at the first start.",
)
@click.option("--log", "vkeys", multiple=True, help="Public key of a log to watch; repeat it.")
@click.option("--name", default="witness", show_default=True, help="Name on the key when made.")
@click.option("--listen", default="127.0.0.1:8900", show_default=True, help="Address and port.")
@click.option("--show-key", is_flag=True, help="Print the public key, and end.")
def witness(*, state: Path, vkeys: tuple[str, ...], name: str, listen: str, show_key: bool) -> None:
    """Cosign only checkpoints that continue the last one seen; refuse a fork and say so.

    Run by others than the log's operator: a residents' council, a school. Give the printed public
    key and the address to the operator, who puts both into SANAN_LOG_WITNESSES.
    """
    try:
        signer = load_key(state, name)
        logs = {key.name: key for key in map(read_vkey, vkeys)}
    except LogError as error:
        raise click.ClickException(str(error)) from error
    click.echo(signer.verifier.vkey)
    if show_key:
        return
    if not logs:
        raise click.UsageError("name at least one log: --log VKEY")
    where = urlsplit(f"//{listen}")
    seer = Witness(
        LogFolder(state),
        signer=signer,
        logs=logs,
        clock=lambda: int(time.time()),
        tell=lambda line: click.echo(line, err=True),
    )
    with server(seer, host=where.hostname or "127.0.0.1", port=where.port or 0) as running:
        click.echo(f"http://{where.hostname}:{running.server_port}/", err=True)
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            return
