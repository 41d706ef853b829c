//! Everything that reads what others have written, with what has to hold of it.

use http::{HeaderValue, Method, Request as HttpRequest, header};
use oauth_flow_simulator::deployment::Deployment;
use oauth_flow_simulator::deployment::setup::Setup;
use oauth_flow_simulator::flow::FLOWS;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::names::Naming;
use oauth_flow_simulator::party::browser::{Browser, form_in};
use oauth_flow_simulator::party::polling::Polling;
use oauth_flow_simulator::party::relying_party::RelyingParty;
use oauth_flow_simulator::player::address;
use oauth_flow_simulator::protocol::error::description_text;
use oauth_flow_simulator::protocol::form::{self, Parameters};
use oauth_flow_simulator::protocol::jose::es256::{self, ES256};
use oauth_flow_simulator::protocol::jose::hs256::{self, HS256};
use oauth_flow_simulator::protocol::jose::rsassa::{PS256, RS256};
use oauth_flow_simulator::protocol::jose::{self, Jwk, JwkSet, SigningKey};
use oauth_flow_simulator::protocol::pkce::{self, Challenge, ChallengeMethod};
use oauth_flow_simulator::protocol::redirect_uri::{self, Receiver};
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::client::{Client, ClientAuthentication, name_list};
use oauth_flow_simulator::server::client_authentication::secret::basic_credentials;
use oauth_flow_simulator::server::openid_connect::claims::RequestedClaims;
use oauth_flow_simulator::server::policy::{Profile, Registrants};
use oauth_flow_simulator::server::{AuthorizationServer, Request, Response};
use serde_json::{Value, json};

use crate::fuzz::Target;
use crate::oracle::{Answered, judge};
use crate::world::{self, ISSUER};

const NOW: Timestamp = Timestamp(1_700_000_000);
const FORM: &str = "application/x-www-form-urlencoded";

