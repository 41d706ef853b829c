//! Rows C03 to C11: what a client of OpenID Connect does about each fault of a server.

use std::collections::BTreeSet;

use oauth_flow_simulator::party::relying_party::{Identity, RelyingParty};
use oauth_flow_simulator::protocol::jose::Algorithm;
use oauth_flow_simulator::protocol::jose::es256::ES256;
use oauth_flow_simulator::protocol::jose::rsassa::RS256;
use oauth_flow_simulator::protocol::scope::Scope;
use oauth_flow_simulator::server::fault::{FAULTS, Fault};
use oauth_flow_simulator::server::{Request, Response};

use crate::support::*;

proves! {
    C03 "RFC 9207 §2.4", C04 "OpenID Connect §3.1.3.7", C05 "OpenID Connect §3.1.3.7",
    C06 "RFC 8725 §3.1", C07 "OpenID Connect §3.1.3.7", C08 "OpenID Connect §2",
    C09 "OpenID Connect §3.1.3.8", C09 "OpenID Connect §3.3.2.10", C10 "OpenID Connect §5.3.2",
    C11 "OpenID Connect Discovery §4.3"
        => a_client_stops_at_each_fault_and_asks_for_nothing_more;
    C06 "RFC 8725 §3.1" => another_algorithm_than_the_registered_one_is_refused;
    C07 "OpenID Connect §10.1.1", M10 "OpenID Connect §10.1.1"
        => a_client_reads_the_keys_again_after_they_were_rotated;
    C09 "OpenID Connect §3.3.3.6", C05 "OpenID Connect §3.1.3.7", C04 "OpenID Connect §3.1.3.7"
        => an_id_token_of_another_sign_in_does_not_count;
}

/// Where the metadata is read.
const DISCOVERY: &str = "/.well-known/openid-configuration";
const TOKEN: &str = "/token";
const KEYS: &str = "/jwks";
const USERINFO: &str = "/userinfo";

