"""What every test of Authlib starts from: the native server, its clients, and a person who approves.

SERVER names the program.
"""

import json
import os
import subprocess
import tempfile

import requests
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8628 import DEVICE_CODE_GRANT_TYPE
from joserfc.jwk import ECKey

# Authlib wants https unless it is told that this is a test.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"

CALLBACK = "http://127.0.0.1/callback"
AWAY = "https://app.example.com/callback"
SECRET = "lookingglass0123456789"
SCOPE = "photos.read photos.write"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CODE = {
    "redirect_uris": [CALLBACK],
    "grant_types": ["authorization_code", "refresh_token"],
    "scope": f"openid profile email offline_access {SCOPE}",
}
# The key of the client `signer`, and of another server, whose word is taken about people.
KEY = ECKey.generate_key("P-256", {"kid": "k"})
NEIGHBOUR = "https://neighbour.example.org"
GATEWAY = "https://gateway.example.com"
GOODBYE = "http://127.0.0.1/goodbye"
LONG_SECRET = SECRET * 2
TOKEN_EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def public_keys():
    return {"keys": [KEY.as_dict(private=False, alg="ES256")]}


OPTIONS = {
    "policy": {"devicePollIntervalSeconds": 1},
    "clients": [
        {"client_id": "page", **CODE},
        {"client_id": "web", "client_secret": SECRET, **CODE},
        {
            "client_id": "post",
            "client_secret": SECRET,
            "token_endpoint_auth_method": "client_secret_post",
            **CODE,
        },
        {
            "client_id": "service",
            "client_secret": SECRET,
            "grant_types": ["client_credentials"],
            "scope": "reports.read",
        },
        {
            "client_id": "television",
            "grant_types": [DEVICE_CODE_GRANT_TYPE, "refresh_token"],
            "scope": SCOPE,
        },
        {
            "client_id": "signer",
            "token_endpoint_auth_method": "private_key_jwt",
            "jwks": public_keys(),
            **CODE,
        },
        {
            "client_id": "sharer",
            "client_secret": LONG_SECRET,
            "token_endpoint_auth_method": "client_secret_jwt",
            **CODE,
        },
        {
            "client_id": "es256",
            "id_token_signed_response_alg": "ES256",
            "post_logout_redirect_uris": [GOODBYE],
            **CODE,
            "redirect_uris": [CALLBACK, AWAY],
        },
        {
            "client_id": "hybrid",
            "client_secret": SECRET,
            **CODE,
            "grant_types": ["authorization_code", "implicit"],
            "response_types": ["code", "token", "code id_token"],
        },
        {"client_id": "legacy", "grant_types": ["password"], "scope": SCOPE},
        {
            "client_id": "gateway",
            "client_secret": SECRET,
            "grant_types": [TOKEN_EXCHANGE],
            "scope": SCOPE,
        },
        {"client_id": "partner", "grant_types": [JWT_BEARER], "scope": SCOPE},
    ],
    "resourceServers": [{"resource": GATEWAY, "client_id": "gateway"}],
    "trustedIssuers": [{"issuer": NEIGHBOUR, "jwks": public_keys()}],
}


class Server:
    """The native server on a free port."""

    def __init__(self, profile="oauth-2.1", policy=None, **options):
        policy = {**OPTIONS["policy"], **(policy or {})}
        options = {**OPTIONS, **options, "policy": policy}
        with tempfile.NamedTemporaryFile("w", suffix=".json", delete=False) as file:
            json.dump(options, file)
        command = [os.environ["SERVER"], "--port", "0", "--profile", profile]
        command += ["--auto-approve", "alice", "--options", file.name]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = next(line for line in self.process.stdout if line.startswith("issuer"))
        os.unlink(file.name)
        self.issuer = line.split()[1]
        self.api = f"{self.issuer}/api"
        self.metadata = requests.get(
            f"{self.issuer}/.well-known/oauth-authorization-server", timeout=5
        ).json()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.process.stdout.close()

    def session(self, client_id, **settings):
        if client_id in ("web", "service", "post", "gateway"):
            method = "client_secret_post" if client_id == "post" else "client_secret_basic"
            settings = {"client_secret": SECRET, "token_endpoint_auth_method": method, **settings}
        else:
            settings = {"token_endpoint_auth_method": "none", **settings}
        return OAuth2Session(
            client_id,
            token_endpoint=self.metadata["token_endpoint"],
            revocation_endpoint_auth_method=settings["token_endpoint_auth_method"],
            **settings,
        )

    def sign_in(self, session, **parameters):
        """The address that the browser is sent to, with the state that was asked for."""
        url, state = session.create_authorization_url(
            self.metadata["authorization_endpoint"], code_verifier=VERIFIER, **parameters
        )
        response = requests.get(url, allow_redirects=False, timeout=5)
        return response.headers["location"], state

    def tokens(self, session):
        return self.redeem(session, *self.sign_in(session))

    def redeem(self, session, location, state):
        return session.fetch_token(
            authorization_response=location, state=state, code_verifier=VERIFIER
        )
