"""Authlib, unmodified, over loopback: the native server answers it.

The name of each test begins with what it proves.
"""

import unittest

import requests
from authlib.integrations.base_client import OAuthError
from authlib.oauth2.rfc6749.errors import MismatchingStateException
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oauth2.rfc8628 import DEVICE_CODE_GRANT_TYPE

from world import CALLBACK, CODE, SCOPE, Server


class AuthlibTest(unittest.TestCase):
    profiles = ("oauth-2.0", "rfc-9700", "oauth-2.1")

    @classmethod
    def setUpClass(cls):
        cls.servers = {profile: Server(profile) for profile in cls.profiles}

    @classmethod
    def tearDownClass(cls):
        for server in cls.servers.values():
            server.stop()

    def under_every_profile(self):
        for profile, server in self.servers.items():
            with self.subTest(profile=profile):
                yield server

    def code_session(self, server, client_id, **settings):
        settings = {"scope": SCOPE, "redirect_uri": CALLBACK, **settings}
        return server.session(client_id, code_challenge_method="S256", **settings)

    def assert_opens(self, session, url, status=200):
        self.assertEqual(session.get(url).status_code, status)

    def test_metadata(self):
        for server in self.under_every_profile():
            AuthorizationServerMetadata(server.metadata).validate()

    def test_authorization_code(self):
        for server in self.under_every_profile():
            for client_id in ("web", "post"):
                with self.code_session(server, client_id) as session:
                    server.tokens(session)
                    self.assert_opens(session, f"{server.api}/photos")

    def test_pkce(self):
        for server in self.under_every_profile():
            with self.code_session(server, "page") as session:
                server.tokens(session)
                self.assert_opens(session, f"{server.api}/photos")

    def test_refresh_token(self):
        for server in self.under_every_profile():
            with self.code_session(server, "page") as session:
                first = server.tokens(session)
                session.refresh_token(self.url(server, "token"), first["refresh_token"])
                self.assertNotEqual(session.token["access_token"], first["access_token"])
                self.assert_opens(session, f"{server.api}/photos")

    def test_client_credentials(self):
        for server in self.under_every_profile():
            with server.session("service", scope="reports.read") as session:
                session.fetch_token(grant_type="client_credentials")
                self.assert_opens(session, f"{server.api}/reports")

    def test_device_code(self):
        for server in self.under_every_profile():
            with server.session("television", scope=SCOPE) as session:
                asked = self.ask_for_device(server)
                page = requests.get(asked["verification_uri_complete"], timeout=5)
                self.assertIn("Device connected", page.text)
                session.fetch_token(
                    grant_type=DEVICE_CODE_GRANT_TYPE, device_code=asked["device_code"]
                )
                self.assert_opens(session, f"{server.api}/photos")

    def test_refusal_of_a_device_that_nobody_has_approved(self):
        server = self.servers["oauth-2.1"]
        asked = self.ask_for_device(server)
        with server.session("television", scope=SCOPE) as session:
            for error in ("authorization_pending", "slow_down"):
                with self.assertRaises(OAuthError) as refused:
                    session.fetch_token(
                        grant_type=DEVICE_CODE_GRANT_TYPE, device_code=asked["device_code"]
                    )
                self.assertEqual(refused.exception.error, error)

    def ask_for_device(self, server):
        data = {"client_id": "television", "scope": SCOPE}
        return requests.post(self.url(server, "device_authorization"), data=data, timeout=5).json()

    def test_revocation(self):
        for server in self.under_every_profile():
            with self.code_session(server, "page") as session:
                tokens = server.tokens(session)
                url = self.url(server, "revocation")
                response = session.revoke_token(url, tokens["refresh_token"])
                self.assertEqual(response.status_code, 200)
                self.assert_opens(session, f"{server.api}/photos", 401)

    def test_introspection(self):
        for server in self.under_every_profile():
            with self.code_session(server, "web") as session:
                tokens = server.tokens(session)
                url = self.url(server, "introspection")
                answer = session.introspect_token(url, tokens["access_token"]).json()
                self.assertTrue(answer["active"])
                self.assertEqual(answer["sub"], "alice")
                self.assertEqual(session.introspect_token(url, "x").json(), {"active": False})

    def test_registration(self):
        for server in self.under_every_profile():
            url = self.url(server, "registration")
            response = requests.post(url, json={**CODE, "scope": SCOPE}, timeout=5)
            self.assertEqual(response.status_code, 201)
            client = response.json()
            session = self.code_session(
                server, client["client_id"], client_secret=client["client_secret"],
                token_endpoint_auth_method=client["token_endpoint_auth_method"],
            )  # fmt: skip
            with session:
                server.tokens(session)
                self.assert_opens(session, f"{server.api}/photos")

    def test_refusal_of_a_state_that_is_not_the_requests(self):
        server = self.servers["oauth-2.1"]
        with self.code_session(server, "page") as session:
            location, _ = server.sign_in(session)
            with self.assertRaises(MismatchingStateException):
                session.fetch_token(authorization_response=location, state="another")

    def test_refusal_by_the_server_reaches_the_caller(self):
        server = self.servers["oauth-2.1"]
        with self.code_session(server, "page") as session:
            location, state = server.sign_in(session)
            with self.assertRaises(OAuthError) as refused:
                session.fetch_token(
                    authorization_response=location, state=state, code_verifier="x" * 43
                )
            self.assertEqual(refused.exception.error, "invalid_grant")
        with server.session("service", client_secret="wrong") as session:
            with self.assertRaises(OAuthError) as refused:
                session.fetch_token(grant_type="client_credentials")
            self.assertEqual(refused.exception.error, "invalid_client")

    @staticmethod
    def url(server, name):
        return server.metadata[f"{name}_endpoint"]
