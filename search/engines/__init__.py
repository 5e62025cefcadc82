"""The engines: implementations of ``search.engine.Engine``, each over its own kind of index."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from search.engine import Engine
    from search.lexicon.thesaurus import SynonymEntry
    from search.settings import ClusterSettings


def open_index(folder: Path | str, synonyms: Sequence[SynonymEntry] | None = None, *, may_fall_back: bool = False) -> Engine:
    """Open the current build of the index in ``folder`` for searching. Later builds take over while the engine is open.

    ``synonyms`` are added to queries; by default those of the file that comes with the program. Raises ``EngineUnavailable`` if
    there is no index, and ``IndexMismatch`` if it is damaged or was made by another version of the program. With
    ``may_fall_back``, if the current build cannot be opened, the newest other build that can be opened is used.
    """
    from pathlib import Path  # noqa: PLC0415 (importing one engine imports nothing of another)

    from search.engines.whoosh.engine import WhooshEngine  # noqa: PLC0415 (as above)
    from search.lexicon import synonym_file  # noqa: PLC0415 (as above)

    return WhooshEngine(Path(folder), synonym_file.read() if synonyms is None else synonyms, may_fall_back=may_fall_back)


def open_cluster(settings: ClusterSettings, synonyms: Sequence[SynonymEntry] | None = None) -> Engine:
    """Open the index of an OpenSearch cluster for searching. Later builds and updates take over while the engine is open.

    It connects with its first request. Raises ``EngineUnavailable`` if the client is not installed or a file of the settings
    cannot be used.
    """
    from search.engines.opensearch.client import Cluster  # noqa: PLC0415 (importing one engine imports nothing of another)
    from search.engines.opensearch.engine import OpenSearchEngine  # noqa: PLC0415 (as above)
    from search.lexicon import synonym_file  # noqa: PLC0415 (as above)

    return OpenSearchEngine(Cluster(settings), synonym_file.read() if synonyms is None else synonyms)
