//! Lines of the code flow with PKCE.

use crate::flow::lines::authorize::BRINGS_ERROR;
use crate::simulation::lines::{Lines, PLAIN, Told, When, tell};
use crate::spec;
use crate::words::lines::authorization_code_pkce as words;
use crate::words::lines::authorization_code_pkce_stolen_code as stolen;

pub const SENDS_THE_BROWSER: &[Told] = &[tell(
    words::SENDS_THE_BROWSER,
    &[spec::RFC_6749_4_1_1, spec::RFC_7636_4_3],
)
.when(&[When::Carries("code_challenge")])];

pub const OPENS_THE_PAGE: &[Told] = &[
    BRINGS_ERROR,
    tell(
        words::OPENS_THE_PAGE,
        &[spec::RFC_6749_4_1_2, spec::RFC_9700_4_3_1],
    )
    .when(&[When::Carries("code")]),
];

pub const PAGE_READS_ITS_ADDRESS: &[Told] = &[tell(
    words::PAGE_READS_ITS_ADDRESS,
    &[spec::RFC_6749_3_1_2_5, spec::RFC_9700_4_2_4],
)];

pub static TRADES_THE_CODE: Lines = Lines {
    request: &[
        tell(
            words::TRADES_THE_CODE,
            &[spec::RFC_6749_4_1_3, spec::RFC_7636_4_5],
        )
        .when(&[
            When::Carries("code_verifier"),
            When::Carries("redirect_uri"),
        ]),
        tell(
            words::TRADES_THE_CODE_WITHOUT_REDIRECT_URI,
            &[spec::RFC_6749_4_1_3, spec::RFC_7636_4_5],
        )
        .when(&[When::Carries("code_verifier")]),
    ],
    judgement: &[tell(
        words::CHECKS_CODE_AND_VERIFIER,
        &[spec::RFC_7636_4_6, spec::RFC_6749_4_1_3],
    )
    .when(CODE_IS_JUDGED)],
    answer: &[
        tell(words::SENDS_BOTH_TOKENS, TOKENS).when(&[When::Returns("refresh_token")]),
        tell(words::SENDS_ACCESS_TOKEN, TOKENS).when(&[When::Returns("access_token")]),
    ],
    ..PLAIN
};

/// The client was the right one, and what it shows is looked at.
pub const CODE_IS_JUDGED: &[When] = &[When::Checked("code_was_issued_to_the_client")];

const TOKENS: &[spec::Section] = &[spec::RFC_6749_5_1, spec::RFC_9068_6, spec::RFC_10017_5_1_1];

pub const EXTENSION_COPIES_ADDRESSES: Told = tell(
    stolen::EXTENSION_COPIES_ADDRESSES,
    &[spec::RFC_7636_1, spec::RFC_9700_3, spec::RFC_10017_8_5],
);

pub static THIEF_SENDS_CODE: Lines = Lines {
    request: &[
        tell(
            stolen::THIEF_TRIES_CHALLENGE,
            &[spec::RFC_7636_4_2, spec::RFC_7636_7_2],
        )
        .when(&[When::Carries("code_verifier")]),
        tell(
            stolen::THIEF_SENDS_CODE,
            &[spec::RFC_6749_4_1_3, spec::RFC_7636_4_5],
        )
        .when(&[When::Carries("code")]),
    ],
    judgement: &[
        tell(stolen::CHECKS_CODE_AND_VERIFIER, &[spec::RFC_7636_4_6]).when(CODE_IS_JUDGED),
    ],
    answer: &[tell(stolen::SENDS_THE_THIEF_TOKENS, &[spec::RFC_6749_5_1])
        .when(&[When::Returns("access_token")])],
    refusal: &[
        // A server that asks for the verifier last takes every second use of a code for a theft.
        tell(
            stolen::REFUSES_BEFORE_THE_APPLICATION,
            &[spec::RFC_7636_4_6, spec::RFC_6749_4_1_2],
        )
        .when(&[VERIFIER_IS_WRONG, When::Checked("code_is_unused")]),
        tell(
            stolen::REFUSES_WITHOUT_HARM,
            &[spec::RFC_7636_4_6, spec::OAUTH_2_1_7_5_2],
        )
        .when(&[VERIFIER_IS_WRONG]),
    ],
};

const VERIFIER_IS_WRONG: When = When::RefusedBy("code_verifier_matches_challenge");