pub const TARGETS: &[Target] = &[
    Target {
        name: "form: a query or a body",
        corpus: &[
            "response_type=code&client_id=printshop&state=a%2Bb+c",
            "a=&b&=c&&a=1&a=2",
        ],
        words: &["&", "=", "%26", "+", "state=", "code="],
        holds: |input| {
            let parsed = Parameters::parse(input);
            let has_empty = parsed.iter().any(|(_, value)| value.is_empty());
            demand(!has_empty, "a value is empty")?;
            let again = Parameters::parse(form::encode(parsed.iter()).as_bytes());
            same(&again, &parsed)
        },
    },
    Target {
        name: "form: one name or value",
        corpus: &["https://a.example/cb?x=1&y=2#z", "a b+c%20d"],
        words: &["%", "+", "&", "="],
        holds: |input| {
            let text = text(input);
            form::decode(&text);
            same(&form::decode(&form::encode_component(&text)), &text)
        },
    },
    Target {
        name: "scope",
        corpus: &["openid profile photos.read", "a"],
        words: &[" ", "  ", "openid", "photos.read", "!", "#", "[", "]"],
        holds: |input| {
            let Some(scope) = Scope::parse(&text(input)) else {
                return Ok(());
            };
            let is_allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
            let is_name = |name: &str| name.bytes().all(is_allowed);
            demand(scope.iter().all(is_name), "a name is none")?;
            same(&Scope::parse(&scope.to_string()), &Some(scope))
        },
    },
    Target {
        name: "redirect URI",
        corpus: &[
            "https://shop.example.com/callback",
            "http://127.0.0.1:4711/callback?fixed=1",
            "http://[::1]/cb",
            "com.example.app:/callback",
        ],
        words: &[
            "http://",
            "https://",
            "127.0.0.1",
            "[::1]",
            "localhost",
            "@evil",
            ":1",
            "javascript:",
        ],
        holds: redirect_uri_holds,
    },
    Target {
        name: "PKCE: verifier and challenge",
        corpus: &[
            "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
        ],
        words: &["~", ".", "_", "-", "=", "+"],
        holds: |input| {
            let text = text(input);
            let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
            let is_right = (43..=128).contains(&text.len()) && text.bytes().all(is_unreserved);
            same(&pkce::is_well_formed(&text), &is_right)?;
            for method in [ChallengeMethod::Plain, ChallengeMethod::S256] {
                same(&ChallengeMethod::parse(method.as_str()), &Some(method))?;
                let challenge = Challenge {
                    method,
                    text: method.challenge(&text),
                };
                demand(
                    challenge.matches(&text),
                    "a verifier does not match its challenge",
                )?;
                let other = format!("{text}x");
                demand(!challenge.matches(&other), "another verifier matches")?;
            }
            Ok(())
        },
    },
    Target {
        name: "Authorization: Basic",
        corpus: &["Basic cHJpbnRzaG9wOnNlY3JldA==", "basic YTpi", "Bearer abc"],
        words: &["Basic ", "Bearer ", "Og==", "Ojo6", "="],
        holds: |input| {
            if let Some(request) = with_field(header::AUTHORIZATION, input) {
                basic_credentials(&request);
            }
            // Whatever a client is called, and whatever its secret is, comes out again.
            let text = text(input);
            let half = text.chars().count() / 2;
            let id: String = text.chars().take(half).collect();
            let secret: String = text.chars().skip(half).collect();
            let encoded = [&id, &secret]
                .map(|text| form::encode_component(text))
                .join(":");
            let value = format!("Basic {}", base64(encoded.as_bytes()));
            let request = with_field(header::AUTHORIZATION, value.as_bytes());
            let read = request.and_then(|request| basic_credentials(&request));
            same(&read, &Some((id, secret)))
        },
    },
    Target {
        name: "JWS: a compact token as it stands",
        corpus: &[
            "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UifQ.c2lnbmF0dXJl",
            "eyJhbGciOiJub25lIn0.e30.",
            "..",
        ],
        words: &[
            ".",
            "e30",
            "eyJhbGciOiJub25lIn0",
            "eyJhbGciOiJIUzI1NiJ9",
            "=",
        ],
        holds: |input| {
            let text = text(input);
            if let Some(jwt) = jose::decode(&text) {
                demand(
                    jwt.header.is_object() && jwt.claims.is_object(),
                    "no objects",
                )?;
            }
            jose::decode_bytes(&text);
            never_verified(&text)
        },
    },
    Target {
        name: "JWS: header and claims",
        corpus: &[
            "{\"alg\":\"ES256\",\"typ\":\"JWT\"}\n{\"iss\":\"joe\",\"exp\":1700000000}",
            "{\"alg\":\"none\"}\n{}",
            "{\"alg\":\"ES256\",\"kid\":\"a\",\"crit\":[\"exp\"]}\n{\"aud\":[\"a\",\"b\"]}",
        ],
        words: &[
            "\"alg\":",
            "\"none\"",
            "\"HS256\"",
            "\"RS256\"",
            "\"kid\":",
            "\"crit\":",
            "{}",
            "[]",
        ],
        holds: |input| {
            let (header, claims) = halves(input);
            let encoded = format!("{}.{}", jose::encode(header), jose::encode(claims));
            never_verified(&format!("{encoded}."))?;
            never_verified(&format!("{encoded}.c2lnbmF0dXJl"))?;
            // What is signed is read as it was signed.
            let claims: Value = serde_json::from_slice(claims).unwrap_or_default();
            // serde_json reads a number of many digits to the last but one, and not twice alike.
            if serde_json::from_str(&claims.to_string()).ok().as_ref() != Some(&claims) {
                return Ok(());
            }
            let signed = key(1).sign("JWT", &claims);
            let keys = JwkSet {
                keys: vec![key(1).verification_key],
            };
            let verified = jose::verify(&signed, &keys, &[ES256]).ok();
            let expected = Some(claims).filter(Value::is_object);
            same(&verified.map(|jwt| jwt.claims), &expected)
        },
    },
    Target {
        name: "JWK and JWK Set",
        corpus: &[
            r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AQ","kid":"1","use":"sig"}]}"#,
            r#"{"keys":[{"kty":"RSA","n":"AQAB","e":"AQAB","alg":"RS256"},{"kty":"oct","k":"AA"}]}"#,
            r#"{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AQ","d":"AA"}]}"#,
        ],
        words: &[
            "\"kty\":",
            "\"EC\"",
            "\"RSA\"",
            "\"oct\"",
            "\"d\":\"x\",",
            "\"crv\":",
            "\"keys\":",
        ],
        holds: jwk_holds,
    },
    Target {
        name: "claims parameter",
        corpus: &[
            r#"{"id_token":{"sub":{"value":"user:alice"},"email":null},"userinfo":{"name":{"essential":true}}}"#,
        ],
        words: &[
            "\"id_token\":",
            "\"userinfo\":",
            "null",
            "{}",
            "\"value\":",
            "\"sub\":",
        ],
        holds: |input| {
            RequestedClaims::parse(&text(input));
            Ok(())
        },
    },
    Target {
        name: "error_description",
        corpus: &["redirect_uri is missing.", "The \"scope\" has a \\ in it."],
        words: &["\"", "\\", "é", "\u{0}"],
        holds: |input| {
            let is_allowed = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
            let described = description_text(&text(input));
            demand(
                described.bytes().all(is_allowed),
                "a character that may not be there",
            )
        },
    },
    Target {
        name: "address of a scenario: #/...",
        corpus: &[
            "#/authorization-code-pkce?step=3&profile=oauth-2.1&seed=42",
            "#/device?step=1&profile=oauth-2.0&seed=7&consent=deny&jump=3:600",
            "refresh",
        ],
        words: &[
            "?",
            "&",
            "step=",
            "profile=",
            "seed=",
            "#/",
            "%2F",
            "device",
            "consent=deny",
        ],
        holds: |input| {
            let mut parsed = address::parse(&text(input));
            // The name of a step is written as the number that it has in the run.
            parsed.address.marker = None;
            let again = address::parse(&address::format(&parsed.address));
            demand(
                again.complaints.is_empty(),
                "it complains of its own address",
            )?;
            same(&again.address, &parsed.address)
        },
    },
    Target {
        name: "names of an author, hosts and paths among them",
        corpus: &[
            r#"{"client":"Shop","client_id":"shop","authorization_server":"login.example.org","endpoints":{"token":"/oauth/token"},"scopes":{"a.b":"See"}}"#,
        ],
        words: &[
            "\"api\":",
            "\"client_host\":",
            "\"endpoints\":",
            "/",
            "..",
            "xn--",
            "\"scopes\":",
            "login.example.org",
        ],
        holds: names_hold,
    },
    Target {
        name: "options of a deployment",
        corpus: &[
            r#"{"issuer":"https://auth.example.com","profile":"oauth-2.1","clients":[{"client_id":"a","redirect_uris":["https://a.example/cb"]}],"users":[{"username":"alice","password":"p"}],"faults":["id_token_is_expired"]}"#,
            r#"{"issuer":"http://127.0.0.1:9000","policy":{"refreshTokensRotate":true}}"#,
        ],
        words: &[
            "\"clients\":",
            "\"policy\":",
            "\"users\":",
            "null",
            "[]",
            "{}",
            "\"faults\":",
            "\"jwks\":",
        ],
        holds: |input| {
            if let Ok(setup) = Setup::parse(&text(input))
                && let Ok(mut deployment) = Deployment::new(&setup, 1)
            {
                let issuer = setup.issuer().map_err(|bad| bad.problem)?.to_owned();
                let request = get(&format!("{issuer}/.well-known/oauth-authorization-server"));
                let answer = request.and_then(|request| deployment.handle(&request, NOW));
                let status = answer.map(|handled| handled.response.status().as_u16());
                demand(status.is_none_or(|status| status < 500), "a status of 5xx")?;
            }
            Ok(())
        },
    },
    Target {
        name: "page of a server, as a browser reads it",
        corpus: &[
            "<form method=\"post\" action=\"/sign-in\"><input type=\"hidden\" name=\"a\" value=\"&lt;b&quot;\"></form>",
        ],
        words: &[
            "<form",
            "action=\"",
            "<input",
            "type=\"hidden\"",
            "&amp;",
            "&",
            ">",
            "\"",
        ],
        holds: |input| {
            form_in(&Response::new(input.to_vec()));
            Ok(())
        },
    },
    Target {
        name: "Set-Cookie, as a browser reads it",
        corpus: &["session=abc; Path=/; HttpOnly", "__Host-a=b", "=; ="],
        words: &["=", ";", "; ", "session="],
        holds: |input| {
            let mut browser = Browser::default();
            let mut response = Response::new(Vec::new());
            if let Ok(value) = HeaderValue::from_bytes(input) {
                response.headers_mut().insert(header::SET_COOKIE, value);
            }
            browser.keep_cookies(ISSUER, &response);
            let request = browser.open(ISSUER);
            at_server(&mut server(), &request)
        },
    },
    Target {
        name: "Cookie, as the server reads it",
        corpus: &["session=abc", "a=b; session=abc; session=def", "session"],
        words: &["session=", "; ", ";", "=", ","],
        holds: |input| match with_field(header::COOKIE, input) {
            Some(mut request) => {
                let address = format!("{ISSUER}/device");
                *request.uri_mut() = address.parse().map_err(|_| "no address")?;
                at_server(&mut server(), &request)
            }
            None => Ok(()),
        },
    },
    Target {
        name: "request target",
        corpus: &[
            "/authorize?response_type=code&client_id=photopage&state=x",
            "/.well-known/oauth-authorization-server",
            "/end_session?post_logout_redirect_uri=https://a.example/",
            "/device?user_code=BCDF-GHJK",
        ],
        words: &[
            "/token",
            "/userinfo",
            "//",
            "/..",
            "?",
            "&",
            "%2f",
            "client_id=",
            "redirect_uri=",
            "request_uri=",
        ],
        holds: |input| match get(&format!("{ISSUER}{}", text(input))) {
            Some(request) => at_server(&mut server(), &request),
            None => Ok(()),
        },
    },
    Target {
        name: "registration metadata",
        corpus: &[
            r#"{"redirect_uris":["https://new.example.com/callback"],"scope":"photos.read","client_name":"New"}"#,
            r#"{"redirect_uris":["com.example.new:/cb"],"token_endpoint_auth_method":"none","grant_types":["authorization_code","refresh_token"]}"#,
            r#"{"redirect_uris":["https://a.example/cb"],"subject_type":"pairwise","default_max_age":5,"post_logout_redirect_uris":["https://a.example/"]}"#,
        ],
        words: &[
            "\"jwks\":",
            "\"keys\":",
            "[]",
            "{}",
            "null",
            "\"response_types\":",
            "\"software_statement\":",
            "http://a.example/",
            "javascript:x",
        ],
        holds: registration_holds,
    },
    Target {
        name: "DPoP proof",
        corpus: &[
            "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{}}\n{\"jti\":\"1\",\"htm\":\"POST\",\"htu\":\"https://auth.example.com/token\",\"iat\":1700000000}",
        ],
        words: &[
            "\"htm\":",
            "\"GET\"",
            "\"htu\":",
            "\"iat\":",
            "\"jwk\":",
            "null",
            "\"none\"",
            "1700000061",
            "/revoke",
            "HTTPS",
            ":443",
        ],
        holds: proof_holds,
    },
    Target {
        name: "client assertion",
        corpus: &[
            "{\"alg\":\"ES256\"}\n{\"iss\":\"signer\",\"sub\":\"signer\",\"aud\":\"https://auth.example.com\",\"jti\":\"1\",\"exp\":1700000060}",
        ],
        words: &[
            "\"aud\":",
            "[\"https://auth.example.com\"]",
            "\"exp\":",
            "\"nbf\":",
            "\"typ\":",
            "null",
            "\"at+jwt\"",
            "1700000000",
        ],
        holds: assertion_holds,
    },
    Target {
        name: "answers of a server, as its clients read them",
        corpus: &[
            "{\"issuer\":\"https://auth.example.com\",\"jwks_uri\":\"https://auth.example.com/jwks\"}\n{\"keys\":[]}",
            "{\"interval\":5,\"error\":\"slow_down\"}\n{\"error\":\"authorization_pending\"}",
        ],
        words: &[
            "\"issuer\":",
            "\"interval\":",
            "\"error\":",
            "null",
            "{}",
            "[]",
            "\"slow_down\"",
        ],
        holds: answers_hold,
    },
];

