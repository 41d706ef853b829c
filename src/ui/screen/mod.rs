//! The person's screens, drawn as the devices they look at. Here the learner acts as the person.

pub mod answer;
pub mod frame;
pub mod server_page;
pub mod television;

use leptos::prelude::*;

use crate::reading::screen::{Device, Question, Screens, Shown};
use crate::simulation::trace::Decision;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::screen::frame::DeviceFrame;
use crate::ui::screen::server_page::ServerPage;
use crate::ui::screen::television::Pairing;

/// The devices side by side, and who the learner is where somebody has to act.
#[component]
pub fn ScreensPanel(screens: Screens) -> impl IntoView {
    let Screens { devices, question } = screens;
    let is_pair = devices.len() > 1;
    let hint = question
        .as_ref()
        .map(|question| view! { <Hint question=question.clone()/> });
    let devices = devices.into_iter().map(|Device { case, shown }| {
        let content = match shown {
            Shown::Server { page, username } => {
                view! { <ServerPage page username question=question.clone()/> }.into_any()
            }
            Shown::Pairing(shown) => view! { <Pairing shown/> }.into_any(),
            Shown::Application { heading, lines } => {
                view! { <ApplicationPage heading lines/> }.into_any()
            }
        };
        view! { <DeviceFrame case>{content}</DeviceFrame> }
    });
    let devices = devices.collect_view();
    view! {
        <section class="screens" class=("is-active", question.is_some()) aria-label="On the screen">
            {hint}
            <div class="devices" class=("is-pair", is_pair)>
                {devices}
            </div>
        </section>
    }
}

#[component]
fn Hint(question: Question) -> impl IntoView {
    let Question {
        person, decision, ..
    } = question;
    let filled_in = match decision {
        Decision::SignIn => {
            " Name and password are filled in for you: no real password belongs here."
        }
        Decision::Consent | Decision::EnterUserCode => "",
    };
    view! {
        <p class="screen-hint">
            <IconView icon=Icon::Person/>
            {format!("You are {person}: act here, or press Next step.{filled_in}")}
        </p>
    }
}

#[component]
fn ApplicationPage(heading: String, lines: Vec<String>) -> impl IntoView {
    let lines = lines.into_iter().map(|line| view! { <li>{line}</li> });
    let lines = lines.collect_view();
    view! {
        <div class="page is-application">
            <p class="page-heading">{heading}</p>
            <ul class="page-lines">{lines}</ul>
        </div>
    }
}
