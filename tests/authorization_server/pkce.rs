//! Rows P: Proof Key for Code Exchange.

use crate::support::*;
use oauth_flow_simulator::protocol::pkce::ChallengeMethod;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::spec;

proves! {
    P01 "RFC 7636 §4.6" => the_vector_of_appendix_b_verifies;
    P02 "RFC 7636 §4.3" => a_plain_challenge_is_only_for_oauth_2_0;
    P03 "RFC 7636 §4.4.1", P03 "RFC 9700 §2.1.1" => who_has_to_use_pkce_cannot_go_without;
    P04 "RFC 7636 §4.4.1", P05 "RFC 7636 §4.2", P06 "RFC 7636 §4.3"
        => a_challenge_that_cannot_be_kept_is_refused;
    P07 "RFC 7636 §4.6", P10 "RFC 7636 §4.1", P13 "RFC 7636 §4.6"
        => a_wrong_verifier_is_refused_and_burns_nothing;
    P13 "RFC 7636 §4.6" => a_wrong_verifier_burns_the_code_where_the_policy_says_so;
    P08 "RFC 7636 §4.6" => a_verifier_cannot_be_left_out;
    P09 "RFC 9700 §4.8.2" => a_verifier_without_a_challenge_is_refused;
    P11 "RFC 7636 §4.4" => a_challenge_cannot_be_read_in_the_answer;
    P12 "RFC 8414 §2" => metadata_names_the_accepted_methods;
}

/// The challenge of [RFC 7636 appendix B](https://www.rfc-editor.org/rfc/rfc7636.html#appendix-B).
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn the_vector_of_appendix_b_verifies() {
    assert_eq!(ChallengeMethod::S256.challenge(VERIFIER), CHALLENGE);
    under_every_profile(|world| {
        let request = PAGE.authorization().with("code_challenge", CHALLENGE);
        let code = world.code_for(&request, NOW);
        world.redeem(&PAGE, &code, NOW);
    });
}

fn a_plain_challenge_is_only_for_oauth_2_0() {
    let check = "code_challenge_method_is_supported";
    let expected = redirect("invalid_request", check, spec::RFC_7636_4_4_1);
    let plain = PAGE.authorization().with("code_challenge", VERIFIER);
    let ways = [
        // "Defaults to plain if not present in the request."
        plain.clone().without("code_challenge_method"),
        plain.with("code_challenge_method", "plain"),
    ];
    under(&[Profile::Rfc9700, Profile::OAuth21], |world| {
        for request in &ways {
            world.refuses(&authorization(request), NOW, &expected);
        }
    });
    under(&[Profile::OAuth20], |world| {
        for request in &ways {
            let code = world.code_for(request, NOW);
            // Plain means equal: the verifier of the S256 challenge is another one.
            let wrong = PAGE.redemption(&code).with("code_verifier", CHALLENGE);
            let check = "code_verifier_matches_challenge";
            let expected = json(400, "invalid_grant", check, spec::RFC_7636_4_6);
            world.refuses(&PAGE.token_request(&wrong), NOW, &expected);
            world.redeem(&PAGE, &code, NOW);
        }
    });
}

fn who_has_to_use_pkce_cannot_go_without() {
    let expected = redirect(
        "invalid_request",
        "code_challenge_is_sent",
        spec::RFC_7636_4_4_1,
    );
    let without = |caller: Caller| {
        caller
            .authorization()
            .without("code_challenge")
            .without("code_challenge_method")
    };
    under_every_profile(|world| {
        for caller in [WEB, OTHER_WEB, PAGE, NATIVE] {
            println!("{}", caller.client_id);
            let is_public = matches!(caller.credentials, Credentials::None);
            let is_required = match world.profile {
                Profile::OAuth20 => false,
                Profile::Rfc9700 => is_public,
                Profile::OAuth21 | Profile::Fapi20 => true,
            };
            if is_required {
                world.refuses(&authorization(&without(caller)), NOW, &expected);
                // An empty challenge is none.
                let empty = without(caller).and("code_challenge", "");
                world.refuses(&authorization(&empty), NOW, &expected);
            } else {
                let code = world.code_for(&without(caller), NOW);
                let redemption = caller.redemption(&code).without("code_verifier");
                world.tokens_for(&caller, &redemption, NOW);
            }
        }
    });
}