fn demand(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

fn same<T: PartialEq + std::fmt::Debug>(got: &T, expected: &T) -> Result<(), String> {
    let differs = || format!("{got:?} has to be {expected:?}");
    if got == expected {
        Ok(())
    } else {
        Err(differs())
    }
}

fn text(input: &[u8]) -> String {
    String::from_utf8_lossy(input).into_owned()
}

/// Two inputs in one, with a line break between them.
fn halves(input: &[u8]) -> (&[u8], &[u8]) {
    let end = input.iter().position(|byte| *byte == b'\n');
    let (first, second) = input.split_at(end.unwrap_or(input.len()));
    (first, second.strip_prefix(b"\n").unwrap_or_default())
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::prelude::BASE64_STANDARD.encode(bytes)
}

fn key(number: u8) -> SigningKey {
    es256::signing_key(&[number; 32]).expect("it is a scalar of P-256")
}

fn get(url: &str) -> Option<Request> {
    HttpRequest::get(url).body(Vec::new()).ok()
}

fn with_field(name: header::HeaderName, value: &[u8]) -> Option<Request> {
    let mut request = get(ISSUER)?;
    let value = HeaderValue::from_bytes(value).ok()?;
    request.headers_mut().insert(name, value);
    Some(request)
}

fn post(path: &str, content_type: &'static str, body: Vec<u8>) -> Option<Request> {
    let request = HttpRequest::builder()
        .method(Method::POST)
        .uri(format!("{ISSUER}{path}"));
    request
        .header(header::CONTENT_TYPE, content_type)
        .body(body)
        .ok()
}

/// A server where everybody may register, with a client that signs.
fn server() -> AuthorizationServer {
    let mut server = world::server(Profile::OAuth21, 1);
    server.policy.registrants = Registrants::Everybody;
    server.scopes_for_registration = Scope::of(&["photos.read"]);
    server.clients.push(Client {
        client_id: "signer".to_owned(),
        authentication: ClientAuthentication::PrivateKeyJwt {
            keys: JwkSet {
                keys: vec![key(2).verification_key],
            },
        },
        grant_types: name_list(&["client_credentials"]),
        scope: Scope::of(&["photos.read"]),
        ..Client::default()
    });
    server
}

/// The status, after the oracle has judged the answer.
fn status(server: &mut AuthorizationServer, request: &Request) -> Result<u16, String> {
    let before = server.store.clone();
    let handled = server.handle(request, NOW);
    judge(&Answered {
        clients: &server.clients,
        request,
        now: NOW,
        before: &before,
        handled: &handled,
        after: &server.store,
        policy: &server.policy,
    })?;
    Ok(handled.response.status().as_u16())
}

fn at_server(server: &mut AuthorizationServer, request: &Request) -> Result<(), String> {
    status(server, request).map(drop)
}

fn redirect_uri_holds(input: &[u8]) -> Result<(), String> {
    let uri = text(input);
    redirect_uri::host(&uri);
    demand(
        redirect_uri::matches_exactly(&uri, &uri),
        "it is not its own equal",
    )?;
    if redirect_uri::is_well_formed(&uri) {
        demand(
            !uri.contains(['#', ' ', '\r', '\n']),
            "it would end a header or an address",
        )?;
    }
    if let Receiver::PrivateScheme(scheme) = redirect_uri::receiver(&uri) {
        let lower = scheme.to_ascii_lowercase();
        let is_known = ["http", "https", "javascript", "data", "file"].contains(&lower.as_str());
        demand(
            !is_known,
            "a scheme of every browser is taken for one of an application",
        )?;
    }
    for registered in [
        "https://shop.example.com/callback",
        "http://127.0.0.1/cb",
        "a.b:/c",
    ] {
        if !redirect_uri::matches_exactly(registered, &uri) {
            continue;
        }
        let rest = uri.strip_prefix("http://127.0.0.1").unwrap_or_default();
        let path = rest
            .trim_start_matches(':')
            .trim_start_matches(|one: char| one.is_ascii_digit());
        let differs_in_port = registered == "http://127.0.0.1/cb" && path == "/cb";
        demand(
            uri == registered || differs_in_port,
            "another address matches",
        )?;
    }
    Ok(())
}

/// Nobody has signed `token`.
fn never_verified(token: &str) -> Result<(), String> {
    let secret = hs256::verification_key(b"a secret of thirty-two characters");
    let keys = JwkSet {
        keys: vec![key(1).verification_key, secret],
    };
    let verified = jose::verify(token, &keys, &[ES256, RS256, PS256, HS256]);
    demand(verified.is_err(), "an unsigned token is taken as signed")
}

fn jwk_holds(input: &[u8]) -> Result<(), String> {
    let set = JwkSet::parse(input);
    let written = serde_json::to_vec(&set).map_err(|error| error.to_string())?;
    same(&JwkSet::parse(&written), &set)?;
    for key in &set.keys {
        demand(
            key.material.thumbprint().len() == 43,
            "no SHA-256 in base64url",
        )?;
    }
    let json: Value = serde_json::from_slice(input).unwrap_or_default();
    for member in json["keys"].as_array().into_iter().flatten() {
        let is_private = ["d", "p", "q", "k"]
            .iter()
            .any(|name| !member[name].is_null());
        demand(
            Jwk::parse_public(member).is_err() || !is_private,
            "a private key is taken",
        )?;
    }
    // No numbers make a key that panics.
    let token = key(1).sign("JWT", &json!({}));
    let signed = jose::verify(&token, &set, &[ES256, RS256, PS256, HS256]);
    demand(signed.is_err(), "somebody else's key verifies")
}

fn names_hold(input: &[u8]) -> Result<(), String> {
    let (naming, _) = Naming::parse(&text(input));
    for flow in FLOWS {
        let mut scenario = flow.scenario();
        naming.apply(&mut scenario);
        let names = &scenario.names;
        let hosts = [&names.authorization_server_host, &names.api_host];
        for host in hosts {
            let address = format!("https://{host}/token").parse::<http::Uri>();
            let read = address.ok().and_then(|uri| uri.host().map(str::to_owned));
            same(&read.as_ref(), &Some(host))?;
        }
        demand(hosts[0] != hosts[1], "two actors have the same host")?;
    }
    Ok(())
}

fn registration_holds(input: &[u8]) -> Result<(), String> {
    let Some(request) = post("/register", "application/json", input.to_vec()) else {
        return Ok(());
    };
    let mut server = server();
    at_server(&mut server, &request)?;
    for client in server.store.clients.values() {
        for uri in &client.redirect_uris {
            let is_protected = redirect_uri::receiver(uri) != Receiver::Anybody;
            let is_right = redirect_uri::is_well_formed(uri) && is_protected;
            demand(
                is_right,
                "a redirect URI that anybody receives is registered",
            )?;
        }
        let allowed = &server.scopes_for_registration;
        demand(
            client.scope.is_within(allowed),
            "more scope than is given away",
        )?;
    }
    Ok(())
}

/// Two texts in JSON; the first is the header, to which `key` may add what only it knows.
fn signed(
    input: &[u8],
    number: u8,
    complete: impl Fn(&mut Value),
) -> Option<(Value, Value, String)> {
    let (header, claims) = halves(input);
    let mut header: Value = serde_json::from_slice(header).ok()?;
    let claims: Value = serde_json::from_slice(claims).ok()?;
    complete(&mut header);
    let token = key(number).sign_under(&header, &claims);
    Some((header, claims, token))
}

fn is_number(value: &Value, from: u64, to: u64) -> bool {
    value
        .as_f64()
        .is_some_and(|number| from as f64 <= number && number < to as f64 + 1.0)
}

fn proof_holds(input: &[u8]) -> Result<(), String> {
    let own = json!(key(3).verification_key);
    let with_key = |header: &mut Value| {
        if header["jwk"] == json!({}) {
            header["jwk"] = own.clone();
        }
    };
    let Some((header, claims, proof)) = signed(input, 3, with_key) else {
        return Ok(());
    };
    let secret = world::client_secret();
    let body = format!(
        "grant_type=client_credentials&client_id=backoffice&client_secret={}",
        form::encode_component(secret)
    );
    let Some(mut request) = post("/token", FORM, body.into_bytes()) else {
        return Ok(());
    };
    let Ok(value) = HeaderValue::try_from(proof) else {
        return Ok(());
    };
    request.headers_mut().insert("dpop", value);
    let status = status(&mut server(), &request)?;
    let typ = header["typ"]
        .as_str()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let url = claims["htu"]
        .as_str()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let is_right = ["dpop+jwt", "application/dpop+jwt"].contains(&typ.as_str())
        && header["alg"] == "ES256"
        && header["crit"].is_null()
        && claims["htm"] == "POST"
        && url.starts_with("https://auth.example.com")
        && url.contains("/token")
        && claims["jti"].as_str().is_some_and(|text| !text.is_empty())
        && is_number(&claims["iat"], NOW.0 - 300, NOW.0 + 60);
    demand(
        status != 200 || is_right,
        "a proof of something else is taken",
    )
}

fn assertion_holds(input: &[u8]) -> Result<(), String> {
    let Some((header, claims, assertion)) = signed(input, 2, |_| {}) else {
        return Ok(());
    };
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let body = form::encode([
        ("grant_type", "client_credentials"),
        ("client_assertion_type", kind),
        ("client_assertion", &assertion),
    ]);
    let Some(request) = post("/token", FORM, body.into_bytes()) else {
        return Ok(());
    };
    let status = status(&mut server(), &request)?;
    let is_for = claims["aud"].to_string().contains(ISSUER);
    let is_right = header["alg"] == "ES256"
        && header["crit"].is_null()
        && claims["iss"] == "signer"
        && claims["sub"] == "signer"
        && is_for
        && claims["jti"].is_string()
        && claims["exp"].as_f64().is_some_and(|at| at > NOW.0 as f64);
    demand(
        status != 200 || is_right,
        "an assertion of something else is taken",
    )
}

fn answers_hold(input: &[u8]) -> Result<(), String> {
    let (first, second) = halves(input);
    let mut polling = Polling::new(&serde_json::from_slice(first).unwrap_or_default());
    for answer in [first, second] {
        polling.note(&serde_json::from_slice(answer).unwrap_or_default());
    }
    let mut answers = [first, second].into_iter().cycle();
    let mut send = |_: &Request| Response::new(answers.next().unwrap_or_default().to_vec());
    let mut checks = Vec::new();
    let client =
        RelyingParty::discover(ISSUER, Client::default(), ES256, 1, &mut send, &mut checks);
    let Ok(mut client) = client else {
        return Ok(());
    };
    client.authentication_request("code id_token");
    let url = format!("https://a.example/cb?{}", text(second));
    let identity = client.sign_in(&url, NOW, &mut send, &mut checks);
    demand(identity.is_err(), "somebody counts as signed in")
}
