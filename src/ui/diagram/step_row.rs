//! One step: a row of the diagram and of the log.

use leptos::html::Li;
use leptos::prelude::*;

use crate::player::command::Command;
use crate::reading::row::{Exposure, Row};
use crate::ui::control::chip::Chip;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::control::prose::{Prose, Words};
use crate::ui::diagram::lifelines::RailView;
use crate::ui::dom::tab_stop::set_stop;
use crate::ui::player::clock::TimePasses;
use crate::ui::session::Session;

/// Row of a step. Going to another step changes its marks and nothing else.
#[component]
pub fn StepRow(
    /// The row when it came up.
    first: Row,
    /// The rows of the run that is shown.
    rows: Memo<Vec<Row>>,
) -> impl IntoView {
    let session = Session::from_context();
    let index = first.index;
    // It stays as it is until it is gone.
    let row = Memo::new(move |last: Option<&Row>| {
        let row = rows.with(|rows| rows.get(index).cloned());
        row.unwrap_or_else(|| last.unwrap_or(&first).clone())
    });
    let is_current = Memo::new(move |_| session.index() == index);
    let is_ahead = Memo::new(move |_| session.index() < index);
    let is_on_thread = Memo::new(move |_| session.has_thread_at(index));
    let is_arriving = move || is_current.get() && session.has_arrived();
    let item = NodeRef::<Li>::new();
    // Tab passes the other rows.
    Effect::new(move |_| {
        row.track();
        let is_current = is_current.get();
        if let Some(item) = item.get() {
            let has_focus = item.matches(":focus-within") == Ok(true);
            set_stop(&item, is_current || has_focus);
        }
    });
    let span = move || row.with(|row| row.rail.span());
    view! {
        <li
            class="step"
            class:is-current=is_current
            class:is-ahead=is_ahead
            class:is-arriving=is_arriving
            class:is-on-thread=is_on_thread
            class:is-refused=move || row.with(|row| row.is_refused)
            style:--from=move || span().0.to_string()
            style:--to=move || span().1.to_string()
            node_ref=item
        >
            {move || view! { <RailView rail=row.get().rail is_current /> }}
            <div class="step-body" part="log-entry">
                <TitleButton row is_current />
                {move || view! { <Meta row=row.get() /> }}
            </div>
            {move || {
                let pause = row.get().pause;
                pause.map(|duration| view! { <TimePasses after_step=index + 1 duration /> })
            }}
        </li>
    }
}

/// Button that goes to the step, with its title.
#[component]
fn TitleButton(row: Memo<Row>, is_current: Memo<bool>) -> impl IntoView {
    let session = Session::from_context();
    let index = row.with_untracked(|row| row.index);
    let title = move || {
        let Row { title, values, .. } = row.get();
        view! { <Prose text=title values words=Words::InButton /> }
    };
    view! {
        <button
            type="button"
            class="step-button"
            aria-current=move || is_current.get().then_some("step")
            on:click=move |_| session.perform(Command::Seek(index))
        >
            <span class="step-number">{index + 1}</span>
            <span class="step-title">{title}</span>
            <span class="visually-hidden">
                {move || row.with(|row| format!(" ({})", row.route))}
            </span>
        </button>
    }
}

/// What is sent and which values are at work, below the title.
#[component]
fn Meta(row: Row) -> impl IntoView {
    let Row {
        start_line,
        chips,
        exposure,
        is_decision,
        ..
    } = row;
    let is_sent = start_line.is_some() || !chips.is_empty();
    let has_content = is_sent || exposure.is_some() || is_decision;
    let chips = chips.into_iter().map(|value| view! { <Chip value /> });
    has_content.then(|| {
        view! {
            <div class="step-meta">
                {start_line.map(|line| view! { <code class="start-line">{line}</code> })}
                {chips.collect_view()}
                {exposure.map(|exposure| view! { <ExposureTag exposure /> })}
                {is_decision.then(|| view! { <TurnTag /> })}
            </div>
        }
    })
}

#[component]
fn ExposureTag(exposure: Exposure) -> impl IntoView {
    view! {
        <span class="tag is-warning" part="badge" title=exposure.hint()>
            <IconView icon=Icon::Exposed />
            {exposure.label()}
        </span>
    }
}

#[component]
fn TurnTag() -> impl IntoView {
    view! {
        <span class="tag is-person" part="badge">
            <IconView icon=Icon::Person />
            {"your turn"}
        </span>
    }
}
