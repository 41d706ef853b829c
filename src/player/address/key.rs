//! Keys of an address, in one table: each with how its value is read and written.

use super::change::{
    read_changes, read_skipped_checks, read_switches, write_changes, write_skipped_checks,
    write_switches,
};
use super::complaint::quoted;
use super::{
    Address, LATEST_START_SECONDS, MAXIMUM_USER_CODE_LENGTH, MAXIMUM_WAIT_SECONDS, MAXIMUM_WAITS,
};
use crate::flow::Flow;
use crate::ground::clock::Timestamp;
use crate::protocol::form;
use crate::scenario::{ClockJump, Consent, Moment, PasswordEntry};
use crate::server::policy::Profile;

/// One key of an address.
pub(super) struct Key {
    pub name: &'static str,
    /// Whether it is written even where it equals the flow's default.
    pub always: bool,
    /// Reads a decoded value into the address, or leaves that as it is and complains.
    pub read: fn(&str, &mut Address, &mut Vec<String>),
    /// The encoded value; `None` where there is nothing to say.
    pub write: fn(&Address) -> Option<String>,
}

/// Every key, in the order in which an address is written.
pub(super) static KEYS: &[Key] = &[
    Key {
        name: "step",
        always: true,
        read: read_step,
        write: write_step,
    },
    Key {
        name: "profile",
        always: true,
        read: read_profile,
        write: write_profile,
    },
    Key {
        name: "seed",
        always: true,
        read: read_seed,
        write: write_seed,
    },
    Key {
        name: "story",
        always: false,
        read: read_story,
        write: write_story,
    },
    Key {
        name: "consent",
        always: false,
        read: read_consent,
        write: write_consent,
    },
    Key {
        name: "password",
        always: false,
        read: read_password,
        write: write_password,
    },
    Key {
        name: "user_code",
        always: false,
        read: read_user_code,
        write: write_user_code,
    },
    Key {
        name: "wait",
        always: false,
        read: read_waits,
        write: write_waits,
    },
    Key {
        name: "start",
        always: false,
        read: read_start,
        write: write_start,
    },
    Key {
        name: "change",
        always: false,
        read: read_changes,
        write: write_changes,
    },
    Key {
        name: "switch",
        always: false,
        read: read_switches,
        write: write_switches,
    },
    Key {
        name: "skip",
        always: false,
        read: read_skipped_checks,
        write: write_skipped_checks,
    },
];

fn read_step(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    match step_number(value) {
        Some(step) => address.step = step,
        None if is_marker(value) => address.marker = Some(value.to_owned()),
        None => complaints.push(format!(
            "{} is not the number of a step; this is step {}.",
            quoted(value),
            address.step
        )),
    }
}

/// Whether `value` could be the name of a step.
pub(super) fn is_marker(value: &str) -> bool {
    let is_in_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    value.starts_with(|first: char| first.is_ascii_lowercase()) && value.bytes().all(is_in_name)
}

/// `text`, if it could be the name of a step or of one behind it.
fn moment_name(text: &str) -> Option<&str> {
    let (name, steps) = text.split_once('.').unwrap_or((text, "1"));
    let is_moment = is_marker(name) && step_number(steps).is_some();
    is_moment.then_some(text)
}

fn write_step(address: &Address) -> Option<String> {
    let name = address.marker.clone();
    Some(name.unwrap_or_else(|| address.step.to_string()))
}

fn read_profile(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    let profile = Profile::parse(value).filter(|profile| Profile::FLOWS.contains(profile));
    match profile {
        Some(profile) => address.scenario.profile = profile,
        None => complaints.push(format!(
            "There is no profile called {}; this is {}.",
            quoted(value),
            address.scenario.profile.name()
        )),
    }
}

fn write_profile(address: &Address) -> Option<String> {
    Some(address.scenario.profile.id().to_owned())
}

fn read_seed(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    let digits = Some(value).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    match digits.and_then(|digits| u64::from_str_radix(digits, 16).ok()) {
        Some(seed) => address.scenario.seed = seed,
        None => complaints.push(format!(
            "{} is not a seed, which is up to 16 hexadecimal digits; this is seed {:x}.",
            quoted(value),
            address.scenario.seed
        )),
    }
}

fn write_seed(address: &Address) -> Option<String> {
    Some(format!("{:x}", address.scenario.seed))
}

fn read_story(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    let scenario = &mut address.scenario;
    let flow = Flow::parse(&scenario.flow);
    match flow.and_then(|flow| flow.story(value)) {
        Some(story) => scenario.story = story.id.to_owned(),
        None => complaints.push(format!(
            "There is no story called {} in “{}”; this is the usual one.",
            quoted(value),
            flow.map_or(scenario.flow.as_str(), |flow| flow.title())
        )),
    }
}