fn a_challenge_that_cannot_be_kept_is_refused() {
    let unknown = redirect(
        "invalid_request",
        "code_challenge_method_is_supported",
        spec::RFC_7636_4_4_1,
    );
    let malformed = redirect(
        "invalid_request",
        "code_challenge_is_well_formed",
        spec::RFC_7636_4_2,
    );
    let whole = PAGE.authorization();
    let challenge = |text: &str| whole.clone().with("code_challenge", text);
    let method = |name: &str| whole.clone().with("code_challenge_method", name);
    let cases = [
        ("unknown method", method("S512"), unknown),
        ("method in another case", method("s256"), unknown),
        ("method with a space", method("S256 "), unknown),
        ("42 characters", challenge(&CHALLENGE[1..]), malformed),
        ("129 characters", challenge(&"a".repeat(129)), malformed),
        ("padding", challenge(&format!("{CHALLENGE}=")), malformed),
        (
            "base64 instead of base64url",
            challenge(&CHALLENGE.replace('-', "+")),
            malformed,
        ),
        ("a space", challenge(&format!("{CHALLENGE} ")), malformed),
        ("not ASCII", challenge(&"\u{e9}".repeat(30)), malformed),
    ];
    under_every_profile(|world| {
        for (what, request, expected) in &cases {
            println!("{what}");
            let handled = world.refuses(&authorization(request), NOW, expected);
            assert_eq!(
                location_parameter(&handled, "state").as_deref(),
                Some(STATE)
            );
        }
        // A method alone; who has to use PKCE lacks the challenge in the first place.
        let alone = WEB.authorization().without("code_challenge");
        let expected = if world.profile == Profile::OAuth21 {
            redirect(
                "invalid_request",
                "code_challenge_is_sent",
                spec::RFC_7636_4_4_1,
            )
        } else {
            let check = "code_challenge_method_has_a_challenge";
            redirect("invalid_request", check, spec::RFC_7636_4_3)
        };
        world.refuses(&authorization(&alone), NOW, &expected);
        // The shortest and the longest that there may be.
        for length in [43, 128] {
            let request = challenge(&"~".repeat(length));
            assert_eq!(status(&world.visit(&request, NOW)), 200);
        }
    });
}

fn a_wrong_verifier_burns_the_code_where_the_policy_says_so() {
    let check = "code_verifier_matches_challenge";
    let expected = json(400, "invalid_grant", check, spec::RFC_7636_4_6);
    let check = "code_was_issued_to_the_client";
    let gone = json(400, "invalid_grant", check, spec::RFC_6749_4_1_3);
    under_every_profile(|world| {
        world.server.policy.failed_verifier_burns_code = true;
        let code = world.code(&PAGE, NOW);
        let right = PAGE.token_request(&PAGE.redemption(&code));
        let wrong = PAGE
            .redemption(&code)
            .with("code_verifier", &"x".repeat(43));
        world.refuses_and_acts(&PAGE.token_request(&wrong), NOW, &expected);
        world.refuses(&right, NOW, &gone);
        // A code that has been redeemed is remembered, whatever comes after.
        let code = world.code(&PAGE, NOW);
        world.redeem(&PAGE, &code, NOW);
        let wrong = PAGE
            .redemption(&code)
            .with("code_verifier", &"x".repeat(43));
        world.send(&PAGE.token_request(&wrong), NOW);
        assert!(world.server.store.codes.get(&code).is_some());
    });
}

