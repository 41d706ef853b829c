//! A message laid out for reading: which bytes are which parameter, and what each means.

use crate::flow::section_in;
use crate::protocol::message::{Message, Segment, SegmentRole, StartLine};
use crate::protocol::message_kind::MessageKind;
use crate::protocol::parameter::{Requirement, lookup};
use crate::reading::named_value::NamedValue;
use crate::simulation::trace::Trace;
use crate::spec::Section;

/// A message as it was sent. The texts of all segments in order are its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageView {
    /// The kind of message in words, e.g. `The request, as sent`.
    pub name: &'static str,
    pub lines: Vec<LineView>,
    /// Every named value of the message.
    pub fields: Vec<FieldView>,
    /// The whole message as one text.
    pub raw: String,
}

/// One line of a [`MessageView`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineView {
    /// Whether the line goes on with the one before it: a break for the eye, not a byte.
    pub continues: bool,
    pub groups: Vec<Group>,
}

/// Segments of a line that belong to one field, or to none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Index into [`MessageView::fields`].
    pub field: Option<usize>,
    pub segments: Vec<Segment>,
}

/// One named value in a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldView {
    /// The value after decoding.
    pub text: String,
    /// The value of the run that the field carries.
    pub value: Option<NamedValue>,
    pub explanation: Option<Explanation>,
}

/// The meaning of a parameter in a message of this kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The name on the wire.
    pub name: &'static str,
    /// The meaning in a sentence or two.
    pub meaning: &'static str,
    pub requirement: Requirement,
    /// The section that defines it.
    pub section: Section,
}

impl FieldView {
    /// Whether there is more to say of the field than its bytes.
    pub fn is_explained(&self) -> bool {
        self.value.is_some() || self.explanation.is_some()
    }
}

/// `message` of `trace`, laid out for reading.
pub fn message_view(trace: &Trace, message: &Message) -> MessageView {
    let layout = message.layout();
    let fields = layout.fields.iter().map(|field| FieldView {
        value: value_of(trace, &field.value),
        explanation: explanation(trace, &field.name, message.kind),
        text: field.value.clone(),
    });
    let lines = layout.lines.iter().map(|line| LineView {
        continues: line.continues,
        groups: groups(&line.segments),
    });
    MessageView {
        name: match &message.start {
            StartLine::Request { .. } => "The request, as sent",
            StartLine::Response { .. } => "The response, as sent",
            StartLine::Navigation { .. } => "The address that is opened",
        },
        fields: fields.collect(),
        lines: lines.collect(),
        raw: message.raw(),
    }
}

/// The value of the run that reads `text`.
pub fn value_of(trace: &Trace, text: &str) -> Option<NamedValue> {
    let mut values = trace.values.iter();
    let index = values.position(|value| value.text == text)?;
    NamedValue::of(trace, index)
}

fn explanation(trace: &Trace, name: &str, kind: MessageKind) -> Option<Explanation> {
    let (parameter, usage) = lookup(name, kind)?;
    Some(Explanation {
        name: parameter.name,
        meaning: parameter.meaning,
        requirement: usage.requirement,
        section: section_in(&trace.scenario.flow, usage.section),
    })
}

/// Joins what stands before a field (`&`), inside it (`=`, `: `) and after it (`",`) to the field,
/// so that a line breaks inside a long value and not before it.
fn groups(segments: &[Segment]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, segment) in segments.iter().enumerate() {
        let next = segments[index..].iter().find(|one| !is_mark(one));
        let next = next.and_then(|next| next.field);
        let is_first = groups.len() == 1;
        let joined = groups.last_mut().filter(|last| {
            let is_between = is_mark(segment) && last.field.is_some() && next == last.field;
            let is_closing = is_mark(segment) && next.is_none() && !segment.text.starts_with(' ');
            let is_prefix = is_first
                && segment.field.is_some()
                && last.field.is_none()
                && last.segments.iter().all(is_faint);
            segment.field == last.field || is_between || is_closing || is_prefix
        });
        match joined {
            Some(group) => {
                group.field = group.field.or(segment.field);
                group.segments.push(segment.clone());
            }
            None => groups.push(Group {
                field: segment.field,
                segments: vec![segment.clone()],
            }),
        }
    }
    groups
}

fn is_mark(segment: &Segment) -> bool {
    segment.field.is_none() && is_faint(segment)
}

fn is_faint(segment: &Segment) -> bool {
    segment.role == SegmentRole::Faint
}
