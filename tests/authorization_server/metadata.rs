//! Rows M: what the server publishes about itself.

use std::collections::BTreeSet;

use http::Method;
use serde_json::Value;

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::Handled;
use oauth_flow_simulator::server::capabilities::ALL;
use oauth_flow_simulator::server::client::name_list;
use oauth_flow_simulator::server::policy::{PkceRequirement, Policy, Profile, Registrants};

proves! {
    M01 "RFC 8414 §3.1" => metadata_is_published_as_json_at_the_well_known_address;
    M02 "RFC 8414 §3.1" => the_path_of_an_issuer_stands_behind_the_well_known_address;
    M03 "RFC 8414 §2", M03 "RFC 8414 §3.3" => the_issuer_is_the_address_that_was_asked;
    M08 "RFC 8414 §3.2" => lists_without_elements_are_left_out;
    M06 "RFC 8414 §2" => metadata_says_what_the_server_does_whatever_the_switches;
    M09 "RFC 7517 §4.5" => the_key_set_has_public_keys_only_each_with_its_name;
}

const WELL_KNOWN: &str = "/.well-known/oauth-authorization-server";

fn get(world: &mut World, url: &str) -> Handled {
    world.send(&request(Method::GET, url), NOW)
}

fn document(world: &mut World) -> Value {
    json_in(&get(world, &format!("{ISSUER}{WELL_KNOWN}")).response)
}

fn metadata_is_published_as_json_at_the_well_known_address() {
    under_every_profile(|world| {
        let handled = get(world, &format!("{ISSUER}{WELL_KNOWN}"));
        assert_eq!(status(&handled), 200);
        let content_type = http::header::CONTENT_TYPE;
        assert_eq!(header_text(&handled, content_type), "application/json");
        let document = json_in(&handled.response);
        for (name, value) in json_in(&handled.response).as_object().expect("an object") {
            assert!(!value.is_null(), "{name} in {document}");
        }
    });
}

fn the_path_of_an_issuer_stands_behind_the_well_known_address() {
    let origin = ISSUER;
    let tenant = format!("{origin}/tenants/1");
    for issuer in [tenant.clone(), format!("{tenant}/")] {
        under_every_profile(|world| {
            world.server.issuer.clone_from(&issuer);
            let handled = get(world, &format!("{origin}{WELL_KNOWN}/tenants/1"));
            assert_eq!(status(&handled), 200);
            let document = json_in(&handled.response);
            assert_eq!(document["issuer"], issuer);
            for elsewhere in [
                format!("{origin}{WELL_KNOWN}"),
                format!("{tenant}{WELL_KNOWN}"),
                format!("{origin}{WELL_KNOWN}/tenants/2"),
                format!("{origin}/token"),
                format!("{origin}/tenants/1"),
            ] {
                assert_eq!(status(&get(world, &elsewhere)), 404, "{elsewhere}");
            }
            assert_eq!(status(&get(world, &format!("{tenant}/jwks"))), 200);
            // The whole flow stays below the issuer, the server's own forms included.
            let url = text(&document, "authorization_endpoint");
            assert_eq!(url, format!("{tenant}/authorize"));
            let query = WEB.authorization().encoded();
            let request = world.browser.open(&format!("{url}?{query}"));
            let page = world.send_from_browser(&request, NOW);
            let page = world.sign_in(page, NOW);
            let answer = world.submit(&page, &[("decision", "approve")], NOW);
            let code = location_parameter(&answer, "code").expect("there is a code");
            let mut request = WEB.token_request(&WEB.redemption(&code));
            *request.uri_mut() = text(&document, "token_endpoint").parse().expect("a URL");
            tokens_in(&world.send(&request, NOW));
        });
    }
}

fn the_issuer_is_the_address_that_was_asked() {
    under_every_profile(|world| {
        let document = document(world);
        assert_eq!(document["issuer"], ISSUER);
        assert!(ISSUER.starts_with("https://") && !ISSUER.contains(['?', '#']));
        let members = document.as_object().expect("the document is an object");
        for (name, value) in members {
            if name.ends_with("_endpoint") || name == "jwks_uri" {
                let address = value.as_str().expect("an address is a text");
                assert!(address.starts_with(ISSUER), "{name} is {address}");
            }
        }
    });
}

fn lists_without_elements_are_left_out() {
    under_every_profile(|world| {
        let document = document(world);
        let members = document.as_object().expect("the document is an object");
        for (name, value) in members {
            assert_ne!(value, &Value::Array(Vec::new()), "{name}");
        }
        let mut metadata = world.server.metadata();
        metadata.scopes_supported.clear();
        let document = serde_json::to_value(&metadata).expect("it is JSON");
        assert_eq!(document.get("scopes_supported"), None);
    });
}

fn the_key_set_has_public_keys_only_each_with_its_name() {
    under_every_profile(|world| {
        let address = text(&document(world), "jwks_uri");
        let set = json_in(&get(world, &address).response);
        let keys = set["keys"].as_array().expect("there is a list of keys");
        assert!(!keys.is_empty());
        for key in keys {
            assert_eq!(key["use"], "sig");
            assert!(key["alg"].is_string());
            for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
                assert!(key[private].is_null(), "{private}");
            }
        }
        let names: BTreeSet<String> = keys.iter().map(|key| text(key, "kid")).collect();
        assert_eq!(names.len(), keys.len());
    });
}

