"""Results -> the tables of docs/speed.md and docs/tables/speed.md. A run replaces the sections of its size; the others stay."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from benchmarks import peers
from benchmarks.corpus import ROOT
from benchmarks.markdown import DASH, table, write_sections
from benchmarks.peers import Work
from benchmarks.query import Kind
from benchmarks.speed.query_sampling import QUERIES_PER_KIND
from benchmarks.speed.results import Results, load_results
from benchmarks.speed.site_load import Load

PAGE = ROOT / "docs" / "speed.md"
TABLES = ROOT / "docs" / "tables" / "speed.md"
LABELS = {"ours": "ours", "tantivy": "tantivy", "fts5": "FTS5", "whoosh": "stock Whoosh", "bm25s": "bm25s"}
_SIZES = (100_000, 700_000)
_TARGETS = (
    ("whole page, ours / tantivy, geometric mean", "at most 0.8"),
    ("whole page, ours / tantivy, slowest kind", "at most 1.5"),
    ("whole page, ours / tantivy, first run, geometric mean", ""),
    ("whole page, FTS5 / ours, geometric mean", "at least 20"),
    ("whole page, stock Whoosh / ours, geometric mean", "at least 60"),
    ("top ten and exact total, ours / tantivy, geometric mean", "at most 2"),
    ("records indexed a second on one core, ours / tantivy", "at least 0.5"),
    ("records indexed a second on one core, ours / stock Whoosh", "at least 8"),
    ("records indexed a second, ours on two cores / tantivy on one", "at least 0.9"),
    ("index on disk, ours / tantivy", "at most 1.3"),
)


def summary_line(results: Results) -> str:
    """Return a line that summarises the run."""
    ratios = (f"{name} {_ratio(results.mean_ratio(Work.PAGE, name))}" for name in ("tantivy", "fts5", "whoosh"))
    return f"whole page, ours / peer, geometric mean: {', '.join(ratios)}"


def write(results: Results) -> None:
    """Write the sections of a size, the setup of the engines, and what compares the two sizes."""
    write_sections(PAGE, section(results))
    write_sections(TABLES, _setup_section(), tables_section(results))
    measured = [stored for size in _SIZES if (stored := load_results(size))]
    if len(measured) == len(_SIZES):
        write_sections(PAGE, targets_section(measured))
        write_sections(TABLES, _growth_section(*measured))


def section(results: Results) -> str:
    """Return the section of a size: the whole page, building, opening and memory."""
    names = list(results.builds)
    return _section(
        results,
        f"### {Work.PAGE.capitalize()}",
        _times_table(results, Work.PAGE, names),
        "### Building",
        _builds_table(results, names),
        "### Opening and memory",
        _openings_table(results, names),
    )


def tables_section(results: Results) -> str:
    """Return the other tables of a size: the hits alone, the site under load, and the agreement of the engines."""
    names = list(results.builds)
    parts = [
        part for work in (Work.TOTAL, Work.TOP) for part in (f"### {work.capitalize()}", _times_table(results, work, names))
    ]
    if "ours" in names:
        parts += [
            "### The site over HTTP",
            _loads_table(results.loads),
            "### Agreement with our totals and counts",
            _agreement_table(results, names),
        ]
    return _section(results, *parts)


def _section(results: Results, *parts: str) -> str:
    """Return the heading of a size, what it was measured on, and the parts."""
    versions = ", ".join(f"{LABELS.get(name, name)} {version}" for name, version in results.versions.items())
    measured = (
        f"Measured on {results.day.day} {results.day:%B %Y}: {results.machine}; {versions}. Medians over "
        f"{QUERIES_PER_KIND} queries of each kind."
    )
    return "\n\n".join((f"## {results.size:,} records", measured, *parts)) + "\n"


def targets_section(measured: Sequence[Results]) -> str:
    """Return the section of the targets, with a column for each size."""
    columns = [_target_values(results) for results in measured]
    rows = [(name, target, *(column[index] for column in columns)) for index, (name, target) in enumerate(_TARGETS)]
    header = ("", "target", *(f"{results.size:,} records" for results in measured))
    return "\n\n".join(("## Measured against the targets", table(header, rows))) + "\n"


def _target_values(results: Results) -> tuple[str, ...]:
    """Return what is measured at one size, in the order of the targets."""
    worst = max(
        ((ratio, kind) for kind in results.timings.first if (ratio := results.ratio(Work.PAGE, kind, "tantivy"))), default=None
    )
    sizes = [next(iter(results.builds[name].values())).disk_megabytes for name in ("ours", "tantivy") if name in results.builds]
    return (
        _ratio(results.mean_ratio(Work.PAGE, "tantivy")),
        f"{_ratio(worst[0])} ({worst[1]})" if worst else DASH,
        _ratio(results.first_mean_ratio("tantivy")),
        _inverse(results.mean_ratio(Work.PAGE, "fts5")),
        _inverse(results.mean_ratio(Work.PAGE, "whoosh")),
        _ratio(results.mean_ratio(Work.TOTAL, "tantivy")),
        _ratio(_quotient(results.rate("ours", 1), results.rate("tantivy", 1))),
        _ratio(_quotient(results.rate("ours", 1), results.rate("whoosh", 1))),
        _ratio(_quotient(results.rate("ours", 2), results.rate("tantivy", 1))),
        _ratio(sizes[0] / sizes[1]) if len(sizes) == 2 else DASH,
    )


def _times_table(results: Results, work: Work, names: Sequence[str]) -> str:
    """Return a table of the milliseconds of a query, and the ratios of our time to each peer's."""
    measured = [name for name in names if any(results.milliseconds(work, kind, name) for kind in results.timings.first)]
    others = [name for name in measured if name != "ours" and "ours" in measured]
    first_run = ["ours", "tantivy"] if work is Work.PAGE else []
    first_run = [name for name in first_run if name in measured]
    header = (
        "ms",
        "matches",
        *(LABELS[name] for name in measured),
        *(f"{LABELS[name]}, first run" for name in first_run),
        *(f"ours / {LABELS[name]}" for name in others),
    )
    rows = [
        (
            str(kind),
            _count(results.matches(kind)),
            *(_milliseconds(results.milliseconds(work, kind, name)) for name in measured),
            *(_milliseconds(results.first_milliseconds(kind, name)) for name in first_run),
            *(_ratio(results.ratio(work, kind, name)) for name in others),
        )
        for kind in results.timings.first
    ]
    blanks = [""] * (1 + len(measured) + len(first_run))
    means = (f"**{_ratio(results.mean_ratio(work, name))}**" for name in others)
    return table(header, [*rows, ("**geometric mean**", *blanks, *means)])


