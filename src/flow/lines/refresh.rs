//! Lines of refreshing, and of what can go wrong with it.

use crate::protocol::value_kind::ValueKind;
use crate::simulation::lines::{Lines, PLAIN, Told, When, tell};
use crate::spec;
use crate::words::LineId;
use crate::words::lines::refresh as words;
use crate::words::lines::{
    refresh_expired as expired, refresh_in_time as in_time, refresh_more_scope as more_scope,
    refresh_stolen_token as stolen, refresh_two_tabs as two_tabs,
};

pub const HAS_NO_TOKENS: Told = tell(words::HAS_NO_TOKENS, &[spec::RFC_6749_1_5]);
pub const HOLDS_BOTH_TOKENS: Told = tell(words::HOLDS_BOTH_TOKENS, &[spec::RFC_6749_1_5]);
pub const FORGETS_TOKENS: Told = tell(words::FORGETS_TOKENS, &[spec::RFC_6749_5_2]);

const SHOWS_ACCESS_TOKEN: &[When] = &[When::Carries("access_token")];
const SHOWS_REFRESH_TOKEN: &[When] = &[When::Carries("refresh_token")];
const GETS_ACCESS_TOKEN: &[When] = &[When::Returns("access_token")];
const IS_JUDGED: &[When] = &[When::Checked("refresh_token_is_not_revoked")];
/// Only a server that replaces refresh tokens asks whether one has been replaced.
const IS_JUDGED_BY_ROTATION: &[When] = &[When::Checked("refresh_token_has_not_been_replaced")];
const IS_REPLACED: &[When] = &[When::Replaces(ValueKind::RefreshToken)];

const ROTATION: &[spec::Section] = &[spec::RFC_6749_6, spec::RFC_9700_4_14_2];

const CALL: Lines = Lines {
    request: CALLS_THE_API,
    refusal: &[
        tell(
            words::TOKEN_HAS_EXPIRED,
            &[spec::RFC_6750_3_1, spec::RFC_9068_4],
        )
        .when(&[When::RefusedBy("token_has_not_expired")]),
        tell(
            words::TOKEN_IS_REVOKED,
            &[spec::RFC_6750_3_1, spec::RFC_7662_2_2],
        )
        .when(&[When::RefusedBy("token_is_not_revoked")]),
    ],
    ..PLAIN
};

const CALLS_THE_API: &[Told] =
    &[tell(words::CALLS_THE_API, &[spec::RFC_6750_2_1]).when(SHOWS_ACCESS_TOKEN)];
const FIRST_TAB_CALLS_THE_API: &[Told] =
    &[tell(two_tabs::FIRST_TAB_CALLS_THE_API, &[spec::RFC_6750_2_1]).when(SHOWS_ACCESS_TOKEN)];
const SECOND_TAB_CALLS_THE_API: &[Told] =
    &[tell(two_tabs::SECOND_TAB_CALLS_THE_API, &[spec::RFC_6750_2_1]).when(SHOWS_ACCESS_TOKEN)];

/// The API answers a call; `line` says what that shows.
const fn answers(line: LineId) -> Told {
    tell(line, &[spec::RFC_9068_4]).when(&[When::Returns("photos")])
}

pub static CALLS_AFTER_REVOCATION: Lines = Lines {
    answer: &[answers(words::TOKEN_IS_NOT_OF_THE_FAMILY)],
    ..CALL
};

