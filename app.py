"""The ``wrans`` command. ``python app.py`` or ``wrans serve`` starts the site: settings, engine, Flask app, waitress."""

from __future__ import annotations

import argparse
import faulthandler
import gc
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, redirect_stdout
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from indexer import __main__ as indexing
from indexer.index_access import IndexAccess
from search import __main__ as searching
from search import __version__, settings
from search.closed_output import ignore_broken_pipes
from search.engine import Engine
from search.engines.opensearch.failures import ClusterUnavailable
from search.errors import BAD_USAGE, DONE, FAILED, SearchError, as_sentence
from search.results.descriptions import freshness
from search.results.phrasing import counted
from search.results.types import IndexInfo
from web import create_app
from web.alerts.delivery import MailServer
from web.alerts.ledger import Ledger
from web.alerts.rounds import run_round
from web.alerts.subscriptions import read_alerts
from web.exports.columnar.dump import dump_parquet, dump_sqlite
from web.http import log_lines, prefork
from web.http.assets import Assets
from web.mcp.calls import Source
from web.mcp.server import serve_standard_input
from web.server.limits import Limits
from web.server.serving import Server
from web.site.crawling import CrawlerPolicy
from web.site.options import SiteOptions

if TYPE_CHECKING:
    from web.operations.metrics import Metrics

log = logging.getLogger("wrans")
SERVE, SEARCH, DUMP, ALERTS, MCP = "serve", "search", "dump", "alerts", "mcp"
STANDARD_ERROR = 2
LEDGER = Path("alerts") / "ledger.db"
"""Where the ledger of alerts is, in the folder of the index."""

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable that names the folder where the workers write what they have counted, so that each can sum all."""

OPTIONS = {
    "--index": "WRANS_INDEX_DATA",
    "--host": "WRANS_HOST",
    "--port": "WRANS_PORT",
    "--threads": "WRANS_THREADS",
    "--workers": "WRANS_WORKERS",
    "--synonyms": "WRANS_SYNONYMS",
    "--address": "WRANS_ADDRESS",
}
"""Each option of ``wrans serve``, with the setting that it overrides."""


def open_engine(config: settings.Settings, *, may_fall_back: bool = False) -> Engine:
    """Open the index. If there is none in the folder yet, build it from the sample questions first."""
    build_sample_if_missing(config, config.index_data)
    return searching.open_engine(config, config.index_data, may_fall_back=may_fall_back)


def build_sample_if_missing(config: settings.Settings, index_data: Path) -> None:
    """Build an index of the sample questions if the folder has no index. A cluster gets none: others may use it."""
    if config.cluster is None and not IndexAccess(index_data).exists():
        indexing.build_sample(index_data)


def serve(config: settings.Settings) -> int:
    """Serve until interrupted. Returns the exit code."""
    if config.meaning:
        check_meaning(config)
    log_lines.install(config.log == "json", config.workers > 1)
    faulthandler.enable(STANDARD_ERROR)  # a file of the index that is cut short ends the process with SIGBUS: say where
    signal.signal(signal.SIGTERM, prefork.interrupt)
    with ExitStack() as stack:
        sockets: list[socket.socket] = []
        for port, setting in ports(config):
            try:
                sockets += [stack.enter_context(listener) for listener in open_sockets(config.host, port)]
            except (OSError, ValueError) as error:
                reason = f"Port {port} of {config.host} cannot be used ({error})"
                print(f"{reason}; choose others with {setting} or --host or WRANS_HOST.", file=sys.stderr)
                return BAD_USAGE
        if config.workers > 1 and config.metrics != "off":
            os.environ[METRICS_FOLDER] = stack.enter_context(TemporaryDirectory(prefix="wrans-metrics-"))
        serve_sockets, on_ready = partial(answer, config, sockets), partial(announce, config)
        if config.workers > 1:
            prefork.run_workers(config.workers, serve_sockets, on_ready)
        else:
            serve_sockets(on_ready, False)
    return DONE


def ports(config: settings.Settings) -> Iterator[tuple[int, str]]:
    """Yield the ports to listen on, each with how to set it."""
    yield config.port, "--port or WRANS_PORT"
    if isinstance(config.metrics, int):
        yield config.metrics, "WRANS_METRICS"


def open_metrics(config: settings.Settings) -> Metrics | None:
    """Return the metrics of this process; None if they are off."""
    if config.metrics == "off":
        return None
    from web.operations.metrics import Metrics  # noqa: PLC0415 (prometheus_client reads METRICS_FOLDER when it is imported)

    folder = os.environ.get(METRICS_FOLDER) if config.workers > 1 else None
    return Metrics(config.index_data, config.metrics, Path(folder) if folder else None)


def check_meaning(config: settings.Settings) -> None:
    """Raise ``MeaningUnavailable`` if the extra or the encoder is missing. Each worker loads the encoder itself."""
    from search.meaning.encoder import check_available  # noqa: PLC0415 (slow to import, and only for the extra)
    from search.meaning.model_files import model_folder  # noqa: PLC0415 (as above)

    check_available(model_folder(config.index_data, config.meaning_model))


def open_sockets(host: str, port: int) -> Iterator[socket.socket]:
    """Yield a listening socket for each address of the host. Raises ``OSError``, or ``ValueError`` if it is no host name."""
    infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=socket.AI_PASSIVE)
    for family, address in dict.fromkeys((family, address) for family, _, _, _, address in infos):
        yield socket.create_server(address, family=family)


def answer(
    config: settings.Settings, sockets: Sequence[socket.socket], on_ready: prefork.OnReady, is_replacement: bool = False
) -> None:
    """Answer requests on the sockets until interrupted, with an engine of this process's own.

    A worker that replaces another serves the build before if the current one cannot be opened.
    """
    with closing(open_engine(config, may_fall_back=is_replacement)) as engine:
        meaning = searching.open_meaning(config, config.index_data)
        options = SiteOptions(
            address=site_address(config),
            crawler_policy=CrawlerPolicy(config.crawlers, config.security_contact),
            linked_data_all=config.linked_data_all,
            files_at_once=max(1, config.threads - 2),
            max_age_days=config.max_age_days,
            units_a_second=config.limit,
            has_proxy=bool(config.proxy),
            mcp=config.mcp,
            alerts_sender=config.smtp_sender if config.smtp else "",
        )
        metrics = open_metrics(config)
        application = create_app(engine, Assets.find(), options, meaning, metrics)
        concurrency = config.threads if config.cluster else 1  # over a cluster, a request mostly waits for the nodes
        limits = Limits(
            config.threads, config.connections, config.connections_per_address, config.spool_bytes, config.proxy, concurrency
        )
        with closing(Server(application, sockets, limits, metrics.measurements.report_closed if metrics else None)) as server:
            info = served_info(engine)
            reduce_garbage_collection()
            on_ready(info)
            server.run()


def reduce_garbage_collection() -> None:
    """Collect garbage less often, and exempt the objects that exist now from it: they live until the process ends.

    Almost all of the few thousand objects of a page are freed by their reference counts. With Python's default thresholds
    the collector runs more than once a page.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def served_info(engine: Engine) -> IndexInfo | None:
    """Describe the index; None if its cluster is away. The site answers 503 until it is back, without a restart."""
    try:
        return engine.info()
    except ClusterUnavailable as error:
        log.warning("%s The site waits for it.", error)
        return None


