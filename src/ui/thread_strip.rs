//! The chosen value and every place it goes.

use leptos::prelude::*;

use crate::player::command::Command;
use crate::simulation::trace::Use;
use crate::ui::browser;
use crate::ui::chip::chip;
use crate::ui::copy_button::CopyButton;
use crate::ui::icon::{Icon, icon};
use crate::ui::kind::kind_class;
use crate::ui::prose::plain;
use crate::ui::state::{ChosenValue, Run, State};

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
    let state = State::from_context();
    move || {
        state
            .chosen()
            .map(|chosen| strip(state, &state.run(), &chosen))
    }
}

fn strip(state: State, run: &Run, chosen: &ChosenValue) -> Option<AnyView> {
    let value = run.values.get(chosen.value)?;
    let text = value.text.clone();
    let copied = text.clone();
    let places: Vec<AnyView> = USES
        .iter()
        .filter_map(|(how, label)| {
            let steps = chosen
                .uses
                .iter()
                .filter(|one| one.1 == *how)
                .map(|one| one.0);
            let links: Vec<AnyView> = steps.map(|index| step_link(state, run, index)).collect();
            (!links.is_empty()).then(|| place(label, links))
        })
        .collect();
    let from = value.parent.and_then(|parent| chip(run, parent));
    let from = from.map(|chip| view! { <span class="thread-parent">"made from " {chip}</span> });
    let view = view! {
        <section class=format!("thread {}", kind_class(value.kind)) aria-label="Where this value goes">
            <div class="thread-head">
                <strong class="thread-name">{value.name.clone()}</strong>
                {from}
                <code class="thread-text">{text}</code>
                <CopyButton label="Copy value" icon_only=true text=Callback::new(move |()| copied.clone())/>
                <button
                    type="button"
                    class="button is-icon-only"
                    aria-label="Let go of this value"
                    on:click=move |event| {
                        if let Some(button) = browser::listener_of(&event) {
                            browser::focus_current_step(&button);
                        }
                        state.release_value();
                    }
                >
                    {icon(Icon::Cross)}
                </button>
            </div>
            <ul class="thread-places">{places}</ul>
        </section>
    };
    Some(view.into_any())
}

fn place(label: &'static str, links: Vec<AnyView>) -> AnyView {
    view! { <li><span class="thread-use">{label}</span>{links}</li> }.into_any()
}

fn step_link(state: State, run: &Run, index: usize) -> AnyView {
    let title = run.steps.get(index).map(|step| plain(&step.title));
    view! {
        <button
            type="button"
            class="step-link"
            title=title
            aria-label=format!("Go to step {}", index + 1)
            aria-current=move || (state.index() == index).then_some("step")
            on:click=move |_| state.perform(Command::Seek(index))
        >
            {index + 1}
        </button>
    }
    .into_any()
}
