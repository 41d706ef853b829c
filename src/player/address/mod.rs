//! The address of a state: a scenario and a step in the fragment, which no server sees.
//!
//! An address has the form `#/authorization-code-pkce?step=8&profile=oauth-2.1&seed=5eed`. What
//! a page's author sets by other means, the names in the simulated world, is not part of it.

mod change;
mod complaint;
mod key;

use complaint::quoted;
use key::KEYS;

use crate::flow::story::USUAL;
use crate::flow::{FLOWS, Flow};
use crate::protocol::form;
use crate::reading::marker;
use crate::scenario::Scenario;
use crate::simulation::trace::Trace;

/// The flow that a first visitor sees.
pub const FIRST_FLOW: &str = "authorization-code-pkce";

/// How many characters of an address are read, and how long one can be that is written.
pub const MAXIMUM_LENGTH: usize = 4096;

/// How many waits an address can hold.
pub const MAXIMUM_WAITS: usize = 32;

/// How long the waits can be together: ten years.
pub const MAXIMUM_WAIT_SECONDS: u64 = 10 * 365 * 86_400;

/// The latest start that an address can ask for: the last second of the year 2099.
pub const LATEST_START_SECONDS: u64 = 4_102_444_799;

/// How many characters an address can have the person type as the user code.
pub const MAXIMUM_USER_CODE_LENGTH: usize = 32;

/// How many complaints are told one by one before the rest is only counted.
pub const MAXIMUM_COMPLAINTS: usize = 8;

/// The names of all keys beside the flow, in the order in which an address is written.
pub fn parameters() -> impl Iterator<Item = &'static str> {
    KEYS.iter().map(|key| key.name)
}

/// A state of the simulator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    pub scenario: Scenario,
    /// The number of the step, counted from 1.
    pub step: usize,
    /// The name of the step, where the address has one instead of a number: [`settle`] finds it.
    pub marker: Option<String>,
}

/// The result of reading an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    pub address: Address,
    /// A sentence for everything that was not understood.
    pub complaints: Vec<String>,
}

impl Address {
    /// The first step of `flow` as a first visitor sees it.
    pub fn new(flow: &Flow) -> Address {
        Address {
            scenario: flow.scenario(),
            step: 1,
            marker: None,
        }
    }
}

/// The first step of the flow that a first visitor sees.
impl Default for Address {
    fn default() -> Address {
        Address::new(first_flow())
    }
}

fn first_flow() -> &'static Flow {
    Flow::parse(FIRST_FLOW).unwrap_or(FLOWS[0])
}

/// Reads a fragment, with or without its `#`. Whatever is not understood keeps its default and
/// gives a complaint.
pub fn parse(fragment: &str) -> Parsed {
    let mut complaints = Vec::new();
    let text = fragment.trim();
    let text = shortened(text.strip_prefix('#').unwrap_or(text), &mut complaints);
    // Some programs encode a whole fragment when they pass a link on.
    let decoded = if text.contains('?') {
        text.to_owned()
    } else {
        form::decode(text)
    };
    let (name, query) = decoded.split_once('?').unwrap_or((&decoded, ""));
    let name = form::decode(name.trim_matches('/'));

    let known = if name.is_empty() {
        Some(Address::default())
    } else {
        named(&name)
    };
    let is_known = known.is_some();
    let mut address = known.unwrap_or_else(|| {
        let (name, title) = (quoted(&name), first_flow().title());
        complaints.push(format!(
            "There is no flow called {name}; this is “{title}”."
        ));
        Address::default()
    });
    read_query(query, &mut address, &mut complaints);
    if format(&address).len() > MAXIMUM_LENGTH {
        let scenario = &mut address.scenario;
        scenario.changes.clear();
        scenario.switches.clear();
        scenario.skipped_checks.clear();
        complaints
            .push("The changes are longer than an address can be; they are left out.".to_owned());
    }
    if !is_known {
        // What was said of one flow's story and steps means nothing in another flow.
        let scenario = &mut address.scenario;
        if scenario.story != USUAL {
            complaints.push(
                "What the address says of its story is left out; this is the usual one.".to_owned(),
            );
        }
        let has_moments = !scenario.clock_jumps.is_empty() || !scenario.changes.is_empty();
        if address.step != 1 || address.marker.is_some() || has_moments {
            complaints
                .push("What the address says of its steps is left out; this is step 1.".to_owned());
        }
        address.step = 1;
        address.marker = None;
        scenario.story = USUAL.to_owned();
        scenario.clock_jumps.clear();
        scenario.changes.clear();
    }
    summed_up(&mut complaints);
    Parsed {
        address,
        complaints,
    }
}

/// Writes the fragment that leads to the first step of a run.
pub fn first_step_of(scenario: Scenario) -> String {
    format(&Address {
        scenario,
        step: 1,
        marker: None,
    })
}

