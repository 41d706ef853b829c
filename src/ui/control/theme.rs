//! Light, dark, or what the reader's system says.

use crate::ui::control::icon::{Icon, icon};
use crate::ui::control::segmented_control::{segment, segments};
use crate::ui::dom::browser;
use crate::ui::dom::markup::{Markup, spoken};

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
pub fn theme_switch() -> Markup {
    let stored = browser::stored_theme();
    let options = Theme::ALL.map(|theme| {
        let words = vec![icon(theme.icon()), spoken(theme.label())];
        let (label, input) = segment("oauth-flow-theme", theme.label(), words, move || {
            browser::apply_theme(theme)
        });
        input
            .element()
            .toggle_attribute_with_force("checked", theme == stored)
            .ok();
        label.class_if("is-square", true)
    });
    segments("Colours", options)
}
