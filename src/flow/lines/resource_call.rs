//! Lines of the call to the API.

use crate::simulation::lines::{Lines, PLAIN, Told, When, tell};
use crate::spec;
use crate::words::lines::resource_call as words;

pub static CALLS_FOR_PHOTOS: Lines = Lines {
    request: &[
        tell(words::PAGE_CALLS_THE_API, &[spec::RFC_6750_2_1])
            .when(&[When::Carries("access_token"), When::Carries("Origin")]),
        tell(words::CALLS_THE_API, &[spec::RFC_6750_2_1]).when(&[When::Carries("access_token")]),
    ],
    judgement: API_CHECKS_TOKEN,
    answer: &[tell(words::API_ANSWERS, &[spec::RFC_6749_7]).when(&[When::Returns("photos")])],
    ..PLAIN
};

pub const API_CHECKS_TOKEN: &[Told] = &[tell(
    words::API_CHECKS_TOKEN,
    &[spec::RFC_6749_7, spec::RFC_9068_4, spec::RFC_7662_2_2],
)
.when(&[When::Carries("access_token")])];
