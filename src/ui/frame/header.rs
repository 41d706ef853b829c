//! The top of the page: its name, the server's profile, and what concerns the whole run.

use leptos::html::{Button, Div, Dl};
use leptos::prelude::*;

use crate::server::policy::Profile;
use crate::ui::control::copy_button::copy_button_with;
use crate::ui::control::disclosure::{FoldButton, fold_from_outside, fold_on_escape};
use crate::ui::control::icon::{Icon, icon};
use crate::ui::control::segmented_control::{segment, segments};
use crate::ui::control::theme::theme_switch;
use crate::ui::dom::bridge::as_view;
use crate::ui::dom::browser;
use crate::ui::dom::markup::element;
use crate::ui::frame::flow_menu::FlowSelect;
use crate::ui::frame::story_select::StorySelect;
use crate::ui::state::State;

/// The header. In a narrow window the settings fold away behind a button.
#[component]
pub fn Header() -> impl IntoView {
    let state = State::from_context();
    let is_open = RwSignal::new(false);
    let (toggle, settings) = (NodeRef::<Button>::new(), NodeRef::<Div>::new());
    fold_from_outside(is_open, toggle, settings);
    let new_seed = move |_| {
        if let Some(seed) = browser::random_seed() {
            state.change(|scenario| scenario.seed = seed);
        }
    };
    let embed = move |_| browser::tell_scripts("oauth-flow:embed", &state.fragment_untracked());
    let copy_link = copy_button_with("Copy link", Icon::Link, move || {
        browser::address_with(&state.fragment_untracked())
    });
    view! {
        <header class="header" on:keydown=move |event| fold_on_escape(&event, is_open, toggle)>
            <p class="brand">
                <span class={"brand-mark"} aria-hidden="true"></span>
                <span class="brand-name">{"OAuth Flow Simulator"}</span>
            </p>
            <FlowSelect />
            <FoldButton
                class="button is-icon-only settings-toggle"
                part="button"
                label="Settings"
                is_open=is_open
                node_ref=toggle
            >
                {as_view(icon(Icon::Settings))}
            </FoldButton>
            <div class="settings" class:is-open=is_open node_ref=settings>
                <StorySelect />
                <ProfileSwitch />
                <button
                    type="button"
                    class="button"
                    part="button"
                    title="Run again with other random values"
                    on:click=new_seed
                >
                    {as_view(icon(Icon::Seed))}
                    <span class="button-label">{"New seed"}</span>
                </button>
                {as_view(copy_link)}
                <button type="button" class="button" part="button" on:click=embed>
                    {as_view(icon(Icon::Embed))}
                    <span class="button-label">{"Embed"}</span>
                </button>
                {as_view(theme_switch())}
            </div>
        </header>
    }
}

/// What the server demands, and what each of the choices means.
#[component]
fn ProfileSwitch() -> impl IntoView {
    let state = State::from_context();
    let is_open = RwSignal::new(false);
    let (name, meanings) = (NodeRef::<Button>::new(), NodeRef::<Dl>::new());
    fold_from_outside(is_open, name, meanings);
    let options = Profile::FLOWS.map(|profile| {
        let words = vec![element("span", "").text(profile.name())];
        let choose = move || state.change(|scenario| scenario.profile = profile);
        let (label, input) = segment("oauth-flow-profile", profile.summary(), words, choose);
        let _ = input.bind_property("checked", move || {
            (state.run().scenario.profile == profile).into()
        });
        label
    });
    let entries = Profile::FLOWS.map(|profile| {
        view! {
            <div>
                <dt>{profile.name()}</dt>
                <dd>{profile.summary()}</dd>
            </div>
        }
    });
    view! {
        <div class="profile">
            <FoldButton class="profile-name" is_open=is_open node_ref=name>
                {"Server profile"}
                {as_view(icon(Icon::Information))}
            </FoldButton>
            {as_view(segments("What the server demands", options))}
            <dl class="profile-meanings" class:is-open=is_open node_ref=meanings>
                {entries}
            </dl>
        </div>
    }
}
