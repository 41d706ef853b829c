//! A message as it was sent. Every parameter opens to what it means and where that is written.

use leptos::prelude::*;

use crate::protocol::message_kind::MessageKind;
use crate::protocol::parameter::{Parameter, Requirement, Usage, lookup};
use crate::simulation::message::{Field, Layout, Line, Message, Segment, SegmentRole};
use crate::simulation::trace::Trace;
use crate::ui::chip::chip;
use crate::ui::copy_button::CopyButton;
use crate::ui::kind::kind_class;
use crate::ui::prose::prose;
use crate::ui::section_link::section_link;
use crate::ui::state::{Run, State};

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
#[component]
pub fn MessageView(run: Run, message: Message) -> AnyView {
    let layout = message.layout();
    let is_long = layout.lines.len() > LINES_OF_A_LONG_MESSAGE;
    let raw = message.raw();
    let open = RwSignal::new(None::<usize>);
    let lines: Vec<AnyView> = layout
        .lines
        .iter()
        .map(|line| show_line(&run, &layout, message.kind, line, open))
        .collect();
    view! {
        <div class="http" class:is-long=is_long tabindex=is_long.then_some("0")>
            <CopyButton label="Copy message" icon_only=true text=Callback::new(move |()| raw.clone())/>
            {lines}
        </div>
    }
    .into_any()
}

fn show_line(
    run: &Run,
    layout: &Layout,
    kind: MessageKind,
    line: &Line,
    open: RwSignal<Option<usize>>,
) -> AnyView {
    let groups = groups(line);
    let notes: Vec<AnyView> = groups
        .iter()
        .filter_map(|group| {
            let index = group.field?;
            let field = layout.fields.get(index)?.clone();
            let run = run.clone();
            is_explained(&run, &field, kind).then(|| {
                (move || (open.get() == Some(index)).then(|| note(&run, &field, kind))).into_any()
            })
        })
        .collect();
    let content: Vec<AnyView> = groups
        .iter()
        .map(|group| show_group(run, layout, kind, group, open))
        .collect();
    view! {
        <div class="http-line" class:is-continued=line.continues>{content}</div>
        {notes}
    }
    .into_any()
}

/// Joins what stands before a field (`&`), inside it (`=`, `: `) and after it (`",`) to the field, so that a line
/// breaks inside a long value and not before it.
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

fn show_group(
    run: &Run,
    layout: &Layout,
    kind: MessageKind,
    group: &Group,
    open: RwSignal<Option<usize>>,
) -> AnyView {
    let field = group.field.and_then(|index| layout.fields.get(index));
    let value = field.and_then(|field| value_index(run, field));
    let class = value
        .and_then(|value| run.values.get(value))
        .map_or("", |v| kind_class(v.kind));
    let texts: Vec<AnyView> = group
        .segments
        .iter()
        .map(|one| show_segment(one, class))
        .collect();
    let (Some(index), Some(field)) = (group.field, field) else {
        return texts.into_any();
    };
    if !is_explained(run, field, kind) {
        return texts.into_any();
    }
    let is_open = move || open.get() == Some(index);
    let state = State::from_context();
    view! {
        <button
            type="button"
            class="field"
            class:is-on-thread=move || value.is_some_and(|value| state.is_chosen(value))
            aria-expanded=move || if is_open() { "true" } else { "false" }
            on:click=move |_| open.update(|open| *open = if *open == Some(index) { None } else { Some(index) })
        >
            {texts}
        </button>
    }
    .into_any()
}

fn show_segment(segment: &Segment, kind: &'static str) -> AnyView {
    let role = match segment.role {
        SegmentRole::Strong => "is-strong",
        SegmentRole::Faint => "is-faint",
        SegmentRole::Name => "is-name",
        SegmentRole::Value => "is-value",
        SegmentRole::Plain => return segment.text.clone().into_any(),
    };
    let kind = if segment.role == SegmentRole::Value {
        kind
    } else {
        ""
    };
    view! { <span class=format!("{role} {kind}")>{shortened(&segment.text)}</span> }.into_any()
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

fn is_explained(trace: &Trace, field: &Field, kind: MessageKind) -> bool {
    lookup(&field.name, kind).is_some() || value_index(trace, field).is_some()
}

/// What a field means: requirement level, explanation, section, and its value's thread.
fn note(run: &Run, field: &Field, kind: MessageKind) -> AnyView {
    let known = lookup(&field.name, kind);
    let value = value_index(run, field);
    let is_cut = field.value.chars().count() > LONGEST_SHOWN;
    let whole = is_cut.then(|| view! { <code class="note-value">{field.value.clone()}</code> });
    let copied = field.value.clone();
    view! {
        <div class="note">
            {known.map(|(parameter, usage)| explanation(parameter, usage))}
            {whole}
            <div class="note-actions">
                {value.and_then(|value| chip(run, value))}
                {known.map(|(_, usage)| section_link(usage.section))}
                <CopyButton label="Copy value" icon_only=true text=Callback::new(move |()| copied.clone())/>
            </div>
        </div>
    }
    .into_any()
}

fn explanation(parameter: &Parameter, usage: &Usage) -> AnyView {
    let (class, level) = match usage.requirement {
        Requirement::Required => ("tag is-required", "required".to_owned()),
        Requirement::Recommended => ("tag", "recommended".to_owned()),
        Requirement::Optional => ("tag", "optional".to_owned()),
        Requirement::RequiredIf(condition) => {
            ("tag is-required", format!("required if {condition}"))
        }
    };
    view! {
        <p class="note-head">
            <code class="note-name">{parameter.name}</code>
            <span class=class>{level}</span>
        </p>
        <p>{prose(parameter.meaning)}</p>
    }
    .into_any()
}
