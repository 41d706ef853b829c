//! A message as it was sent. Every parameter opens to what it means and where that is written.

use std::cell::RefCell;

use leptos::prelude::Owner;
use web_sys::Event;

use crate::flow::section_in;
use crate::protocol::message::{Field, Layout, Line, Message, Segment, SegmentRole};
use crate::protocol::message_kind::MessageKind;
use crate::protocol::parameter::{Parameter, Requirement, Usage, lookup};
use crate::simulation::trace::Trace;
use crate::ui::control::chip::{chip, mark_value};
use crate::ui::control::colours::kind_class;
use crate::ui::control::copy_button::copy_button;
use crate::ui::control::prose::prose;
use crate::ui::control::section_link::section_link;
use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, button, element, text};
use crate::ui::state::Run;

/// A value longer than this is cut in the message and whole in its explanation.
const LONGEST_SHOWN: usize = 160;

/// A page's HTML is not what the reader came for: it gets a window of its own to scroll in.
const LINES_OF_A_LONG_MESSAGE: usize = 40;

/// Segments of a line that belong to one field, or to none.
struct Group<'a> {
    field: Option<usize>,
    segments: Vec<&'a Segment>,
}

/// The message, line by line.
pub fn message_view(run: &Run, message: &Message) -> Markup {
    let layout = message.layout();
    let is_long = layout.lines.len() > LINES_OF_A_LONG_MESSAGE;
    let view = element("div", "http")
        .class_if("is-long", is_long)
        .attribute_if("tabindex", is_long.then_some("0"))
        .child(copy_button("Copy message", message.raw()));
    let lines = layout
        .lines
        .iter()
        .map(|line| show_line(run, &layout, message.kind, line));
    view.children(lines)
}

fn show_line(run: &Run, layout: &Layout, kind: MessageKind, line: &Line) -> Markup {
    let content = groups(line)
        .into_iter()
        .flat_map(|group| show_group(run, layout, kind, &group));
    element("div", "http-line")
        .class_if("is-continued", line.continues)
        .children(content.collect::<Vec<_>>())
}

/// Joins what stands before a field (`&`), inside it (`=`, `: `) and after it (`",`) to the field,
/// so that a line breaks inside a long value and not before it.
fn groups(line: &Line) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    for (index, segment) in line.segments.iter().enumerate() {
        let is_mark = |one: &&Segment| one.field.is_none() && one.role == SegmentRole::Faint;
        let next = line.segments.iter().skip(index).find(|one| !is_mark(one));
        let next = next.and_then(|next| next.field);
        let is_first = groups.len() == 1;
        if let Some(last) = groups.last_mut() {
            let is_between = is_mark(&segment) && last.field.is_some() && next == last.field;
            let is_closing = is_mark(&segment) && next.is_none() && !segment.text.starts_with(' ');
            if segment.field == last.field || is_between || is_closing {
                last.segments.push(segment);
                continue;
            }
            let is_prefix = last
                .segments
                .iter()
                .all(|one| one.role == SegmentRole::Faint);
            if is_first && segment.field.is_some() && last.field.is_none() && is_prefix {
                last.field = segment.field;
                last.segments.push(segment);
                continue;
            }
        }
        groups.push(Group {
            field: segment.field,
            segments: vec![segment],
        });
    }
    groups
}

fn show_group(run: &Run, layout: &Layout, kind: MessageKind, group: &Group) -> Vec<Markup> {
    let field = group.field.and_then(|index| layout.fields.get(index));
    let value = field.and_then(|field| value_index(run, field));
    let class = value
        .and_then(|value| run.values.get(value))
        .map(|value| kind_class(value.kind));
    let texts = group
        .segments
        .iter()
        .map(|segment| show_segment(segment, class))
        .collect();
    match field {
        Some(field) if value.is_some() || lookup(&field.name, kind).is_some() => {
            vec![field_button(run, field, kind, value).children(texts)]
        }
        _ => texts,
    }
}

/// A field that opens to its explanation, below its line.
fn field_button(run: &Run, field: &Field, kind: MessageKind, value: Option<usize>) -> Markup {
    let (run, field) = (run.clone(), field.clone());
    let owner = Owner::current();
    let opened = RefCell::new(None::<Markup>);
    let toggle = move |event: Event| {
        let Some(button) = browser::listener_of(&event) else {
            return;
        };
        let note = opened.take();
        let _ = button.set_attribute(
            "aria-expanded",
            if note.is_none() { "true" } else { "false" },
        );
        if let Some(note) = note {
            note.element().remove();
        } else if let (Some(line), Some(owner)) = (button.parent_element(), &owner) {
            let note = owner.with(|| note_of(&run, &field, kind));
            let _ = line.after_with_node_1(note.node());
            opened.replace(Some(note));
        }
    };
    let button = button("field", toggle).attribute("aria-expanded", "false");
    match value {
        Some(value) => mark_value(button, value),
        None => button,
    }
}

fn show_segment(segment: &Segment, kind: Option<&str>) -> Markup {
    let role = match segment.role {
        SegmentRole::Strong => "is-strong",
        SegmentRole::Faint => "is-faint",
        SegmentRole::Name => "is-name",
        SegmentRole::Value => "is-value",
        SegmentRole::Plain => return text(&segment.text),
    };
    let kind = kind.filter(|_| segment.role == SegmentRole::Value);
    element("span", role)
        .class_if_some(kind)
        .text(&shortened(&segment.text))
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= LONGEST_SHOWN {
        return text.to_owned();
    }
    let count = text.chars().count();
    let start: String = text.chars().take(20).collect();
    let end: String = text.chars().skip(count - 8).collect();
    format!("{start}…{end}")
}

fn value_index(trace: &Trace, field: &Field) -> Option<usize> {
    trace
        .values
        .iter()
        .position(|value| value.text == field.value)
}

/// What a field means: requirement level, explanation, section, and its value's thread.
fn note_of(run: &Run, field: &Field, kind: MessageKind) -> Markup {
    let known = lookup(&field.name, kind);
    let mut note = element("div", "note");
    if let Some((parameter, usage)) = known {
        note = note.child(level(parameter, usage));
        note = note.child(element("p", "").children(prose(parameter.meaning)));
    }
    if field.value.chars().count() > LONGEST_SHOWN {
        note = note.child(element("code", "note-value").text(&field.value));
    }
    let value = value_index(run, field).and_then(|value| chip(run, value));
    let actions = element("div", "note-actions")
        .children(value)
        .children(
            known.map(|(_, usage)| section_link(section_in(&run.scenario.flow, usage.section))),
        )
        .child(copy_button("Copy value", field.value.clone()));
    note.child(actions)
}

fn level(parameter: &Parameter, usage: &Usage) -> Markup {
    let (class, level) = match usage.requirement {
        Requirement::Required => ("tag is-required", "required".to_owned()),
        Requirement::Recommended => ("tag", "recommended".to_owned()),
        Requirement::Optional => ("tag", "optional".to_owned()),
        Requirement::RequiredIf(condition) => {
            ("tag is-required", format!("required if {condition}"))
        }
    };
    element("p", "note-head")
        .child(element("code", "note-name").text(parameter.name))
        .child(element("span", class).text(&level))
}
