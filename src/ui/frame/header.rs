//! The top of the page: its name, the server's profile, and what concerns the whole run.

use crate::server::policy::Profile;
use crate::ui::control::copy_button::copy_button_with;
use crate::ui::control::disclosure::{fold, fold_button, fold_by_escape};
use crate::ui::control::icon::{Icon, icon};
use crate::ui::control::segmented_control::{segment, segments};
use crate::ui::control::theme::theme_switch;
use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, button, element};
use crate::ui::frame::flow_menu::flow_select;
use crate::ui::frame::story_select::story_select;
use crate::ui::state::State;

/// The header. In a narrow window the settings fold away behind a button.
pub fn header() -> Markup {
    let state = State::from_context();
    let brand = element("p", "brand")
        .child(element("span", "brand-mark").attribute("aria-hidden", "true"))
        .child(element("span", "brand-name").text("OAuth Flow Simulator"));
    let new_seed = button("button", move |_| {
        if let Some(seed) = browser::random_seed() {
            state.change(|scenario| scenario.seed = seed);
        }
    })
    .attribute("title", "Run again with other random values")
    .child(icon(Icon::Seed))
    .child(element("span", "button-label").text("New seed"));
    let copy_link = copy_button_with("Copy link", Icon::Link, move || {
        browser::address_with(&state.fragment_untracked())
    });
    let embed = button("button", move |_| {
        browser::tell_scripts("oauth-flow:embed", &state.fragment_untracked());
    })
    .child(icon(Icon::Embed))
    .child(element("span", "button-label").text("Embed"));
    let settings = element("div", "settings")
        .child(story_select())
        .child(profile_switch(state))
        .child(new_seed)
        .child(copy_link)
        .child(embed)
        .child(theme_switch());
    let toggle = fold_button("button is-icon-only settings-toggle", &settings, "is-open")
        .attribute("aria-label", "Settings")
        .child(icon(Icon::Settings));
    close_outside(&toggle, &settings);
    let header = fold_by_escape(element("header", "header"), &toggle, &settings, "is-open");
    header
        .child(brand)
        .child(flow_select())
        .child(toggle)
        .child(settings)
}

/// What the server demands, and what each of the choices means.
fn profile_switch(state: State) -> Markup {
    let options = Profile::FLOWS.map(|profile| {
        let words = vec![element("span", "").text(profile.name())];
        let choose = move || state.change(|scenario| scenario.profile = profile);
        let (label, input) = segment("oauth-flow-profile", profile.summary(), words, choose);
        let _ = input.bind_property("checked", move || {
            (state.run().scenario.profile == profile).into()
        });
        label
    });
    let meanings = Profile::FLOWS.map(|profile| {
        element("div", "")
            .child(element("dt", "").text(profile.name()))
            .child(element("dd", "").text(profile.summary()))
    });
    let meanings = element("dl", "profile-meanings").children(meanings);
    let name = fold_button("profile-name", &meanings, "is-open")
        .text("Server profile")
        .child(icon(Icon::Information));
    close_outside(&name, &meanings);
    element("div", "profile")
        .child(name)
        .child(segments("What the server demands", options))
        .child(meanings)
}

/// Folds what `button` unfolds when the reader presses anything outside it.
fn close_outside(button: &Markup, unfolded: &Markup) {
    let places = [button.clone(), unfolded.clone()];
    browser::listen_to_window("click", move |event| {
        // As the click found them: what it pressed can have changed since.
        let path = event.composed_path();
        let is_inside = |place: &Markup| path.includes(place.node(), 0);
        if !places.iter().any(is_inside) {
            let [button, unfolded] = &places;
            let _ = fold(button, unfolded, "is-open");
        }
    });
}
