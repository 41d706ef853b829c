//! Lines of a television and of the phone on which it is approved.

use crate::simulation::lines::{Lines, PLAIN, PageKind, Told, When, tell};
use crate::spec;
use crate::words::lines::device as words;

pub static ASKS_FOR_CODES: Lines = Lines {
    request: &[tell(words::ASKS_FOR_CODES, &[spec::RFC_8628_3_1])],
    answer: &[tell(
        words::SENDS_CODES,
        &[spec::RFC_8628_3_2, spec::RFC_8628_6_1],
    )
    .when(&[When::Returns("device_code"), When::Returns("user_code")])],
    ..PLAIN
};

pub const SHOWS_USER_CODE: Told = tell(
    words::SHOWS_USER_CODE,
    &[spec::RFC_8628_3_3, spec::RFC_8628_5_4],
);

const POLLS: &[spec::Section] = &[spec::RFC_8628_3_4, spec::RFC_8628_3_5];
const SHOWS_DEVICE_CODE: &[When] = &[When::Carries("device_code")];

const POLL: Lines = Lines {
    answer: &[tell(
        words::SENDS_ACCESS_TOKEN,
        &[spec::RFC_8628_3_5, spec::RFC_6749_5_1],
    )
    .when(&[When::Returns("access_token")])],
    refusal: &[
        tell(words::IS_PENDING, &[spec::RFC_8628_3_5]).when(&[When::RefusedBy("user_has_decided")]),
        tell(words::SLOWS_DOWN, &[spec::RFC_8628_3_5])
            .when(&[When::RefusedBy("poll_is_not_too_early")]),
        tell(words::IS_DENIED, &[spec::RFC_8628_3_5]).when(&[When::RefusedBy("user_has_approved")]),
        tell(words::HAS_EXPIRED, &[spec::RFC_8628_3_5])
            .when(&[When::RefusedBy("device_code_has_not_expired")]),
    ],
    ..PLAIN
};

pub static ASKS_FIRST: Lines = Lines {
    request: &[tell(words::ASKS_FIRST, POLLS).when(SHOWS_DEVICE_CODE)],
    ..POLL
};

pub static ASKS_TOO_EARLY: Lines = Lines {
    request: &[tell(words::ASKS_TOO_EARLY, &[spec::RFC_8628_3_5]).when(SHOWS_DEVICE_CODE)],
    ..POLL
};

pub static ASKS_AGAIN: Lines = Lines {
    request: &[tell(words::ASKS_AGAIN, POLLS).when(SHOWS_DEVICE_CODE)],
    ..POLL
};

pub static ASKS_ONCE_MORE: Lines = Lines {
    request: &[tell(words::ASKS_ONCE_MORE, POLLS).when(SHOWS_DEVICE_CODE)],
    ..POLL
};

pub static OPENS_THE_ADDRESS: Lines = Lines {
    request: &[tell(words::OPENS_THE_ADDRESS, &[spec::RFC_8628_3_3])],
    answer: &[tell(words::SHOWS_SIGN_IN_PAGE, &[spec::RFC_8628_3_3])
        .when(&[When::Shows(PageKind::SignIn)])],
    ..PLAIN
};

const ENTER: Lines = Lines {
    answer: &[tell(
        words::ASKS_FOR_CONSENT,
        &[
            spec::RFC_8628_3_3,
            spec::RFC_8628_3_3_1,
            spec::RFC_6749_10_2,
        ],
    )
    .when(&[When::Shows(PageKind::DeviceConsent)])],
    refusal: &[tell(words::NO_DEVICE_WAITS, &[spec::RFC_8628_5_1])
        .when(&[When::RefusedBy("user_code_is_waiting")])],
    ..PLAIN
};

pub static ENTERS_USER_CODE: Lines = Lines {
    request: &[
        tell(words::ENTERS_USER_CODE, &[spec::RFC_8628_6_1]).when(&[When::Carries("user_code")])
    ],
    ..ENTER
};

pub static ENTERS_WRONG_CODE: Lines = Lines {
    request: &[
        tell(words::ENTERS_WRONG_CODE, &[spec::RFC_8628_6_1]).when(&[When::Carries("user_code")])
    ],
    ..ENTER
};

pub static DECIDES: Lines = Lines {
    request: &[
        tell(words::APPROVES, &[spec::RFC_8628_3_3, spec::RFC_8628_5_4])
            .when(&[When::Has("decision", "approve")]),
        tell(words::DENIES, &[spec::RFC_8628_3_3, spec::RFC_8628_5_4])
            .when(&[When::Has("decision", "deny")]),
    ],
    answer: &[tell(words::NOTES_DECISION, &[spec::RFC_8628_3_3])
        .when(&[When::Shows(PageKind::DeviceDone)])],
    ..PLAIN
};
