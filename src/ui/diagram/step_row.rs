//! One step: a row of the diagram and of the log.

use leptos::html::Li;
use leptos::prelude::*;

use crate::player::command::Command;
use crate::reading::row::{Exposure, Row};
use crate::ui::control::chip::Chip;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::control::prose::{Prose, Words};
use crate::ui::diagram::lifelines::RailView;
use crate::ui::dom::tab_stop;
use crate::ui::player::clock::TimePasses;
use crate::ui::session::Session;

/// Where a row stands in the run: all that another step changes in it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Marks {
    is_current: bool,
    is_ahead: bool,
    is_arriving: bool,
    is_on_thread: bool,
}

impl Marks {
    /// The marks of the step with the index `index`.
    fn of(session: Session, index: usize) -> Marks {
        let is_current = session.index() == index;
        Marks {
            is_current,
            is_ahead: session.index() < index,
            is_arriving: is_current && session.has_arrived(),
            is_on_thread: session.has_thread_at(index),
        }
    }

    /// The classes of the row; one effect sets them all.
    fn class(self, is_refused: bool) -> String {
        let marks = [
            (self.is_current, " is-current"),
            (self.is_ahead, " is-ahead"),
            (self.is_arriving, " is-arriving"),
            (self.is_on_thread, " is-on-thread"),
            (is_refused, " is-refused"),
        ];
        let set = marks.into_iter().filter(|(is_set, _)| *is_set);
        set.fold("step".to_owned(), |class, (_, name)| class + name)
    }
}

/// Row of a step. Going to another step changes its marks and nothing else.
#[component]
pub fn StepRow(
    row: Row,
    /// Index of the row that had the focus before rows were replaced.
    focused: StoredValue<Option<usize>>,
) -> impl IntoView {
    let session = Session::from_context();
    let Row {
        index, is_refused, ..
    } = row;
    let marks = Memo::new(move |_| Marks::of(session, index));
    let is_current = Memo::new(move |_| marks.with(|marks| marks.is_current));
    let item = NodeRef::<Li>::new();
    // Tab passes the other rows.
    Effect::new(move |was_there: Option<bool>| {
        let is_current = is_current.get();
        let Some(item) = item.get() else { return false };
        if was_there != Some(true) && focused.get_value() == Some(index) {
            tab_stop::focus(&item);
        }
        let has_focus = item.matches(":focus-within") == Ok(true);
        tab_stop::set_stop(&item, is_current || has_focus);
        true
    });
    let (from, to) = row.rail.span();
    let pause = row.pause.clone();
    view! {
        <li
            class=move || marks.get().class(is_refused)
            style:--from=from.to_string()
            style:--to=to.to_string()
            node_ref=item
        >
            <RailView rail=row.rail.clone() is_current />
            <div class="step-body" part="log-entry">
                <TitleButton row=row.clone() is_current />
                <Meta row />
            </div>
            {pause.map(|duration| view! { <TimePasses after_step=index + 1 duration /> })}
        </li>
    }
}

/// Button that goes to the step, with its title.
#[component]
fn TitleButton(row: Row, is_current: Memo<bool>) -> impl IntoView {
    let session = Session::from_context();
    let Row {
        index,
        title,
        values,
        route,
        ..
    } = row;
    view! {
        <button
            type="button"
            class="step-button"
            aria-current=move || is_current.get().then_some("step")
            on:click=move |_| session.perform(Command::Seek(index))
        >
            <span class="step-number">{index + 1}</span>
            <span class="step-title">
                <Prose text=title values words=Words::InButton />
            </span>
            <span class="visually-hidden">{format!(" ({route})")}</span>
        </button>
    }
}

/// Message and values at work, below the title.
#[component]
fn Meta(row: Row) -> impl IntoView {
    let Row {
        start_line,
        chips,
        exposure,
        changes,
        is_decision,
        ..
    } = row;
    let is_sent = start_line.is_some() || !chips.is_empty();
    let has_content = is_sent || exposure.is_some() || !changes.is_empty() || is_decision;
    let chips = chips.into_iter().map(|value| view! { <Chip value /> });
    let changes = changes.into_iter().map(|mark| {
        view! { <span class="tag is-person" part="badge">{mark}</span> }
    });
    has_content.then(|| {
        view! {
            <div class="step-meta">
                {start_line.map(|line| view! { <code class="start-line">{line}</code> })}
                {chips.collect_view()}
                {changes.collect_view()}
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
