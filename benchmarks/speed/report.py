"""Results -> the tables of docs/speed.md. A run replaces the section of its own size and leaves what else stands there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from benchmarks import peers
from benchmarks.corpus import ROOT
from benchmarks.peers import Work
from benchmarks.speed.query import Kind
from benchmarks.speed.query_sampling import PER_KIND
from benchmarks.speed.results import Results, kept
from benchmarks.speed.site_load import Load

PAGE = ROOT / "docs" / "speed.md"
LABELS = {"ours": "ours", "tantivy": "tantivy", "fts5": "FTS5", "whoosh": "stock Whoosh", "bm25s": "bm25s"}
_GROWTH = (100_000, 700_000)
_DASH = "–"


def last_line(found: Results) -> str:
    """The line that sums the run up."""
    ratios = (f"{name} {_ratio(found.mean_ratio(Work.PAGE, name))}" for name in ("tantivy", "fts5", "whoosh"))
    return f"whole page, geometric mean of ratios: {', '.join(ratios)}"


def write(found: Results) -> None:
    """Put the section of a size, and the comparison of the two sizes, into the page."""
    text = replaced(PAGE.read_text("utf-8"), section(found))
    text = replaced(text, _setup())
    smaller, larger = (kept(size) for size in _GROWTH)
    if smaller and larger:
        text = replaced(text, _growth(smaller, larger))
    PAGE.write_text(text, "utf-8")


def section(found: Results) -> str:
    """Everything measured at a size."""
    names = list(found.builds)
    parts = [
        f"## {found.size:,} records",
        f"Measured on {found.day.day} {found.day:%B %Y}: {found.machine}; "
        + ", ".join(f"{LABELS.get(name, name)} {version}" for name, version in found.versions.items())
        + f". {PER_KIND} queries of each kind, medians.",
        "### Held against what was asked",
        _bars(found),
        *(part for work in reversed(Work) for part in (f"### {work.capitalize()}", _times(found, work, names))),
        "### Building",
        _builds(found, names),
        "### Opening and memory",
        _openings(found, names),
    ]
    if "ours" in names:
        parts += ["### The site over HTTP", _loads(found.loads), "### The same work", _alike(found, names)]
    return "\n\n".join(parts) + "\n"


def _bars(found: Results) -> str:
    worst = max(((r, kind) for kind in found.timings.first if (r := found.ratio(Work.PAGE, kind, "tantivy"))), default=None)
    sizes = [next(iter(found.builds[name].values())).disk_megabytes for name in ("ours", "tantivy") if name in found.builds]
    rows = [
        ("whole page, ours / tantivy, geometric mean", "0.8", _ratio(found.mean_ratio(Work.PAGE, "tantivy"))),
        ("the kind where it is greatest", "1.5", f"{_ratio(worst[0])} ({worst[1]})" if worst else _DASH),
        ("the same, each query's first time in both", "", _ratio(found.first_mean_ratio("tantivy"))),
        ("whole page, FTS5 / ours, geometric mean", "20 or more", _inverse(found.mean_ratio(Work.PAGE, "fts5"))),
        ("whole page, stock Whoosh / ours, geometric mean", "60 or more", _inverse(found.mean_ratio(Work.PAGE, "whoosh"))),
        ("top ten and total, ours / tantivy, geometric mean", "2", _ratio(found.mean_ratio(Work.TOTAL, "tantivy"))),
        (
            "records a second on one core, ours / tantivy",
            "0.5 or more",
            _ratio(_divided(found.rate("ours", 1), found.rate("tantivy", 1))),
        ),
        (
            "records a second on one core, ours / stock Whoosh",
            "8 or more",
            _ratio(_divided(found.rate("ours", 1), found.rate("whoosh", 1))),
        ),
        (
            "records a second, ours on two cores / tantivy on one",
            "0.9 or more",
            _ratio(_divided(found.rate("ours", 2), found.rate("tantivy", 1))),
        ),
        ("index on disk, ours / tantivy", "1.3", _ratio(sizes[0] / sizes[1]) if len(sizes) == 2 else _DASH),
    ]
    return table(("", "asked for", "measured"), rows)


def _times(found: Results, work: Work, names: Sequence[str]) -> str:
    """Milliseconds a query, and ratios to ours."""
    able = [name for name in names if any(found.milliseconds(work, kind, name) for kind in found.timings.first)]
    others = [name for name in able if name != "ours" and "ours" in able]
    first = ["ours", "tantivy"] if work is Work.PAGE else []
    first = [name for name in first if name in able]
    header = (
        "ms",
        "matches",
        *(LABELS[name] for name in able),
        *(f"{LABELS[name]}, first time" for name in first),
        *(f"ours / {LABELS[name]}" for name in others),
    )
    rows = [
        (
            str(kind),
            _count(found.matches(kind)),
            *(_milliseconds(found.milliseconds(work, kind, name)) for name in able),
            *(_milliseconds(found.first_milliseconds(kind, name)) for name in first),
            *(_ratio(found.ratio(work, kind, name)) for name in others),
        )
        for kind in found.timings.first
    ]
    blanks = [""] * (1 + len(able) + len(first))
    means = (f"**{_ratio(found.mean_ratio(work, name))}**" for name in others)
    return table(header, [*rows, ("**geometric mean**", *blanks, *means)])


def _builds(found: Results, names: Sequence[str]) -> str:
    header = ("", "cores", "seconds", "of processor", "records a second", "without reading", "peak memory, MB", "on disk, MB")
    rows = [("reading alone", "1", *_build(found, None, 1))]
    rows += [(LABELS[name], str(cores), *_build(found, name, cores)) for name in names for cores in sorted(found.builds[name])]
    return table(header, rows)


def _build(found: Results, name: str | None, cores: int) -> tuple[str, ...]:
    build = found.builds[name][cores] if name else found.reading
    rate = _count(found.rate(name, cores)) if name else _DASH
    return (
        f"{build.seconds:,.1f}",
        f"{build.cpu_seconds:,.1f}",
        _count(found.size / build.seconds),
        rate,
        _count(build.peak_megabytes),
        _count(build.disk_megabytes) if name else _DASH,
    )


def _openings(found: Results, names: Sequence[str]) -> str:
    header = ("", "ready after, ms", "of which opening, ms", "memory when open, MB", "memory after every query, MB")
    rows = []
    for name in names:
        opening = found.openings[name]
        held = found.timings.megabytes[name]
        rows.append((LABELS[name], _count(opening.ready), f"{opening.opening:,.1f}", _count(opening.megabytes), _count(held)))
    return table(header, rows)


def _loads(loads: Iterable[Load]) -> str:
    header = ("processes", "clients", "pages a second", "median, ms", "slowest 1 % from, ms", "failed", "memory, MB")
    rows = [
        (
            str(load.workers),
            str(load.clients),
            _count(load.pages_a_second),
            f"{load.median:,.1f}",
            f"{load.slowest:,.1f}",
            str(load.failed),
            _count(load.megabytes),
        )
        for load in loads
    ]
    return table(header, rows)


def _alike(found: Results, names: Sequence[str]) -> str:
    others = [name for name in names if name != "ours"]
    rows = []
    for kind, shares in found.timings.alike.items():
        compared = () if kind is Kind.LIKE else others
        rows.append((str(kind), *(f"{shares[name]:.0%}" if name in compared and name in shares else _DASH for name in others)))
    return table(("totals and counts as ours", *(LABELS[name] for name in others)), rows)


def _growth(smaller: Results, larger: Results) -> str:
    header = (
        "",
        "matches",
        *(f"{LABELS[name]}, {what}" for name in ("ours", "tantivy") for what in ("page", "page / matches")),
    )
    rows = []
    for kind in smaller.timings.first:
        matches = _divided(larger.matches(kind), smaller.matches(kind))
        grown = [
            _divided(*(each.milliseconds(Work.PAGE, kind, name) for each in (larger, smaller))) for name in ("ours", "tantivy")
        ]
        rows.append((str(kind), _ratio(matches), *(_ratio(x) for each in grown for x in (each, _divided(each, matches)))))
    return "\n\n".join(
        (
            f"## From {smaller.size:,} to {larger.size:,} records",
            "How many times more records the same queries match, and how many times longer the whole page takes.",
            table(header, rows) + "\n",
        )
    )


def _setup() -> str:
    lines = [f"- **{LABELS[name]}**: {peers.named(name).said}." for name in peers.NAMES]
    return "\n".join(("## How each is set up", "", *lines, ""))


def replaced(text: str, written: str) -> str:
    """The text with the section of the same heading replaced, or with this one put at its end."""
    heading = written.partition("\n")[0]
    found = re.search(rf"^{re.escape(heading)}\n.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if found is None:
        return f"{text.rstrip()}\n\n{written}"
    return f"{text[: found.start()]}{written}\n{text[found.end() :]}".rstrip() + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown, every column but the first set to the right."""
    lines = [header, ["---", *["--:"] * (len(header) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _milliseconds(value: float | None) -> str:
    return _DASH if value is None else f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def _ratio(value: float | None) -> str:
    return _DASH if value is None else f"{value:.2f}" if value >= 0.1 else f"{value:.3f}"


def _inverse(value: float | None) -> str:
    return _DASH if value is None else f"{1 / value:,.1f}"


def _count(value: float | None) -> str:
    return _DASH if value is None else f"{value:,.0f}"


def _divided(a: float | None, b: float | None) -> float | None:
    return a / b if a and b else None