def _builds_table(results: Results, names: Sequence[str]) -> str:
    header = (
        "",
        "cores",
        "seconds",
        "processor seconds",
        "records a second",
        "records a second without reading",
        "peak memory, MB",
        "on disk, MB",
    )
    rows = [("reading only", "1", *_build_cells(results, None, 1))]
    rows += [
        (LABELS[name], str(cores), *_build_cells(results, name, cores))
        for name in names
        for cores in sorted(results.builds[name])
    ]
    return table(header, rows)


def _build_cells(results: Results, name: str | None, cores: int) -> tuple[str, ...]:
    build = results.builds[name][cores] if name else results.reading
    rate = _count(results.rate(name, cores)) if name else DASH
    return (
        f"{build.seconds:,.1f}",
        f"{build.cpu_seconds:,.1f}",
        _count(results.size / build.seconds),
        rate,
        _count(build.peak_megabytes),
        _count(build.disk_megabytes) if name else DASH,
    )


def _openings_table(results: Results, names: Sequence[str]) -> str:
    header = ("", "ready after, ms", "opening alone, ms", "memory when open, MB", "memory after all queries, MB")
    rows = []
    for name in names:
        opening = results.openings[name]
        megabytes = results.timings.megabytes[name]
        rows.append(
            (
                LABELS[name],
                _count(opening.ready_milliseconds),
                f"{opening.opening_milliseconds:,.1f}",
                _count(opening.megabytes),
                _count(megabytes),
            )
        )
    return table(header, rows)


def _loads_table(loads: Iterable[Load]) -> str:
    header = ("processes", "clients", "pages a second", "median, ms", "99th percentile, ms", "failed", "memory, MB")
    rows = [
        (
            str(load.workers),
            str(load.clients),
            _count(load.pages_a_second),
            f"{load.median_milliseconds:,.1f}",
            f"{load.percentile_99_milliseconds:,.1f}",
            str(load.failed),
            _count(load.megabytes),
        )
        for load in loads
    ]
    return table(header, rows)


def _agreement_table(results: Results, names: Sequence[str]) -> str:
    others = [name for name in names if name != "ours"]
    rows = []
    for kind, shares in results.timings.agreement.items():
        compared = () if kind is Kind.LIKE else others
        rows.append((str(kind), *(f"{shares[name]:.0%}" if name in compared and name in shares else DASH for name in others)))
    return table(("queries that agree", *(LABELS[name] for name in others)), rows)


def _growth_section(smaller: Results, larger: Results) -> str:
    header = (
        "",
        "matches",
        *(f"{LABELS[name]}, {column}" for name in ("ours", "tantivy") for column in ("time", "time / matches")),
    )
    rows = []
    for kind in smaller.timings.first:
        matches = _quotient(larger.matches(kind), smaller.matches(kind))
        times = [
            _quotient(larger.milliseconds(Work.PAGE, kind, name), smaller.milliseconds(Work.PAGE, kind, name))
            for name in ("ours", "tantivy")
        ]
        rows.append(
            (str(kind), _ratio(matches), *(_ratio(cell) for time in times for cell in (time, _quotient(time, matches))))
        )
    return "\n\n".join(
        (
            f"## From {smaller.size:,} to {larger.size:,} records",
            "The factors by which the matches of the same queries grow, and by which the time of the whole page grows.",
            table(header, rows) + "\n",
        )
    )


def _setup_section() -> str:
    lines = [f"- **{LABELS[name]}**: {peers.load_class(name).setup}." for name in peers.CLASSES]
    return "\n".join(("## How each engine is set up", "", *lines, ""))


def _milliseconds(value: float | None) -> str:
    return DASH if value is None else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def _ratio(value: float | None) -> str:
    return DASH if value is None else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def _inverse(value: float | None) -> str:
    return DASH if value is None else f"{1 / value:,.1f}"


def _count(value: float | None) -> str:
    return DASH if value is None else f"{value:,.0f}"


def _quotient(a: float | None, b: float | None) -> float | None:
    return a / b if a and b else None
