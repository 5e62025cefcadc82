"""The composition root: settings -> engine -> Flask app. ``python app.py`` or ``wrans serve`` serves it with waitress."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence

from waitress.server import create_server

from indexer import __main__ as indexing
from search import settings
from search.engine import Engine
from search.engines.whoosh.builds import Builds
from search.engines.whoosh.engine import WhooshEngine
from search.errors import SearchError
from web import create_app
from web.assets import Assets


def open_engine(chosen: settings.Settings) -> Engine:
    """The engine over the index, after building the built-in sample where there is none yet."""
    if Builds(chosen.index_data).stamp() == (0, 0):
        indexing.build_sample(chosen.index_data)
    return WhooshEngine(chosen.index_data)


def serve(chosen: settings.Settings) -> int:
    """Serve until interrupted. Returns an exit code."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    engine = open_engine(chosen)
    try:
        server = create_server(
            create_app(engine, Assets.find()),
            host=chosen.host,
            port=chosen.port,
            threads=chosen.threads,
            max_request_body_size=1 << 16,
            ident="wrans",
        )
    except (OSError, ValueError) as error:
        engine.close()
        where = f"Port {chosen.port} of {chosen.host} cannot be used ({error})"
        print(f"{where}; choose others with --port, --host, WRANS_PORT or WRANS_HOST.", file=sys.stderr)
        return 2
    info = engine.info()
    what = "made-up sample questions" if info.is_sample else "questions"
    print(f"Wrans serves {info.records:,} {what} at http://{chosen.host}:{chosen.port}/ (stop it with Ctrl+C)", flush=True)
    try:
        server.run()
    finally:
        server.close()
        engine.close()
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """``wrans serve`` serves; every other command is the indexer's."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["serve"]
    if given[0] != "serve":
        return indexing.main(given)
    parser = argparse.ArgumentParser(
        "wrans serve", description="Serve the site. Settings not given here come from the environment."
    )
    for option, setting in zip(("--index", "--host", "--port", "--threads"), settings.SETTINGS, strict=True):
        parser.add_argument(option, dest=setting.name, metavar="VALUE", help=f"{setting.help} ({setting.name})")
    named = vars(parser.parse_args(given[1:]))
    try:
        return serve(settings.read({**os.environ, **{name: value for name, value in named.items() if value}}))
    except (SearchError, OSError) as error:
        print(error, file=sys.stderr)
        return 2 if isinstance(error, settings.BadSetting) else 1
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main())
