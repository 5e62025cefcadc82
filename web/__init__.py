"""The site: a thin layer of Flask over the engine. ``queries`` search; ``pages``, ``json`` and the other folders present."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, Response, request
from jinja2 import StrictUndefined
from werkzeug.routing import MapAdapter

from search.engine import Engine
from search.pipeline.semantic_bonus import Meaning
from search.results.phrasing import grouped
from web import crawlers, exports, feeds, linked_data, official_api
from web.http import caching, errors, middleware, snapshots
from web.http.address import SiteAddress
from web.http.assets import Assets
from web.http.long_answers import LongAnswers
from web.http.snapshots import RequestEngine
from web.http.static_files import StaticFiles
from web.json import routes as json_routes
from web.markdown import routes as markdown_routes
from web.mcp import routes as mcp_routes
from web.mcp.calls import Source
from web.mcp.server import is_available
from web.operations import health
from web.operations.rate_limits import RateLimits
from web.pages import (
    changes,
    completions,
    coverage,
    earlier_questions,
    home,
    open_search,
    record,
    results,
    score,
    similar,
    template_code,
    values,
)
from web.pages import help as help_pages
from web.pages.insight import bodies, chains, clock, people, rising, trends
from web.site import crawling, help_topics, urls, wording
from web.site.options import SiteOptions

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment
    from werkzeug.datastructures import Headers

    from web.operations.metrics import Metrics

__all__ = ["Assets", "create_app"]


DEFAULT_OPTIONS = SiteOptions()


class SiteResponse(Response):
    """A response of the site."""

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Return the headers of an answer with status 200 unchanged. Werkzeug copies and checks them, which redirects need."""
        return self.headers if self.status_code == 200 else super().get_wsgi_headers(environ)


class Site(Flask):
    """The application, without the work of Flask for each request and page that this site does not need."""

    response_class = SiteResponse

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function unchanged. Flask would check a dozen functions a request for being coroutines; none is."""
        return func

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """Return the adapter that matches an address to its rule.

        Flask would check the host again, which ``SiteAddress`` has set.
        """
        if request is None:
            return None
        query = request.query_string.decode("latin1")
        return MapAdapter(
            self.url_map, request.host, request.root_path, "", request.scheme, request.path, request.method, query
        )

    def update_template_context(self, context: dict[str, Any]) -> None:
        """Add nothing to the context of a template. Templates read their view and the globals, not request or session."""


def create_app(
    engine: Engine,
    assets: Assets,
    options: SiteOptions = DEFAULT_OPTIONS,
    meaning: Meaning | None = None,
    metrics: Metrics | None = None,
) -> Flask:
    """Create the site over one engine: every page, every API and every error handler. A request is served from one build.

    With ``meaning``, drafts and more like this are ranked by it too. With ``metrics``, the site is measured.
    """
    engine = RequestEngine(engine)
    app = _app_with_templates(assets)
    app.wsgi_app = SiteAddress(app.wsgi_app, options.address)  # type: ignore[method-assign]
    snapshots.install(app)
    middleware.install(app)
    if metrics:
        metrics.install(app, engine)
    if options.units_a_second:
        RateLimits(options.units_a_second, options.has_proxy).install(app)
    long_answers = LongAnswers(options.files_at_once, metrics.measurements.report_files if metrics else None)
    caching.install(app, engine, assets, meaning)
    errors.install(app)
    static_files = StaticFiles(assets.static)
    static_files.install(app)
    topics = help_topics.read(assets.help, static_files.address)
    for page in (home, values, changes, coverage, completions, chains, trends, rising, clock, people, bodies):
        app.register_blueprint(page.routes(engine))
    app.register_blueprint(results.routes(engine, meaning, options.alerts_sender))
    for ranked_page in (record, similar, score, earlier_questions):
        app.register_blueprint(ranked_page.routes(engine, meaning))
    app.register_blueprint(exports.routes(engine, long_answers, meaning))
    app.register_blueprint(help_pages.routes(topics))
    app.register_blueprint(open_search.routes(static_files.address))
    app.register_blueprint(json_routes.routes(engine, topics, meaning))
    app.register_blueprint(markdown_routes.routes(engine, topics, meaning, has_tools=options.mcp and is_available()))
    app.register_blueprint(mcp_routes.routes(Source(engine, options.address, meaning), options.mcp))
    app.register_blueprint(feeds.routes(engine))
    app.register_blueprint(linked_data.routes(engine, options.linked_data_all))
    app.register_blueprint(official_api.routes(engine))
    app.register_blueprint(crawlers.routes(engine, options.crawler_policy))
    app.register_blueprint(health.routes(engine, options.max_age_days))
    return app


def _app_with_templates(assets: Assets) -> Flask:
    app = Site("web", static_folder=None, template_folder=str(assets.templates))
    app.jinja_options = {"cache_size": -1}  # keeps all templates, so that the use of each need not be noted
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    template_code.install(app.jinja_env)
    app.add_template_global(_json_url, "json_url")
    app.add_template_global(_markdown_url, "markdown_url")
    app.add_template_global(wording.value_label, "value_label")
    app.jinja_env.globals |= {"made_title": wording.MADE_TITLE, "made_title_note": wording.MADE_TITLE_NOTE}
    app.add_template_filter(grouped)
    app.add_template_filter(crawling.rel_attribute, "rel")
    app.add_template_global(_is_listed, "is_listed")
    return app


def _is_listed() -> bool:
    """Whether a search engine may list the page that is being rendered."""
    return crawling.is_listed(request.path, request.args)


def _json_url() -> str:
    """The JSON of the page that is being rendered."""
    return urls.json(request.full_path.removesuffix("?"))


def _markdown_url() -> str:
    """The Markdown of the page that is being rendered."""
    return urls.markdown(request.full_path.removesuffix("?"))
