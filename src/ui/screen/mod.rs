//! What the person sees, drawn as the devices they look at. Here the learner acts as the person.

pub mod answer;
pub mod frame;
pub mod server_page;
pub mod television;

use leptos::prelude::*;

use crate::simulation::trace::{Appearance, Role, Screen, Step, Television, Trace};
use crate::ui::icon::{Icon, icon};
use crate::ui::screen::frame::{browser_frame, phone_frame, television_frame};
use crate::ui::screen::server_page::server_page;
use crate::ui::screen::television::television;
use crate::ui::state::Run;

/// The screens at a step: those that changed in it, and those that a person has to act on.
pub fn screens(run: &Run, step: &Step, index: usize) -> AnyView {
    let has_television = appearance(run, Role::Client) == Some(Appearance::Television);
    let shows_page = has_television || step.screen.is_some() || step.decision.is_some();
    let page = if shows_page {
        latest(run, index, is_page)
    } else {
        None
    };
    let done = latest(run, index, is_application).filter(|_| shows_page);
    // The application's screen replaces what the device showed before.
    let on_television = if done.is_some() {
        None
    } else {
        latest(run, index, is_television)
    };
    let active = step.decision.is_some();
    let mut devices: Vec<AnyView> = Vec::new();
    if let Some((_, Screen::Television(shown))) = on_television {
        devices.push(television(shown));
    }
    match (page, done) {
        (Some((at, Screen::Server(page))), done)
            if has_television || done.is_none_or(|(end, _)| end < at) =>
        {
            let content = server_page(run, page, active);
            let origin = origin(run);
            devices.push(match appearance(run, Role::Browser) {
                Some(Appearance::Phone) => phone_frame(origin, content),
                _ => browser_frame(origin, content),
            });
        }
        _ => {}
    }
    if let Some((at, Screen::Application { heading, lines })) = done
        && (has_television || page.is_none_or(|(before, _)| before < at))
    {
        let content = application(heading, lines);
        devices.insert(
            0,
            if has_television {
                television_frame(content)
            } else {
                browser_frame(client_origin(run), content)
            },
        );
    }
    if devices.is_empty() {
        return ().into_any();
    }
    let person = run.scenario.names.person.clone();
    let hint = active.then(|| {
        view! {
            <p class="screen-hint">
                {icon(Icon::Person)}
                {format!("You are {person}: act here, or press Next step.")}
            </p>
        }
    });
    view! {
        <section class="screens" class:is-active=active aria-label="On the screen">
            {hint}
            <div class="devices">{devices}</div>
        </section>
    }
    .into_any()
}

/// The newest screen of a sort at or before a step, with the index of its step.
fn latest(trace: &Trace, index: usize, sort: fn(&Screen) -> bool) -> Option<(usize, &Screen)> {
    let steps = trace.steps.iter().enumerate().take(index + 1).rev();
    steps
        .filter_map(|(at, step)| Some((at, step.screen.as_ref()?)))
        .find(|(_, screen)| sort(screen))
}

fn is_page(screen: &Screen) -> bool {
    matches!(screen, Screen::Server(_))
}

fn is_television(screen: &Screen) -> bool {
    matches!(screen, Screen::Television(_))
}

fn is_application(screen: &Screen) -> bool {
    matches!(screen, Screen::Application { .. })
}

/// What the television shows at a step, for whoever has to type it.
pub fn television_at(trace: &Trace, index: usize) -> Option<&Television> {
    match latest(trace, index, is_television)?.1 {
        Screen::Television(shown) => Some(shown),
        _ => None,
    }
}

fn appearance(trace: &Trace, role: Role) -> Option<Appearance> {
    trace
        .actors
        .iter()
        .find(|actor| actor.role == role)
        .map(|actor| actor.appearance)
}

fn origin(trace: &Trace) -> String {
    trace.scenario.names.authorization_server_host.clone()
}

fn client_origin(trace: &Trace) -> String {
    trace.scenario.names.client_host.clone()
}

fn application(heading: &str, lines: &[String]) -> AnyView {
    let lines: Vec<AnyView> = lines
        .iter()
        .map(|line| view! { <li>{line.clone()}</li> }.into_any())
        .collect();
    view! {
        <div class="page is-application">
            <p class="page-heading">{heading.to_owned()}</p>
            <ul class="page-lines">{lines}</ul>
        </div>
    }
    .into_any()
}
