"""The composition root: settings -> engine -> Flask app. ``python app.py`` or ``wrans serve`` serves it with waitress."""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from functools import partial

from waitress.server import create_server

from indexer import __main__ as indexing
from search import settings
from search.engine import Engine
from search.engines.whoosh.engine import WhooshEngine
from search.engines.whoosh.format.builds import Builds
from search.errors import BAD_USAGE, DONE, FAILED, SearchError, as_sentence
from search.lexicon import synonym_file
from search.results.types import IndexInfo
from web import create_app
from web.http import prefork
from web.http.assets import Assets

OPTIONS = {
    "--index": "WRANS_INDEX_DATA",
    "--host": "WRANS_HOST",
    "--port": "WRANS_PORT",
    "--threads": "WRANS_THREADS",
    "--workers": "WRANS_WORKERS",
    "--synonyms": "WRANS_SYNONYMS",
    "--address": "WRANS_ADDRESS",
}
"""The options of ``wrans serve``, and the setting each gives."""


def open_engine(chosen: settings.Settings) -> Engine:
    """The engine over the index, after building the built-in sample where there is none yet."""
    if Builds(chosen.index_data).pointer_version() == (0, 0):
        indexing.build_sample(chosen.index_data)
    return WhooshEngine(chosen.index_data, synonym_file.read(chosen.synonyms))


def serve(chosen: settings.Settings) -> int:
    """Serve until interrupted. Returns an exit code."""
    process = "%(process)d " if chosen.workers > 1 else ""
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s {process}%(message)s", stream=sys.stderr)
    signal.signal(signal.SIGTERM, prefork.interrupt)
    with ExitStack() as opened:
        try:
            sockets = [opened.enter_context(each) for each in listening(chosen.host, chosen.port)]
        except (OSError, ValueError) as error:
            where = f"Port {chosen.port} of {chosen.host} cannot be used ({error})"
            print(f"{where}; choose others with --port, --host, WRANS_PORT or WRANS_HOST.", file=sys.stderr)
            return BAD_USAGE
        answering = partial(answer, chosen, sockets)
        if chosen.workers > 1:
            prefork.keep(chosen.workers, answering, partial(announce, chosen))
        else:
            answering(partial(announce, chosen))
    return DONE


def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A listening socket for each address of the host. Raises ``OSError``, or ``ValueError`` for what can be no host's name."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE)
    for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
        yield socket.create_server(address, family=family)


def answer(chosen: settings.Settings, sockets: Sequence[socket.socket], ready: prefork.Ready) -> None:
    """Answer requests on the sockets from this process's own engine until interrupted."""
    with closing(open_engine(chosen)) as engine:
        server = create_server(
            create_app(engine, Assets.find(), chosen.address),
            sockets=sockets,
            threads=chosen.threads,
            max_request_body_size=1 << 16,
            ident="wrans",
        )
        with closing(server):
            ready(engine.info())
            server.run()


def announce(chosen: settings.Settings, info: IndexInfo) -> None:
    """Say on standard output what is served, and where."""
    what = "made-up sample questions" if info.is_sample else "questions"
    print(f"Wrans serves {info.records:,} {what} at http://{chosen.host}:{chosen.port}/ (stop it with Ctrl+C)", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """``wrans serve`` serves; every other command is the indexer's."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["serve"]
    if given[0] != "serve":
        return indexing.main(given)
    parser = argparse.ArgumentParser(
        "wrans serve", description="Serve the site. Settings not given here come from the environment."
    )
    helps = {setting.name: setting.help for setting in settings.SETTINGS}
    for option, name in OPTIONS.items():
        parser.add_argument(option, dest=name, metavar="VALUE", help=f"{helps[name]} ({name})")
    named = vars(parser.parse_args(given[1:]))
    try:
        return serve(settings.read({**os.environ, **{name: value for name, value in named.items() if value}}))
    except (SearchError, OSError) as error:
        print(as_sentence(error), file=sys.stderr)
        return error.exit_code if isinstance(error, SearchError) else FAILED
    except KeyboardInterrupt:
        return DONE


if __name__ == "__main__":
    sys.exit(main())
