//! The screens that a person has before them at a step.

use crate::server::page::{Page, PageView};
use crate::simulation::trace::{Appearance, Decision, Screen, Television, Trace};

/// The devices that a person looks at, and what they are asked there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screens {
    pub devices: Vec<Device>,
    /// The person, and what they decide; nothing where the step asks nobody.
    pub question: Option<Question>,
}

/// The decision that the run waits for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub person: String,
    pub decision: Decision,
    /// The code that the person reads from their device; empty where there is none.
    pub user_code: String,
}

/// A device with what is on its screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub case: Case,
    pub shown: Shown,
}

/// The look of a device; a page has the host that it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Case {
    Browser { host: String },
    Phone { host: String },
    Television,
}

/// The content of a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shown {
    /// A page of the authorization server.
    Server {
        page: PageView,
        /// The name that the person signs in with.
        username: String,
    },
    /// The code and the address for pairing a device.
    Pairing(Television),
    /// The application, with what it has got.
    Application { heading: String, lines: Vec<String> },
}

/// The screens at the step with the index `step`: those that changed in it, and those that a person
/// has to act on. A television and the phone beside it stay in sight.
pub fn screens(trace: &Trace, step: usize) -> Option<Screens> {
    let current = trace.steps.get(step)?;
    let is_living_room = takes_part(trace, Appearance::Television);
    if !is_living_room && current.screen.is_none() && current.decision.is_none() {
        return None;
    }
    let page = latest(trace, step, page_of);
    let done = latest(trace, step, application_of);
    let shows_application =
        (done.as_ref()).is_some_and(|(at, _)| page.is_none_or(|(before, _)| before < *at));
    let mut devices = Vec::new();
    if let Some((_, shown)) = done.filter(|_| is_living_room || shows_application) {
        let host = trace.scenario.names.client_host.clone();
        let case = match is_living_room {
            true => Case::Television,
            false => Case::Browser { host },
        };
        devices.push(Device { case, shown });
    } else if let Some((_, shown)) = latest(trace, step, television_of) {
        let (case, shown) = (Case::Television, Shown::Pairing(shown.clone()));
        devices.push(Device { case, shown });
    }
    if let Some((_, page)) = page.filter(|_| is_living_room || !shows_application) {
        devices.push(server_device(trace, page));
    }
    let question = current.decision.map(|decision| question(trace, decision));
    (!devices.is_empty()).then_some(Screens { devices, question })
}

fn question(trace: &Trace, decision: Decision) -> Question {
    let names = &trace.scenario.names;
    let shown = latest(trace, trace.steps.len(), television_of);
    Question {
        person: names.person.clone(),
        decision,
        user_code: shown.map_or_else(String::new, |(_, shown)| shown.user_code.clone()),
    }
}

/// The newest screen of a sort at or before a step, with the index of its step.
fn latest<'a, T>(
    trace: &'a Trace,
    step: usize,
    sort: fn(&'a Screen) -> Option<T>,
) -> Option<(usize, T)> {
    let steps = trace.steps.iter().enumerate().take(step + 1).rev();
    steps
        .filter_map(|(at, step)| Some((at, sort(step.screen.as_ref()?)?)))
        .next()
}

fn page_of(screen: &Screen) -> Option<&Page> {
    match screen {
        Screen::Server(page) => Some(page),
        _ => None,
    }
}

fn television_of(screen: &Screen) -> Option<&Television> {
    match screen {
        Screen::Television(shown) => Some(shown),
        _ => None,
    }
}

fn application_of(screen: &Screen) -> Option<Shown> {
    match screen {
        Screen::Application { heading, lines } => Some(Shown::Application {
            heading: heading.to_string(),
            lines: lines.clone(),
        }),
        _ => None,
    }
}

fn takes_part(trace: &Trace, appearance: Appearance) -> bool {
    let mut actors = trace.actors.iter();
    actors.any(|actor| actor.appearance == appearance)
}

fn server_device(trace: &Trace, page: &Page) -> Device {
    let host = trace.scenario.names.authorization_server_host.clone();
    Device {
        case: match takes_part(trace, Appearance::Phone) {
            true => Case::Phone { host },
            false => Case::Browser { host },
        },
        shown: Shown::Server {
            page: page.view(),
            username: trace.scenario.names.username(),
        },
    }
}