/// The switches that metadata has a word for.
const SWITCHES: &[fn(&mut Policy)] = &[
    |policy| policy.plain_challenge_is_accepted ^= true,
    |policy| policy.implicit_grant_is_enabled ^= true,
    |policy| policy.password_grant_is_enabled ^= true,
    |policy| policy.code_is_the_only_answer ^= true,
    |policy| policy.clients_sign_with_private_keys ^= true,
    |policy| policy.pushed_requests_are_required ^= true,
    |policy| policy.issuer_is_in_authorization_response ^= true,
    |policy| policy.registrants = Registrants::Nobody,
];

const RESPONSE_TYPES: &[&str] = &[
    "code",
    "token",
    "id_token",
    "code id_token",
    "code token",
    "id_token token",
    "code id_token token",
    "none",
];

fn metadata_says_what_the_server_does_whatever_the_switches() {
    let mut world = World::new(Profile::OAuth20);
    // Under some of the policies no client of this world can ask for anything.
    world.mends_refusals = false;
    let client = world.client_mut(&WEB);
    client.response_types = name_list(RESPONSE_TYPES);
    client.scope = Scope::of(&["openid", "photos.read", "photos.write"]);
    let mut policies = 0;
    for chosen in 0..1_usize << SWITCHES.len() {
        let mut policy = Profile::OAuth20.policy();
        policy.pkce = PkceRequirement::Nobody;
        policy.registrants = Registrants::Everybody;
        let on = SWITCHES.iter().enumerate();
        on.filter(|(index, _)| chosen & (1 << index) != 0)
            .for_each(|(_, switch)| switch(&mut policy));
        println!("{policy:?}");
        world.server.policy = policy;
        let document = document(&mut world);
        endpoints_answer(&mut world, &document);
        authorization_requests_fare_as_published(&mut world, &document);
        token_requests_fare_as_published(&mut world, &document);
        policies += 1;
    }
    assert_eq!(policies, 256);
}

fn lists(document: &Value, member: &str, value: &str) -> bool {
    let list = document[member].as_array();
    list.is_some_and(|list| list.iter().any(|one| one == value))
}

/// What is named is there, and what is there for clients is named.
#[track_caller]
fn endpoints_answer(world: &mut World, document: &Value) {
    let members = document.as_object().expect("the document is an object");
    let mut named = BTreeSet::new();
    for (name, value) in members {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            let address = value.as_str().expect("an address is a text");
            assert_ne!(status(&get(world, address)), 404, "{name}");
            named.insert(address.to_owned());
        }
    }
    for path in ["/register", "/par", "/revoke", "/introspect", "/userinfo"] {
        assert!(ALL.endpoints.iter().any(|endpoint| endpoint.path == path));
        let address = format!("{ISSUER}{path}");
        let is_there = status(&get(world, &address)) != 404;
        assert_eq!(is_there, named.contains(&address), "{path}");
    }
}

#[track_caller]
fn authorization_requests_fare_as_published(world: &mut World, document: &Value) {
    let base = WEB
        .authorization()
        .with("scope", "openid photos.read")
        .and("nonce", "n");
    let mut failed = |pairs: &Pairs| {
        let handled = world.send(&authorization(pairs), NOW);
        let iss = [location_parameter(&handled, "iss"), None];
        let check = handled.failed_check().map(|check| check.name.to_string());
        (check, iss.into_iter().flatten().next())
    };
    let (check, iss) = failed(&base.clone().with("code_challenge_method", "S512"));
    let must_push = document["require_pushed_authorization_requests"] == true;
    assert_eq!(check.as_deref() == Some("request_is_pushed"), must_push);
    let is_promised = document["authorization_response_iss_parameter_supported"] == true;
    assert_eq!(iss.is_some(), is_promised);
    if must_push {
        return;
    }
    for response_type in RESPONSE_TYPES {
        let (check, _) = failed(&base.clone().with("response_type", response_type));
        let is_served = check.as_deref() != Some("response_type_is_supported");
        let is_listed = lists(document, "response_types_supported", response_type);
        assert_eq!(is_served, is_listed, "{response_type}");
    }
    for method in ["S256", "plain"] {
        let (check, _) = failed(&base.clone().with("code_challenge_method", method));
        let is_served = check.as_deref() != Some("code_challenge_method_is_supported");
        let is_listed = lists(document, "code_challenge_methods_supported", method);
        assert_eq!(is_served, is_listed, "{method}");
    }
}

#[track_caller]
fn token_requests_fare_as_published(world: &mut World, document: &Value) {
    for (caller, method) in [(&WEB, "client_secret_basic"), (&PAGE, "none")] {
        let request = caller.token_request(&caller.redemption("unknown"));
        let is_known = status(&world.send(&request, NOW)) != 401;
        let is_listed = lists(document, "token_endpoint_auth_methods_supported", method);
        assert_eq!(is_known, is_listed, "{method}");
        if !is_known {
            continue;
        }
        for grant in ALL.grants {
            let pairs = Pairs::of(&[("grant_type", grant.name)]);
            let handled = world.send(&caller.token_request(&pairs), NOW);
            let error = json_in(&handled.response)["error"].clone();
            let is_listed = lists(document, "grant_types_supported", grant.name);
            assert_eq!(
                error != "unsupported_grant_type",
                is_listed,
                "{}",
                grant.name
            );
        }
    }
}
