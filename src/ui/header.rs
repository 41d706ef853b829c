//! The top of the page: its name, the server's profile, and what concerns the whole run.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use crate::server::policy::Profile;
use crate::ui::browser;
use crate::ui::copy_button::CopyButton;
use crate::ui::flow_menu::FlowSelect;
use crate::ui::icon::{Icon, icon};
use crate::ui::state::State;
use crate::ui::theme::ThemeSwitch;

/// The header. In a narrow window the settings fold away behind a button.
#[component]
pub fn Header() -> impl IntoView {
    let state = State::from_context();
    let open = RwSignal::new(false);
    let link = Callback::new(move |()| browser::address_with(&state.fragment()));
    let new_seed = move |_| {
        if let Some(seed) = browser::random_seed() {
            state.change(|scenario| scenario.seed = seed);
        }
    };
    let toggle = NodeRef::<html::Button>::new();
    let close = move |event: KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.prevent_default();
            open.set(false);
            if let Some(toggle) = toggle.get_untracked() {
                let _ = toggle.focus();
            }
        }
    };
    view! {
        <header class="header" on:keydown=close>
            <p class="brand">
                <span class="brand-mark" aria-hidden="true">{()}</span>
                <span class="brand-name">{"OAuth Flow Simulator"}</span>
            </p>
            <FlowSelect/>
            <button
                type="button"
                class="button is-icon-only settings-toggle"
                node_ref=toggle
                aria-label="Settings"
                aria-expanded=move || if open.get() { "true" } else { "false" }
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {icon(Icon::Settings)}
            </button>
            <div class="settings" class:is-open=move || open.get()>
                <ProfileSwitch/>
                <button
                    type="button"
                    class="button"
                    title="Run again with other random values"
                    on:click=new_seed
                >
                    {icon(Icon::Seed)}
                    <span class="button-label">{"New seed"}</span>
                </button>
                <CopyButton label="Copy link" picture=Icon::Link text=link/>
                <ThemeSwitch/>
            </div>
        </header>
    }
}

/// What the server demands.
#[component]
fn ProfileSwitch() -> impl IntoView {
    let state = State::from_context();
    let options = Profile::ALL.map(|profile| {
        let choose = move |_| state.change(|scenario| scenario.profile = profile);
        view! {
            <label class="segment" title=profile.summary()>
                <input
                    type="radio"
                    name="oauth-flow-profile"
                    prop:checked=move || state.scenario().profile == profile
                    on:change=choose
                />
                <span>{profile.name()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="segments">
            <legend class="visually-hidden">{"What the server demands"}</legend>
            {options}
        </fieldset>
    }
}
