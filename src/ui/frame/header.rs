//! The top of the page: its name, the server's profile, and what concerns the whole run.

use leptos::html::{Button, Div, Dl};
use leptos::prelude::*;

use crate::server::policy::Profile;
use crate::ui::control::copy_button::CopyButton;
use crate::ui::control::disclosure::{DisclosureButton, close_from_outside, close_on_escape};
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::control::segmented_control::{Segment, SegmentedControl};
use crate::ui::control::theme::ThemeSwitch;
use crate::ui::dom::browser;
use crate::ui::frame::flow_menu::FlowSelect;
use crate::ui::frame::story_select::StorySelect;
use crate::ui::session::Session;

/// The header. In a narrow window the settings fold away behind a button.
#[component]
pub fn Header() -> impl IntoView {
    let session = Session::from_context();
    let is_open = RwSignal::new(false);
    let (toggle, settings) = (NodeRef::<Button>::new(), NodeRef::<Div>::new());
    close_from_outside(is_open, toggle, settings);
    let new_seed = move |_| {
        if let Some(seed) = browser::random_seed() {
            session.change(|scenario| scenario.seed = seed);
        }
    };
    let embed = move |_| browser::tell_scripts("oauth-flow:embed", &untrack(|| session.fragment()));
    let link = Signal::derive(move || browser::address_with(&untrack(|| session.fragment())));
    view! {
        <header class="header" on:keydown=move |event| close_on_escape(&event, is_open, toggle)>
            <p class="brand">
                <span class={"brand-mark"} aria-hidden="true"></span>
                <span class="brand-name">{"OAuth Flow Simulator"}</span>
            </p>
            <FlowSelect />
            <DisclosureButton
                class="button is-icon-only settings-toggle"
                part="button"
                label="Settings"
                is_open=is_open
                node_ref=toggle
            >
                <IconView icon=Icon::Settings />
            </DisclosureButton>
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
                    <IconView icon=Icon::Seed />
                    <span class="button-label">{"New seed"}</span>
                </button>
                <CopyButton label="Copy link" text=link icon=Icon::Link is_icon_only=false />
                <button type="button" class="button" part="button" on:click=embed>
                    <IconView icon=Icon::Embed />
                    <span class="button-label">{"Embed"}</span>
                </button>
                <ThemeSwitch />
            </div>
        </header>
    }
}

/// Choice of the server's profile, with the meaning of each.
#[component]
fn ProfileSwitch() -> impl IntoView {
    let session = Session::from_context();
    let is_open = RwSignal::new(false);
    let (name, meanings) = (NodeRef::<Button>::new(), NodeRef::<Dl>::new());
    close_from_outside(is_open, name, meanings);
    let choices = Profile::FLOWS.map(|profile| {
        view! {
            <Segment
                group="oauth-flow-profile"
                title=profile.summary()
                is_chosen=Signal::derive(move || session.run().scenario.profile == profile)
                choose=move |()| session.change(|scenario| scenario.profile = profile)
            >
                <span>{profile.name()}</span>
            </Segment>
        }
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
            <DisclosureButton class="profile-name" is_open=is_open node_ref=name>
                {"Server profile"}
                <IconView icon=Icon::Information />
            </DisclosureButton>
            <SegmentedControl name="What the server demands">{choices}</SegmentedControl>
            <dl class="profile-meanings" class:is-open=is_open node_ref=meanings>
                {entries}
            </dl>
        </div>
    }
}