fn write_story(address: &Address) -> Option<String> {
    Some(form::encode_component(&address.scenario.story))
}

fn read_consent(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    match value {
        "approve" => address.scenario.person.consent = Consent::Approve,
        "deny" => address.scenario.person.consent = Consent::Deny,
        _ => complaints.push(format!(
            "The person can approve or deny, but not {}; here the person is to {}.",
            quoted(value),
            consent_name(address)
        )),
    }
}

fn write_consent(address: &Address) -> Option<String> {
    Some(consent_name(address).to_owned())
}

fn consent_name(address: &Address) -> &'static str {
    match address.scenario.person.consent {
        Consent::Approve => "approve",
        Consent::Deny => "deny",
    }
}

fn read_password(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    match value {
        "right" => address.scenario.person.password = PasswordEntry::Right,
        "wrong" => address.scenario.person.password = PasswordEntry::WrongFirst,
        _ => complaints.push(format!(
            "The first password can be right or wrong, but not {}; here it is {}.",
            quoted(value),
            password_name(address)
        )),
    }
}

fn write_password(address: &Address) -> Option<String> {
    Some(password_name(address).to_owned())
}

fn password_name(address: &Address) -> &'static str {
    match address.scenario.person.password {
        PasswordEntry::Right => "right",
        PasswordEntry::WrongFirst => "wrong",
    }
}

fn read_user_code(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    if value.chars().count() <= MAXIMUM_USER_CODE_LENGTH {
        address.scenario.person.user_code = Some(value.to_owned());
    } else {
        complaints.push(format!(
            "The user code {} is longer than {MAXIMUM_USER_CODE_LENGTH} characters; here the \
             person types the one on the screen.",
            quoted(value)
        ));
    }
}

fn write_user_code(address: &Address) -> Option<String> {
    address
        .scenario
        .person
        .user_code
        .as_deref()
        .map(form::encode_component)
}

fn read_waits(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    address.scenario.clock_jumps.clear();
    let mut total = 0_u64;
    for text in value.split(',').filter(|_| !value.is_empty()) {
        let Some(jump) = clock_jump(text) else {
            complaints.push(format!(
                "{} is not a wait, which is the name of a step and the seconds after it, as in \
                 token-request:600; it is left out.",
                quoted(text)
            ));
            continue;
        };
        if address.scenario.clock_jumps.len() == MAXIMUM_WAITS {
            complaints.push(format!(
                "There can be {MAXIMUM_WAITS} waits; those from {} on are left out.",
                quoted(text)
            ));
            break;
        }
        let sum = total.saturating_add(jump.seconds);
        if sum > MAXIMUM_WAIT_SECONDS {
            complaints.push(format!(
                "With the wait {} all waits are longer than ten years; it is left out.",
                quoted(text)
            ));
            continue;
        }
        total = sum;
        address.scenario.clock_jumps.push(jump);
    }
}

fn clock_jump(text: &str) -> Option<ClockJump> {
    let (step, seconds) = text.split_once(':')?;
    let after = match step_number(step) {
        Some(number) => Moment::Step(number),
        None => Moment::Message(moment_name(step)?.to_owned()),
    };
    let seconds = whole_number(seconds)?;
    Some(ClockJump { after, seconds })
}

fn write_waits(address: &Address) -> Option<String> {
    let jumps = address.scenario.clock_jumps.iter();
    let waits: Vec<String> = jumps
        .map(|jump| format!("{}:{}", jump.after, jump.seconds))
        .collect();
    Some(waits.join(","))
}

fn read_start(value: &str, address: &mut Address, complaints: &mut Vec<String>) {
    match whole_number(value).filter(|seconds| *seconds <= LATEST_START_SECONDS) {
        Some(seconds) => address.scenario.start = Timestamp(seconds),
        None => complaints.push(format!(
            "{} is not a start, which is in seconds since 1970 and before 2100; the run starts \
             when it usually does.",
            quoted(value)
        )),
    }
}

fn write_start(address: &Address) -> Option<String> {
    Some(address.scenario.start.0.to_string())
}

/// Digits and nothing else, which `str::parse` does not ask for.
pub(super) fn whole_number(text: &str) -> Option<u64> {
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().ok()
    } else {
        None
    }
}

fn step_number(text: &str) -> Option<usize> {
    usize::try_from(whole_number(text)?)
        .ok()
        .filter(|step| *step > 0)
}
