//! A client of OpenID Connect: what it demands of a server before it believes who has signed in.
//!
//! [OpenID Connect Core section 3.1.3.7](https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation)
//!
//! None of the page's flows has one: they show OAuth. It is the counterpart of the server's
//! [`faults`](crate::server::fault): each of them has to be noticed by one of its checks.

use http::{Method, Uri, header};
use serde_json::Value;

use crate::ground::clock::Timestamp;
use crate::ground::random::Random;
use crate::party::client_application::{ClientApplication, json_in};
use crate::party::client_refusal::{ClientRefusal, refuse, start_over};
use crate::protocol::form::{self, Component};
use crate::protocol::jose::{self, Algorithm, DecodedJwt, JwkSet, JwsError};
use crate::protocol::message::Place;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::metadata::Metadata;
use crate::server::check::{CheckOutcome, Holds, Judge, Listed, Table, checks, listed};
use crate::server::client::Client;
use crate::server::comparison::{Comparison, claim_text};
use crate::server::mend::Mend;
use crate::server::{Request, Response};

/// How a request reaches the server.
pub type Send<'a> = &'a mut dyn FnMut(&Request) -> Response;

/// An application that wants to know who the person is.
pub struct RelyingParty {
    pub application: ClientApplication,
    /// The one algorithm that it has registered for ID Tokens.
    pub algorithm: Algorithm,
    /// The server's keys that it has read.
    pub keys: JwkSet,
    userinfo_endpoint: String,
    /// The `nonce` that the ID Token of the sign-in that is under way has to repeat.
    nonce: Option<String>,
    random: Random,
}

/// Who has signed in, as far as the application believes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Never used by the server for somebody else.
    pub subject: String,
    /// All that UserInfo says.
    pub claims: Value,
}

/// The facts of an ID Token.
struct IdToken {
    text: String,
    jwt: Option<DecodedJwt>,
    /// The code that came with it in the authorization response.
    code: Option<String>,
    access_token: Option<String>,
    /// Who has signed in, by an earlier ID Token of the same sign-in.
    subject: Option<String>,
    now: Timestamp,
}

impl IdToken {
    /// The mend of an ID Token which the server signs once more, with this `value` if one is right.
    fn signed_anew(&self, name: &str, value: Option<&str>) -> Mend {
        let place = match self.code {
            Some(_) => Place::Fragment,
            None => Place::Json,
        };
        let with = value.map(|value| (name, value));
        Mend::sign(place, "id_token", with.as_slice())
    }

    fn claim(&self, name: &str) -> &Value {
        let claims = self.jwt.as_ref().map(|jwt| &jwt.claims[name]);
        claims.unwrap_or(&Value::Null)
    }
}

/// A UserInfo answer.
struct Userinfo {
    /// The person of the ID Token.
    subject: String,
    claims: Value,
}

/// The issuer whose metadata is read. Whoever reads it has no reason to leave a check out.
struct Issuer(String);

impl Judge for Issuer {
    fn skipped_checks(&self) -> &[String] {
        &[]
    }
}

impl Judge for RelyingParty {
    fn skipped_checks(&self) -> &[String] {
        &self.application.skipped_checks
    }
}

type Demands<F> = Table<RelyingParty, F, ClientRefusal>;

/// Checks of the metadata that the server publishes, read at the address of the issuer.
const METADATA_CHECKS: Table<Issuer, Value, ClientRefusal> = checks! { "issuer_metadata":
    metadata_is_of_the_issuer_asked("issuer") OPENID_CONNECT_DISCOVERY_4_3:
        "The metadata is of the issuer at whose address it stands";
};

fn metadata_is_of_the_issuer_asked(
    Issuer(issuer): &Issuer,
    metadata: &mut Value,
) -> Result<Holds, ClientRefusal> {
    // Metadata of another issuer made to fit would be that issuer's all the same.
    let mend = Mend::StartOver(MessageKind::MetadataRequest);
    demand_equal(&metadata["issuer"], Some(issuer.as_str()), mend, || {
        format!("issuer is {}, and not {issuer}.", metadata["issuer"])
    })
}

