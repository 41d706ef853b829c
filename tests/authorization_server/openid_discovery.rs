//! Rows M of OpenID Connect: the metadata at its own address.

use http::Method;
use serde_json::{Value, json};

use crate::support::*;
use oauth_flow_simulator::party::client_application::json_in;

proves! {
    M01 "OpenID Connect Discovery §4.2" => both_addresses_have_the_same_document;
    M02 "OpenID Connect Discovery §4.1" => the_well_known_part_stands_behind_the_path_of_an_issuer;
    M04 "OpenID Connect Discovery §3", M05 "OpenID Connect §15.1", M07 "OpenID Connect Discovery §3"
        => the_document_has_what_a_relying_party_needs;
}

const PATH: &str = "/.well-known/openid-configuration";

fn document(world: &mut World, url: &str) -> Value {
    let handled = world.send(&request(Method::GET, url), NOW);
    assert_eq!(status(&handled), 200, "{url}");
    let content_type = header_text(&handled, http::header::CONTENT_TYPE);
    assert_eq!(content_type, "application/json");
    json_in(&handled.response)
}

fn both_addresses_have_the_same_document() {
    under_every_profile(|world| {
        let of_oauth = format!("{ISSUER}/.well-known/oauth-authorization-server");
        let of_oauth = document(world, &of_oauth);
        assert_eq!(document(world, &format!("{ISSUER}{PATH}")), of_oauth);
    });
}

fn the_well_known_part_stands_behind_the_path_of_an_issuer() {
    under_every_profile(|world| {
        let issuer = format!("{ISSUER}/tenants/1");
        world.server.issuer.clone_from(&issuer);
        assert_eq!(
            document(world, &format!("{issuer}{PATH}"))["issuer"],
            issuer
        );
        let between = format!("{ISSUER}{PATH}/tenants/1");
        let handled = world.send(&request(Method::GET, &between), NOW);
        assert_eq!(status(&handled), 404);
    });
}

fn the_document_has_what_a_relying_party_needs() {
    under_every_profile(|world| {
        let document = document(world, &format!("{ISSUER}{PATH}"));
        let has = |name: &str, value: &str| {
            let values = document[name].as_array();
            values.is_some_and(|values| values.iter().any(|known| known == value))
        };
        for name in [
            "issuer",
            "authorization_endpoint",
            "token_endpoint",
            "jwks_uri",
        ] {
            assert!(document[name].is_string(), "{name}");
        }
        assert!(has("scopes_supported", "openid"));
        assert!(has("id_token_signing_alg_values_supported", "RS256"));
        assert!(has("response_types_supported", "code id_token"));
        assert!(has("response_modes_supported", "form_post"));
        assert!(has("claims_supported", "email"));
        assert_eq!(
            document["subject_types_supported"],
            json!(["public", "pairwise"])
        );
        assert_eq!(document["claims_parameter_supported"], true);
        assert_eq!(document["request_parameter_supported"], false);
        assert_eq!(document["request_uri_parameter_supported"], false);
        for (name, value) in document.as_object().expect("an object") {
            if name.ends_with("_endpoint") || name.ends_with("_uri") {
                let url = value.as_str().expect("an address");
                let path = url
                    .strip_prefix(ISSUER)
                    .expect("an https address of the issuer");
                assert!(world.server.endpoint(path).is_some(), "{name}");
            }
        }
    });
}
