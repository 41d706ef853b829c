//! Full exchanges by the authorization code with PKCE, natively: from the authorization request
//! through sign-in and consent to a signed access token.
//!
//! Prints `native RATE` and, for what one exchange costs after so many earlier ones,
//! `native after COUNT MICROSECONDS`.

use std::time::Instant;

use http::{Method, header};
use oauth_flow_simulator::deployment::Deployment;
use oauth_flow_simulator::deployment::setup::Setup;
use oauth_flow_simulator::server::Request;
use oauth_flow_simulator::simulation::clock::Timestamp;

const OPTIONS: &str = r#"{
    "autoApprove": "alice",
    "clients": [{
        "client_id": "page",
        "redirect_uris": ["https://app.example.com/callback"],
        "scope": "photos.read"
    }]
}"#;
const AUTHORIZATION: &str = "https://auth.example.com/authorize?response_type=code&client_id=page\
    &state=s&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
const NOW: Timestamp = Timestamp(1_767_268_800);
const EARLIER: [usize; 3] = [10, 1_000, 100_000];
const MEASURED: u32 = 200;

fn main() {
    let setup = Setup::parse(OPTIONS).expect("the options are right");
    let mut deployment = Deployment::new(&setup, 7).expect("they can be met");
    let mut made = 0;
    for earlier in EARLIER {
        while made < earlier {
            exchange(&mut deployment);
            made += 1;
        }
        let started = Instant::now();
        (0..MEASURED).for_each(|_| exchange(&mut deployment));
        let each = started.elapsed() / MEASURED;
        if earlier == EARLIER[1] {
            println!("native {:.0}", 1.0 / each.as_secs_f64());
        }
        println!("native after {earlier} {}", each.as_micros());
        made += MEASURED as usize;
    }
}

fn exchange(deployment: &mut Deployment) {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = AUTHORIZATION.parse().expect("it is an address");
    let answer = deployment
        .handle(&request, NOW)
        .expect("the server answers");
    let location = answer.response.headers().get(header::LOCATION);
    let location = location
        .and_then(|value| value.to_str().ok())
        .expect("it redirects");
    let (_, code) = location.split_once("code=").expect("there is a code");
    let (code, _) = code.split_once('&').expect("and more");
    let body = format!(
        "grant_type=authorization_code&client_id=page&code={code}\
         &code_verifier=dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    );
    let mut request = Request::new(body.into_bytes());
    *request.method_mut() = Method::POST;
    *request.uri_mut() = "https://auth.example.com/token"
        .parse()
        .expect("it is an address");
    let form = "application/x-www-form-urlencoded"
        .parse()
        .expect("it is text");
    request.headers_mut().insert(header::CONTENT_TYPE, form);
    let answer = deployment
        .handle(&request, NOW)
        .expect("the server answers");
    assert_eq!(answer.response.status(), 200);
}
