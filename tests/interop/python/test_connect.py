"""Authlib, unmodified: OpenID Connect, the ways to sign, and what it says of a server with faults."""

import unittest
from unittest.mock import Mock
from urllib.parse import parse_qsl, urlsplit

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.base_client.sync_app import BaseApp, OAuth2Mixin
from authlib.integrations.base_client.sync_openid import OpenIDMixin
from authlib.integrations.requests_client import AssertionSession, OAuth2Session
from authlib.oauth2.base import OAuth2Error
from authlib.oauth2.rfc7523 import ClientSecretJWT, PrivateKeyJWT
from authlib.oidc.core import HybridIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata

from world import (
    AWAY,
    CALLBACK,
    GATEWAY,
    GOODBYE,
    JWT_BEARER,
    KEY,
    LONG_SECRET,
    NEIGHBOUR,
    SCOPE,
    TOKEN_EXCHANGE,
    Server,
)

OPENID = f"openid profile email {SCOPE}"
ACCESS_TOKEN = "urn:ietf:params:oauth:token-type:access_token"


# Without a challenge for its hybrid answers, which the library cannot make.
PROFILE = "rfc-9700"


def raise_error(answer):
    """An error in the answer is the integration's to raise."""
    values = dict(parse_qsl(urlsplit(answer).query or urlsplit(answer).fragment))
    if "error" in values:
        raise OAuthError(values["error"], values.get("error_description"))


class Application(OAuth2Mixin, OpenIDMixin, BaseApp):
    """Authlib's application, as its integrations put it together for one framework or another."""

    client_cls = OAuth2Session

    def __init__(self, server, client_id="page", scope=OPENID, callback=CALLBACK, **settings):
        self.callback = callback
        super().__init__(
            framework=Mock(),
            client_id=client_id,
            server_metadata_url=f"{server.issuer}/.well-known/openid-configuration",
            client_kwargs={
                "scope": scope,
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "none",
            },
            **settings,
        )

    def ask(self, **parameters):
        """The authorization request, and what the browser comes back with."""
        asked = self.create_authorization_url(self.callback, **parameters)
        response = requests.get(asked["url"], allow_redirects=False, timeout=5)
        answer = response.headers["location"]
        raise_error(answer)
        return asked, answer

    def authenticate(self, **parameters):
        """The tokens and the claims of the ID Token, believed."""
        asked, answer = self.ask(**parameters)
        tokens = self.fetch_access_token(
            self.callback,
            authorization_response=answer,
            state=asked["state"],
            code_verifier=asked["code_verifier"],
        )
        return tokens, self.parse_id_token(tokens, asked["nonce"])

    def authenticate_by_hybrid_answer(self):
        """The claims of the ID Token that comes with the code."""
        asked, answer = self.ask(response_type="code id_token")
        values = dict(parse_qsl(urlsplit(answer).fragment))

        # The code is a parameter of what the library makes of the token.
        class WithCode(HybridIDToken):
            def __init__(self, claims, header, options, params):
                super().__init__(claims, header, options, {**params, "code": values["code"]})

        return self.parse_id_token(values, asked["nonce"], claims_cls=WithCode)

    def call(self, server, token):
        return self.get(f"{server.api}/photos", token=token).status_code


def sign_in(server):
    """By code and by hybrid answer, with UserInfo and the call at the API."""
    application = Application(server)
    tokens, claims = application.authenticate()
    told = application.userinfo(token=tokens)
    if told["sub"] != claims["sub"]:
        # The library leaves this to the application.
        raise LookupError("sub")
    assert application.call(server, tokens) == 200
    Application(server, "hybrid").authenticate_by_hybrid_answer()


class ConnectTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(PROFILE)

    @classmethod
    def tearDownClass(cls):
        cls.server.stop()

    def test_metadata_of_openid_connect(self):
        url = f"{self.server.issuer}/.well-known/openid-configuration"
        OpenIDProviderMetadata(requests.get(url, timeout=5).json()).validate()

    def test_id_token(self):
        for client_id in ("page", "es256"):
            application = Application(self.server, client_id)
            tokens, claims = application.authenticate()
            self.assertEqual((claims["sub"], claims["aud"]), ("alice", client_id))
            self.assertEqual(application.call(self.server, tokens), 200)

    def test_id_token_by_prompt(self):
        with Server(PROFILE) as server:
            # Any program of a machine could answer at its loopback address: there, the person is
            # always asked.
            application = Application(server, "es256", callback=AWAY)
            with self.assertRaises(OAuthError) as refused:
                application.authenticate(prompt="none")
            self.assertEqual(refused.exception.error, "login_required")
            tokens, _ = application.authenticate()
            hinted = {"prompt": "none", "id_token_hint": tokens["id_token"], "max_age": 60}
            _, claims = application.authenticate(**hinted)
            self.assertEqual(claims["sub"], "alice")

    def test_hybrid(self):
        claims = Application(self.server, "hybrid").authenticate_by_hybrid_answer()
        self.assertEqual(claims["sub"], "alice")

    def test_userinfo(self):
        application = Application(self.server)
        tokens, _ = application.authenticate()
        self.assertIn("@", application.userinfo(token=tokens)["email"])

    def test_refresh_token_of_openid_connect(self):
        application = Application(self.server, "es256", f"{OPENID} offline_access")
        tokens, claims = application.authenticate(prompt="consent")
        with application._get_oauth_client(**application.load_server_metadata()) as session:
            url = self.server.metadata["token_endpoint"]
            refreshed = session.refresh_token(url, tokens["refresh_token"])
        self.assertEqual(application.parse_id_token(refreshed, None)["sub"], claims["sub"])
        self.assertEqual(application.call(self.server, refreshed), 200)

    def test_logout(self):
        with Server(PROFILE) as server:
            application = Application(server, "es256")
            tokens, _ = application.authenticate()
            asked = application.create_logout_url(GOODBYE, tokens["id_token"])
            response = requests.get(asked["url"], allow_redirects=False, timeout=5)
            state = asked["state"]
            self.assertEqual(response.headers["location"], f"{GOODBYE}?state={state}")
            with self.assertRaises(OAuthError) as refused:
                application.authenticate(prompt="none")
            self.assertEqual(refused.exception.error, "login_required")

    def test_implicit(self):
        with Server("oauth-2.0") as server:
            with OAuth2Session("hybrid", scope=SCOPE, redirect_uri=CALLBACK) as session:
                url = server.metadata["authorization_endpoint"]
                url, state = session.create_authorization_url(url, response_type="token")
                response = requests.get(url, allow_redirects=False, timeout=5)
                session.fetch_token(
                    authorization_response=response.headers["location"], state=state
                )
                self.assertEqual(session.get(f"{server.api}/photos").status_code, 200)

    def test_private_key_jwt(self):
        self.assert_signs_in("signer", KEY, PrivateKeyJWT(self.server.issuer, alg="ES256"))

    def test_client_secret_jwt(self):
        self.assert_signs_in("sharer", LONG_SECRET, ClientSecretJWT(self.server.issuer))

    def assert_signs_in(self, client_id, secret, method):
        settings = {"scope": SCOPE, "redirect_uri": CALLBACK, "code_challenge_method": "S256"}
        with OAuth2Session(
            client_id,
            secret,
            token_endpoint=self.server.metadata["token_endpoint"],
            token_endpoint_auth_method=method.name,
            revocation_endpoint_auth_method=method.name,
            **settings,
        ) as session:
            session.register_client_auth_method(method)
            tokens = self.server.tokens(session)
            self.assertEqual(session.get(f"{self.server.api}/photos").status_code, 200)
            url = self.server.metadata["introspection_endpoint"]
            self.assertTrue(session.introspect_token(url, tokens["access_token"]).json()["active"])
            session.refresh_token(self.server.metadata["token_endpoint"])
            self.assertEqual(session.get(f"{self.server.api}/photos").status_code, 200)

    def test_refusal_of_an_assertion_for_the_token_endpoint(self):
        # That is what the library sends unless it is told otherwise.
        url = self.server.metadata["token_endpoint"]
        with self.assertRaises(OAuthError) as refused:
            self.assert_signs_in("signer", KEY, PrivateKeyJWT(url, alg="ES256"))
        self.assertEqual(refused.exception.error, "invalid_client")
        with Server("oauth-2.0") as server:
            self.server, usual = server, self.server
            try:
                url = server.metadata["token_endpoint"]
                self.assert_signs_in("signer", KEY, PrivateKeyJWT(url, alg="ES256"))
            finally:
                self.server = usual

    def test_jwt_bearer(self):
        self.assertEqual(self.call_by_assertion("alice").status_code, 200)
        with self.assertRaises(OAuth2Error) as refused:
            self.call_by_assertion("mallory")
        self.assertEqual(refused.exception.error, "invalid_grant")

    def call_by_assertion(self, subject):
        with AssertionSession(
            token_endpoint=self.server.metadata["token_endpoint"],
            grant_type=JWT_BEARER,
            issuer=NEIGHBOUR,
            subject=subject,
            audience=self.server.issuer,
            scope="photos.read",
            client_id="partner",
            claims={"jti": subject},
            key=KEY,
            header={"alg": "ES256", "kid": "k"},
        ) as session:
            return session.get(f"{self.server.api}/photos")

    def test_token_exchange(self):
        tokens = self.tokens_for(GATEWAY, 401)
        with self.server.session("gateway") as session:
            session.fetch_token(
                grant_type=TOKEN_EXCHANGE,
                subject_token=tokens["access_token"],
                subject_token_type=ACCESS_TOKEN,
                resource=self.server.api,
            )
            self.assertEqual(session.get(f"{self.server.api}/photos").status_code, 200)

    def test_resource_indicators(self):
        self.tokens_for(self.server.api, 200)
        self.tokens_for(GATEWAY, 401)
        with self.assertRaises(OAuthError) as refused:
            self.tokens_for("https://nobody.example.com", None)
        self.assertEqual(refused.exception.error, "invalid_target")

    def tokens_for(self, resource, status):
        settings = {"scope": SCOPE, "redirect_uri": CALLBACK, "code_challenge_method": "S256"}
        with self.server.session("page", **settings) as session:
            location, state = self.server.sign_in(session, resource=resource)
            raise_error(location)
            tokens = self.server.redeem(session, location, state)
            self.assertEqual(session.get(f"{self.server.api}/photos").status_code, status)
            return tokens

    def test_password(self):
        with Server(PROFILE, policy={"passwordGrantIsEnabled": True}) as server:
            with server.session("legacy") as session:
                session.fetch_token(username="alice", password="looking-glass")
                self.assertEqual(session.get(f"{server.api}/photos").status_code, 200)
                with self.assertRaises(OAuthError) as refused:
                    session.fetch_token(username="alice", password="wrong")
                self.assertEqual(refused.exception.error, "invalid_grant")

    def test_key_rotation(self):
        # The keys of a server whose signing key has not been changed.
        known = requests.get(self.server.metadata["jwks_uri"], timeout=5).json()
        with Server(PROFILE, faults=["signing_key_is_rotated"]) as server:
            application = Application(server, jwks=known)
            _, claims = application.authenticate()
            self.assertEqual(claims["sub"], "alice")
            self.assertNotEqual(application.server_metadata["jwks"], known)


