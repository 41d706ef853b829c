//! What an exchange of a code with PKCE costs natively, from the authorization request through
//! consent to the tokens, at a server that has had many before: `make bench` runs it and compares.
//!
//! Prints a line `signed MICROSECONDS`, and for each count a line `COUNT MICROSECONDS`, as soon as
//! each is known. The counts are those of a server whose access tokens are not signed: the
//! signature, always the same work, would hide what grows.

use std::io::{self, Write};
use std::time::Instant;

use http::{HeaderValue, Method, header};
use oauth_flow_simulator::deployment::Deployment;
use oauth_flow_simulator::deployment::setup::Setup;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::server::Request;

/// The client `page` of `tests/interop/world.mjs`, and the same requests.
const OPTIONS: &str = r#"{
    "autoApprove": "alice",
    "clients": [{
        "client_id": "page",
        "redirect_uris": ["https://app.example.com/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "scope": "openid profile email photos.read photos.write"
    }]
}"#;
const AUTHORIZATION: &str = "https://auth.example.com/authorize?response_type=code&client_id=page\
    &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback&scope=photos.read&state=s\
    &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
const NOW: Timestamp = Timestamp(1_767_268_800);
const EARLIER: [usize; 3] = [10, 1_000, 100_000];
/// As many as every server has had that is compared.
const BEFORE_COMPARISON: usize = EARLIER[1];
const MEASURED: usize = 200;

fn main() -> io::Result<()> {
    let mut setup = Setup::parse(OPTIONS).expect("the options are right");
    let mut signing = Deployment::new(&setup, 7).expect("they can be met");
    (0..BEFORE_COMPARISON).for_each(|_| exchange(&mut signing));
    tell("signed", &mut signing)?;
    let is_opaque = ("accessTokensAreOpaque".to_owned(), true.into());
    setup.policy.extend([is_opaque]);
    let mut deployment = Deployment::new(&setup, 7).expect("they can be met");
    let mut made = 0;
    for earlier in EARLIER {
        (made..earlier).for_each(|_| exchange(&mut deployment));
        tell(&earlier.to_string(), &mut deployment)?;
        made = earlier + MEASURED;
    }
    Ok(())
}

/// Prints the median of what an exchange costs from now on.
fn tell(name: &str, deployment: &mut Deployment) -> io::Result<()> {
    let mut times: Vec<u128> = (0..MEASURED).map(|_| timed(deployment)).collect();
    times.sort_unstable();
    let mut output = io::stdout().lock();
    writeln!(output, "{name} {}", times[MEASURED / 2])?;
    output.flush()
}

fn timed(deployment: &mut Deployment) -> u128 {
    let started = Instant::now();
    exchange(deployment);
    started.elapsed().as_micros()
}

fn exchange(deployment: &mut Deployment) {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = http::Uri::from_static(AUTHORIZATION);
    let answer = deployment.handle(&request, NOW);
    let response = answer.expect("the server answers").response;
    let location = response.headers().get(header::LOCATION);
    let location = location.and_then(|value| value.to_str().ok());
    let (_, code) = location
        .and_then(|url| url.split_once("code="))
        .expect("it redirects with a code");
    let code = code.split('&').next().unwrap_or_default();
    let body = format!(
        "grant_type=authorization_code&client_id=page&code={code}\
         &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback\
         &code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    let mut request = Request::new(body.into_bytes());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = http::Uri::from_static("https://auth.example.com/token");
    let form = HeaderValue::from_static("application/x-www-form-urlencoded");
    request.headers_mut().insert(header::CONTENT_TYPE, form);
    let answer = deployment.handle(&request, NOW);
    let response = answer.expect("the server answers").response;
    assert_eq!(response.status(), 200);
}