/// Checks of an ID Token, before anything in it is believed.
const ID_TOKEN_CHECKS: Demands<IdToken> = checks! { "id_token":
    id_token_is_signed_by_the_server("id_token") OPENID_CONNECT_3_1_3_7:
        "A key of the server has signed, with the algorithm that was registered",
        skipped: takes_any_signature;
    id_token_is_of_the_server("id_token") OPENID_CONNECT_3_1_3_7:
        "iss is the server that was asked";
    id_token_is_for_this_client("id_token") OPENID_CONNECT_3_1_3_7:
        "aud is this client, and nobody else";
    id_token_has_not_expired("id_token") OPENID_CONNECT_3_1_3_7: "It is before exp";
    id_token_says_who_and_when("id_token") OPENID_CONNECT_2: "sub and iat are there";
    nonce_is_the_requests_own("nonce") OPENID_CONNECT_3_1_3_7:
        "nonce is the one that this client sent";
    access_token_is_the_one_that_was_meant("access_token") OPENID_CONNECT_3_1_3_8:
        "at_hash is that of the access token beside it";
    code_is_the_one_that_was_meant("code") OPENID_CONNECT_3_3_2_10:
        "c_hash is that of the code beside it";
    id_tokens_are_about_the_same_person("id_token") OPENID_CONNECT_3_3_3_6:
        "Both ID Tokens of a sign-in have the same sub";
};

fn id_token_is_signed_by_the_server(
    client: &RelyingParty,
    facts: &mut IdToken,
) -> Result<Holds, ClientRefusal> {
    match client.verified(&facts.text) {
        Ok(jwt) => {
            facts.jwt = Some(jwt);
            Ok(Holds::Because("The signature fits.".to_owned()))
        }
        Err(reason) => {
            let sentence = match reason {
                JwsError::Malformed => "The ID Token is no signed token.",
                JwsError::Algorithm => "alg of the ID Token is not the one that was registered.",
                JwsError::Critical => "The ID Token has extensions that are not known.",
                JwsError::UnknownKey => "The key of the ID Token is none of the server's.",
                JwsError::Signature => "The signature of the ID Token does not fit.",
            };
            refuse(
                sentence,
                facts.signed_anew("alg", Some(client.algorithm.name)),
            )
        }
    }
}

/// Believes the ID Token, whoever has signed it.
fn takes_any_signature(_: &RelyingParty, facts: &mut IdToken) {
    facts.jwt = jose::decode(&facts.text);
}

fn id_token_is_of_the_server(
    client: &RelyingParty,
    facts: &mut IdToken,
) -> Result<Holds, ClientRefusal> {
    let issuer = &client.application.metadata.issuer;
    let mend = facts.signed_anew("iss", Some(issuer));
    demand_equal(facts.claim("iss"), Some(issuer.as_str()), mend, || {
        format!("iss is {}, and not {issuer}.", facts.claim("iss"))
    })
}

fn id_token_is_for_this_client(
    client: &RelyingParty,
    facts: &mut IdToken,
) -> Result<Holds, ClientRefusal> {
    let client_id = client.application.registration.client_id.as_str();
    let audience = facts.claim("aud");
    let names = audience
        .as_array()
        .map_or(std::slice::from_ref(audience), Vec::as_slice);
    let mend = facts.signed_anew("aud", Some(client_id));
    let verdict = demand(names.len() == 1 && names[0] == client_id, mend, || {
        format!("aud is {audience}, and not {client_id}.")
    });
    verdict.map_err(|refusal| {
        refusal.with_comparison(Comparison::new(claim_text(audience), [client_id]))
    })
}

fn id_token_has_not_expired(_: &RelyingParty, facts: &mut IdToken) -> Result<Holds, ClientRefusal> {
    let expires_at = facts.claim("exp").as_u64();
    let mend = facts.signed_anew("exp", None);
    demand(expires_at.is_some_and(|at| facts.now.0 < at), mend, || {
        format!("exp is {}, and it is {}.", facts.claim("exp"), facts.now)
    })
}

fn id_token_says_who_and_when(
    _: &RelyingParty,
    facts: &mut IdToken,
) -> Result<Holds, ClientRefusal> {
    let has_subject = facts
        .claim("sub")
        .as_str()
        .is_some_and(|text| !text.is_empty());
    let is_complete = has_subject && facts.claim("iat").is_u64();
    let mend = facts.signed_anew("sub", None);
    demand(is_complete, mend, || "sub or iat is missing.".to_owned())
}

fn nonce_is_the_requests_own(
    client: &RelyingParty,
    facts: &mut IdToken,
) -> Result<Holds, ClientRefusal> {
    let own = client.nonce.as_deref();
    let mend = facts.signed_anew("nonce", own);
    demand_equal(facts.claim("nonce"), own, mend, || {
        "nonce differs: this ID Token belongs to another sign-in.".to_owned()
    })
}

fn access_token_is_the_one_that_was_meant(
    _: &RelyingParty,
    facts: &mut IdToken,
) -> Result<Holds, ClientRefusal> {
    fits(facts, "at_hash", facts.access_token.as_deref())
}

