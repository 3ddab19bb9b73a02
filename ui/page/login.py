"""The login of the chat page: one field for a key, a session in a cookie, and the way out."""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from importlib.resources import files
from urllib.parse import parse_qs

from starlette.requests import HTTPConnection, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from ui.gate import SAFE_METHODS, is_key
from ui.render import escape
from ui.texts import preferred, texts_in

LOGIN, LOGOUT = "/login", "/logout"
SESSIONS = 1000  # the oldest make room
FORM_BYTES = 10_000

# The reader's own choice of light or dark, which page.js keeps, goes before the system's.
_SCRIPT = (
    'const kept = localStorage.getItem("jianbao-theme");'
    'const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;'
    'document.documentElement.classList.toggle("dark", dark);'
)


class Login:
    """Who has shown a key. Sessions are known to this process alone: a restart asks anew."""

    def __init__(self, keys: Sequence[str]) -> None:
        self.keys = keys
        self.cookie = f"jianbao-{secrets.token_hex(4)}"  # ports share cookies: two servers must not share a name
        self._sessions: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    def reader(self, request: HTTPConnection) -> str | None:
        """Name who asks for Gradio's routes, or nobody."""
        with self._lock:
            return "reader" if request.cookies.get(self.cookie, "") in self._sessions else None

    async def answer(self, request: Request) -> Response | None:
        """Answer what is the login's business; what it lets through is ``None``."""
        path = request.url.path.rstrip("/")
        if path == LOGIN and request.method == "POST":
            return await self.enter(request)
        if path == LOGIN:
            return RedirectResponse("/", 303)
        if path == LOGOUT:
            return self.leave(request)
        if not path and request.method in SAFE_METHODS and self.reader(request) is None:
            return self.form(request)
        return None

    async def enter(self, request: Request) -> Response:
        """Open a session for a key that is right."""
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > FORM_BYTES:
                return self.form(request, 413)
        given = parse_qs(body.decode("utf-8", "replace")).get("key", [""])[0]
        if not is_key(given.strip(), self.keys):
            return self.form(request, 403)
        session = secrets.token_urlsafe(32)
        with self._lock:
            self._sessions[session] = None
            while len(self._sessions) > SESSIONS:
                self._sessions.popitem(last=False)
        # The query names what the reader came for; the path is ours, so that it cannot lead elsewhere.
        response = RedirectResponse("/" + (f"?{request.url.query}" if request.url.query else ""), 303)
        response.set_cookie(
            self.cookie, session, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/"
        )
        return response

    def leave(self, request: Request) -> Response:
        """Close the session; only the page's own button does (POST), no link of another site's."""
        if request.method == "POST":
            with self._lock:
                self._sessions.pop(request.cookies.get(self.cookie, ""), None)
        response = RedirectResponse("/", 303)
        if request.method == "POST":
            response.delete_cookie(self.cookie, path="/")
        return response

    def form(self, request: Request, status: int = 200) -> Response:
        """The page that asks for the key, in the browser's language."""
        texts = texts_in(preferred(request.headers.get("accept-language", "")))
        fault = f'<p role="alert" id="fault">{texts["login_wrong"]}</p>' if status != 200 else ""
        described = ' aria-describedby="fault" aria-invalid="true"' if fault else ""
        style = "".join(files("ui.page").joinpath(name).read_text("utf-8") for name in ("colours.css", "login.css"))
        action = escape(LOGIN + (f"?{request.url.query}" if request.url.query else ""))
        page = (
            f'<!doctype html><html lang="{texts.language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{texts['login']} · {texts['name']}</title><style>{style}</style><script>{_SCRIPT}</script></head>"
            f"<body><main><header><h1>{texts['name']}</h1><p>{texts['tagline']}</p></header>"
            f'<form method="post" action="{action}">'
            # Password managers keep a key under a name.
            '<input type="text" name="username" value="jianbao" autocomplete="username" hidden>'
            f'<label for="key">{texts["login_key"]}</label>'
            '<input id="key" name="key" type="password" autocomplete="current-password" required autofocus '
            f"{described}>{fault}"
            f'<button type="submit">{texts["login"]}</button><p class="hint">{texts["login_hint"]}</p>'
            "</form></main></body></html>"
        )
        script = base64.b64encode(hashlib.sha256(_SCRIPT.encode()).digest()).decode()
        headers = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": (
                f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{script}'; img-src 'self'; "
                "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
            ),
            # With the gate's no-referrer, a browser would hide the form's origin from the gate.
            "Referrer-Policy": "same-origin",
            "Vary": "Accept-Language, Cookie",
        }
        return HTMLResponse(page, status, headers)