const REFRESH: Lines = Lines {
    judgement: &[
        tell(words::CHECKS_AND_REPLACES_WITH_GRACE, ROTATION).when(&[
            When::Checked("refresh_token_has_not_been_replaced"),
            When::ReuseIsForgiven,
        ]),
        tell(words::CHECKS_AND_REPLACES, ROTATION).when(IS_JUDGED_BY_ROTATION),
        tell(words::CHECKS_AND_KEEPS, &[spec::RFC_6749_6]).when(IS_JUDGED),
    ],
    answer: &[
        tell(words::SENDS_NEW_TOKENS_WITH_GRACE, ROTATION).when(&[
            When::Replaces(ValueKind::RefreshToken),
            When::ReuseIsForgiven,
        ]),
        tell(words::SENDS_NEW_TOKENS, ROTATION).when(IS_REPLACED),
        tell(words::SENDS_NEW_ACCESS_TOKEN, &[spec::RFC_6749_6]).when(GETS_ACCESS_TOKEN),
    ],
    refusal: &[HAS_EXPIRED],
    ..PLAIN
};

const HAS_EXPIRED: Told = tell(
    words::REFRESH_TOKEN_HAS_EXPIRED,
    &[spec::RFC_6749_5_2, spec::RFC_9700_4_14_2],
)
.when(&[When::RefusedBy("refresh_token_has_not_expired")]);

const REVOKES_FAMILY: Told = tell(
    words::REVOKES_FAMILY,
    &[spec::RFC_9700_4_14_2, spec::OAUTH_2_1_4_3_1],
)
.when(&[When::RefusedBy("refresh_token_has_not_been_replaced")]);

const CHECKS_LIKE_ANYBODY: &[Told] = &[
    tell(words::CHECKS_LIKE_ANYBODY, ROTATION).when(IS_JUDGED_BY_ROTATION),
    tell(
        words::CHECKS_LIKE_ANYBODY_WITHOUT_ROTATION,
        &[spec::RFC_6749_6],
    )
    .when(IS_JUDGED),
];

const FAMILY_LIVES: Told = tell(words::FAMILY_LIVES, &[spec::RFC_6749_6]).when(GETS_ACCESS_TOKEN);

/// The family of the refresh token is dead; `line` says what that means.
const fn is_dead(line: LineId) -> Told {
    tell(line, &[spec::RFC_9700_4_14_2]).when(&[When::RefusedBy("refresh_token_is_not_revoked")])
}

pub static SENDS_REFRESH_TOKEN: Lines = Lines {
    request: &[tell(words::SENDS_REFRESH_TOKEN, &[spec::RFC_6749_6]).when(SHOWS_REFRESH_TOKEN)],
    ..REFRESH
};

// A stolen refresh token.

pub static CALLS_WITH_FRESH_TOKEN: Lines = Lines {
    answer: &[answers(stolen::TOKEN_IS_FRESH)],
    ..CALL
};

pub const SCRIPT_COPIES_REFRESH_TOKEN: Told = tell(
    stolen::SCRIPT_COPIES_REFRESH_TOKEN,
    &[spec::RFC_10017_5_1_1, spec::RFC_10017_5_2_1],
);

pub static CALLS_AFTER_AN_HOUR: Lines = Lines {
    answer: &[answers(stolen::TOKEN_STILL_WORKS)],
    ..CALL
};

pub static CALLS_WITH_NEW_TOKEN: Lines = Lines {
    answer: &[answers(stolen::CALL_GOES_THROUGH)],
    ..CALL
};

pub static THIEF_SENDS_REFRESH_TOKEN: Lines = Lines {
    request: &[
        tell(stolen::THIEF_SENDS_REFRESH_TOKEN, &[spec::RFC_9700_4_14]).when(SHOWS_REFRESH_TOKEN),
    ],
    judgement: CHECKS_LIKE_ANYBODY,
    answer: &[tell(stolen::SENDS_THE_THIEF_TOKENS, &[spec::RFC_9700_4_14]).when(GETS_ACCESS_TOKEN)],
    refusal: &[REVOKES_FAMILY, HAS_EXPIRED],
};

pub static THIEF_CALLS_THE_API: Lines = Lines {
    request: &[tell(stolen::THIEF_CALLS_THE_API, &[spec::RFC_6750_2_1]).when(SHOWS_ACCESS_TOKEN)],
    answer: &[answers(stolen::THIEF_SEES_PHOTOS)],
    ..CALL
};

