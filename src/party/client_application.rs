//! The application: makes requests and judges the answers. Sending and judging are two functions.

use http::Uri;
use http::header::{self, HeaderValue};
use serde_json::Value;

use crate::ground::clock::Timestamp;
use crate::ground::random::Random;
use crate::party::client_refusal::{ClientRefusal, refuse, start_over};
use crate::party::form_post::form_post;
use crate::protocol::form::{self, Component, Parameters};
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::metadata::Metadata;
use crate::protocol::pkce::ChallengeMethod;
use crate::protocol::scope::Scope;
use crate::server::check::{self, CheckOutcome, Holds, Judge, Listed, Table, checks, listed};
use crate::server::client::{Client, ClientAuthentication};
use crate::server::comparison::Comparison;
use crate::server::mend::Mend;
use crate::server::{Request, Response};

/// An application as it runs.
pub struct ClientApplication {
    /// How it is registered.
    pub registration: Client,
    /// The metadata that it has read of the authorization server.
    pub metadata: Metadata,
    /// The API that it calls, an absolute address.
    pub api_url: String,
    /// Set for an application that runs in a browser page: sent with its calls as `Origin`.
    pub page_origin: Option<String>,
    /// The scope that it asks for: all that it is registered for, unless it needs less.
    pub scope: Scope,
    /// Whether it sends its redirect URI with the code once more, as OAuth 2.0 asks.
    pub repeats_redirect_uri: bool,
    /// The sign-in that is under way.
    pub transaction: Option<Transaction>,
    /// The types of access tokens that it knows how to send.
    pub token_types: &'static [&'static str],
    /// The tokens that it holds.
    pub tokens: Option<Tokens>,
    /// The identifiers of the checks that it does not make.
    pub skipped_checks: Vec<String>,
    random: Random,
}

impl Judge for ClientApplication {
    fn skipped_checks(&self) -> &[String] {
        &self.skipped_checks
    }
}

/// Values that belong to one sign-in and to no other.
/// [RFC 9700 section 2.1](https://www.rfc-editor.org/rfc/rfc9700.html#section-2.1)
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    pub state: String,
    pub code_verifier: Option<String>,
    /// The browser session in which it was started, for an application that has a back end.
    pub session: Option<String>,
    /// Whether its answer has come. `state` is good for one.
    pub is_answered: bool,
}

/// Tokens as the application keeps them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    pub access_token: String,
    /// The scheme under which the access token is sent, e.g. `Bearer`.
    pub token_type: &'static str,
    pub refresh_token: Option<String>,
    /// When the access token stops working, if the server said so.
    pub expires_at: Option<Timestamp>,
}

/// The order of an authorization response, and of a token response.
pub fn order() -> [Vec<Listed>; 2] {
    [listed(&[AUTHORIZATION_CHECKS]), listed(&[TOKEN_CHECKS])]
}

/// Seconds before its expiry from which an access token is not used any more.
pub const EXPIRY_MARGIN_SECONDS: u64 = 30;

/// The facts of an authorization response.
pub struct ResponseFacts {
    parameters: Parameters,
    session: Option<String>,
}

type ClientTable<F> = Table<ClientApplication, F, ClientRefusal>;

/// Checks of an authorization response, before the application uses anything in it.
pub const AUTHORIZATION_CHECKS: ClientTable<ResponseFacts> = checks! { "authorization_response":
    state_is_the_transactions_own("state") RFC_6749_10_12:
        "state is the one that this application sent";
    session_is_the_one_that_started("session") RFC_9700_4_7_1:
        "The answer comes in the browser that started the request";
    issuer_is_the_one_asked("iss") RFC_9207_2_4: "iss is the server that this application asked";
    answer_is_no_error("error") RFC_6749_4_1_2_1: "The answer is not an error";
};

fn state_is_the_transactions_own(
    client: &ClientApplication,
    facts: &mut ResponseFacts,
) -> Result<Holds, ClientRefusal> {
    let own = client
        .transaction
        .as_ref()
        .filter(|transaction| !transaction.is_answered)
        .map(|transaction| transaction.state.as_str());
    if own.is_some() && facts.parameters.get("state") == own {
        Ok(Holds::Because("They are the same.".to_owned()))
    } else {
        let detail = "state differs: this answer belongs to a request that was started elsewhere.";
        let sent = facts.parameters.get("state").unwrap_or_default();
        Err(ClientRefusal::new(detail, start_over()).with_comparison(Comparison::new(sent, own)))
    }
}