/// How a sign-in ends: by which check it is refused, if it is, and what the client has asked for
/// after the browser had come back.
type End = (Option<&'static str>, &'static [&'static str]);

const SOUND: End = (None, &[TOKEN, USERINFO]);

/// Refused by the ID Token of the authorization response: the code is not redeemed.
const fn in_front(check: &'static str) -> End {
    (Some(check), &[])
}

/// Refused by what comes with the tokens: they are not used.
const fn behind(check: &'static str) -> End {
    (Some(check), &[TOKEN])
}

const fn both(check: &'static str) -> [End; 2] {
    [behind(check), in_front(check)]
}

/// What comes of each fault with `code`, and with `code id_token`.
const ENDS: &[(&str, [End; 2])] = &[
    (
        "id_token_issuer_is_another",
        both("id_token_is_of_the_server"),
    ),
    (
        "id_token_issuer_is_missing",
        both("id_token_is_of_the_server"),
    ),
    (
        "id_token_subject_is_missing",
        both("id_token_says_who_and_when"),
    ),
    ("id_token_subject_is_another", {
        let end = (Some("userinfo_is_about_the_same_person"), SOUND.1);
        [end, end]
    }),
    (
        "id_token_audience_is_another",
        both("id_token_is_for_this_client"),
    ),
    (
        "id_token_audience_is_missing",
        both("id_token_is_for_this_client"),
    ),
    (
        "id_token_time_of_issue_is_missing",
        both("id_token_says_who_and_when"),
    ),
    ("id_token_is_expired", both("id_token_has_not_expired")),
    (
        "id_token_nonce_is_another",
        both("nonce_is_the_requests_own"),
    ),
    (
        "id_token_nonce_is_missing",
        both("nonce_is_the_requests_own"),
    ),
    ("id_token_at_hash_is_another", {
        let end = behind("access_token_is_the_one_that_was_meant");
        [end, end]
    }),
    (
        "id_token_c_hash_is_another",
        [SOUND, in_front("code_is_the_one_that_was_meant")],
    ),
    (
        "id_token_signature_is_another",
        both("id_token_is_signed_by_the_server"),
    ),
    (
        "id_token_is_not_signed",
        both("id_token_is_signed_by_the_server"),
    ),
    (
        "id_token_is_signed_with_the_public_key_as_secret",
        both("id_token_is_signed_by_the_server"),
    ),
    // The keys are read again, once.
    (
        "id_token_key_is_unknown",
        [
            (Some("id_token_is_signed_by_the_server"), &[TOKEN, KEYS]),
            (Some("id_token_is_signed_by_the_server"), &[KEYS]),
        ],
    ),
    (
        "signing_key_is_rotated",
        [
            (None, &[TOKEN, KEYS, USERINFO]),
            (None, &[KEYS, TOKEN, USERINFO]),
        ],
    ),
    ("userinfo_subject_is_another", {
        let end = (Some("userinfo_is_about_the_same_person"), SOUND.1);
        [end, end]
    }),
    ("metadata_issuer_is_another", {
        let end = (
            Some("metadata_is_of_the_issuer_asked"),
            &[DISCOVERY] as &[&str],
        );
        [end, end]
    }),
    (
        "response_issuer_is_another",
        [in_front("issuer_is_the_one_asked"); 2],
    ),
    (
        "response_issuer_is_missing",
        [in_front("issuer_is_the_one_asked"); 2],
    ),
    (
        "response_state_is_another",
        [in_front("state_is_the_transactions_own"); 2],
    ),
    (
        "response_state_is_missing",
        [in_front("state_is_the_transactions_own"); 2],
    ),
    (
        "token_type_is_unknown",
        [behind("token_type_is_understood"); 2],
    ),
    ("server_has_an_error", [in_front("answer_is_no_error"); 2]),
    ("server_is_overloaded", [in_front("answer_is_no_error"); 2]),
];

/// A world with a client of OpenID Connect in it.
struct Visit {
    world: World,
    client: Option<RelyingParty>,
    /// The paths of what the client has asked for.
    asked: Vec<String>,
    /// The check at which it stopped.
    stopped_at: Option<String>,
}

impl Visit {
    /// The client has registered `algorithm`, and reads what a server with `fault` publishes.
    fn new(mut world: World, algorithm: Algorithm, fault: Option<&'static Fault>) -> Visit {
        let registered = world.client_mut(&RELYING_PARTY);
        registered.openid_connect.id_token_signed_response_alg = Some(algorithm.name.to_owned());
        let mut registration = registered.clone();
        registration.scope = Scope::of(&["openid"]);
        world.server.faults.extend(fault);
        let (mut asked, mut checks) = (Vec::new(), Vec::new());
        let mut send = sending(&mut world, &mut asked);
        let client =
            RelyingParty::discover(ISSUER, registration, algorithm, 1, &mut send, &mut checks);
        drop(send);
        let failed = checks.iter().find(|check| check.has_failed());
        assert_eq!(client.is_err(), failed.is_some());
        Visit {
            world,
            client: client.ok(),
            asked,
            stopped_at: failed.map(|check| check.name.to_string()),
        }
    }

    /// Alice signs in and approves. The address to which her browser is sent.
    fn callback(&mut self, response_type: &str) -> String {
        let client = self.client.as_mut().expect("there is a client");
        let url = client.authentication_request(response_type);
        let request = self.world.browser.open(&url);
        let mut handled = self.world.send_from_browser(&request, NOW);
        if location(&handled).is_empty() {
            handled = self.world.sign_in(handled, NOW);
        }
        if location(&handled).is_empty() {
            handled = self.world.submit(&handled, &[("decision", "approve")], NOW);
        }
        location(&handled).to_owned()
    }

    /// The client acts on the address that the browser brings.
    fn bring(&mut self, url: &str) -> Option<Identity> {
        let client = self.client.as_mut().expect("there is a client");
        self.asked.clear();
        let mut checks = Vec::new();
        let mut send = sending(&mut self.world, &mut self.asked);
        let identity = client.sign_in(url, NOW, &mut send, &mut checks);
        drop(send);
        let failed = checks.iter().find(|check| check.has_failed());
        assert_eq!(identity.is_err(), failed.is_some());
        self.stopped_at = failed.map(|check| check.name.to_string());
        assert_eq!(client.application.tokens.is_some(), identity.is_ok());
        assert_eq!(client.application.transaction, None);
        identity.ok()
    }

    #[track_caller]
    fn ends_as(&self, (check, asked): End) {
        assert_eq!(self.stopped_at.as_deref(), check);
        assert_eq!(self.asked, asked);
    }
}

fn sending<'a>(
    world: &'a mut World,
    asked: &'a mut Vec<String>,
) -> impl FnMut(&Request) -> Response + use<'a> {
    |request| {
        asked.push(request.uri().path().to_owned());
        world.send(request, NOW).response
    }
}

