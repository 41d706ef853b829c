//! A message as it was sent. Every parameter opens to what it means and where that is written.

use leptos::prelude::*;

use crate::protocol::message::{Segment, SegmentRole};
use crate::protocol::parameter::Requirement;
use crate::reading::message::{Explanation, FieldView, Group, LineView, MessageView, message_view};
use crate::ui::control::chip::Chip;
use crate::ui::control::colours::kind_class;
use crate::ui::control::copy_button::CopyButton;
use crate::ui::control::prose::Prose;
use crate::ui::control::section_link::SectionLink;
use crate::ui::inspector::shown_step::{ShownStep, reading};
use crate::ui::session::Session;

/// A value longer than this is cut in the message and whole in its explanation.
const LONGEST_SHOWN: usize = 160;

/// A page's HTML is not what the reader came for: it gets a window of its own to scroll in.
const LINES_OF_A_LONG_MESSAGE: usize = 40;

/// The message of the step itself, if it has one.
#[component]
pub fn OwnMessage(shown: ShownStep) -> impl IntoView {
    let message = reading(shown, |trace, step, _| {
        let message = step.message.as_ref();
        message.map(|message| message_view(trace, message))
    });
    view! { {move || message.get().map(|message| view! { <MessageBox message/> }.into_any())} }
}

/// The message, line by line.
#[component]
pub fn MessageBox(message: MessageView) -> impl IntoView {
    let is_long = message.lines.len() > LINES_OF_A_LONG_MESSAGE;
    let lines = message.lines.into_iter();
    let lines = lines.map(|line| view! { <MessageLine line fields=message.fields.clone()/> });
    let lines = lines.collect_view();
    view! {
        <div class="http" class=("is-long", is_long) tabindex=is_long.then_some("0")>
            <CopyButton label="Copy message" text=message.raw/>
            {lines}
        </div>
    }
}

/// A line, and below it the notes of its fields that are open.
#[component]
fn MessageLine(line: LineView, fields: Vec<FieldView>) -> impl IntoView {
    let mut notes: Vec<AnyView> = Vec::new();
    let groups = line.groups.into_iter().map(|group| {
        let field = group.field.and_then(|field| fields.get(field)).cloned();
        let Some(field) = field.filter(FieldView::is_explained) else {
            return view! { <Segments group/> }.into_any();
        };
        let is_open = RwSignal::new(false);
        let value = field.value.clone();
        let note = view! {
            {move || is_open.get().then(|| view! { <Note field=field.clone()/> }.into_any())}
        };
        notes.push(note.into_any());
        let kind = value.as_ref().map(|value| kind_class(value.kind));
        let index = value.map(|value| value.index);
        view! {
            <FieldButton is_open value=index>
                <Segments group kind/>
            </FieldButton>
        }
        .into_any()
    });
    let groups = groups.collect_view();
    view! {
        <div class="http-line" class=("is-continued", line.continues)>
            {groups}
        </div>
        {notes}
    }
}

/// A field that opens to its explanation, below its line.
#[component]
fn FieldButton(
    is_open: RwSignal<bool>,
    /// The value of the run that the field carries, as its index.
    value: Option<usize>,
    children: Children,
) -> impl IntoView {
    let session = Session::from_context();
    view! {
        <button
            type="button"
            class="field"
            class:is-chosen=move || value.is_some_and(|value| session.is_chosen(value))
            aria-expanded=move || is_open.get().to_string()
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)
        >
            {children()}
        </button>
    }
}

#[component]
fn Segments(group: Group, #[prop(optional_no_strip)] kind: Option<&'static str>) -> impl IntoView {
    let segments = group.segments.into_iter();
    segments
        .map(|Segment { text, role, .. }| {
            let class = match role {
                SegmentRole::Strong => "is-strong",
                SegmentRole::Faint => "is-faint",
                SegmentRole::Name => "is-name",
                SegmentRole::Value => "is-value",
                SegmentRole::Plain => return text.into_any(),
            };
            let kind = kind.filter(|_| role == SegmentRole::Value);
            let class = kind.map_or_else(|| class.to_owned(), |kind| format!("{class} {kind}"));
            view! { <span class=class>{shortened(&text)}</span> }.into_any()
        })
        .collect_view()
}

fn shortened(text: &str) -> String {
    let count = text.chars().count();
    if count <= LONGEST_SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(20).collect();
    let end: String = text.chars().skip(count - 8).collect();
    format!("{start}…{end}")
}

/// Meaning of a field: requirement level, explanation, section, and its value's path.
#[component]
fn Note(field: FieldView) -> impl IntoView {
    let FieldView {
        text,
        value,
        explanation,
    } = field;
    let meaning = explanation.map(|explanation| view! { <Meaning explanation/> });
    let whole = (text.chars().count() > LONGEST_SHOWN)
        .then(|| view! { <code class="note-value">{text.clone()}</code> });
    let chip = value.map(|value| view! { <Chip value/> });
    let link = explanation.map(|Explanation { section, .. }| view! { <SectionLink section/> });
    view! {
        <div class="note">
            {meaning}
            {whole}
            <div class="note-actions">
                {chip}
                {link}
                <CopyButton label="Copy value" text/>
            </div>
        </div>
    }
}

#[component]
fn Meaning(explanation: Explanation) -> impl IntoView {
    let (class, level) = match explanation.requirement {
        Requirement::Required => ("tag is-required", "required".to_owned()),
        Requirement::Recommended => ("tag", "recommended".to_owned()),
        Requirement::Optional => ("tag", "optional".to_owned()),
        Requirement::RequiredIf(condition) => {
            ("tag is-required", format!("required if {condition}"))
        }
    };
    view! {
        <p class="note-head">
            <code class="note-name">{explanation.name}</code>
            <span class=class part="badge">{level}</span>
        </p>
        <p><Prose text=explanation.meaning/></p>
    }
}