def site_address(config: settings.Settings) -> str:
    """Return the address that the site gives of itself: the setting, or where it listens."""
    host = {"": "localhost", "0.0.0.0": "localhost", "::": "localhost"}.get(config.host, config.host)  # noqa: S104 (compared)
    return config.address or f"http://{f'[{host}]' if ':' in host else host}:{config.port}"


def announce(config: settings.Settings, info: IndexInfo | None) -> None:
    """Print the number of questions served and the address of the site."""
    if info is None:
        print(f"Wrans waits for its cluster at http://{config.host}:{config.port}/ (stop it with Ctrl+C)", flush=True)
        return
    kind = "made-up sample questions" if info.is_sample else "questions"
    print(f"Wrans serves {info.records:,} {kind} at http://{config.host}:{config.port}/ (stop it with Ctrl+C)", flush=True)
    if newest := freshness(info):
        print(f"{newest}.", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``serve`` (the default), ``search``, ``dump``, ``alerts``, ``mcp`` or one of the indexer's. Return the exit code."""
    ignore_broken_pipes()
    words = list(sys.argv[1:] if arguments is None else arguments) or [SERVE]
    if words[0] == "--version":
        print(f"wrans {__version__}")
        return DONE
    try:
        commands = {SERVE: run_serve, SEARCH: run_search, DUMP: run_dump, ALERTS: run_alerts, MCP: run_mcp}
        run = commands.get(words[0])
        return run(words[1:]) if run else indexing.main(words)
    except (SearchError, OSError) as error:
        print(as_sentence(error), file=sys.stderr)
        return error.exit_code if isinstance(error, SearchError) else FAILED
    except KeyboardInterrupt:
        return DONE


def run_search(arguments: Sequence[str]) -> int:
    """Search from a terminal. If there is no index yet, build it from the sample questions first. Returns the exit code."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--index", type=Path)
    if not {"-h", "--help"}.intersection(arguments):
        config = settings.read(os.environ)
        build_sample_if_missing(config, parser.parse_known_args(arguments)[0].index or config.index_data)
    return searching.main(arguments, "wrans search")


def index_parser(name: str, description: str) -> argparse.ArgumentParser:
    """Return the parser of a command that opens an index."""
    parser = argparse.ArgumentParser(f"wrans {name}", description=description)
    parser.add_argument("--index", metavar="DIR", help="folder of the index (default: WRANS_INDEX_DATA)")
    return parser


def index_settings(options: argparse.Namespace) -> settings.Settings:
    """Return the settings, with the folder of the index that the options name."""
    return settings.read({**os.environ, **({"WRANS_INDEX_DATA": options.index} if options.index else {})})


def run_dump(arguments: Sequence[str]) -> int:
    """Write the whole index as Parquet files, as a SQLite database, or both. Returns the exit code."""
    parser = index_parser(DUMP, "Write every question of the index to files for DuckDB, pandas, polars or Datasette.")
    parser.add_argument(
        "--parquet", type=Path, metavar="DIR", help="write a Parquet file for each year tabled; needs the extra wrans[columns]"
    )
    parser.add_argument("--sqlite", type=Path, metavar="FILE", help="write a SQLite database with full-text search")
    options = parser.parse_args(arguments)
    if not (options.parquet or options.sqlite):
        parser.error("say what to write: --parquet DIR, --sqlite FILE, or both")
    config = index_settings(options)
    with closing(open_engine(config)) as engine:
        if options.parquet:
            print(f"Wrote {dump_parquet(engine, options.parquet, site_address(config)):,} questions to {options.parquet}.")
        if options.sqlite:
            print(f"Wrote {dump_sqlite(engine, options.sqlite, site_address(config)):,} questions to {options.sqlite}.")
    return DONE


def run_alerts(arguments: Sequence[str]) -> int:
    """Send each alert of a file the questions that are new to it.

    Returns the exit code: 1 if the mail server refused a message.
    """
    parser = index_parser(ALERTS, "Email the new and changed questions of saved searches, once each.")
    parser.add_argument("file", type=Path, metavar="FILE", help="the alerts, as docs/operating.md describes them")
    options = parser.parse_args(arguments)
    config = index_settings(options)
    if not (config.smtp and config.smtp_sender):
        raise settings.BadSetting("Alerts need a mail server and a sender: set WRANS_SMTP and WRANS_SMTP_SENDER.")
    alerts = read_alerts(options.file)
    server = MailServer(config.smtp, config.smtp_sender, config.smtp_login)
    with closing(open_engine(config)) as engine, Ledger.open(config.index_data / LEDGER) as ledger:
        report = run_round(engine, alerts, ledger, server, site_address(config))
    were = "was" if report.begun == 1 else "were"
    begun = f" {report.begun:,} {were} begun: what is new comes next time." if report.begun else ""
    print(f"Sent {counted(report.sent, 'message')} for {counted(len(alerts), 'alert')}.{begun}")
    for refusal in report.refused:
        print(f"The mail server refused a message, which waits for the next round: {refusal}", file=sys.stderr)
    return FAILED if report.refused else DONE


def run_mcp(arguments: Sequence[str]) -> int:
    """Serve the tools for assistants on standard input and output, until the input ends. Returns the exit code."""
    parser = index_parser(MCP, "Serve tools for an assistant on standard input and output.")
    options = parser.parse_args(arguments)
    config = index_settings(options)
    with redirect_stdout(sys.stderr):  # standard output is the protocol's
        engine = open_engine(config)
    with closing(engine):
        serve_standard_input(Source(engine, site_address(config), searching.open_meaning(config, config.index_data)))
    return DONE


def run_serve(arguments: Sequence[str]) -> int:
    """Read the options of ``wrans serve``, and serve. Returns the exit code."""
    parser = argparse.ArgumentParser(
        "wrans serve", description="Serve the site. Each option overrides an environment variable."
    )
    helps = {setting.name: setting.help for setting in settings.SETTINGS}
    for option, name in OPTIONS.items():
        parser.add_argument(option, dest=name, metavar="VALUE", help=f"{helps[name]} ({name})")
    options = {name: value for name, value in vars(parser.parse_args(arguments)).items() if value}
    return serve(settings.read({**os.environ, **options}))


if __name__ == "__main__":
    sys.exit(main())