# What the library says of each fault, `None` where it goes on.
FAULTS = {
    "id_token_issuer_is_another": "iss",
    "id_token_issuer_is_missing": "iss",
    "id_token_subject_is_missing": "sub",
    "id_token_subject_is_another": "sub",
    "id_token_audience_is_another": "azp",
    "id_token_audience_is_missing": "aud",
    "id_token_time_of_issue_is_missing": "iat",
    "id_token_is_expired": "expired",
    "id_token_nonce_is_another": "nonce",
    "id_token_nonce_is_missing": "nonce",
    "id_token_at_hash_is_another": "at_hash",
    "id_token_c_hash_is_another": "c_hash",
    "id_token_signature_is_another": "signature",
    "id_token_is_not_signed": "alg",
    "id_token_is_signed_with_the_public_key_as_secret": "alg",
    "id_token_key_is_unknown": "kid",
    "userinfo_subject_is_another": "sub",
    "metadata_issuer_is_another": "iss",
    "response_issuer_is_another": None,
    "response_issuer_is_missing": None,
    "response_state_is_another": "State",
    "response_state_is_missing": "State",
    "token_type_is_unknown": "token_type",
    "server_has_an_error": "server_error",
    "server_is_overloaded": "temporarily_unavailable",
    "signing_key_is_rotated": None,
}


class FaultTest(unittest.TestCase):
    """A server for each fault."""


def judge(fault, word):
    def goes_on(_):
        with Server(PROFILE, faults=[fault]) as server:
            sign_in(server)

    def refuses(self):
        with self.assertRaisesRegex(Exception, word):
            goes_on(self)

    return refuses if word else goes_on


for name, expected in FAULTS.items():
    prefix = "refusal_of" if expected else "goes_on_with"
    setattr(FaultTest, f"test_{prefix}_{name}", judge(name, expected))