fn code_is_the_one_that_was_meant(
    _: &RelyingParty,
    facts: &mut IdToken,
) -> Result<Holds, ClientRefusal> {
    fits(facts, "c_hash", facts.code.as_deref())
}

fn id_tokens_are_about_the_same_person(
    _: &RelyingParty,
    facts: &mut IdToken,
) -> Result<Holds, ClientRefusal> {
    match &facts.subject {
        None => Ok(Holds::NotApplicable),
        Some(subject) => {
            let mend = facts.signed_anew("sub", Some(subject));
            demand_equal(facts.claim("sub"), Some(subject.as_str()), mend, || {
                format!("sub is {}, and was {subject}.", facts.claim("sub"))
            })
        }
    }
}

/// Checks of a UserInfo answer.
const USERINFO_CHECKS: Demands<Userinfo> = checks! { "userinfo_response":
    userinfo_is_about_the_same_person("sub") OPENID_CONNECT_5_3_2:
        "UserInfo is about the person of the ID Token";
};

fn userinfo_is_about_the_same_person(
    _: &RelyingParty,
    Userinfo { subject, claims }: &mut Userinfo,
) -> Result<Holds, ClientRefusal> {
    demand_equal(&claims["sub"], Some(subject.as_str()), start_over(), || {
        format!("sub is {}, and the ID Token says {subject}.", claims["sub"])
    })
}

/// The order of metadata, of an ID Token, and of a UserInfo answer.
pub fn order() -> [Vec<Listed>; 3] {
    [
        listed(&[METADATA_CHECKS]),
        listed(&[ID_TOKEN_CHECKS]),
        listed(&[USERINFO_CHECKS]),
    ]
}

/// Demands that `sent` is `expected`, and nothing else.
fn demand_equal(
    sent: &Value,
    expected: Option<&str>,
    mend: Mend,
    otherwise: impl FnOnce() -> String,
) -> Result<Holds, ClientRefusal> {
    let is_equal = expected.is_some() && sent.as_str() == expected;
    let verdict = demand(is_equal, mend, otherwise);
    verdict.map_err(|refusal| refusal.with_comparison(Comparison::new(claim_text(sent), expected)))
}

fn demand(
    holds: bool,
    mend: Mend,
    otherwise: impl FnOnce() -> String,
) -> Result<Holds, ClientRefusal> {
    match holds {
        true => Ok(Holds::Because("It is.".to_owned())),
        false => Err(ClientRefusal::new(otherwise(), mend)),
    }
}

/// This server always sends the hash with what it hashes, so that one that is missing was taken
/// away: stricter than the sections, which leave some of them out.
fn fits(facts: &IdToken, name: &str, hashed: Option<&str>) -> Result<Holds, ClientRefusal> {
    let Some(hashed) = hashed else {
        return Ok(Holds::NotApplicable);
    };
    let expected = jose::left_half_of_hash(hashed);
    let mend = facts.signed_anew(name, Some(&expected));
    demand_equal(facts.claim(name), Some(expected.as_str()), mend, || {
        format!("{name} is {}, and not {expected}.", facts.claim(name))
    })
}

fn get(url: &str) -> Request {
    let mut request = Request::new(Vec::new());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = Uri::try_from(url).unwrap_or_default();
    request
}

impl RelyingParty {
    /// Reads what the server at `issuer` publishes: its metadata, then its keys.
    ///
    /// # Errors
    /// Why the server must not be used.
    pub fn discover(
        issuer: &str,
        registration: Client,
        algorithm: Algorithm,
        seed: u64,
        send: Send<'_>,
        outcomes: &mut Vec<CheckOutcome>,
    ) -> Result<RelyingParty, ClientRefusal> {
        let issuer = Issuer(issuer.to_owned());
        let mut found = json_in(&send(&get(&format!(
            "{}/.well-known/openid-configuration",
            issuer.0
        ))));
        METADATA_CHECKS.run(&issuer, &mut found, outcomes)?;
        let text = |name: &str| found[name].as_str().unwrap_or_default().to_owned();
        let promises_issuer = &found["authorization_response_iss_parameter_supported"];
        let metadata = Metadata {
            issuer: issuer.0,
            authorization_endpoint: text("authorization_endpoint"),
            token_endpoint: text("token_endpoint"),
            jwks_uri: text("jwks_uri"),
            device_authorization_endpoint: text("device_authorization_endpoint"),
            scopes_supported: Vec::new(),
            response_types_supported: Vec::new(),
            response_modes_supported: Vec::new(),
            grant_types_supported: Vec::new(),
            token_endpoint_auth_methods_supported: Vec::new(),
            code_challenge_methods_supported: Vec::new(),
            authorization_response_iss_parameter_supported: *promises_issuer == true,
        };
        let userinfo_endpoint = text("userinfo_endpoint");
        let mut client = RelyingParty {
            application: ClientApplication::new(
                registration,
                metadata,
                userinfo_endpoint.clone(),
                None,
                seed,
            ),
            algorithm,
            keys: JwkSet::default(),
            userinfo_endpoint,
            nonce: None,
            random: Random::new(seed, "relying party"),
        };
        client.read_keys(send);
        Ok(client)
    }

