//! The chosen value and every place it goes.

use leptos::prelude::*;

use crate::player::command::Command;
use crate::reading::named_value::NamedValue;
use crate::reading::prose::plain;
use crate::simulation::trace::Use;
use crate::ui::control::chip::Chip;
use crate::ui::control::colours::kind_class;
use crate::ui::control::copy_button::CopyButton;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::dom::browser;
use crate::ui::session::Session;

const USES: [(Use, &str); 6] = [
    (Use::Made, "Made"),
    (Use::Carried, "Carried"),
    (Use::Stored, "Stored"),
    (Use::Checked, "Checked"),
    (Use::Spent, "Spent"),
    (Use::Revoked, "Revoked"),
];

/// The strip below the steps; nothing while no value is chosen.
#[component]
pub fn ThreadStrip() -> impl IntoView {
    let session = Session::from_context();
    view! { <div class="thread-place">{move || strip(session)}</div> }
}

fn strip(session: Session) -> Option<AnyView> {
    let chosen = session.chosen()?;
    let run = session.run();
    let value = run.values.get(chosen.value)?;
    let parent = value.parent.and_then(|parent| NamedValue::of(&run, parent));
    let parent = parent.map(|value| {
        view! {
            <span class="thread-parent">
                {"made from "}
                <Chip value />
            </span>
        }
    });
    let strip = view! {
        <section
            class=format!("thread {}", kind_class(value.kind))
            aria-label="Where this value goes"
        >
            <div class="thread-head">
                <strong class="thread-name">{value.name.clone()}</strong>
                {parent}
                <code class="thread-text">{value.text.clone()}</code>
                <CopyButton label="Copy value" text=value.text.clone() />
                <ReleaseButton />
            </div>
            <ul class="thread-places">
                <Places uses=chosen.uses.clone() />
            </ul>
        </section>
    };
    Some(strip.into_any())
}

#[component]
fn ReleaseButton() -> impl IntoView {
    let session = Session::from_context();
    let release = move |event: web_sys::MouseEvent| {
        browser::leave(&event);
        let _ = session.release_value();
    };
    view! {
        <button
            type="button"
            class="button is-icon-only"
            part="button"
            aria-label="Let go of this value"
            on:click=release
        >
            <IconView icon=Icon::Cross />
        </button>
    }
}

/// The steps that a value goes through, by what is done with it there.
#[component]
fn Places(uses: Vec<(usize, Use)>) -> impl IntoView {
    let places = USES.into_iter().filter_map(|(how, label)| {
        let steps = uses.iter().filter(|(_, one)| *one == how);
        let links: Vec<_> = steps
            .map(|(index, _)| view! { <StepLink index=*index /> })
            .collect();
        let place = || {
            view! {
                <li>
                    <span class="thread-use">{label}</span>
                    {links}
                </li>
            }
        };
        let is_there = uses.iter().any(|(_, one)| *one == how);
        is_there.then(place)
    });
    places.collect_view()
}

#[component]
fn StepLink(index: usize) -> impl IntoView {
    let session = Session::from_context();
    view! {
        <button
            type="button"
            class="step-link"
            title=move || {
                let run = session.run();
                let step = run.steps.get(index);
                step.map(|step| plain(&step.title())).unwrap_or_default()
            }
            aria-label=format!("Go to step {}", index + 1)
            aria-current=move || (session.index() == index).then_some("step")
            on:click=move |_| session.perform(Command::Seek(index))
        >
            {index + 1}
        </button>
    }
}
