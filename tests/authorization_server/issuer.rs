//! Rows Q: who has answered, told in every authorization response.

use http::Method;

use crate::support::*;
use oauth_flow_simulator::party::browser::form_in;
use oauth_flow_simulator::party::client_application::{ClientApplication, json_in};
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::Handled;

proves! {
    Q01 "RFC 9207 §2", Q01 "RFC 9207 §2.3" => every_answer_names_the_issuer_of_the_metadata;
    Q02 "RFC 9207 §3", Q02 "RFC 9207 §2.3" => metadata_promises_iss_where_it_is_sent;
    Q03 "RFC 9207 §2.4", C03 "RFC 9207 §2.4" => an_application_uses_no_answer_of_another_server;
}

/// The `iss` of an answer, wherever it stands.
fn issuer_in(handled: &Handled) -> Option<String> {
    let fields = form_in(&handled.response).map(|form| form.hidden);
    let mut fields = fields.unwrap_or_default().into_iter();
    let in_form = fields.find(|(name, _)| name == "iss");
    in_form
        .map(|(_, value)| value)
        .or_else(|| location_parameter(handled, "iss"))
}

fn published(world: &mut World) -> serde_json::Value {
    let url = format!("{ISSUER}/.well-known/oauth-authorization-server");
    json_in(&world.send(&request(Method::GET, &url), NOW).response)
}

fn every_answer_names_the_issuer_of_the_metadata() {
    under_every_profile(|world| {
        world.server.policy.issuer_is_in_authorization_response = true;
        let metadata = published(world);
        let list = |name: &str| -> Vec<String> {
            let names = metadata[name].as_array().expect("it is a list");
            names
                .iter()
                .map(|name| name.as_str().expect("it is a text").to_owned())
                .collect()
        };
        let response_types = list("response_types_supported");
        let client = world.client_mut(&WEB);
        client.response_types.clone_from(&response_types);
        client.scope = Scope::of(&["openid", "photos.read"]);
        for response_type in &response_types {
            for response_mode in list("response_modes_supported") {
                println!("{response_type} {response_mode}");
                let request = WEB
                    .authorization()
                    .with("scope", "openid photos.read")
                    .with("nonce", "n-0S6_WzA2Mj")
                    .with("response_type", response_type)
                    .with("response_mode", &response_mode);
                if response_mode == "query" && response_type != "code" {
                    // No token goes into the query: the refusal names the issuer, too.
                    let refused = world.visit(&request, NOW);
                    assert_eq!(issuer_in(&refused).as_deref(), Some(ISSUER));
                    continue;
                }
                let answers = [
                    world.decide(&request.clone().with("prompt", "consent"), "approve", NOW),
                    world.decide(&request.clone().with("prompt", "consent"), "deny", NOW),
                    world.visit(&request.clone().with("scope", "openid ,\u{e9}"), NOW),
                    world.visit(&request.with("code_challenge", "short"), NOW),
                ];
                for (number, answer) in answers.iter().enumerate() {
                    assert_eq!(issuer_in(answer).as_deref(), Some(ISSUER), "{number}");
                }
            }
        }
        assert_eq!(metadata["issuer"], ISSUER);
    });
}

fn metadata_promises_iss_where_it_is_sent() {
    under_every_profile(|world| {
        for is_sent in [true, false] {
            world.server.policy.issuer_is_in_authorization_response = is_sent;
            let promised = &published(world)["authorization_response_iss_parameter_supported"];
            assert_eq!(promised.as_bool(), Some(is_sent));
            for decision in ["approve", "deny"] {
                let answer = world.decide(&WEB.authorization(), decision, NOW);
                assert_eq!(issuer_in(&answer).is_some(), is_sent);
            }
        }
    });
}

fn an_application_uses_no_answer_of_another_server() {
    under_every_profile(|world| {
        for is_promised in [true, false] {
            world.server.policy.issuer_is_in_authorization_response = is_promised;
            let metadata = world.server.metadata();
            let judge = |iss: Option<&str>| {
                let (registration, api) = (WEB.registration(), format!("{API}/photos"));
                let metadata = metadata.clone();
                let mut client = ClientApplication::new(registration, metadata, api, None, 1);
                let state = client.start_transaction(true, None).state.clone();
                let pairs = Pairs::of(&[("code", "some-code"), ("state", &state)]);
                let pairs = match iss {
                    Some(iss) => pairs.and("iss", iss),
                    None => pairs,
                };
                let url = format!("{}?{}", WEB.redirect_uri, pairs.encoded());
                let mut checks = Vec::new();
                let _ = client.judge_authorization_response(&url, None, &mut checks);
                let mut failed = checks.iter().filter(|check| check.has_failed());
                failed.next().map(|check| check.name.to_string())
            };
            let check = Some("issuer_is_the_one_asked");
            for wrong in [
                "https://evil.example.com",
                "https://auth.example.com/",
                "https://AUTH.example.com",
                "http://auth.example.com",
            ] {
                assert_eq!(judge(Some(wrong)).as_deref(), check, "{wrong}");
            }
            assert_eq!(judge(None).as_deref(), check.filter(|_| is_promised));
            assert_eq!(judge(Some(ISSUER)), None);
        }
    });
}
