"""``llms.txt``: the addresses of this site for programs, in the form of llmstxt.org."""

from __future__ import annotations

from search.results import descriptions
from search.results.types import IndexInfo
from web.markdown.syntax import document, link
from web.site import licence, urls
from web.site.help_topics import TOPICS, HelpTopics

TOOLS = "- Tools for assistants, by the Model Context Protocol over streamable HTTP: `/mcp`"


def guide(info: IndexInfo, topics: HelpTopics, root: str, *, has_tools: bool) -> str:
    """Return the guide: the contents of the site, how to search it, and the help by topic."""
    covered = f"{info.records:,} written questions to the UK government, with their answers. {descriptions.freshness(info)}."
    searches = (
        f"- {link('Search', root + '/search.md?q=dentists')}: words, phrases, fields and filters; as JSON at `/search.json`",
        f"- {link('Check a draft', root + '/asked.md?text=')}: the earlier questions most similar to a draft, in `text`",
        "- Records: `/questions/ID.md`, long ones in parts (`?part=2`); JSON: `/questions/ID.json`; the page: `/questions/ID`",
        f"- {link('Coverage', root + '/coverage.json')}: which months of which House are complete",
        *([TOOLS] if has_tools else []),
    )
    helps = (f"- {link(topics[name].title, root + urls.markdown(urls.help_topic(name)))}" for name in TOPICS)
    return document(
        "# Wrans",
        f"> {covered}",
        "Cite a question by its UIN and the day it was tabled: UINs are used again in each session. "
        "A question without an answer here may have one on Parliament’s site. Each record says what we know.",
        "## Searches",
        "\n".join(searches),
        "## Help",
        "\n".join(helps),
        "## Terms",
        licence.notice(info.is_sample),
    )
