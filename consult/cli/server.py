"""`consult migrate`, `demo`, `serve`, `worker` and `verify`: the installation itself."""

from __future__ import annotations

import contextlib
import gc
import logging
import signal
import sys

import click

from consult.config import Config

MOST_CONNECTIONS = 900
# New objects between two looks for cycles, Python's own 700 being a few a request.
OBJECTS_BETWEEN_LOOKS = 50_000


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from consult.db.schema import migrate as bring_up

    revision = bring_up(Config.from_environment().database_url)
    click.echo(f"The database is at schema {revision}.", err=True)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers", default=32, show_default=True, type=click.IntRange(1, 128), help="Threads."
)
@click.option("--any-processor", is_flag=True, help="Do not keep its threads to one processor.")
def serve(host: str, port: int, workers: int, *, any_processor: bool) -> None:
    """Run the production server and its background worker until stopped."""
    from consult import create_app
    from consult.cli.background import BackgroundWorker
    from consult.cli.connections import server_of
    from consult.processes import keep_to_one_processor

    config = Config.from_environment()
    app = create_app(config)
    # A plain line for each request that waits a moment would drown the structured ones.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    leave_what_was_loaded_alone()
    # Being asked to stop ends the block below, and with it the worker, as Ctrl-C does.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with BackgroundWorker():
        click.echo(f"Consult answers on http://{host}:{port}", err=True)
        kept = None if any_processor else keep_to_one_processor()
        server = server_of(
            app,
            host=host,
            port=port,
            threads=workers,
            ident="consult",
            channel_timeout=60,
            # A hall of capture sheets holds several connections a device, open for as long as
            # it asks for cards; the limit stays below the files that a process may have open.
            connection_limit=MOST_CONNECTIONS,
            asyncore_use_poll=True,
            # Where the settings name proxies, the app itself takes what the nearest ones say.
            clear_untrusted_proxy_headers=config.proxy_hops == 0,
        )
        with kept or contextlib.nullcontext():
            server.run()


def leave_what_was_loaded_alone() -> None:
    """Have the search for dead cycles of objects skip what lives as long as the process.

    Else it walks through every module and mapping now and then, which holds up all requests at once
    for a tenth of a second or two.
    """
    from sqlalchemy.orm import configure_mappers

    configure_mappers()
    gc.collect()
    gc.freeze()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)


@click.command()
def worker() -> None:
    """Run background jobs until stopped."""
    from consult.db.engine import make_engine, make_sessions
    from consult.jobs import Queue
    from consult.processes import give_way
    from consult.services.mailing import mailer
    from consult.views.requests import set_up_logs

    give_way()
    set_up_logs()
    config = Config.from_environment()
    sessions = make_sessions(make_engine(config.database_url))
    Queue(config.queue_path).work(sessions, mailer(config))


@click.command()
def verify() -> None:
    """Check the store's own invariants; exit status 1 where one does not hold."""
    from consult.cli.database import open_session
    from consult.services import verification

    with open_session() as session:
        faults = verification.faults(session)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise SystemExit(1)
    click.echo("Everything adds up.")
