//! What everything that plugs the server into real clients rests on: how options are read, who
//! answers at which address, and the person who approves at once.

use http::{HeaderValue, Method, header};

use oauth_flow_simulator::deployment::Deployment;
use oauth_flow_simulator::deployment::setup::Setup;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::server::fault::FAULTS;
use oauth_flow_simulator::server::{Handled, Request};

const NOW: Timestamp = Timestamp(1_767_268_800);
const AUTHORIZATION: &str = "https://auth.example.com/authorize?response_type=code&client_id=page\
    &state=s&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

fn setup(options: &str) -> Setup {
    let clients = r#""clients": [{
        "client_id": "page",
        "redirect_uris": ["https://app.example.com/callback"],
        "scope": "photos.read"
    }]"#;
    Setup::parse(&format!("{{ {clients} {options} }}")).expect("the options are right")
}

fn deployment(setup: &Setup) -> Deployment {
    Deployment::new(setup, 0x5eed).expect("the options can be met")
}

fn get(deployment: &mut Deployment, url: &str) -> Option<Handled> {
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = url.parse().expect("it is an address");
    deployment.handle(&request, NOW)
}

fn location(handled: &Handled) -> &str {
    let location = handled.response.headers().get(header::LOCATION);
    location.map_or("", |value| value.to_str().expect("it is text"))
}