fn a_client_stops_at_each_fault_and_asks_for_nothing_more() {
    let named: BTreeSet<&str> = ENDS.iter().map(|(name, _)| *name).collect();
    let known: BTreeSet<&str> = FAULTS.iter().map(|fault| fault.name).collect();
    assert_eq!(named, known, "every fault has to be noticed");
    under_every_profile(|world| {
        let profile = world.profile;
        for (place, response_type) in ["code", "code id_token"].into_iter().enumerate() {
            let mut visit = Visit::new(World::new(profile), ES256, None);
            let url = visit.callback(response_type);
            let identity = visit.bring(&url).expect("nothing is wrong");
            visit.ends_as(SOUND);
            assert_eq!(identity.subject, "user:alice");
            // What was brought once is of no use again.
            assert_eq!(visit.bring(&url), None);
            visit.ends_as(in_front("state_is_the_transactions_own"));

            let metadata = &visit
                .client
                .as_ref()
                .expect("there is a client")
                .application
                .metadata;
            let has_issuer = metadata.authorization_response_iss_parameter_supported;
            for (name, ends) in ENDS {
                println!("{name}, {response_type}");
                // A server that does not promise iss may leave it out: RFC 9207 section 2.4.
                let is_allowed = *name == "response_issuer_is_missing" && !has_issuer;
                let end = if is_allowed { SOUND } else { ends[place] };
                let fault = Fault::parse(name).expect("it is in the list");
                // The keys are read before they are rotated.
                let at_once = Some(fault).filter(|_| name.starts_with("metadata"));
                let mut visit = Visit::new(World::new(profile), ES256, at_once);
                if visit.client.is_some() {
                    visit.world.server.faults.push(fault);
                    let url = visit.callback(response_type);
                    let identity = visit.bring(&url);
                    assert_eq!(identity.is_some(), end.0.is_none());
                }
                visit.ends_as(end);
            }
        }
    });
}

fn another_algorithm_than_the_registered_one_is_refused() {
    under_every_profile(|world| {
        for (registered, used) in [(ES256, "RS256"), (RS256, "ES256")] {
            let mut visit = Visit::new(World::new(world.profile), registered, None);
            let client = visit.world.client_mut(&RELYING_PARTY);
            client.openid_connect.id_token_signed_response_alg = Some(used.to_owned());
            let url = visit.callback("code");
            assert_eq!(visit.bring(&url), None);
            visit.ends_as(behind("id_token_is_signed_by_the_server"));
        }
    });
}

fn a_client_reads_the_keys_again_after_they_were_rotated() {
    under_every_profile(|world| {
        let mut visit = Visit::new(World::new(world.profile), ES256, None);
        // The next key is published, and the one after it is not yet.
        visit.world.server.rotate_signing_key(NOW);
        let url = visit.callback("code");
        assert!(visit.bring(&url).is_some());
        visit.ends_as(SOUND);
        visit.world.server.rotate_signing_key(NOW);
        let url = visit.callback("code");
        assert!(visit.bring(&url).is_some());
        visit.ends_as((None, &[TOKEN, KEYS, USERINFO]));
        // Now it knows the key that comes next as well.
        visit.world.server.rotate_signing_key(NOW);
        let url = visit.callback("code id_token");
        assert!(visit.bring(&url).is_some());
        visit.ends_as(SOUND);
    });
}

/// What is taken out of one answer and put into another one.
fn an_id_token_of_another_sign_in_does_not_count() {
    under_every_profile(|world| {
        let mut visit = Visit::new(World::new(world.profile), ES256, None);
        let parameters = |url: &str| -> Pairs {
            let (_, encoded) = url.split_once('#').expect("it stands in the fragment");
            let known = ["code", "id_token", "state", "iss"];
            let parsed =
                oauth_flow_simulator::protocol::form::Parameters::parse(encoded.as_bytes());
            let pairs: Vec<(&str, &str)> = known
                .iter()
                .filter_map(|name| Some((*name, parsed.get(name)?)))
                .collect();
            Pairs::of(&pairs)
        };
        let value = |pairs: &Pairs, name: &str| {
            let parsed =
                oauth_flow_simulator::protocol::form::Parameters::parse(pairs.encoded().as_bytes());
            parsed.get(name).unwrap_or_default().to_owned()
        };
        let earlier = parameters(&visit.callback("code id_token"));
        let cases = [
            ("id_token", "nonce_is_the_requests_own"),
            ("code", "code_is_the_one_that_was_meant"),
        ];
        for (name, check) in cases {
            let own = parameters(&visit.callback("code id_token"));
            let mixed = own.with(name, &value(&earlier, name));
            let url = format!("{}#{}", RELYING_PARTY.redirect_uri, mixed.encoded());
            assert_eq!(visit.bring(&url), None);
            visit.ends_as(in_front(check));
        }
        // Two ID Tokens of one sign-in that are about two people.
        let url = visit.callback("code id_token");
        let client = visit.client.as_mut().expect("there is a client");
        let world = &mut visit.world;
        let mut checks = Vec::new();
        let mut send = |request: &Request| {
            let fault = Fault::parse("id_token_subject_is_another");
            world.server.faults.extend(fault);
            world.send(request, NOW).response
        };
        client
            .sign_in(&url, NOW, &mut send, &mut checks)
            .expect_err("they are two people");
        let last = checks.last().map(|check| &*check.name);
        assert_eq!(last, Some("id_tokens_are_about_the_same_person"));
    });
}