pub const NOTICES_NOTHING: Told = tell(
    stolen::NOTICES_NOTHING,
    &[spec::RFC_9700_2_2_2, spec::RFC_9700_4_14_2],
);

pub static TRIES_NEWEST_REFRESH_TOKEN: Lines = Lines {
    request: &[
        tell(stolen::TRIES_NEWEST_REFRESH_TOKEN, &[spec::RFC_6749_6]).when(SHOWS_REFRESH_TOKEN),
    ],
    answer: &[FAMILY_LIVES],
    refusal: &[is_dead(stolen::NEWEST_IS_DEAD), HAS_EXPIRED],
    ..PLAIN
};

pub const FORGETS_TOKENS_OF_DEAD_FAMILY: Told = tell(
    stolen::FORGETS_TOKENS,
    &[spec::RFC_9700_4_14_2, spec::RFC_10017_5_1_2],
);

// Refresh before it expires.

pub static CALLS_WHILE_FRESH: Lines = Lines {
    answer: &[answers(in_time::TOKEN_IS_FRESH)],
    ..CALL
};

pub const TOKEN_IS_TOO_OLD: Told = tell(in_time::TOKEN_IS_TOO_OLD, &[spec::RFC_6749_5_1]);
pub const TOKEN_HAS_EXPIRED: Told = tell(in_time::TOKEN_HAS_EXPIRED, &[spec::RFC_6749_5_1]);

pub static CALLS_IN_TIME: Lines = Lines {
    answer: &[answers(in_time::NO_CALL_WAS_REFUSED)],
    ..CALL
};

// Asking for more scope.

pub const WANTS_TO_CHANGE_A_PHOTO: Told = tell(
    more_scope::WANTS_TO_CHANGE_A_PHOTO,
    &[spec::RFC_6749_3_3, spec::RFC_9700_2_3],
);

pub static ASKS_FOR_MORE: Lines = Lines {
    request: &[tell(more_scope::ASKS_FOR_MORE, &[spec::RFC_6749_6])
        .when(&[When::Carries("refresh_token"), When::Carries("scope")])],
    judgement: &[tell(
        more_scope::CHECKS_REFRESH_TOKEN_AND_SCOPE,
        &[spec::RFC_6749_6],
    )
    .when(IS_JUDGED)],
    answer: &[tell(more_scope::SENDS_NEW_TOKENS, &[spec::RFC_6749_6]).when(GETS_ACCESS_TOKEN)],
    refusal: &[
        tell(
            more_scope::SCOPE_WAS_NOT_GRANTED,
            &[spec::RFC_6749_6, spec::RFC_6749_5_2],
        )
        .when(&[When::RefusedBy("scope_was_granted")]),
        HAS_EXPIRED,
    ],
};

pub static SENDS_REFRESH_TOKEN_WITHOUT_SCOPE: Lines = Lines {
    request: &[tell(
        more_scope::SENDS_REFRESH_TOKEN_WITHOUT_SCOPE,
        &[spec::RFC_6749_6],
    )
    .when(&[When::Carries("refresh_token"), When::Lacks("scope")])],
    ..REFRESH
};

pub static CALLS_WITH_WHAT_WAS_GRANTED: Lines = Lines {
    answer: &[answers(more_scope::WHAT_WAS_GRANTED_WORKS)],
    ..CALL
};

pub static CALLS_WITH_MORE: Lines = Lines {
    answer: &[answers(more_scope::CALL_NEEDS_NO_MORE)],
    ..CALL
};

pub const REPLACES_THE_OLD_TOKENS: Told = tell(
    more_scope::REPLACES_THE_OLD_TOKENS,
    &[spec::RFC_6749_1_5, spec::RFC_7009_2_1],
);

// Two tabs at once.