fn session_is_the_one_that_started(
    client: &ClientApplication,
    facts: &mut ResponseFacts,
) -> Result<Holds, ClientRefusal> {
    match client
        .transaction
        .as_ref()
        .and_then(|transaction| transaction.session.as_ref())
    {
        None => Ok(Holds::NotApplicable),
        own if own == facts.session.as_ref() => Ok(Holds::Because(
            "The cookie names the same session.".to_owned(),
        )),
        Some(_) => refuse("The answer comes in another browser session.", start_over()),
    }
}

fn issuer_is_the_one_asked(
    client: &ClientApplication,
    facts: &mut ResponseFacts,
) -> Result<Holds, ClientRefusal> {
    match facts.parameters.get("iss") {
        Some(iss) if iss == client.metadata.issuer => Ok(Holds::Because(
            "It equals the issuer of the metadata.".to_owned(),
        )),
        Some(iss) => {
            let comparison = Comparison::new(iss, [&*client.metadata.issuer]);
            let detail = "iss differs: another server has answered.";
            Err(ClientRefusal::new(detail, start_over()).with_comparison(comparison))
        }
        None if client
            .metadata
            .authorization_response_iss_parameter_supported =>
        {
            let sentence = "iss is missing, and the metadata promises it.";
            refuse(sentence, start_over())
        }
        None => Ok(Holds::NotApplicable),
    }
}

fn answer_is_no_error(
    _: &ClientApplication,
    facts: &mut ResponseFacts,
) -> Result<Holds, ClientRefusal> {
    match facts.parameters.get("error") {
        None => Ok(Holds::Because("There is no error parameter.".to_owned())),
        Some(error) => {
            let description = facts
                .parameters
                .get("error_description")
                .unwrap_or_default();
            let sentence = format!("The server answered {error}: {description}");
            refuse(&sentence, start_over())
        }
    }
}

/// Checks of tokens, before the application uses them.
pub const TOKEN_CHECKS: ClientTable<Value> = checks! { "token_response":
    answer_has_an_access_token("access_token") RFC_6749_5_1: "There is an access token";
    token_type_is_understood("token_type") RFC_6749_7_1:
        "The application knows how to use this type of token";
};

fn answer_has_an_access_token(
    _: &ClientApplication,
    answer: &mut Value,
) -> Result<Holds, ClientRefusal> {
    match answer["access_token"].as_str() {
        Some(_) => Ok(Holds::Because("There is one.".to_owned())),
        None => refuse(
            "There is no access token in the answer.",
            Mend::own(Place::Json, "access_token"),
        ),
    }
}

fn token_type_is_understood(
    client: &ClientApplication,
    answer: &mut Value,
) -> Result<Holds, ClientRefusal> {
    match answer["token_type"].as_str() {
        Some(name) if client.token_type(name).is_some() => {
            Ok(Holds::Because(format!("token_type is {name}.")))
        }
        _ => refuse(
            "The token is of a type that this application does not know.",
            Mend::StartOver(MessageKind::TokenRequest),
        ),
    }
}

impl ClientApplication {
    /// An application that has read `metadata` and nothing else yet.
    pub fn new(
        registration: Client,
        metadata: Metadata,
        api_url: String,
        page_origin: Option<String>,
        seed: u64,
    ) -> ClientApplication {
        ClientApplication {
            scope: registration.scope.clone(),
            repeats_redirect_uri: true,
            registration,
            metadata,
            api_url,
            page_origin,
            transaction: None,
            token_types: &["Bearer"],
            tokens: None,
            skipped_checks: Vec::new(),
            random: Random::new(seed, "client application"),
        }
    }

