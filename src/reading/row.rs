//! A step as a row of the diagram and of the log. No random value is in it: a run with another seed
//! has the same rows.

use crate::protocol::message::{StartLine, split_origin, status_line};
use crate::protocol::message_kind::MessageKind;
use crate::protocol::value_kind::ValueKind;
use crate::reading::change::marks;
use crate::reading::named_value::NamedValue;
use crate::reading::prose::words;
use crate::reading::rail::{Rail, carried};
use crate::simulation::trace::{Channel, Step, Trace, Value};

/// More chips than this make a row hard to read; the details have them all.
const MOST_CHIPS: usize = 4;

/// Row of a step, as all pens draw it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Row {
    /// Index into [`Trace::steps`].
    pub index: usize,
    /// Text in which `` `backticks` `` mark protocol words.
    pub title: String,
    /// Values that a word of the title may name.
    pub values: Vec<NamedValue>,
    /// Sender, receiver and channel, e.g. `Browser to API, back channel`.
    pub route: String,
    /// First line of the message without what the details say.
    pub start_line: Option<String>,
    /// Values at work that the title does not name.
    pub chips: Vec<NamedValue>,
    pub exposure: Option<Exposure>,
    /// The learner's changes to the message, in a word or two each, e.g. `lost`.
    pub changes: Vec<&'static str>,
    /// Whether the run waits for a person here.
    pub is_decision: bool,
    pub is_refused: bool,
    pub rail: Rail,
    /// How long the learner lets time pass after the step, e.g. `1 h 10 min`.
    pub pause: Option<String>,
}

/// How a secret comes before eyes that it is not for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exposure {
    /// Through the browser.
    FrontChannel,
    Leak,
}

impl Exposure {
    /// The words on the mark.
    pub fn label(self) -> &'static str {
        match self {
            Exposure::FrontChannel => "secret in the front channel",
            Exposure::Leak => "secret leaked",
        }
    }

    /// Why it is bad, in a sentence.
    pub fn hint(self) -> &'static str {
        match self {
            Exposure::FrontChannel => {
                "Whatever runs in the browser, its history and its logs can see it"
            }
            Exposure::Leak => "It was not meant for who has it now",
        }
    }
}

/// The rows of a run, in order.
pub fn rows(trace: &Trace) -> Vec<Row> {
    let steps = trace.steps.iter().enumerate();
    steps.map(|(index, step)| row(trace, step, index)).collect()
}

/// The row of the step with the index `index`.
pub fn row(trace: &Trace, step: &Step, index: usize) -> Row {
    let mut jumps = trace.scenario.clock_jumps.iter();
    let jump = jumps.find(|jump| trace.index_of(&jump.after) == Some(index));
    let message = step.message.as_ref();
    Row {
        index,
        title: step.title(),
        values: NamedValue::at(trace, step),
        route: route(trace, step),
        start_line: message.and_then(|message| start_line(&message.start)),
        chips: chips(trace, step),
        exposure: exposure(trace, step),
        changes: marks(trace, step),
        is_decision: step.decision.is_some(),
        is_refused: step.is_refused(),
        rail: Rail::of(trace, step),
        pause: jump.map(|jump| duration(jump.seconds)),
    }
}

/// How `step` shows a secret to others, if it does.
pub fn exposure(trace: &Trace, step: &Step) -> Option<Exposure> {
    let exposure = match step.channel {
        Channel::Front => Exposure::FrontChannel,
        Channel::Leak => Exposure::Leak,
        Channel::Back | Channel::Inside => return None,
    };
    let mut carried = carried(trace, step);
    carried
        .any(|value| value.kind.is_exposed_by_browser())
        .then_some(exposure)
}

/// Whether a value of this kind is only in the address that a page of the server keeps.
pub fn rides_along(step: &Step, kind: ValueKind) -> bool {
    let is_page = step.message.as_ref().is_some_and(|message| {
        matches!(
            message.kind,
            MessageKind::PageRequest | MessageKind::PageResponse
        )
    });
    is_page && matches!(kind, ValueKind::CodeChallenge | ValueKind::State)
}

/// The values that the row has chips for: those in the message, or those at work where nothing is
/// sent. Not those that the title names already, nor those that ride along inside another value.
fn chips(trace: &Trace, step: &Step) -> Vec<NamedValue> {
    let fields = step.message.as_ref().map(|message| message.fields());
    let is_at_work = |value: &Value| match &fields {
        Some(fields) => {
            !rides_along(step, value.kind) && fields.iter().any(|field| field.value == value.text)
        }
        None => true,
    };
    let title = step.title();
    let values = NamedValue::at(trace, step);
    let named: Vec<usize> = words(&title)
        .filter_map(|word| values.iter().find(|value| value.is_called(word)))
        .map(|value| value.index)
        .collect();
    let mut chips: Vec<NamedValue> = values
        .into_iter()
        .filter(|value| !named.contains(&value.index))
        .filter(|value| trace.values.get(value.index).is_some_and(is_at_work))
        .collect();
    while chips.len() > MOST_CHIPS {
        let rank = |at: &usize| chips.get(*at).map(|value| value.kind.rank());
        let Some(least) = (0..chips.len()).max_by_key(rank) else {
            break;
        };
        chips.remove(least);
    }
    chips
}

/// The first line of a message without what the reader finds in the details.
fn start_line(start: &StartLine) -> Option<String> {
    match start {
        StartLine::Request { method, url } => {
            let (_, target) = split_origin(url);
            let path = target.split(['?', '#']).next().unwrap_or_default();
            Some(format!("{method} {path}"))
        }
        StartLine::Response { status } => Some(status_line(*status)),
        StartLine::Navigation { .. } => None,
    }
}

/// Sender, receiver and channel, in words.
pub fn route(trace: &Trace, step: &Step) -> String {
    let from = trace.actor_name(step.from);
    match step.channel.name() {
        Some(channel) => format!("{from} to {}, {channel}", trace.actor_name(step.to)),
        None => format!("inside {from}"),
    }
}

/// Seconds in words, e.g. `1 h 10 min`.
pub(super) fn duration(seconds: u64) -> String {
    let parts = [
        (seconds / 3600, "h"),
        (seconds / 60 % 60, "min"),
        (seconds % 60, "s"),
    ];
    let parts = parts.into_iter().filter(|(count, _)| *count > 0);
    let words: Vec<String> = parts
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    words.join(" ")
}