    /// The address to which the browser is sent, for a sign-in with fresh values.
    /// [Section 3.1.2.1](https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest)
    pub fn authentication_request(&mut self, response_type: &str) -> String {
        self.application.start_transaction(true, None);
        let request = self.application.authorization_request(response_type);
        let nonce = self.nonce.insert(self.random.token());
        form::append(&request, Component::Query, &[("nonce", nonce)])
    }

    /// Takes what the browser has brought to its end: redeems the code, and asks about the person.
    /// Stops at the first thing that is not as it has to be, and keeps nothing then.
    ///
    /// # Errors
    /// Why nobody counts as signed in.
    pub fn sign_in(
        &mut self,
        url: &str,
        now: Timestamp,
        send: Send<'_>,
        outcomes: &mut Vec<CheckOutcome>,
    ) -> Result<Identity, ClientRefusal> {
        let identity = self.judge_sign_in(url, now, send, outcomes);
        self.nonce = None;
        if identity.is_err() {
            self.application.transaction = None;
            self.application.tokens = None;
        }
        identity
    }

    fn judge_sign_in(
        &mut self,
        url: &str,
        now: Timestamp,
        send: Send<'_>,
        outcomes: &mut Vec<CheckOutcome>,
    ) -> Result<Identity, ClientRefusal> {
        let application = &mut self.application;
        let answer = application.judge_authorization_response(url, None, outcomes)?;
        let parameter = |name: &str| answer.get(name).map(str::to_owned);
        let code = parameter("code").unwrap_or_default();
        let mut subject = None;
        if let Some(text) = parameter("id_token") {
            let id_token = IdToken {
                text,
                jwt: None,
                code: Some(code.clone()),
                access_token: parameter("access_token"),
                subject: None,
                now,
            };
            subject = Some(self.judge_id_token(id_token, send, outcomes)?);
        }
        let tokens = json_in(&send(&self.application.code_request(&code)));
        self.application.keep_tokens(&tokens, now, outcomes)?;
        let text = |name: &str| tokens[name].as_str().map(str::to_owned);
        let id_token = IdToken {
            text: text("id_token").unwrap_or_default(),
            jwt: None,
            code: None,
            access_token: text("access_token"),
            subject,
            now,
        };
        let subject = self.judge_id_token(id_token, send, outcomes)?;
        let mut request = self.application.resource_request();
        *request.uri_mut() = Uri::try_from(&self.userinfo_endpoint).unwrap_or_default();
        request.headers_mut().remove(header::ORIGIN);
        let claims = json_in(&send(&request));
        let mut userinfo = Userinfo { subject, claims };
        USERINFO_CHECKS.run(self, &mut userinfo, outcomes)?;
        let Userinfo { subject, claims } = userinfo;
        Ok(Identity { subject, claims })
    }

    /// Who has signed in, by this ID Token. A key that is not known by its name may be a new one of
    /// the server: the keys are read once more, and once only
    /// ([section 10.1.1](https://openid.net/specs/openid-connect-core-1_0.html#RotateSigKeys)).
    fn judge_id_token(
        &mut self,
        mut facts: IdToken,
        send: Send<'_>,
        outcomes: &mut Vec<CheckOutcome>,
    ) -> Result<String, ClientRefusal> {
        if self.verified(&facts.text) == Err(JwsError::UnknownKey) {
            self.read_keys(send);
        }
        ID_TOKEN_CHECKS.run(self, &mut facts, outcomes)?;
        Ok(facts.claim("sub").as_str().unwrap_or_default().to_owned())
    }

    fn verified(&self, token: &str) -> Result<DecodedJwt, JwsError> {
        jose::verify(token, &self.keys, std::slice::from_ref(&self.algorithm))
    }

    fn read_keys(&mut self, send: Send<'_>) {
        let answer = send(&get(&self.application.metadata.jwks_uri));
        self.keys = JwkSet::parse(answer.body());
    }
}
