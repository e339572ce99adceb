"""A small OpenID Connect provider on this machine: it lets in whoever it is told to, without asking."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "flywheel", "not-a-secret"


class Provider(ThreadingHTTPServer):
    """Discovery, keys, authorization and tokens; `person` is who comes next."""

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Answers)
        self.key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
        self.person: dict[str, Any] = {"sub": "1", "email": "ann@team.example", "email_verified": True, "name": "Ann Example"}
        self.asked: list[str] = []
        self.given: dict[str, dict[str, Any]] = {}
        self.slow: list[float] = []  # [s] that the next looks at what the provider offers take, one after the other
        self.refused = 0  # tokens that it fails to give

    @property
    def address(self) -> str:
        """Return the issuer's address."""
        return f"http://127.0.0.1:{self.server_port}"


def secrets(folder: Path, provider: str, home: str) -> Path:
    """Write a file of secrets that sets up sign-in at `home` with the provider of an address, and return it."""
    file = folder / "secrets.toml"
    file.write_text(
        f'[auth]\nredirect_uri = "{home}/oauth2callback"\ncookie_secret = "{"c" * 40}"\nclient_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
        f'server_metadata_url = "{provider}/.well-known/openid-configuration"\n'
    )
    return file


class _Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        """Answer discovery, keys and the browser that is sent to sign in."""
        place, query = urlsplit(self.path).path, {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.server.asked.append(place)
        here = self.server.address
        if place == "/.well-known/openid-configuration":
            time.sleep(self.server.slow.pop(0) if self.server.slow else 0)
            self._tell(
                {
                    "issuer": here, "authorization_endpoint": f"{here}/authorize", "token_endpoint": f"{here}/token", "jwks_uri": f"{here}/keys",
                    "response_types_supported": ["code"], "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
                    "code_challenge_methods_supported": ["S256"],
                }
            )  # fmt: skip
        elif place == "/keys":
            self._tell({"keys": [self.server.key.as_dict(private=False)]})
        elif place == "/authorize":
            code = f"code-{len(self.server.given)}"
            self.server.given[code] = {"nonce": query.get("nonce"), **self.server.person}
            self.send_response(302)
            self.send_header("location", f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}")
            self.end_headers()
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        """Give the tokens for a code, once."""
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(int(self.headers["content-length"])).decode()).items()}
        self.server.asked.append(self.path)
        claims = self.server.given.pop(form.get("code", ""), None)
        if self.server.refused:
            self.server.refused -= 1
            claims = None
        proof = self.headers.get("authorization") == "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if claims is None or not (proof or form.get("client_secret") == SECRET):
            self.send_error(400)
            return
        now = int(time.time())
        claims = {**claims, "iss": self.server.address, "aud": CLIENT, "iat": now, "exp": now + 600}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.server.key)
        self._tell({"access_token": "a", "token_type": "Bearer", "expires_in": 600, "id_token": token})

    def log_message(self, *words: object) -> None:
        """Say nothing."""

    def _tell(self, document: dict[str, Any]) -> None:
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        with suppress(OSError):  # whoever asked has gone
            self.end_headers()
            self.wfile.write(body)


@contextmanager
def providing(port: int = 0) -> Iterator[Provider]:
    """Run a provider, on a port where one is named, and end it afterwards."""
    provider = Provider(port)
    thread = threading.Thread(target=provider.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        provider.shutdown()
        provider.server_close()
        thread.join()
