//! Light, dark, or what the reader's system says.

use leptos::prelude::*;

use crate::ui::browser;
use crate::ui::icon::{Icon, icon};

/// How the page is coloured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    #[default]
    Automatic,
    Light,
    Dark,
}

impl Theme {
    const ALL: [Theme; 3] = [Theme::Automatic, Theme::Light, Theme::Dark];

    /// The name in the storage and in `data-theme`.
    pub fn id(self) -> &'static str {
        match self {
            Theme::Automatic => "auto",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme with this id.
    pub fn parse(id: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.id() == id)
    }

    fn label(self) -> &'static str {
        match self {
            Theme::Automatic => "As the system",
            Theme::Light => "Light",
            Theme::Dark => "Dark",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Theme::Automatic => Icon::Automatic,
            Theme::Light => Icon::Light,
            Theme::Dark => Icon::Dark,
        }
    }
}

/// The switch between the themes.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new(browser::stored_theme());
    let options = Theme::ALL.map(|theme| {
        let choose = move |_| {
            chosen.set(theme);
            browser::apply_theme(theme);
        };
        view! {
            <label class="segment is-square" title=theme.label()>
                <input
                    type="radio"
                    name="oauth-flow-theme"
                    prop:checked=move || chosen.get() == theme
                    on:change=choose
                />
                {icon(theme.icon())}
                <span class="visually-hidden">{theme.label()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="segments">
            <legend class="visually-hidden">{"Colours"}</legend>
            {options}
        </fieldset>
    }
}