/// The policy that P13 leaves open: a failed attempt leaves the code good for the right one.
fn a_wrong_verifier_is_refused_and_burns_nothing() {
    let check = "code_verifier_matches_challenge";
    let expected = json(400, "invalid_grant", check, spec::RFC_7636_4_6);
    let wrong = [
        ("another one", "x".repeat(43)),
        ("the challenge itself", CHALLENGE.to_owned()),
        ("one character less", VERIFIER[1..].to_owned()),
        ("one character more", format!("{VERIFIER}k")),
        ("in another case", VERIFIER.to_lowercase()),
        ("too long", VERIFIER.repeat(3)),
        ("with padding", format!("{VERIFIER}=")),
        ("not ASCII", "\u{e9}".repeat(43)),
    ];
    under_every_profile(|world| {
        for caller in [PAGE, WEB] {
            let code = world.code(&caller, NOW);
            for (what, verifier) in &wrong {
                println!("{what}");
                let redemption = caller.redemption(&code).with("code_verifier", verifier);
                world.refuses(&caller.token_request(&redemption), NOW, &expected);
            }
            world.redeem(&caller, &code, NOW);
        }
    });
}

/// No text names the code; this server says invalid_grant, as RFC 7636 does for a wrong one.
fn a_verifier_cannot_be_left_out() {
    let check = "code_verifier_matches_challenge";
    let expected = json(400, "invalid_grant", check, spec::RFC_7636_4_6);
    under_every_profile(|world| {
        for caller in [PAGE, WEB] {
            let code = world.code(&caller, NOW);
            let redemption = caller.redemption(&code);
            let without = redemption.clone().without("code_verifier");
            world.refuses(&caller.token_request(&without), NOW, &expected);
            let empty = redemption.with("code_verifier", "");
            world.refuses(&caller.token_request(&empty), NOW, &expected);
            world.redeem(&caller, &code, NOW);
        }
    });
}

/// Otherwise an attacker who strips the challenge from a request would go unnoticed. Under OAuth
/// 2.1 no code without a challenge is issued in the first place.
fn a_verifier_without_a_challenge_is_refused() {
    let request = WEB
        .authorization()
        .without("code_challenge")
        .without("code_challenge_method");
    let mut world = World::new(Profile::Rfc9700);
    let code = world.code_for(&request, NOW);
    let check = "code_verifier_has_a_challenge";
    let expected = json(400, "invalid_request", check, spec::RFC_9700_4_8_2);
    world.refuses(&WEB.token_request(&WEB.redemption(&code)), NOW, &expected);

    let mut world = World::new(Profile::OAuth20);
    let code = world.code_for(&request, NOW);
    world.redeem(&WEB, &code, NOW);
}

fn a_challenge_cannot_be_read_in_the_answer() {
    under_every_profile(|world| {
        let answer = world.decide(&PAGE.authorization(), "approve", NOW);
        assert!(
            !location(&answer).contains("challenge"),
            "{}",
            location(&answer)
        );
        assert!(
            !location(&answer).contains(CHALLENGE),
            "{}",
            location(&answer)
        );
        let code = location_parameter(&answer, "code").expect("there is a code");
        assert_eq!(code.len(), 27, "a random value has no room for a challenge");
    });
}

fn metadata_names_the_accepted_methods() {
    under_every_profile(|world| {
        let url = format!("{ISSUER}/.well-known/oauth-authorization-server");
        let handled = world.send(&request(http::Method::GET, &url), NOW);
        let answer = oauth_flow_simulator::party::client_application::json_in(&handled.response);
        let methods = answer["code_challenge_methods_supported"].as_array();
        let methods = methods.expect("the methods are a list");
        assert!(methods.contains(&"S256".into()));
        let plain_is_accepted = world.profile == Profile::OAuth20;
        assert_eq!(methods.contains(&"plain".into()), plain_is_accepted);
    });
}
