//! Lines of a service that acts for itself.

use crate::simulation::lines::{Lines, PLAIN, Told, When, tell};
use crate::spec;
use crate::words::lines::client_credentials as words;

pub const STARTS: Told = tell(words::STARTS, &[spec::RFC_6749_1_3_4]);

pub static ASKS_FOR_TOKEN: Lines = Lines {
    request: &[tell(
        words::ASKS_FOR_TOKEN,
        &[spec::RFC_6749_4_4_2, spec::RFC_6749_2_3_1],
    )
    .when(&[
        When::Has("grant_type", "client_credentials"),
        When::Carries("Authorization"),
        When::Carries("scope"),
    ])],
    judgement: &[tell(
        words::CHECKS_CLIENT,
        &[spec::RFC_6749_3_2_1, spec::RFC_6749_3_3],
    )
    .when(&[When::Has("grant_type", "client_credentials")])],
    answer: &[tell(
        words::SENDS_ACCESS_TOKEN,
        &[
            spec::RFC_6749_4_4_3,
            spec::RFC_9068_2_2,
            spec::RFC_9700_4_15_1,
        ],
    )
    .when(&[When::Returns("access_token")])],
    ..PLAIN
};

pub static CALLS_FOR_REPORTS: Lines = Lines {
    request: &[
        tell(words::CALLS_THE_API, &[spec::RFC_6750_2_1]).when(&[When::Carries("access_token")])
    ],
    answer: &[tell(
        words::API_ANSWERS,
        &[spec::RFC_9068_2_2, spec::RFC_9700_4_15_1],
    )
    .when(&[When::Returns("reports")])],
    ..PLAIN
};

pub const USES_THE_TOKEN_THAT_IT_HAS: Told =
    tell(words::USES_THE_TOKEN_THAT_IT_HAS, &[spec::RFC_6749_5_1]);
pub const TOKEN_IS_TOO_OLD: Told = tell(words::TOKEN_IS_TOO_OLD, &[spec::RFC_6749_4_4_3]);
pub const TOKEN_HAS_EXPIRED: Told = tell(words::TOKEN_HAS_EXPIRED, &[spec::RFC_6749_4_4_3]);
