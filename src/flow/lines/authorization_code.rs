//! Lines of the code flow of an application with a back end.

use crate::flow::lines::authorization_code_pkce::CODE_IS_JUDGED;
use crate::flow::lines::authorize::BRINGS_ERROR;
use crate::flow::lines::resource_call::API_CHECKS_TOKEN;
use crate::simulation::lines::{Lines, PLAIN, Told, When, tell};
use crate::spec;
use crate::words::lines::authorization_code as words;

pub const CLICKS: &[Told] = &[tell(words::CLICKS, &[spec::RFC_6749_1_3_1])];

pub const SENDS_THE_BROWSER: &[Told] = &[tell(
    words::SENDS_THE_BROWSER,
    &[spec::RFC_6749_4_1_1, spec::RFC_6749_10_12],
)
.when(&[When::Carries("state")])];

pub const BRINGS_CODE: &[Told] = &[
    BRINGS_ERROR,
    tell(
        words::BRINGS_CODE,
        &[spec::RFC_6749_4_1_2, spec::RFC_9700_4_5],
    )
    .when(&[When::Carries("code")]),
];

pub static TRADES_THE_CODE: Lines = Lines {
    request: &[
        tell(words::TRADES_THE_CODE_WITH_VERIFIER, WITH_VERIFIER).when(WITH_BOTH),
        tell(
            words::TRADES_THE_CODE_WITH_VERIFIER_WITHOUT_REDIRECT_URI,
            WITH_VERIFIER,
        )
        .when(WITH_VERIFIER_ALONE),
        tell(
            words::TRADES_THE_CODE,
            &[spec::RFC_6749_4_1_3, spec::RFC_6749_2_3_1],
        )
        .when(&[When::Carries("code"), When::Carries("Authorization")]),
    ],
    judgement: &[
        tell(
            words::CHECKS_CLIENT_CODE_CHALLENGE_AND_ADDRESS,
            JUDGED_WITH_VERIFIER,
        )
        .when(WITH_BOTH),
        tell(
            words::CHECKS_CLIENT_CODE_AND_CHALLENGE,
            JUDGED_WITH_VERIFIER,
        )
        .when(WITH_VERIFIER_ALONE),
        tell(
            words::CHECKS_CLIENT_AND_CODE,
            &[spec::RFC_6749_3_2_1, spec::RFC_6749_4_1_3],
        )
        .when(CODE_IS_JUDGED),
    ],
    answer: &[tell(
        words::SENDS_TOKENS,
        &[spec::RFC_6749_5_1, spec::RFC_6749_1_5],
    )
    .when(&[
        When::Returns("access_token"),
        When::Returns("refresh_token"),
    ])],
    ..PLAIN
};

const WITH_BOTH: &[When] = &[
    When::Carries("Authorization"),
    When::Carries("code_verifier"),
    When::Carries("redirect_uri"),
];

const WITH_VERIFIER_ALONE: &[When] = &[
    When::Carries("Authorization"),
    When::Carries("code_verifier"),
];

const WITH_VERIFIER: &[spec::Section] = &[
    spec::RFC_6749_4_1_3,
    spec::RFC_6749_2_3_1,
    spec::RFC_7636_4_5,
    spec::RFC_9700_4_5,
];

const JUDGED_WITH_VERIFIER: &[spec::Section] = &[
    spec::RFC_6749_3_2_1,
    spec::RFC_6749_4_1_3,
    spec::RFC_7636_4_6,
];

pub static CALLS_FROM_BACK_END: Lines = Lines {
    request: &[tell(words::CALLS_FROM_BACK_END, &[spec::RFC_6750_2_1])
        .when(&[When::Carries("access_token")])],
    judgement: API_CHECKS_TOKEN,
    answer: &[tell(words::API_ANSWERS, &[spec::RFC_6749_7]).when(&[When::Returns("photos")])],
    ..PLAIN
};

pub const SENDS_THE_BROWSER_ON: &[Told] = &[tell(
    words::SENDS_THE_BROWSER_ON,
    &[spec::RFC_6749_3_1_2_5, spec::RFC_9700_4_2_4],
)];

pub const BROWSER_LOADS: &[Told] = &[tell(words::BROWSER_LOADS, &[spec::RFC_6749_10_3])];

pub const SHOWS_ITS_PAGE: &[Told] = &[tell(words::SHOWS_ITS_PAGE, &[spec::RFC_6749_10_3])];
