"""Results of the sites -> their sections of docs/speed.md and docs/tables/speed.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from statistics import geometric_mean

from benchmarks import sites
from benchmarks.markdown import DASH, table
from benchmarks.sites import PageType
from benchmarks.sites.page_load import LOAD_SECONDS, PageResult, Results
from benchmarks.speed import results

LABELS = {"ours": "ours", "datasette": "Datasette"}
_HEADING = "## The pages over HTTP"
_CODING_NAMES = ("plain", "gzip", "for browsers")
_LOAD_HEADER = (
    "page",
    "site",
    "clients",
    "pages a second",
    "median, ms",
    "99th percentile, ms",
    "processor ms a page",
    "failed",
)


def section(size: int, names: Sequence[str], measured: Results) -> str:
    """Return the section of the page: how many pages a second, as a ratio."""
    parts = [_HEADING, _measured(size, names)]
    if len(names) == len(LABELS):
        parts.append(table(("ours / Datasette, pages a second", *_client_names(measured)), _ratios(measured)))
    return "\n\n".join(parts) + "\n"


def tables_section(size: int, names: Sequence[str], measured: Results) -> str:
    """Return the section of the page of tables: how each site is set up, its times and its bytes."""
    return (
        "\n\n".join(
            (
                _HEADING,
                _measured(size, names)
                + f" Each site has one process; each client requests its next page as soon as it has received the last, for "
                f"{LOAD_SECONDS:.0f} seconds, and accepts what browsers do.",
                "\n".join(f"- **{LABELS[name]}**: {sites.load_class(name).setup}." for name in names),
                table(_LOAD_HEADER, _load_rows(measured)),
                table(
                    ("bytes of a page", *(f"{LABELS[name]}, {how}" for name in names for how in _CODING_NAMES)),
                    _bytes(names, measured),
                ),
            )
        )
        + "\n"
    )


def _measured(size: int, names: Sequence[str]) -> str:
    """Return what was measured, when and on what."""
    today = datetime.now(UTC).date()
    versions = {**results.versions(), **{LABELS[name]: sites.load_class(name).version() for name in names}}
    return f"`make bench-pages`, {size:,} records, measured on {today.day} {today:%B %Y}: {results.machine()}; " + (
        ", ".join(f"{name} {version}" for name, version in versions.items()) + "."
    )


def _load_rows(measured: Results) -> Iterator[tuple[str, ...]]:
    for page_type, by_site in measured.items():
        for name, result in by_site.items():
            for load in result.loads:
                processor = load.processor_milliseconds
                yield (
                    str(page_type),
                    LABELS[name],
                    str(load.clients),
                    f"{load.pages_a_second:,.1f}",
                    f"{load.median_milliseconds:,.1f}",
                    f"{load.percentile_99_milliseconds:,.1f}",
                    DASH if processor is None else f"{processor:,.2f}",
                    str(load.failed),
                )


def _bytes(names: Sequence[str], measured: Results) -> Iterator[tuple[str, ...]]:
    for page_type, by_site in measured.items():
        cells = (_byte_cells(by_site.get(name)) for name in names)
        yield (str(page_type), *(cell for pair in cells for cell in pair))


def _byte_cells(result: PageResult | None) -> tuple[str, ...]:
    return tuple(f"{size:,.0f}" for size in result.bytes) if result else (DASH,) * len(_CODING_NAMES)


def _client_names(measured: Results) -> list[str]:
    first = next(iter(next(iter(measured.values())).values()))
    return [f"{load.clients} {'client' if load.clients == 1 else 'clients'}" for load in first.loads]


def _ratios(measured: Results) -> Iterator[tuple[str, ...]]:
    """Yield how many times as many pages a second ours serves, for each type that both have, and the geometric means."""
    rows: dict[PageType, list[float]] = {}
    for page_type, by_site in measured.items():
        if len(by_site) == len(LABELS):
            pairs = zip(by_site["ours"].loads, by_site["datasette"].loads, strict=True)
            rows[page_type] = [ours.pages_a_second / other.pages_a_second for ours, other in pairs]
    for page_type, ratios in rows.items():
        yield (str(page_type), *(f"{ratio:,.1f}" for ratio in ratios))
    means = (geometric_mean(column) for column in zip(*rows.values(), strict=True))
    yield ("**geometric mean**", *(f"**{ratio:,.1f}**" for ratio in means))
