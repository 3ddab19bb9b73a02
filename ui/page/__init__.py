"""The chat page: Gradio Blocks over the same library as the API, mounted at ``/``."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from ui.gate import PROGRAMS
from ui.problems import answer_error
from ui.service import Service

SANS = ("system-ui", "-apple-system", "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "Noto Sans Mono CJK SC", "monospace")

COLOURS = {  # of colours.css: Gradio's variables that take each
    "paper": ("body_background_fill", "background_fill_secondary"),
    "sheet": ("background_fill_primary", "input_background_fill", "button_secondary_background_fill"),
    "tint": ("button_secondary_background_fill_hover", "color_accent_soft"),
    "ink": ("body_text_color", "button_secondary_text_color"),
    "faint": ("body_text_color_subdued", "block_label_text_color", "block_title_text_color", "block_info_text_color"),
    "rule": (
        "border_color_primary",
        "block_border_color",
        "input_border_color",
        "button_secondary_border_color",
        "slider_color",
    ),
    "accent": (
        "color_accent",
        "border_color_accent",
        "input_border_color_focus",
        "button_primary_background_fill",
        "button_primary_border_color",
        "loader_color",
    ),
    "accent-strong": ("button_primary_background_fill_hover", "button_primary_border_color_hover"),
    "on-accent": ("button_primary_text_color",),
}


def mount_page(app: FastAPI, service: Service, keys: Sequence[str]) -> None:
    """Show the page under every path that is no route of the app's."""
    # Read when Gradio is imported: no look-ups at other hosts.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # After each event of the queue Gradio sums up all of them with pandas, for a route that is not here.
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(2**31)
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "100"
    import gradio

    from ui.page.layout import build_page
    from ui.page.login import Login

    def own(name: str) -> str:
        return files("ui.page").joinpath(name).read_text("utf-8")

    login = Login(keys) if keys else None
    mounted = gradio.mount_gradio_app(
        app,
        build_page(service, keyed=bool(keys)),
        path="/",
        app_kwargs={"docs_url": None, "redoc_url": None, "openapi_url": None},
        auth_dependency=login.reader if login else None,
        max_file_size=service.library.settings.max_file_bytes,
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        theme=theme(gradio),
        css=own("colours.css") + own("page.css"),
        head=f"<script>{own('page.js')}</script>",
    )
    # As a mount at "/" it would answer for every wrong method and path of the API's: let it come last instead.
    page = mounted.router.routes.pop()
    page.app.add_exception_handler(404, answer_error)  # what is neither of the page's paths nor of the API's

    async def last(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].startswith(PROGRAMS):
            raise HTTPException(404)
        if login and (answer := await login.answer(Request(scope, receive))):
            await answer(scope, receive, send)
            return
        _, child = page.matches(scope)
        scope.update(child)
        await page.handle(scope, receive, send)

    mounted.router.default = last


def theme(gradio: Any) -> Any:
    """Newsprint and ink in system fonts, so that nothing is fetched; colours.css says what the colours are."""
    base = gradio.themes.Base(
        radius_size=gradio.themes.sizes.radius_sm,
        font=[gradio.themes.Font(name) for name in SANS],
        font_mono=[gradio.themes.Font(name) for name in MONO],
    )
    colours = {name: f"var(--jb-{colour})" for colour, names in COLOURS.items() for name in names}
    # The colours of colours.css change with the theme themselves.
    dark = {f"{name}_dark": colour for name, colour in colours.items() if hasattr(base, f"{name}_dark")}
    widths = {"block_border_width": "0px", "input_border_width": "1px", "button_border_width": "1px"}
    clear = {
        "block_background_fill": "transparent",
        "block_background_fill_dark": "transparent",
        "block_padding": "0px",
    }
    return base.set(**clear, **widths, **colours, **dark)
