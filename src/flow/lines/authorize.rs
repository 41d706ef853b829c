//! Lines of the way through the browser to the authorization server and back.

use crate::protocol::message_kind::MessageKind;
use crate::simulation::lines::{Lines, PLAIN, PageKind, Told, When, tell};
use crate::spec;
use crate::words::lines::authorize as words;
use crate::words::lines::{authorization_code_pkce, device, implicit};

const ASKS_FOR_CODE: When = When::Has("response_type", "code");
const ASKS_FOR_TOKEN: When = When::Has("response_type", "token");

const PKCE: &[spec::Section] = &[spec::RFC_7636_4_1, spec::RFC_7636_4_2, spec::RFC_9700_2_1];

pub const MAKES_VERIFIER_AND_STATE: Told = tell(words::MAKES_VERIFIER_AND_STATE, PKCE);
pub const MAKES_VERIFIER_AND_STATE_AGAIN: Told = tell(words::MAKES_VERIFIER_AND_STATE_AGAIN, PKCE);
pub const MAKES_VERIFIER_AND_STATE_IN_BACK_END: Told =
    tell(words::MAKES_VERIFIER_AND_STATE_IN_BACK_END, PKCE);
pub const MAKES_STATE: Told = tell(words::MAKES_STATE, &[spec::RFC_6749_10_12]);
pub const MAKES_STATE_IN_BACK_END: Told =
    tell(words::MAKES_STATE_IN_BACK_END, &[spec::RFC_6749_10_12]);

pub static ASKS: Lines = Lines {
    request: &[
        tell(words::BROWSER_ASKS, &[spec::RFC_6749_4_1_1])
            .when(&[ASKS_FOR_CODE, When::Carries("state")]),
        tell(words::BROWSER_ASKS, &[spec::RFC_6749_4_2_1])
            .when(&[ASKS_FOR_TOKEN, When::Carries("state")]),
    ],
    answer: &[
        tell(
            words::SHOWS_SIGN_IN_PAGE,
            &[
                spec::RFC_6749_3_1,
                spec::RFC_9700_4_1_3,
                spec::RFC_9700_4_16,
            ],
        )
        .when(&[When::Shows(PageKind::SignIn)]),
        tell(
            words::SHOWS_CONSENT_PAGE_AT_ONCE,
            &[spec::RFC_6749_3_1, spec::RFC_6749_10_2],
        )
        .when(&[When::Shows(PageKind::Consent)]),
    ],
    refusal: &[tell(
        words::IMPLICIT_GRANT_IS_NOT_OFFERED,
        &[
            spec::RFC_6749_4_2_2_1,
            spec::RFC_9700_2_1_2,
            spec::OAUTH_2_1_10_1,
        ],
    )
    .when(&[
        ASKS_FOR_TOKEN,
        When::RefusedBy("response_type_is_supported"),
    ])],
    ..PLAIN
};

pub static SIGNS_IN: Lines = Lines {
    request: &[
        tell(words::SIGNS_IN, &[spec::RFC_6749_3_1, spec::RFC_6749_10_12])
            .when(&[When::Carries("password"), When::Carries("csrf_token")]),
    ],
    answer: &[
        tell(
            words::SHOWS_CONSENT_PAGE,
            &[spec::RFC_6749_3_1, spec::RFC_6749_10_2],
        )
        .when(&[When::Shows(PageKind::Consent)]),
        tell(device::ASKS_FOR_USER_CODE, &[spec::RFC_8628_3_3])
            .when(&[When::Shows(PageKind::UserCode)]),
    ],
    refusal: &[tell(words::PASSWORD_IS_WRONG, &[spec::RFC_6749_10_10])
        .when(&[When::RefusedBy("password_is_the_users")])],
    ..PLAIN
};

pub static DECIDES: Lines = Lines {
    request: &[
        tell(words::APPROVES, &[spec::RFC_6749_4_1_1]).when(&[APPROVES, ASKS_FOR_CODE]),
        tell(words::APPROVES, &[spec::RFC_6749_4_2_1]).when(&[APPROVES, ASKS_FOR_TOKEN]),
        tell(words::DENIES, &[spec::RFC_6749_4_1_1]).when(&[DENIES, ASKS_FOR_CODE]),
        tell(words::DENIES, &[spec::RFC_6749_4_2_1]).when(&[DENIES, ASKS_FOR_TOKEN]),
    ],
    answer: &[
        tell(
            authorization_code_pkce::SENDS_THE_BROWSER_BACK,
            &[spec::RFC_6749_4_1_2, spec::RFC_9207_2, spec::RFC_9700_4_12],
        )
        .when(&[When::Returns("code"), When::Returns("state")]),
        tell(
            implicit::SENDS_TOKEN_IN_THE_ADDRESS,
            &[
                spec::RFC_6749_4_2_2,
                spec::RFC_6749_10_16,
                spec::RFC_9700_4_1_2,
                spec::RFC_9700_4_3_2,
                spec::RFC_9700_4_6,
            ],
        )
        .when(&[When::Returns("access_token")]),
    ],
    refusal: &[
        tell(words::IS_DENIED, &[spec::RFC_6749_4_1_2_1]).when(&[DENIED, ASKS_FOR_CODE]),
        tell(words::IS_DENIED, &[spec::RFC_6749_4_2_2_1]).when(&[DENIED, ASKS_FOR_TOKEN]),
    ],
    ..PLAIN
};

const APPROVES: When = When::Has("decision", "approve");
const DENIES: When = When::Has("decision", "deny");
const DENIED: When = When::RefusedBy("user_approves");

/// The browser brings an error where the application waits for a code.
pub const BRINGS_ERROR: Told = tell(words::BRINGS_ERROR, &[spec::RFC_6749_4_1_2_1])
    .when(&[When::Is(MessageKind::AuthorizationErrorResponse)]);

/// The application judges the answer that the browser has brought.
pub const CHECKS_ANSWER: &[Told] = &[
    tell(
        words::CHECKS_STATE_AND_ISS,
        &[spec::RFC_9700_4_2_4, spec::RFC_9207_2_4],
    )
    .when(&[When::Checked("issuer_is_the_one_asked")]),
    tell(words::CHECKS_STATE, &[spec::RFC_9700_4_2_4])
        .when(&[When::Checked("state_is_the_transactions_own")]),
];
