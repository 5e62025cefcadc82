"""The site: a thin layer of Flask that reads a request, asks the engine and shows the answer. It never searches itself."""

from __future__ import annotations

from flask import Flask
from jinja2 import StrictUndefined

from search.engine import Engine
from web import exports, feeds, linked_data, official_api
from web.http import caching, errors, middleware
from web.http.assets import Assets
from web.http.static_files import StaticFiles
from web.json import routes as data
from web.pages import changes, coverage, earlier_questions, open_search, record, results
from web.pages import help as help_pages

__all__ = ["Assets", "create_app"]


def create_app(engine: Engine, assets: Assets, address: str = "") -> Flask:
    """The site over one engine, with every page, manner and error handler in place.

    ``address`` is what addresses in the Linked Data API's answers begin with; "" for whatever host was asked.
    """
    app = Flask("web", static_folder=None, template_folder=str(assets.templates))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    middleware.install(app, engine)
    caching.install(app, engine, assets)
    errors.install(app)
    StaticFiles(assets.static).install(app)
    app.register_blueprint(results.routes(engine))
    app.register_blueprint(record.routes(engine))
    app.register_blueprint(earlier_questions.routes(engine))
    app.register_blueprint(changes.routes(engine))
    app.register_blueprint(coverage.routes(engine))
    app.register_blueprint(exports.routes(engine))
    app.register_blueprint(feeds.routes(engine))
    app.register_blueprint(open_search.routes())
    app.register_blueprint(linked_data.routes(engine, address))
    app.register_blueprint(official_api.routes(engine))
    topics = help_pages.read(assets.help)
    app.register_blueprint(help_pages.routes(topics))
    app.register_blueprint(data.routes(engine, topics))
    app.add_template_global(data.page_data_address, "data_address")
    return app
