//! The request and the response of the current step, as sent and in every format of [`EXPORTS`].
//!
//! [`EXPORTS`]: crate::export::EXPORTS

use leptos::prelude::*;

use crate::export::Export;
use crate::player::command::Command;
use crate::protocol::message::Message;
use crate::reading::message::message_view;
use crate::reading::sent::{Sent, message_at};
use crate::simulation::trace::Trace;
use crate::ui::control::copy_button::CopyButton;
use crate::ui::control::tabs::{PANEL_ID, Tab, TabList};
use crate::ui::inspector::message_view::MessageBox;
use crate::ui::inspector::shown_step::{ShownStep, reading};
use crate::ui::session::Session;

/// The tabs and what the chosen one shows; nothing where nothing is sent.
#[component]
pub fn ExchangePanel(shown: ShownStep) -> impl IntoView {
    let is_sent = reading(shown, |trace, _, index| Sent::at(trace, index).is_some());
    view! { {move || is_sent.get().then(|| view! { <Exchange shown/> }.into_any())} }
}

#[component]
fn Exchange(shown: ShownStep) -> impl IntoView {
    let session = Session::from_context();
    let tabs = reading(shown, |trace, _, index| match Sent::at(trace, index) {
        Some(sent) => tabs_of(trace, sent),
        None => Vec::new(),
    });
    let index = move || shown.with(|shown| shown.as_ref().map(|shown| shown.index));
    let opens_with_response = reading(shown, |trace, _, index| {
        Sent::at(trace, index).is_some_and(|sent| sent.opens_with_response(index))
    });
    let tab = Memo::new(move |_| {
        let automatic = match opens_with_response.get() {
            true => Tab::Response,
            false => Tab::Request,
        };
        let (chosen_at, wanted) = session.chosen_tab();
        // Formats stay from step to step; request and response follow the step.
        let is_wanted = matches!(wanted, Tab::Export(_)) || chosen_at == index();
        let is_there = tabs.with(|tabs| tabs.contains(&wanted));
        if is_wanted && is_there {
            wanted
        } else {
            automatic
        }
    });
    let choose = move |tab| {
        if let Some(shown) = shown.get_untracked() {
            session.choose_tab(shown.index, tab);
        }
    };
    view! {
        <section class="exchange" aria-label="What is sent">
            <TabList tabs shown=tab choose/>
            <div
                class="tab-panel"
                role="tabpanel"
                id=PANEL_ID
                aria-labelledby=move || tab.get().id()
            >
                {move || match tab.get() {
                    Tab::Request => {
                        view! { <SentMessage shown of=|sent| sent.request/> }.into_any()
                    }
                    Tab::Response => {
                        view! { <SentMessage shown of=|sent| sent.response/> }.into_any()
                    }
                    Tab::Export(export) => view! { <Listing shown export/> }.into_any(),
                }}
            </div>
        </section>
    }
}

fn tabs_of(trace: &Trace, sent: Sent) -> Vec<Tab> {
    let request = request(trace, sent);
    let is_there = |tab: &Tab| match tab {
        Tab::Request => sent.request.is_some(),
        Tab::Response => sent.response.is_some(),
        Tab::Export(export) => request.and_then(export.write).is_some(),
    };
    Tab::all().filter(is_there).collect()
}

fn request(trace: &Trace, sent: Sent) -> Option<&Message> {
    message_at(trace, sent.request?)
}

/// One of the messages, and where else it is sent.
#[component]
fn SentMessage(shown: ShownStep, of: fn(Sent) -> Option<usize>) -> impl IntoView {
    let message = reading(shown, move |trace, _, index| {
        let sent_at = of(Sent::at(trace, index)?)?;
        let message = message_at(trace, sent_at)?;
        Some(message_view(trace, message))
    });
    let elsewhere = reading(shown, move |trace, _, index| {
        let sent_at = of(Sent::at(trace, index)?)?;
        let words = match sent_at < index {
            true => "Sent in ",
            false => "Comes in ",
        };
        (sent_at != index).then_some((words, sent_at))
    });
    view! {
        {move || {
            elsewhere.get().map(|(words, step)| view! { <SentAt words step/> }.into_any())
        }}
        {move || message.get().map(|message| view! { <MessageBox message/> }.into_any())}
    }
}

/// The other step that a message is part of, with a way there.
#[component]
fn SentAt(
    words: &'static str,
    /// The index of the step.
    step: usize,
) -> impl IntoView {
    let session = Session::from_context();
    view! {
        <p class="sent-at">
            {words}
            <button
                type="button"
                class="link-button"
                on:click=move |_| session.perform(Command::Seek(step))
            >
                {format!("step {}", step + 1)}
            </button>
        </p>
    }
}

/// The request in another format.
#[component]
fn Listing(shown: ShownStep, export: &'static Export) -> impl IntoView {
    let text = reading(shown, move |trace, _, index| {
        let request = request(trace, Sent::at(trace, index)?)?;
        (export.write)(request)
    });
    let text = Signal::derive(move || text.get().unwrap_or_default());
    view! {
        <div class="listing">
            <CopyButton label=export.copy_label text/>
            <pre tabindex="0">
                <code>{text}</code>
            </pre>
        </div>
    }
}
