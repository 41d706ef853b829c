//! Light, dark, or what the reader's system says.

use leptos::prelude::*;

use crate::ui::control::icon::{Icon, IconView};
use crate::ui::control::segmented_control::{Segment, SegmentedControl};
use crate::ui::dom::browser;

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
    let stored = browser::stored_theme();
    let choices = Theme::ALL.map(|theme| {
        view! {
            <Segment
                group="oauth-flow-theme"
                title=theme.label()
                is_chosen=theme == stored
                choose=move |()| browser::apply_theme(theme)
                is_square=true
            >
                <IconView icon=theme.icon()/>
                <span class="visually-hidden">{theme.label()}</span>
            </Segment>
        }
    });
    view! { <SegmentedControl name="Colours">{choices}</SegmentedControl> }
}
