//! Lines told of a service whose token is bound to a key.

use crate::simulation::lines::{Lines, PLAIN, Told, When, tell};
use crate::spec;
use crate::words::lines::client_credentials_dpop as words;

pub const MAKES_A_KEY: Told = tell(words::MAKES_A_KEY, &[spec::RFC_9449_4_2]);

pub static ASKS_WITH_PROOF: Lines = Lines {
    request: &[tell(
        words::ASKS_WITH_PROOF,
        &[spec::RFC_9449_5, spec::RFC_9449_4_2],
    )
    .when(&[
        When::Has("grant_type", "client_credentials"),
        When::Carries("DPoP"),
    ])],
    judgement: &[
        tell(words::CHECKS_CLIENT_AND_PROOF, &[spec::RFC_9449_4_3]).when(&[
            When::Has("grant_type", "client_credentials"),
            When::Carries("DPoP"),
        ]),
    ],
    answer: &[tell(words::SENDS_BOUND_TOKEN, &[spec::RFC_9449_5])
        .when(&[When::Returns("access_token"), When::Carries("DPoP")])],
    ..PLAIN
};

pub static CALLS_WITH_PROOF: Lines = Lines {
    request: &[tell(words::CALLS_WITH_PROOF, &[spec::RFC_9449_7_1]).when(&[When::Carries("DPoP")])],
    answer: &[tell(words::API_ANSWERS, &[spec::RFC_9449_7_1]).when(&[When::Returns("reports")])],
    ..PLAIN
};

pub const LOG_KEEPS_THE_TOKEN: Told = tell(words::LOG_KEEPS_THE_TOKEN, &[spec::RFC_9449_2]);

pub static THIEF_CALLS: Lines = Lines {
    request: &[
        tell(words::THIEF_SENDS_OWN_PROOF, &[spec::RFC_9449_4_2]).when(&[When::Carries("DPoP")]),
        tell(words::THIEF_SENDS_BEARER, &[spec::RFC_6750_2_1])
            .when(&[When::Carries("access_token")]),
    ],
    refusal: &[
        tell(words::API_KNOWS_THE_KEY, &[spec::RFC_9449_7_1])
            .when(&[When::RefusedBy("dpop_key_is_that_of_the_token")]),
        tell(words::API_WANTS_THE_KEY, &[spec::RFC_9449_7_2])
            .when(&[When::RefusedBy("token_is_sent_as_it_is_bound")]),
    ],
    ..PLAIN
};
