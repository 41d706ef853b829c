//! The request and the response of the current step, as sent, as code and as curl.

use leptos::prelude::*;

use crate::export;
use crate::player::command::Command;
use crate::simulation::message::{Message, StartLine};
use crate::simulation::trace::{Step, Trace};
use crate::ui::copy_button::CopyButton;
use crate::ui::message_view::MessageView;
use crate::ui::state::{Run, State};
use crate::ui::tabs::{PANEL_ID, Tab, tab_list};

/// What there is to show of an exchange.
struct Parts<'a> {
    request: Option<(usize, &'a Message)>,
    response: Option<(usize, &'a Message)>,
    code: Option<String>,
    curl: Option<String>,
}

/// The tabs and what the chosen one shows; nothing where nothing is sent.
#[component]
pub fn ExchangeView() -> impl IntoView {
    let state = State::from_context();
    let chosen = RwSignal::new((0, Tab::Request));
    move || {
        let (run, index) = (state.run(), state.index());
        let step = run.steps.get(index)?;
        let parts = parts(&run, step, index);
        let tabs = parts.tabs();
        let automatic = parts.automatic(index);
        let (chosen_at, wanted) = chosen.get();
        // Code and curl stay from step to step; request and response follow the step.
        let wanted = match wanted {
            Tab::Code | Tab::Curl => wanted,
            _ if chosen_at == index + 1 => wanted,
            _ => automatic,
        };
        let shown = if tabs.contains(&wanted) {
            wanted
        } else {
            automatic
        };
        if !tabs.contains(&shown) {
            return None;
        }
        let choose = Callback::new(move |tab| chosen.set((index + 1, tab)));
        let content = parts.content(shown, &run, index);
        Some(view! {
            <section class="exchange" aria-label="What is sent">
                {tab_list(tabs, shown, choose)}
                <div class="tab-panel" role="tabpanel" id=PANEL_ID aria-labelledby=shown.id()>
                    {content}
                </div>
            </section>
        })
    }
}

fn parts<'a>(trace: &'a Trace, step: &'a Step, index: usize) -> Parts<'a> {
    let at = |index: usize| {
        trace
            .steps
            .get(index)
            .and_then(|step| Some((index, step.message.as_ref()?)))
    };
    let (request, response) = match step.exchange {
        Some(exchange) => (at(exchange.request), at(exchange.response)),
        None => match &step.message {
            Some(message) if matches!(message.start, StartLine::Response { .. }) => {
                (None, at(index))
            }
            _ => (at(index), None),
        },
    };
    let response =
        response.filter(|(_, message)| matches!(message.start, StartLine::Response { .. }));
    Parts {
        code: request.and_then(|(_, message)| export::javascript::javascript(message)),
        curl: request.and_then(|(_, message)| export::curl::curl(message)),
        request,
        response,
    }
}

impl Parts<'_> {
    fn tabs(&self) -> Vec<Tab> {
        let present = [
            (Tab::Request, self.request.is_some()),
            (Tab::Response, self.response.is_some()),
            (Tab::Code, self.code.is_some()),
            (Tab::Curl, self.curl.is_some()),
        ];
        present
            .iter()
            .filter(|(_, present)| *present)
            .map(|(tab, _)| *tab)
            .collect()
    }

    /// The tab that a step opens with: what is sent in it.
    fn automatic(&self, index: usize) -> Tab {
        match (self.request, self.response) {
            (Some((request, _)), Some((response, _))) if response == index && request != index => {
                Tab::Response
            }
            (None, Some(_)) => Tab::Response,
            _ => Tab::Request,
        }
    }

    fn content(&self, tab: Tab, run: &Run, index: usize) -> Option<AnyView> {
        match tab {
            Tab::Request => self.request.map(|part| message(run, part, index)),
            Tab::Response => self.response.map(|part| message(run, part, index)),
            Tab::Code => self.code.clone().map(|text| listing(text, "Copy code")),
            Tab::Curl => self.curl.clone().map(|text| listing(text, "Copy command")),
        }
    }
}

fn message(run: &Run, (sent_at, message): (usize, &Message), index: usize) -> AnyView {
    let state = State::from_context();
    let when = (sent_at != index).then(|| {
        view! {
            <p class="sent-at">
                {if sent_at < index { "Sent in " } else { "Comes in " }}
                <button
                    type="button"
                    class="link-button"
                    on:click=move |_| state.perform(Command::Seek(sent_at))
                >
                    {format!("step {}", sent_at + 1)}
                </button>
            </p>
        }
    });
    view! {
        {when}
        <MessageView run=run.clone() message=message.clone()/>
    }
    .into_any()
}

fn listing(text: String, label: &'static str) -> AnyView {
    let copied = text.clone();
    view! {
        <div class="listing">
            <CopyButton label=label icon_only=true text=Callback::new(move |()| copied.clone())/>
            <pre tabindex="0"><code>{text}</code></pre>
        </div>
    }
    .into_any()
}