    /// The type of access token called `name`, if it knows how to send that.
    fn token_type(&self, name: &str) -> Option<&'static str> {
        let mut known = self.token_types.iter().copied();
        known.find(|known| known.eq_ignore_ascii_case(name))
    }

    /// A random value for a cookie of its own.
    pub fn new_session(&mut self) -> String {
        self.random.token()
    }

    /// Starts a sign-in with fresh values.
    pub fn start_transaction(&mut self, with_pkce: bool, session: Option<String>) -> &Transaction {
        let state = self.random.token();
        let code_verifier = with_pkce.then(|| self.random.code_verifier());
        self.transaction.insert(Transaction {
            state,
            code_verifier,
            session,
            is_answered: false,
        })
    }

    /// Goes on with a sign-in that somebody else has started, with `code_verifier` as its proof.
    pub fn pretend(&mut self, code_verifier: Option<String>) {
        self.transaction = Some(Transaction {
            state: String::new(),
            code_verifier,
            session: None,
            is_answered: true,
        });
    }

    /// The address to which the browser is sent.
    /// [RFC 6749 section 4.1.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.1)
    pub fn authorization_request(&self, response_type: &str) -> String {
        let scope = self.scope.to_string();
        let mut pairs = vec![
            ("response_type", response_type.to_owned()),
            ("client_id", self.registration.client_id.clone()),
        ];
        pairs.extend(
            self.registration
                .redirect_uris
                .first()
                .map(|uri| ("redirect_uri", uri.clone())),
        );
        pairs.push(("scope", scope));
        if let Some(transaction) = &self.transaction {
            pairs.push(("state", transaction.state.clone()));
            if let Some(verifier) = &transaction.code_verifier {
                pairs.push(("code_challenge", ChallengeMethod::S256.challenge(verifier)));
                pairs.push(("code_challenge_method", "S256".to_owned()));
            }
        }
        let pairs: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        form::append(
            &self.metadata.authorization_endpoint,
            Component::Query,
            &pairs,
        )
    }

    /// Judges the answer that the browser has brought, in its query or in its fragment.
    /// `session` is the application's own cookie.
    ///
    /// The right `state` in the right session is used up, whatever else comes with it; anything
    /// else leaves the sign-in open, or anybody could end it
    /// ([RFC 9700 section 4.2.4](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.2.4)).
    ///
    /// # Errors
    /// The first reason for which the answer must not be used.
    pub fn judge_authorization_response(
        &mut self,
        url: &str,
        session: Option<&str>,
        outcomes: &mut Vec<CheckOutcome>,
    ) -> Result<Parameters, ClientRefusal> {
        let fragment = url.split_once('#').map(|(_, fragment)| fragment);
        let query = url.split_once('?').map_or("", |(_, query)| query);
        let encoded = fragment.unwrap_or(query);
        let mut facts = ResponseFacts {
            parameters: Parameters::parse(encoded.as_bytes()),
            session: session.map(str::to_owned),
        };
        let verdict = AUTHORIZATION_CHECKS.run(self, &mut facts, outcomes);
        if fragment.is_some() {
            check::cite_implicit_grant(outcomes);
        }
        if let Some(transaction) = &mut self.transaction {
            let is_its_state = facts.parameters.get("state") == Some(&transaction.state);
            let is_its_session =
                transaction.session.is_none() || transaction.session == facts.session;
            transaction.is_answered |= is_its_state && is_its_session;
        }
        verdict.map(|()| facts.parameters)
    }

    /// Trades `code` for tokens; the verifier and the redirect URI prove whose code it is.
    /// [RFC 6749 section 4.1.3](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.1.3)
    pub fn code_request(&self, code: &str) -> Request {
        let mut pairs = vec![("grant_type", "authorization_code"), ("code", code)];
        let redirect_uri = self
            .registration
            .redirect_uris
            .first()
            .filter(|_| self.repeats_redirect_uri);
        pairs.extend(redirect_uri.map(|uri| ("redirect_uri", uri.as_str())));
        let transaction = self.transaction.as_ref();
        let verifier = transaction.and_then(|transaction| transaction.code_verifier.as_deref());
        pairs.extend(verifier.map(|verifier| ("code_verifier", verifier)));
        self.client_request(&self.metadata.token_endpoint, pairs)
    }

    /// Asks for a token on its own behalf.
    /// [RFC 6749 section 4.4.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-4.4.2)
    pub fn client_credentials_request(&self) -> Request {
        let scope = self.scope.to_string();
        let pairs = vec![
            ("grant_type", "client_credentials"),
            ("scope", scope.as_str()),
        ];
        self.client_request(&self.metadata.token_endpoint, pairs)
    }

    /// Asks for a new access token; without `scope` for all that was granted.
    /// [RFC 6749 section 6](https://www.rfc-editor.org/rfc/rfc6749.html#section-6)
    pub fn refresh_request(&self, scope: Option<&str>) -> Request {
        let refresh_token = self
            .tokens
            .as_ref()
            .and_then(|tokens| tokens.refresh_token.as_deref());
        let mut pairs = vec![
            ("grant_type", "refresh_token"),
            ("refresh_token", refresh_token.unwrap_or_default()),
        ];
        pairs.extend(scope.map(|scope| ("scope", scope)));
        self.client_request(&self.metadata.token_endpoint, pairs)
    }

    /// Asks for a code to show.
    /// [RFC 8628 section 3.1](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.1)
    pub fn device_authorization_request(&self) -> Request {
        let scope = self.scope.to_string();
        let pairs = vec![("scope", scope.as_str())];
        self.client_request(&self.metadata.device_authorization_endpoint, pairs)
    }

    /// Asks whether the person has decided.
    /// [RFC 8628 section 3.4](https://www.rfc-editor.org/rfc/rfc8628.html#section-3.4)
    pub fn device_token_request(&self, device_code: &str) -> Request {
        let grant_type = "urn:ietf:params:oauth:grant-type:device_code";
        let pairs = vec![("grant_type", grant_type), ("device_code", device_code)];
        self.client_request(&self.metadata.token_endpoint, pairs)
    }

    /// Judges an answer with tokens and keeps them. The sign-in that led to them is over, and its
    /// verifier is forgotten.
    ///
    /// # Errors
    /// The first reason for which the tokens must not be used.
    pub fn keep_tokens(
        &mut self,
        answer: &Value,
        now: Timestamp,
        outcomes: &mut Vec<CheckOutcome>,
    ) -> Result<(), ClientRefusal> {
        TOKEN_CHECKS.run(self, &mut answer.clone(), outcomes)?;
        self.transaction = None;
        let text = |name: &str| answer[name].as_str().map(str::to_owned);
        // Without a new refresh token the old one stays good: RFC 6749 section 6.
        let refresh_token =
            text("refresh_token").or_else(|| self.tokens.take().and_then(|old| old.refresh_token));
        let token_type = text("token_type").and_then(|name| self.token_type(&name));
        self.tokens = Some(Tokens {
            access_token: text("access_token").unwrap_or_default(),
            token_type: token_type.unwrap_or("Bearer"),
            refresh_token,
            expires_at: answer["expires_in"]
                .as_u64()
                .map(|seconds| now.plus(seconds)),
        });
        Ok(())
    }

    /// Whether it holds an access token that is good for a while yet.
    pub fn has_fresh_token(&self, now: Timestamp) -> bool {
        self.tokens
            .as_ref()
            .and_then(|tokens| tokens.expires_at)
            .is_some_and(|expires_at| expires_at.since(now) > EXPIRY_MARGIN_SECONDS)
    }

    /// Calls the API with its access token.
    /// [RFC 6750 section 2.1](https://www.rfc-editor.org/rfc/rfc6750.html#section-2.1)
    pub fn resource_request(&self) -> Request {
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = Uri::try_from(&self.api_url).unwrap_or_default();
        let sent = match &self.tokens {
            Some(tokens) => format!("{} {}", tokens.token_type, tokens.access_token),
            None => "Bearer ".to_owned(),
        };
        if let Ok(value) = HeaderValue::try_from(sent) {
            request.headers_mut().insert(header::AUTHORIZATION, value);
        }
        self.add_origin(&mut request);
        request
    }

    /// A form post with this client's own way to say who it is.
    fn client_request<'a>(&'a self, url: &str, mut pairs: Vec<(&'a str, &'a str)>) -> Request {
        let client_id = self.registration.client_id.as_str();
        let mut secret = None;
        match &self.registration.authentication {
            ClientAuthentication::ClientSecretBasic { client_secret } => {
                secret = Some(client_secret.as_str());
            }
            ClientAuthentication::ClientSecretPost { client_secret } => {
                pairs.extend([("client_id", client_id), ("client_secret", client_secret)]);
            }
            // The clients of the flows sign nothing.
            ClientAuthentication::None
            | ClientAuthentication::PrivateKeyJwt { .. }
            | ClientAuthentication::ClientSecretJwt { .. } => {
                pairs.push(("client_id", client_id));
            }
        }
        let credentials = secret.map(|secret| (client_id, secret));
        let mut request = form_post(url, pairs, credentials);
        self.add_origin(&mut request);
        request
    }

    fn add_origin(&self, request: &mut Request) {
        let origin = self
            .page_origin
            .as_deref()
            .and_then(|text| HeaderValue::try_from(text).ok());
        if let Some(origin) = origin {
            request.headers_mut().insert(header::ORIGIN, origin);
        }
    }
}

/// The JSON in a response; null if there is none.
pub fn json_in(response: &Response) -> Value {
    serde_json::from_slice(response.body()).unwrap_or_default()
}
