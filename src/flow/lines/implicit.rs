//! Lines of the implicit flow.

use crate::simulation::lines::{Told, When, tell};
use crate::spec;
use crate::words::lines::implicit as words;

pub const SENDS_THE_BROWSER: &[Told] = &[tell(
    words::SENDS_THE_BROWSER,
    &[spec::RFC_6749_4_2_1, spec::RFC_9700_2_1_2],
)
.when(&[When::Has("response_type", "token")])];

pub const BROWSER_LOADS: &[Told] = &[tell(words::BROWSER_LOADS, &[spec::RFC_6749_4_2])];

pub const GETS_PAGE_WITH_SCRIPT: &[Told] =
    &[tell(words::GETS_PAGE_WITH_SCRIPT, &[spec::RFC_6749_4_2])];

pub const SCRIPT_READS_THE_ADDRESS: &[Told] = &[tell(
    words::SCRIPT_READS_THE_ADDRESS,
    &[spec::RFC_6749_4_2, spec::RFC_6749_3_1_2_5],
)];