/// Writes the fragment with its `#`. What equals the flow's default is left out, except the
/// step, the profile and the seed.
pub fn format(address: &Address) -> String {
    let flow = &address.scenario.flow;
    let default = Flow::parse(flow).map(Address::new);
    let mut fragment = format!("#/{}", form::encode_component(flow));
    let mut mark = '?';
    for key in KEYS {
        let value = (key.write)(address);
        let is_default = default
            .as_ref()
            .is_some_and(|default| value == (key.write)(default));
        if let Some(value) = value.filter(|_| key.always || !is_default) {
            fragment.push_str(&format!("{mark}{}={value}", key.name));
            mark = '&';
        }
    }
    fragment
}

/// Finds the steps in the run that the address leads to and waits after. Where there is none to
/// lead to, the step is one that there is, and a complaint says so. A wait that is written with the
/// number of a step gets the step's name, which stays with it.
pub fn settle(parsed: &mut Parsed, run: &Trace) {
    if let Some(name) = parsed.address.marker.take() {
        match marker::find(run, &name) {
            Some(index) => parsed.address.step = index + 1,
            None => parsed.complaints.push(format!(
                "There is no step called {} in this run; this is step {}.",
                quoted(&name),
                parsed.address.step
            )),
        }
    }
    clamp(parsed, run.steps.len());
    let waits = &mut parsed.address.scenario.clock_jumps;
    // Whoever reads of one looks at the others, too.
    if let Some(late) = waits
        .iter()
        .find(|wait| run.index_of(&wait.after).is_none())
    {
        parsed.complaints.push(format!(
            "There is no step {} to wait after: this run has {}.",
            quoted(&late.after.to_string()),
            steps(run.steps.len())
        ));
    }
    for mut wait in std::mem::take(waits) {
        if let Some(index) = run.index_of(&wait.after) {
            wait.after = run.moment(index);
        }
        run.insert_wait(waits, wait);
    }
    let mut complaints = unused_changes(&parsed.address.scenario, run);
    summed_up(&mut complaints);
    parsed.complaints.extend(complaints);
}

/// A complaint for each change of the scenario that the run has no use for.
fn unused_changes(scenario: &Scenario, run: &Trace) -> Vec<String> {
    let mut complaints = Vec::new();
    let unfitting = run.unfitting_changes.iter();
    for change in unfitting.filter_map(|index| scenario.changes.get(*index)) {
        complaints.push(format!(
            "No message of this run can be changed by {}.",
            quoted(&form::decode(&change::written(change)))
        ));
    }
    let was_skipped = |id: &String| {
        let mut checks = run.steps.iter().flat_map(|step| &step.checks);
        checks.any(|check| check.was_skipped() && check.id() == *id)
    };
    for id in scenario.skipped_checks.iter().filter(|id| !was_skipped(id)) {
        complaints.push(format!(
            "In this run nobody comes to the check {}, so it is not skipped.",
            quoted(id)
        ));
    }
    complaints
}

/// Moves a step past the end of a run of `step_count` steps to its last step, and complains.
pub fn clamp(parsed: &mut Parsed, step_count: usize) {
    let last = step_count.max(1);
    let asked = parsed.address.step;
    if asked > last {
        parsed.complaints.push(format!(
            "There is no step “{asked}”: this run has {}. This is step {last}.",
            steps(last)
        ));
    }
    parsed.address.step = asked.clamp(1, last);
}

fn steps(count: usize) -> String {
    if count == 1 {
        "1 step".to_owned()
    } else {
        format!("{count} steps")
    }
}

fn named(name: &str) -> Option<Address> {
    Flow::parse(name).map(Address::new)
}

fn read_query(query: &str, address: &mut Address, complaints: &mut Vec<String>) {
    let mut seen = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (form::decode(name), form::decode(value));
        let Some(key) = KEYS.iter().find(|key| key.name == name) else {
            complaints.push(format!(
                "An address cannot set {}; it is left out.",
                quoted(&name)
            ));
            continue;
        };
        if seen.contains(&key.name) {
            let name = quoted(&name);
            complaints.push(format!(
                "{name} is there more than once; the first one counts."
            ));
            continue;
        }
        seen.push(key.name);
        (key.read)(&value, address, complaints);
    }
}

/// The part of `text` that is read.
fn shortened<'a>(text: &'a str, complaints: &mut Vec<String>) -> &'a str {
    let Some((end, _)) = text.char_indices().nth(MAXIMUM_LENGTH) else {
        return text;
    };
    complaints.push(format!(
        "The address that starts with {} is longer than {MAXIMUM_LENGTH} characters; the rest is \
         left out.",
        quoted(text)
    ));
    &text[..end]
}

/// Keeps a page readable: what goes beyond the first few complaints is only counted.
fn summed_up(complaints: &mut Vec<String>) {
    let rest = complaints.len().saturating_sub(MAXIMUM_COMPLAINTS);
    // A sentence that stands for a single complaint would save nothing.
    if rest > 1 {
        complaints.truncate(MAXIMUM_COMPLAINTS);
        complaints.push(format!(
            "{rest} more parts of the address mean nothing here."
        ));
    }
}