pub const IS_OPEN_IN_TWO_TABS: Told = tell(two_tabs::IS_OPEN_IN_TWO_TABS, &[spec::RFC_10017_8_5]);

pub static FIRST_TAB_CALLS: Lines = Lines {
    request: FIRST_TAB_CALLS_THE_API,
    answer: &[answers(two_tabs::TOKEN_STILL_WORKS)],
    ..CALL
};

pub static SECOND_TAB_CALLS: Lines = Lines {
    request: SECOND_TAB_CALLS_THE_API,
    answer: &[answers(two_tabs::TOKEN_STILL_WORKS)],
    ..CALL
};

pub static FIRST_TAB_REFRESHES: Lines = Lines {
    request: &[
        tell(two_tabs::FIRST_TAB_SENDS_REFRESH_TOKEN, &[spec::RFC_6749_6])
            .when(SHOWS_REFRESH_TOKEN),
    ],
    ..REFRESH
};

pub static SECOND_TAB_REFRESHES: Lines = Lines {
    request: &[tell(
        two_tabs::SECOND_TAB_SENDS_REFRESH_TOKEN,
        &[spec::RFC_6749_6],
    )
    .when(SHOWS_REFRESH_TOKEN)],
    judgement: CHECKS_LIKE_ANYBODY,
    answer: &[
        tell(two_tabs::SENDS_THE_SAME_SUCCESSOR, ROTATION).when(&[
            When::Checked("refresh_token_has_not_been_replaced"),
            When::Returns("refresh_token"),
        ]),
        tell(two_tabs::SENDS_ANOTHER_ACCESS_TOKEN, &[spec::RFC_6749_6]).when(GETS_ACCESS_TOKEN),
    ],
    refusal: &[REVOKES_FAMILY, HAS_EXPIRED],
};

pub static SECOND_TAB_GOES_ON: Lines = Lines {
    request: SECOND_TAB_CALLS_THE_API,
    answer: &[answers(two_tabs::BOTH_TABS_GO_ON)],
    ..CALL
};

pub const PRICE_OF_GRACE: Told = tell(two_tabs::PRICE_OF_GRACE, &[spec::RFC_9700_4_14_2]);
pub const PRICE_OF_NO_ROTATION: Told = tell(
    two_tabs::PRICE_OF_NO_ROTATION,
    &[spec::RFC_9700_2_2_2, spec::RFC_9700_4_14_2],
);

pub static FIRST_TAB_CALLS_AFTER_REVOCATION: Lines = Lines {
    request: FIRST_TAB_CALLS_THE_API,
    answer: &[answers(words::TOKEN_IS_NOT_OF_THE_FAMILY)],
    ..CALL
};

pub static FIRST_TAB_TRIES_NEWEST_REFRESH_TOKEN: Lines = Lines {
    request: &[tell(
        two_tabs::FIRST_TAB_TRIES_NEWEST_REFRESH_TOKEN,
        &[spec::RFC_6749_6],
    )
    .when(SHOWS_REFRESH_TOKEN)],
    answer: &[FAMILY_LIVES],
    refusal: &[is_dead(two_tabs::NEWEST_IS_DEAD), HAS_EXPIRED],
    ..PLAIN
};

pub const FORGETS_TOKENS_OF_BOTH_TABS: Told =
    tell(two_tabs::FORGETS_TOKENS, &[spec::RFC_9700_4_14_2]);

// An expired refresh token.

pub const COMES_BACK: Told = tell(
    expired::COMES_BACK,
    &[spec::RFC_6749_1_5, spec::RFC_10017_8_5],
);

pub static CALLS_AFTER_TWO_WEEKS: Lines = Lines {
    answer: &[answers(expired::TOKEN_STILL_WORKS)],
    ..CALL
};

pub static CALLS_ANEW: Lines = Lines {
    answer: &[answers(expired::TIMES_BEGIN_ANEW)],
    ..CALL
};
