//! Row M10: a new key signs after everybody could read it, and an old one goes after its tokens.

use std::collections::BTreeSet;

use http::Method;

use crate::support::*;
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::protocol::jose::{self, JwkSet};

proves! {
    M10 "OpenID Connect §10.1.1" => a_key_is_published_before_it_signs_and_after_its_last_token;
    M10 "OpenID Connect §10.1.1" => an_id_token_of_an_old_key_is_known_again;
}

fn published(world: &mut World, at: Timestamp) -> JwkSet {
    let request = request(Method::GET, &world.server.url("/jwks"));
    JwkSet::parse(world.send(&request, at).response.body())
}

fn names(world: &mut World, at: Timestamp) -> Vec<String> {
    let keys = published(world, at).keys.into_iter();
    keys.filter_map(|key| key.kid).collect()
}

fn name_in(token: &str) -> String {
    let header = jose::decode(token).expect("it is a JWT").header;
    text(&header, "kid")
}

fn a_key_is_published_before_it_signs_and_after_its_last_token() {
    under_every_profile(|world| {
        // The longest of several lifetimes counts, whichever it is.
        let policy = &mut world.server.policy;
        policy.id_token_lifetime_seconds = 2 * policy.access_token_lifetime_seconds;
        let old_token = world.tokens(&WEB, NOW).access_token;
        let old = name_in(&old_token);
        let before = names(world, NOW);
        assert!(before.contains(&old));

        world.server.rotate_signing_key(NOW);
        let announced = names(world, NOW);
        let new: Vec<_> = announced
            .iter()
            .filter(|name| !before.contains(name))
            .collect();
        assert_eq!((new.len(), announced.len()), (1, before.len() + 1));
        assert_eq!(name_in(&world.tokens(&WEB, NOW).access_token), old);

        let later = NOW.plus(10);
        world.server.rotate_signing_key(later);
        let new_token = world.tokens(&WEB, later).access_token;
        assert_eq!(name_in(&new_token), *new[0]);
        let later_names: BTreeSet<String> = names(world, later).into_iter().collect();
        assert_eq!(
            later_names.len(),
            announced.len() + 1,
            "the next one is new"
        );
        assert!(names(world, later).contains(&old));
        world.api.keys = published(world, later);
        world.opens_the_api(&old_token, later);
        world.opens_the_api(&new_token, later);

        let policy = &world.server.policy;
        let longest = policy
            .access_token_lifetime_seconds
            .max(policy.id_token_lifetime_seconds);
        let last = later.plus(longest - 1);
        assert!(names(world, last).contains(&old));
        let after = names(world, later.plus(longest));
        assert!(!after.contains(&old) && after.contains(new[0]));
    });
}

fn an_id_token_of_an_old_key_is_known_again() {
    under_every_profile(|world| {
        let client = world.client_mut(&RELYING_PARTY);
        client.openid_connect.id_token_signed_response_alg = Some("ES256".to_owned());
        let tokens = world.authenticated(&authentication(), NOW);
        let id_token = text(&tokens, "id_token");
        for _ in 0..2 {
            world.server.rotate_signing_key(NOW);
        }
        let again = world.authenticated(&authentication().with("prompt", "consent"), NOW);
        assert_ne!(name_in(&text(&again, "id_token")), name_in(&id_token));
        let silent = authentication()
            .with("prompt", "none")
            .with("id_token_hint", &id_token);
        let answer = world.visit(&silent, NOW);
        assert!(
            location_parameter(&answer, "code").is_some(),
            "{}",
            location(&answer)
        );
    });
}
