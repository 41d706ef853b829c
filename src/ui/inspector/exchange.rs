//! The request and the response of the current step, as sent, as code and as curl.

use crate::export;
use crate::player::command::Command;
use crate::protocol::message::{Message, StartLine};
use crate::simulation::trace::{Step, Trace};
use crate::ui::control::copy_button::copy_button;
use crate::ui::control::tabs::{PANEL_ID, Tab, tab_list};
use crate::ui::dom::markup::{Markup, button, element};
use crate::ui::inspector::message_view::message_view;
use crate::ui::state::{Run, State};

/// What there is to show of an exchange.
struct Parts<'a> {
    request: Option<(usize, &'a Message)>,
    response: Option<(usize, &'a Message)>,
}

/// The tabs and what the chosen one shows; nothing where nothing is sent.
pub fn exchange(run: &Run, step: &Step, index: usize) -> Option<Markup> {
    let parts = parts(run, step, index);
    parts.request.or(parts.response)?;
    let state = State::from_context();
    let run = run.clone();
    let make = move || {
        let step = run.steps.get(index);
        step.and_then(|step| panels(state, &run, step, index))
            .unwrap_or_default()
    };
    let section = element("section", "exchange").attribute("aria-label", "What is sent");
    Some(section.content(make))
}

fn panels(state: State, run: &Run, step: &Step, index: usize) -> Option<Vec<Markup>> {
    let parts = parts(run, step, index);
    let tabs = parts.tabs();
    let automatic = parts.automatic(index);
    let (chosen_at, wanted) = state.chosen_tab();
    // Code and curl stay from step to step; request and response follow the step.
    let wanted = match wanted {
        Tab::Code | Tab::Curl => wanted,
        _ if chosen_at == Some(index) => wanted,
        _ => automatic,
    };
    let shown = if tabs.contains(&wanted) {
        wanted
    } else {
        automatic
    };
    let content = match shown {
        Tab::Request => message(run, parts.request?, index),
        Tab::Response => message(run, parts.response?, index),
        Tab::Code => vec![listing(parts.code()?, "Copy code")],
        Tab::Curl => vec![listing(parts.curl()?, "Copy command")],
    };
    let panel = element("div", "tab-panel")
        .attribute("role", "tabpanel")
        .attribute("id", PANEL_ID)
        .attribute("aria-labelledby", shown.id())
        .children(content);
    Some(vec![
        tab_list(&tabs, shown, move |tab| state.choose_tab(index, tab)),
        panel,
    ])
}

fn parts<'a>(trace: &'a Trace, step: &'a Step, index: usize) -> Parts<'a> {
    let at = |index: usize| {
        trace
            .steps
            .get(index)
            .and_then(|step| Some((index, step.message.as_ref()?)))
    };
    let is_response = |message: &Message| matches!(message.start, StartLine::Response { .. });
    let (request, response) = match (step.round_trip, &step.message) {
        (Some(exchange), _) => (at(exchange.request), at(exchange.response)),
        (None, Some(message)) if is_response(message) => (None, at(index)),
        (None, _) => (at(index), None),
    };
    Parts {
        request,
        response: response.filter(|(_, message)| is_response(message)),
    }
}

impl Parts<'_> {
    fn code(&self) -> Option<String> {
        export::javascript::javascript(self.request?.1)
    }

    fn curl(&self) -> Option<String> {
        export::curl::curl(self.request?.1)
    }

    fn tabs(&self) -> Vec<Tab> {
        let present = [
            (Tab::Request, self.request.is_some()),
            (Tab::Response, self.response.is_some()),
            (Tab::Code, self.code().is_some()),
            (Tab::Curl, self.curl().is_some()),
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
}

fn message(run: &Run, (sent_at, message): (usize, &Message), index: usize) -> Vec<Markup> {
    let state = State::from_context();
    let view = message_view(run, message);
    if sent_at == index {
        return vec![view];
    }
    let link = button("link-button", move |_| {
        state.perform(Command::Seek(sent_at))
    })
    .text(&format!("step {}", sent_at + 1));
    let when = element("p", "sent-at")
        .text(if sent_at < index {
            "Sent in "
        } else {
            "Comes in "
        })
        .child(link);
    vec![when, view]
}

fn listing(words: String, label: &'static str) -> Markup {
    let code = element("pre", "")
        .attribute("tabindex", "0")
        .child(element("code", "").text(&words));
    element("div", "listing")
        .child(copy_button(label, words))
        .child(code)
}