#[test]
fn an_option_that_cannot_be_met_is_named() {
    let cases = [
        ("{", "options"),
        ("[]", "options"),
        (r#"{ "profiles": "oauth-2.1" }"#, "profiles"),
        (r#"{ "profile": "oauth-3" }"#, "profile"),
        (r#"{ "profile": 2 }"#, "profile"),
        (r#"{ "policy": { "pkce": "never" } }"#, "policy.pkce"),
        (r#"{ "policy": { "pkse": "nobody" } }"#, "policy.pkse"),
        (r#"{ "issuer": "http://auth.example.com" }"#, "issuer"),
        (r#"{ "issuer": "http://127.0.0.1.example.com" }"#, "issuer"),
        (r#"{ "issuer": "https://auth.example.com/" }"#, "issuer"),
        (r#"{ "issuer": "https://auth.example.com?a" }"#, "issuer"),
        (r#"{ "issuer": "https://" }"#, "issuer"),
        (r#"{ "resource": "api" }"#, "resource"),
        (r#"{ "autoApprove": "mallory" }"#, "autoApprove"),
        (r#"{ "seed": 9007199254740992 }"#, "seed"),
        (r#"{ "seed": 0.5 }"#, "seed"),
        (r#"{ "faults": ["dust"] }"#, "faults"),
        (r#"{ "users": [{}] }"#, "users[0]"),
        (
            r#"{ "clients": [{ "client_id": 1 }] }"#,
            "clients[0].client_id",
        ),
        (
            r#"{ "clients": [{ "client_id": "a", "redirect_uris": ["/cb"] }] }"#,
            "clients[0].redirect_uris",
        ),
        (
            r#"{ "clients": [{ "client_id": "a", "grant_types": ["magic"] }] }"#,
            "clients[0].grant_types",
        ),
        (
            r#"{ "clients": [{ "client_id": "a", "scope": "a\"b" }] }"#,
            "clients[0].scope",
        ),
        (
            r#"{ "clients": [{ "client_id": "a", "token_endpoint_auth_method": "client_secret_post" }] }"#,
            "clients[0].client_secret",
        ),
        (
            r#"{ "clients": [{ "client_id": "a", "token_endpoint_auth_method": "tls_client_auth" }] }"#,
            "clients[0].token_endpoint_auth_method",
        ),
        (
            r#"{ "clients": [{ "client_id": "a", "token_endpoint_auth_method": "private_key_jwt" }] }"#,
            "clients[0].jwks",
        ),
        (
            r#"{ "clients": [{ "client_id": "a", "subject_type": "ephemeral" }] }"#,
            "clients[0].subject_type",
        ),
        (
            r#"{ "clients": [{ "client_id": "a", "subject_type": "pairwise" }] }"#,
            "clients[0].subject_type",
        ),
        (
            r#"{ "clients": [{ "client_id": "a", "userinfo_signed_response_alg": "none" }] }"#,
            "clients[0].userinfo_signed_response_alg",
        ),
        (
            r#"{ "clients": [{ "client_id": "a", "token_endpoint_auth_signing_alg": "none" }] }"#,
            "clients[0].token_endpoint_auth_signing_alg",
        ),
        (
            r#"{ "resourceServers": [{ "resource": "files" }] }"#,
            "resourceServers[0].resource",
        ),
        (
            r#"{ "resourceServers": [{ "resource": "https://files.example.com", "client_id": "x" }] }"#,
            "resourceServers[0].client_id",
        ),
        (
            r#"{ "trustedIssuers": [{ "issuer": "https://a.example", "jwks": { "keys": [] } }] }"#,
            "trustedIssuers[0].jwks",
        ),
        (
            r#"{ "softwarePublishers": [{ "issuer": "https://a.example", "jwks": { "keys": [{
                "kty": "EC", "crv": "P-256", "d": "AAAA",
                "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
            }] } }] }"#,
            "softwarePublishers[0].jwks",
        ),
        (
            r#"{ "delegations": [{ "subject": "a" }] }"#,
            "delegations[0]",
        ),
    ];
    for (options, expected) in cases {
        let deployment = Setup::parse(options).and_then(|setup| Deployment::new(&setup, 0));
        let error = deployment.err().expect(options);
        assert_eq!(error.option, expected, "{options}: {error}");
    }
}

#[test]
fn an_issuer_may_be_http_on_this_machine_alone() {
    for issuer in [
        "http://127.0.0.1:9000",
        "http://localhost",
        "http://[::1]:1",
    ] {
        let setup = setup(&format!(r#", "issuer": "{issuer}""#));
        assert_eq!(deployment(&setup).server.issuer, issuer);
    }
}

#[test]
fn switches_that_are_set_differ_from_the_profile_and_no_others() {
    let setup = setup(r#", "profile": "rfc-9700", "policy": { "codeLifetimeSeconds": 5 }"#);
    let policy = deployment(&setup).server.policy;
    let mut expected = oauth_flow_simulator::server::policy::Profile::Rfc9700.policy();
    assert_ne!(policy, expected);
    expected.code_lifetime_seconds = 5;
    assert_eq!(policy, expected);
}

#[test]
fn each_address_is_answered_by_whom_it_belongs_to() {
    let mut deployment = deployment(&setup(r#", "resource": "https://auth.example.com/api""#));
    let mut status = |url: &str| {
        let handled = get(&mut deployment, url);
        handled.map(|handled| handled.response.status().as_u16())
    };
    assert_eq!(status("https://auth.example.com/jwks"), Some(200));
    assert_eq!(status("https://auth.example.com/api/photos"), Some(401));
    assert_eq!(status("https://auth.example.com/api/jwks"), Some(404));
    assert_eq!(status("https://auth.example.com/photos"), Some(404));
    assert_eq!(status("https://auth.example.com.evil.example/jwks"), None);
    assert_eq!(status("https://api.example.com/photos"), None);
    assert_eq!(status("http://auth.example.com/jwks"), None);
}

#[test]
fn the_metadata_of_an_issuer_with_a_path_is_at_its_own_address() {
    let mut deployment = deployment(&setup(r#", "issuer": "https://example.com/tenant""#));
    let mut status = |url: &str| {
        let handled = get(&mut deployment, url);
        handled.map(|handled| handled.response.status().as_u16())
    };
    let well_known = "https://example.com/.well-known/oauth-authorization-server";
    assert_eq!(status(&format!("{well_known}/tenant")), Some(200));
    assert_eq!(status(well_known), Some(404));
    assert_eq!(status("https://example.com/tenant/jwks"), Some(200));
}

#[test]
fn an_approver_answers_at_once_through_the_servers_own_forms() {
    let mut deployment = deployment(&setup(r#", "autoApprove": "alice""#));
    for _ in 0..2 {
        let handled = get(&mut deployment, AUTHORIZATION).expect("it is the server's");
        let location = location(&handled);
        let callback = "https://app.example.com/callback?code=";
        assert!(location.starts_with(callback), "{location}");
        let names: Vec<_> = handled.checks.iter().map(|check| &*check.name).collect();
        assert!(names.contains(&"csrf_token_is_the_forms_own"), "{names:?}");
        assert!(names.contains(&"user_approves"), "{names:?}");
        assert!(!handled.response.headers().contains_key(header::SET_COOKIE));
    }
}

#[test]
fn an_approver_approves_only_what_the_server_asks() {
    let mut deployment = deployment(&setup(r#", "autoApprove": "alice""#));
    let url = AUTHORIZATION.replace("client_id=page", "client_id=nobody");
    let handled = get(&mut deployment, &url).expect("it is the server's");
    assert_eq!(handled.response.status(), 400);
    let url = AUTHORIZATION.replace("&state=s", "&state=s&scope=admin");
    let handled = get(&mut deployment, &url).expect("it is the server's");
    let location = location(&handled);
    assert!(location.contains("error=invalid_scope"), "{location}");
}

#[test]
fn wrong_codes_of_devices_do_not_lock_an_approver_out() {
    let mut deployment = deployment(&setup(r#", "autoApprove": "alice""#));
    for _ in 0..9 {
        let url = "https://auth.example.com/device?user_code=BBBB-BBBB";
        let handled = get(&mut deployment, url).expect("it is the server's");
        let page = String::from_utf8_lossy(handled.response.body());
        assert!(page.contains("No device waits with this code"), "{page}");
    }
}

/// Signs in as far as the question for consent, as a script does that may not send cookies.
fn sign_in(deployment: &mut Deployment, cookie: Option<&str>) -> u16 {
    let page = get(deployment, AUTHORIZATION).expect("it is the server's");
    let html = String::from_utf8_lossy(page.response.body()).into_owned();
    let (_, rest) = html.split_once("csrf_token\" value=\"").expect("a form");
    let (token, _) = rest.split_once('"').expect("a value");
    let body = format!("csrf_token={token}&username=alice&password=looking-glass");
    let mut request = Request::new(body.into_bytes());
    *request.method_mut() = Method::POST;
    let url = AUTHORIZATION.replace("/authorize?", "/authorize/sign-in?");
    *request.uri_mut() = url.parse().expect("it is an address");
    if let Some(cookie) = cookie {
        let value = HeaderValue::try_from(cookie).expect("it is text");
        request.headers_mut().insert(header::COOKIE, value);
    }
    let handled = deployment.handle(&request, NOW);
    let handled = handled.expect("it is the server's");
    handled.response.status().as_u16()
}

#[test]
fn cookies_are_kept_where_asked_and_only_for_requests_that_bring_none() {
    let forgetful = setup("");
    assert_eq!(sign_in(&mut deployment(&forgetful), None), 403);
    let keeping = Setup {
        keeps_cookies: true,
        ..forgetful
    };
    assert_eq!(sign_in(&mut deployment(&keeping), None), 200);
    assert_eq!(sign_in(&mut deployment(&keeping), Some("session=x")), 403);
}

#[test]
fn the_types_for_scripts_know_every_option_and_every_switch() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let types = std::fs::read_to_string(root.join("src/embed/authorization-server.d.ts"));
    let types = types.expect("the file can be read");
    let (_, switches) = types
        .split_once("interface Policy {")
        .expect("the switches");
    let policy = oauth_flow_simulator::server::policy::Profile::OAuth20.policy();
    let policy = serde_json::to_value(policy).expect("it can be written");
    let known = policy.as_object().expect("it is an object");
    for name in known.keys() {
        assert!(
            switches.contains(&format!("  {name}: ")),
            "Policy lacks {name}"
        );
    }
    assert_eq!(switches.matches("\n  /**").count(), known.len());
    for fault in FAULTS {
        let name = fault.name;
        assert!(
            types.contains(&format!("  | '{name}'")),
            "Fault lacks {name}"
        );
    }
    let error = Setup::parse(r#"{ "?": 0 }"#).expect_err("there is no such option");
    let (_, options) = types
        .split_once("interface AuthorizationServerOptions {")
        .expect("them");
    for name in error.problem.split('`').skip(3).step_by(2) {
        assert!(
            options.contains(&format!("  {name}?: ")),
            "the options lack {name}"
        );
    }
}

#[test]
fn apis_issuers_and_delegations_reach_the_server() {
    let issuer = r#"[{ "issuer": "https://partner.example.com", "jwks": { "keys": [{
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
    }] } }]"#;
    let server = deployment(&setup(&format!(
        r#", "trustedIssuers": {issuer}, "softwarePublishers": {issuer},
        "resourceServers": [{{ "resource": "https://files.example.com", "client_id": "page" }}],
        "delegations": [{{ "subject": "user:alice", "actor": "client:page" }}]"#
    )))
    .server;
    for trusted in [&server.trusted_issuers, &server.software_publishers] {
        assert_eq!(trusted.len(), 1);
        assert_eq!(trusted[0].issuer, "https://partner.example.com");
        assert_eq!(trusted[0].keys.keys.len(), 1);
    }
    let api = &server.resource_servers[0];
    assert_eq!(api.resource, "https://files.example.com");
    assert_eq!(api.client_id.as_deref(), Some("page"));
    let delegation = &server.delegations[0];
    assert_eq!(delegation.subject, "user:alice");
    assert_eq!(delegation.actor, "client:page");
}

#[test]
fn the_api_follows_the_keys_and_a_new_password_is_the_only_one() {
    let mut deployment = deployment(&setup(r#", "issuer": "https://auth.example.com""#));
    let before = deployment.api.keys.keys.len();
    deployment.rotate_signing_key(NOW);
    assert_eq!(deployment.api.keys.keys.len(), before + 1);
    let jwks = get(&mut deployment, "https://auth.example.com/jwks").expect("it is the server's");
    let published = oauth_flow_simulator::protocol::jose::JwkSet::parse(jwks.response.body());
    assert_eq!(deployment.api.keys, published);
    assert!(deployment.change_password("alice", "through-the-mirror"));
    assert!(!deployment.change_password("nobody", "through-the-mirror"));
    assert_eq!(deployment.server.users[0].password, "through-the-mirror");
}
