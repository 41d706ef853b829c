//! The sender of a refused request, who amends it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderName, HeaderValue, Method, Uri, header};
use serde_json::json;

use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::party::browser::Browser;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::edit::Edit;
use oauth_flow_simulator::protocol::form::{self, Parameters};
use oauth_flow_simulator::protocol::jose::{self, Jwk, SigningKey, es256, hs256, rsassa};
use oauth_flow_simulator::protocol::message::{Field, Message, Place, StartLine};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::protocol::pkce::ChallengeMethod;
use oauth_flow_simulator::server::client::{Client, ClientAuthentication};
use oauth_flow_simulator::server::client_authentication::secret::basic_credentials;
use oauth_flow_simulator::server::grant::DEVICE_CODE;
use oauth_flow_simulator::server::keys::PUBLISHED_RSA_NUMBERS;
use oauth_flow_simulator::server::mend::{Amendment, Mend};
use oauth_flow_simulator::simulation::edit;

use oauth_flow_simulator::server::Request;

use super::*;
/// The sender of a refused request, who knows its own secrets and can begin again.
pub struct Sender<'a> {
    world: &'a mut World,
    client: Client,
    /// The thumbprint of the key that its proof names.
    jkt: Option<String>,
    pub at: Timestamp,
}

impl<'a> Sender<'a> {
    pub fn of(world: &'a mut World, request: &Request, at: Timestamp) -> Sender<'a> {
        let query = Parameters::parse(request.uri().query().unwrap_or_default().as_bytes());
        let form = Parameters::parse(request.body());
        let assertion = form.get("client_assertion").and_then(jose::decode);
        let claimed = [
            basic_credentials(request).map(|(client_id, _)| client_id),
            form.get("client_id").map(str::to_owned),
            query.get("client_id").map(str::to_owned),
            assertion.and_then(|jwt| jwt.claims["sub"].as_str().map(str::to_owned)),
        ];
        let find = |client_id: String| {
            let mut clients = world.server.clients.iter();
            let known = clients.find(|client| client.client_id == client_id);
            known.or_else(|| world.server.store.clients.get(&client_id))
        };
        let client = claimed.into_iter().flatten().find_map(find).cloned();
        let client = client.unwrap_or_else(|| WEB.registration());
        let proof = request.headers().get("DPoP");
        let proof = proof.and_then(|proof| jose::decode(proof.to_str().ok()?));
        let key = proof.and_then(|proof| Jwk::parse(&proof.header["jwk"]));
        Sender {
            world,
            client,
            jkt: key.map(|key| key.material.thumbprint()),
            at,
        }
    }

    pub fn amend(&mut self, message: &mut Message, amendments: &[Amendment]) {
        for amendment in amendments {
            let (place, name, value) = match amendment {
                Amendment::Edit(Edit::HoldBack { seconds }) => {
                    self.at = self.at.plus(*seconds);
                    continue;
                }
                Amendment::Edit(edit) => {
                    assert!(edit::apply(edit, message), "{edit:?} fits {message:?}");
                    continue;
                }
                Amendment::Own { place, name } => (place, name, self.own(name, message)),
                Amendment::Renew { place, name, with } => {
                    (place, name, self.renewed(name, with, message))
                }
                Amendment::Sign {
                    place,
                    name,
                    thumbprint,
                    with,
                } => {
                    let thumbprint = thumbprint.as_deref();
                    (place, name, self.signed(name, thumbprint, with, message))
                }
            };
            let (place, name) = (*place, name.clone());
            let edit = Edit::Set(Field { place, name, value });
            assert!(edit::apply(&edit, message), "{edit:?} fits {message:?}");
        }
    }

    fn own(&mut self, name: &str, message: &Message) -> String {
        match name {
            "client_id" => self.client.client_id.clone(),
            "client_secret" => self.client.secret().expect("it has one").to_owned(),
            "code_verifier" => VERIFIER.to_owned(),
            "code_challenge" => ChallengeMethod::S256.challenge(VERIFIER),
            "nonce" => "n-0S6_WzA2Mj".to_owned(),
            "username" => self.world.server.users[0].username.clone(),
            "password" => self.world.server.users[0].password.clone(),
            "csrf_token" => self.csrf_token(message),
            "user_code" => self.world.device_codes(&TELEVISION, self.at).user_code,
            "redirect_uris" => json!(["https://client.example.com/callback"]).to_string(),
            "post_logout_redirect_uris" => json!(["https://client.example.com/"]).to_string(),
            "jwks" => json!({"keys": [key(3).verification_key]}).to_string(),
            "token" => self.tokens(&[]).access_token,
            "Authorization" => self.authorization(message),
            "assertion" | "client_assertion" => self.signed(name, None, &[], message),
            name => self.renewed(name, &[], message),
        }
    }

    fn authorization(&mut self, message: &Message) -> String {
        let url = message.url();
        if url.ends_with("/register") {
            let token = self.world.server.initial_access_tokens.first();
            return format!("Bearer {}", token.expect("there is one"));
        }
        if url.starts_with(API) || url.contains("/userinfo") {
            return format!("Bearer {}", self.renewed("access_token", &[], message));
        }
        let id = form::encode_component(&self.client.client_id);
        let secret = form::encode_component(self.client.secret().expect("it has one"));
        format!("Basic {}", BASE64_STANDARD.encode(format!("{id}:{secret}")))
    }

    fn renewed(&mut self, name: &str, with: &[(String, String)], message: &Message) -> String {
        match name {
            "code" => self.code(&[]),
            "refresh_token" => {
                let tokens = self.tokens(&[]);
                tokens.refresh_token.expect("the client may refresh")
            }
            "device_code" => {
                let request = self.post("/device_authorization", &Pairs::default());
                text(&json_in(&self.world.send(&request, self.at).response), name)
            }
            "access_token" | "subject_token" | "actor_token" => {
                if message.url().starts_with(API) {
                    self.client = PAGE.registration();
                } else if message.url().contains("/userinfo") {
                    self.client = RELYING_PARTY.registration();
                } else if message.url().ends_with("/introspect") {
                    self.client = PHOTO_API.registration();
                    let pairs = [
                        ("grant_type", "client_credentials"),
                        ("scope", "introspection"),
                    ];
                    let request = self.post("/token", &Pairs::of(&pairs));
                    return tokens_in(&self.world.send(&request, self.at)).access_token;
                }
                self.tokens(with).access_token
            }
            "request_uri" => {
                let pairs = self.authorization_request(&[]);
                self.pushed(&pairs)
            }
            "session" => {
                self.world.browser = Browser::default();
                let page = self.world.visit(&WEB.authorization(), self.at);
                self.world.sign_in(page, self.at);
                let request = self
                    .world
                    .browser
                    .open(&authorization_url(&Pairs::default()));
                let cookie = request
                    .headers()
                    .get(header::COOKIE)
                    .expect("there is a session");
                let cookie = cookie.to_str().expect("it is text");
                let (_, session) = cookie.split_once('=').expect("it has a value");
                session.to_owned()
            }
            _ => panic!("nobody gets a new {name}"),
        }
    }

    fn csrf_token(&self, message: &Message) -> String {
        let fields = message.fields();
        let session = fields.iter().find(|field| field.place == Place::Cookie);
        let session = &session.expect("there is a cookie").value;
        let session = self.world.server.store.sessions.get(session);
        session.expect("there is a session").csrf_token.clone()
    }

    fn authorization_request(&self, with: &[(String, String)]) -> Pairs {
        let client = &self.client;
        let redirect_uri = client.redirect_uris.first().cloned().unwrap_or_default();
        let mut scope = client.scope.clone();
        scope.remove("openid");
        let mut pairs = Pairs::of(&[
            ("response_type", "code"),
            ("client_id", &client.client_id),
            ("redirect_uri", &redirect_uri),
            ("scope", &scope.to_string()),
            ("code_challenge", &ChallengeMethod::S256.challenge(VERIFIER)),
            ("code_challenge_method", "S256"),
        ]);
        for (name, value) in with {
            pairs = pairs.with(name, value);
        }
        pairs
    }

    fn pushed(&mut self, pairs: &Pairs) -> String {
        let request = self.post("/par", pairs);
        let answer = json_in(&self.world.send(&request, self.at).response);
        text(&answer, "request_uri")
    }

    fn code(&mut self, with: &[(String, String)]) -> String {
        let mut pairs = self.authorization_request(with);
        if self.world.server.policy.pushed_requests_are_required {
            let request_uri = self.pushed(&pairs);
            let client_id = &self.client.client_id;
            pairs = Pairs::of(&[("client_id", client_id), ("request_uri", &request_uri)]);
        }
        self.world.browser = Browser::default();
        self.world.code_for(&pairs, self.at)
    }

    fn tokens(&mut self, with: &[(String, String)]) -> Tokens {
        let mut pairs = Pairs::of(&[("grant_type", "client_credentials")]);
        if self.client.may_use_grant(DEVICE_CODE) {
            let request = self.post("/device_authorization", &Pairs::default());
            let answer = json_in(&self.world.send(&request, self.at).response);
            self.world.browser = Browser::default();
            let user_code = text(&answer, "user_code");
            self.world.decide_device(&user_code, "approve", self.at);
            pairs = poll(&text(&answer, "device_code"));
        }
        if self.client.may_use_grant("authorization_code") {
            let redirect_uri = self.client.redirect_uris.first().cloned();
            pairs = Pairs::of(&[
                ("grant_type", "authorization_code"),
                ("code", &self.code(with)),
                ("redirect_uri", &redirect_uri.unwrap_or_default()),
                ("code_verifier", VERIFIER),
            ]);
        }
        let request = self.post("/token", &pairs);
        tokens_in(&self.world.send(&request, self.at))
    }

    /// A request of the client with its credentials.
    fn post(&mut self, path: &str, pairs: &Pairs) -> Request {
        let id = self.client.client_id.clone();
        let pairs = pairs.clone();
        match &self.client.authentication {
            ClientAuthentication::None => post(path, &pairs.with("client_id", &id)),
            ClientAuthentication::ClientSecretBasic { client_secret } => {
                with_basic(post(path, &pairs), &id, client_secret)
            }
            ClientAuthentication::ClientSecretPost { client_secret } => {
                let pairs = pairs.with("client_id", &id);
                post(path, &pairs.and("client_secret", client_secret))
            }
            _ => {
                let pairs = pairs.with("client_assertion_type", JWT_BEARER);
                let request = post(path, &pairs);
                let mut message = Message::from_request(MessageKind::TokenRequest, &request);
                let mut amendments = Mend::sign(Place::Form, "client_assertion", &[]);
                if self.world.server.policy.dpop_is_required {
                    amendments = amendments.and(Mend::sign(Place::Header, "DPoP", &[]));
                }
                if let Mend::Amend(amendments) = amendments {
                    self.amend(&mut message, &amendments);
                }
                request_of(&message)
            }
        }
    }

    /// The token in the field `name` with these members, and what has to be new, by the key with
    /// this thumbprint. With an access token nothing is known of the proof but what is said of it.
    fn signed(
        &mut self,
        name: &str,
        thumbprint: Option<&str>,
        with: &[(String, String)],
        message: &Message,
    ) -> String {
        let fields = message.fields();
        let mut sent = fields
            .iter()
            .filter(|field| field.name.eq_ignore_ascii_case(name));
        let sent = sent.find_map(|field| jose::decode(&field.value));
        let (mut header, mut claims) = match (sent, name) {
            (Some(jwt), _) => (jwt.header, jwt.claims),
            (None, "DPoP") => (json!({"typ": "dpop+jwt"}), json!({})),
            (None, _) => (json!({"typ": "JWT"}), json!({})),
        };
        let wanted = |wanted: &str| {
            let mut with = with.iter();
            with.find(|(name, _)| name == wanted)
                .map(|(_, value)| value.as_str())
        };
        let has_token = message
            .header("Authorization")
            .is_some_and(|value| value.starts_with("DPoP "));
        let own = self.jkt.as_deref();
        let own = own.filter(|_| name == "DPoP" && !has_token);
        let key = self.key(name, thumbprint.or(own), wanted("alg"));
        let defaults = match name {
            "DPoP" => {
                let StartLine::Request { method, url } = &message.start else {
                    panic!("{message:?} is no request");
                };
                let url = url.split('?').next().unwrap_or_default();
                json!({"htm": method, "htu": url})
            }
            "client_assertion" => {
                let id = &self.client.client_id;
                json!({"iss": id, "sub": id, "aud": ISSUER})
            }
            _ => json!({"iss": "https://partner.example.com", "sub": "user:alice", "aud": ISSUER}),
        };
        for (name, value) in defaults.as_object().into_iter().flatten() {
            if claims[name].is_null() {
                claims[name] = value.clone();
            }
        }
        for (name, value) in with {
            match &**name {
                "typ" => header["typ"] = json!(value),
                "iat" | "alg" => {}
                name => claims[name] = json!(value),
            }
        }
        claims["jti"] = json!(format!("anew {}", self.at));
        claims["iat"] = json!(self.at.0);
        claims["exp"] = json!(self.at.0 + 60);
        let members = claims.as_object_mut().expect("it is one");
        members.remove("nbf");
        let members = header.as_object_mut().expect("it is one");
        members.retain(|name, _| name == "typ");
        header["alg"] = json!(key.algorithm.name);
        if name == "DPoP" {
            header["jwk"] = json!(key.verification_key);
        }
        key.sign_under(&header, &claims)
    }

    /// The key that signs the token in the field `name`.
    fn key(&self, name: &str, jkt: Option<&str>, alg: Option<&str>) -> SigningKey {
        let registered = match (name, &self.client.authentication) {
            ("DPoP", _) => None,
            ("client_assertion", ClientAuthentication::ClientSecretJwt { client_secret }) => {
                let key = hs256::signing_key(client_secret.as_bytes());
                return key.expect("any secret is a key");
            }
            ("client_assertion", ClientAuthentication::PrivateKeyJwt { keys }) => Some(keys),
            _ => self
                .world
                .server
                .trusted_issuers
                .first()
                .map(|issuer| &issuer.keys),
        };
        let rsa = [rsassa::ps256_signing_key, rsassa::rs256_signing_key]
            .map(|make| make(&PUBLISHED_RSA_NUMBERS).expect("the numbers fit each other"));
        let mut keys = [8, 9, 3, 5].map(key).into_iter().chain(rsa);
        let thumbprint = |key: &Jwk| key.material.thumbprint();
        let is_registered = |key: &Jwk| {
            let mut known = registered.into_iter().flat_map(|keys| &keys.keys);
            registered.is_none() || known.any(|known| thumbprint(known) == thumbprint(key))
        };
        let own = |jkt: &&str| {
            [8, 9, 3]
                .iter()
                .any(|own| thumbprint(&key(*own).verification_key) == **jkt)
        };
        let jkt = jkt.filter(own);
        let key = keys.find(|key| {
            let verification_key = &key.verification_key;
            jkt.is_none_or(|jkt| jkt == thumbprint(verification_key))
                && alg.is_none_or(|alg| alg == key.algorithm.name)
                && is_registered(verification_key)
        });
        key.expect("somebody has the key")
    }
}

/// `client_assertion_type`.
const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

fn key(secret: u8) -> SigningKey {
    es256::signing_key(&[secret; 32]).expect("it is a scalar of P-256")
}

pub fn request_of(message: &Message) -> Request {
    let StartLine::Request { method, url } = &message.start else {
        panic!("{message:?} is no request");
    };
    let mut request = Request::new(message.body.clone().into_bytes());
    *request.method_mut() = Method::try_from(method.as_str()).expect("the method stays");
    *request.uri_mut() = Uri::try_from(url).expect("the address stays one");
    for (name, value) in &message.headers {
        let name = HeaderName::try_from(name).expect("the name stays one");
        let value = HeaderValue::try_from(value).expect("the value stays one");
        request.headers_mut().append(name, value);
    }
    request
}
