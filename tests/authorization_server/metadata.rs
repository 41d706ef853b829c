//! Rows M: what the server publishes about itself.

use std::collections::BTreeSet;

use http::Method;
use serde_json::Value;

use crate::support::*;
use oauth_flow_simulator::actor::client_application::json_in;
use oauth_flow_simulator::server::Handled;

proves! {
    M01 "RFC 8414 §3.1" => metadata_is_published_as_json_at_the_well_known_address;
    M02 "RFC 8414 §3.1" => the_path_of_an_issuer_stands_behind_the_well_known_address;
    M03 "RFC 8414 §2", M03 "RFC 8414 §3.3" => the_issuer_is_the_address_that_was_asked;
    M08 "RFC 8414 §3.2" => lists_without_elements_are_left_out;
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
