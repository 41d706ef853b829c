//! Every icon, drawn here in one style: a 24 unit grid, a line of 1.5, round ends.

use crate::export::html::element::{Element, element};
use crate::simulation::trace::Appearance;

/// A picture on the page. Always decoration: the words beside it, or the button's name, say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Browser,
    Phone,
    WebApplication,
    SinglePageApplication,
    Service,
    Television,
    Thief,
    AuthorizationServer,
    Api,
    Play,
    Pause,
    Again,
    Next,
    Previous,
    First,
    Last,
    Clock,
    Link,
    Embed,
    Copy,
    Check,
    Cross,
    Skipped,
    Exposed,
    Person,
    Seed,
    Settings,
    More,
    Expand,
    External,
    Lock,
    Keyboard,
    Light,
    Dark,
    Automatic,
    Information,
    Stop,
}

impl From<Appearance> for Icon {
    fn from(appearance: Appearance) -> Icon {
        match appearance {
            Appearance::Browser => Icon::Browser,
            Appearance::Phone => Icon::Phone,
            Appearance::WebApplication => Icon::WebApplication,
            Appearance::SinglePageApplication => Icon::SinglePageApplication,
            Appearance::Service => Icon::Service,
            Appearance::Television => Icon::Television,
            Appearance::Thief => Icon::Thief,
            Appearance::AuthorizationServer => Icon::AuthorizationServer,
            Appearance::Api => Icon::Api,
        }
    }
}

impl Icon {
    /// Whether the shape is filled, and not only drawn.
    pub fn is_solid(self) -> bool {
        matches!(self, Icon::Play | Icon::Pause)
    }

    /// The line, as the `d` of one path.
    pub fn path(self) -> &'static str {
        match self {
            Icon::Browser => {
                "M5.75 4.75h12.5a2 2 0 0 1 2 2v10.5a2 2 0 0 1-2 2H5.75a2 2 0 0 1-2-2V6.75a2 2 0 0 \
                 1 2-2ZM3.75 9h16.5M6.5 6.9h.01M9 6.9h.01M11.5 6.9h.01"
            }
            Icon::Phone => {
                "M8.75 2.75h6.5a2 2 0 0 1 2 2v14.5a2 2 0 0 1-2 2h-6.5a2 2 0 0 1-2-2V4.75a2 2 0 0 1 \
                 2-2ZM10.75 18.25h2.5"
            }
            Icon::WebApplication => {
                "M5.75 4.75h12.5a2 2 0 0 1 2 2v10.5a2 2 0 0 1-2 2H5.75a2 2 0 0 1-2-2V6.75a2 2 0 0 \
                 1 2-2ZM3.75 9h16.5M9.25 9v10.25M12.25 12.5h4.5M12.25 15.75h2.5"
            }
            Icon::SinglePageApplication => {
                "M5.75 4.75h12.5a2 2 0 0 1 2 2v10.5a2 2 0 0 1-2 2H5.75a2 2 0 0 1-2-2V6.75a2 2 0 0 \
                 1 2-2ZM9.5 9.5 7 12l2.5 2.5M14.5 9.5 17 12l-2.5 2.5"
            }
            Icon::Service => {
                "M5.75 4.75h12.5a2 2 0 0 1 2 2v10.5a2 2 0 0 1-2 2H5.75a2 2 0 0 1-2-2V6.75a2 2 0 0 \
                 1 2-2ZM7.5 9.5 10 12l-2.5 2.5M12.25 15h4.25"
            }
            Icon::Television => {
                "M5 6.75h14a1.75 1.75 0 0 1 1.75 1.75v8A1.75 1.75 0 0 1 19 18.25H5a1.75 1.75 0 0 \
                 1-1.75-1.75v-8A1.75 1.75 0 0 1 5 6.75ZM8.75 21.25h6.5M8.5 3.25l3.5 3.5 3.5-3.5"
            }
            Icon::Thief => {
                "M2.75 9.25c3.1-1.3 6.3-1.2 9.25.25 2.95-1.45 6.15-1.55 9.25-.25-.2 4.2-2 \
                 6.25-4.75 6.25-2 0-3.2-1.2-4.5-2.5-1.3 1.3-2.5 2.5-4.5 2.5-2.75 \
                 0-4.55-2.05-4.75-6.25ZM7 11.75h1.75M15.25 11.75H17"
            }
            Icon::AuthorizationServer => {
                "M12 2.75 4.75 5.5v5.75c0 4.6 2.9 8 7.25 10 4.35-2 7.25-5.4 7.25-10V5.5L12 \
                 2.75ZM12 12.5v3M12 12.5A1.75 1.75 0 1 0 12 9a1.75 1.75 0 0 0 0 3.5Z"
            }
            Icon::Api => {
                "M12 4c4.3 0 7.25 1.2 7.25 2.75S16.3 9.5 12 9.5 4.75 8.3 4.75 6.75 7.7 4 12 \
                 4ZM4.75 6.75v10.5C4.75 18.8 7.7 20 12 20s7.25-1.2 7.25-2.75V6.75M4.75 12c0 1.55 \
                 2.95 2.75 7.25 2.75s7.25-1.2 7.25-2.75"
            }
            Icon::Play => "M8.25 5.5v13L18.75 12 8.25 5.5Z",
            Icon::Pause => "M7.75 5.75h2v12.5h-2zM14.25 5.75h2v12.5h-2z",
            Icon::Again => "M6 5.5v4h4M6.25 9.5a7 7 0 1 1-1.25 4.25",
            Icon::Next => "m9.25 5.75 6.25 6.25-6.25 6.25",
            Icon::Previous => "M14.75 5.75 8.5 12l6.25 6.25",
            Icon::First => "M17.5 5.75 11.25 12l6.25 6.25M6.75 5.75v12.5",
            Icon::Last => "m6.5 5.75 6.25 6.25-6.25 6.25M17.25 5.75v12.5",
            Icon::Clock => {
                "M12 20.25a8.25 8.25 0 1 0 0-16.5 8.25 8.25 0 0 0 0 16.5ZM12 7.5V12l3 1.75"
            }
            Icon::Link => {
                "M10 14a3.5 3.5 0 0 0 4.95 0l3.3-3.3a3.5 3.5 0 0 0-4.95-4.95l-.9.9M14 10a3.5 3.5 0 \
                 0 0-4.95 0l-3.3 3.3a3.5 3.5 0 0 0 4.95 4.95l.9-.9"
            }
            Icon::Embed => "m8.75 7.5-5 4.5 5 4.5M15.25 7.5l5 4.5-5 4.5",
            Icon::Copy => {
                "M10.25 8.75h7a1.5 1.5 0 0 1 1.5 1.5v7a1.5 1.5 0 0 1-1.5 1.5h-7a1.5 1.5 0 0 \
                 1-1.5-1.5v-7a1.5 1.5 0 0 1 1.5-1.5ZM6 15.25a.75.75 0 0 1-.75-.75V6.75a1.5 1.5 0 0 \
                 1 1.5-1.5h7.75a.75.75 0 0 1 .75.75"
            }
            Icon::Check => "m5.5 12.75 4.25 4.25L18.5 7.5",
            Icon::Cross => "m6.75 6.75 10.5 10.5M17.25 6.75l-10.5 10.5",
            Icon::Skipped => "M6 12h12",
            Icon::Exposed => {
                "M2.75 12S6 5.75 12 5.75 21.25 12 21.25 12 18 18.25 12 18.25 2.75 12 2.75 12ZM12 \
                 14.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5Z"
            }
            Icon::Person => {
                "M12 11.25a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM4.75 19.75c.6-3.4 3.5-5.25 \
                 7.25-5.25s6.65 1.85 7.25 5.25"
            }
            Icon::Seed => {
                "M6.75 4.75h10.5a2 2 0 0 1 2 2v10.5a2 2 0 0 1-2 2H6.75a2 2 0 0 1-2-2V6.75a2 2 0 0 \
                 1 2-2ZM8.75 8.75h.01M15.25 8.75h.01M12 12h.01M8.75 15.25h.01M15.25 15.25h.01"
            }
            Icon::Settings => {
                "M4 7.75h7M16 7.75h4M4 16.25h4M13 16.25h7M13.5 10.25a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 \
                 0 0 5ZM10.5 18.75a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z"
            }
            Icon::More => {
                "M5.75 12a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0M11.5 12a.5.5 0 1 0 1 0 .5.5 0 1 0-1 \
                 0M17.25 12a.5.5 0 1 0 1 0 .5.5 0 1 0-1 0"
            }
            Icon::Expand => "m5.75 9.25 6.25 6.25 6.25-6.25",
            Icon::External => {
                "M13.75 5.25h5v5M18.25 5.75 10.5 13.5M16.75 14v3.25a1.5 1.5 0 0 1-1.5 \
                 1.5h-8.5a1.5 1.5 0 0 1-1.5-1.5v-8.5a1.5 1.5 0 0 1 1.5-1.5H10"
            }
            Icon::Lock => {
                "M6.75 10.75h10.5a1.5 1.5 0 0 1 1.5 1.5v6a1.5 1.5 0 0 1-1.5 1.5H6.75a1.5 1.5 0 0 \
                 1-1.5-1.5v-6a1.5 1.5 0 0 1 1.5-1.5ZM8.25 10.75V8a3.75 3.75 0 0 1 7.5 0v2.75"
            }
            Icon::Keyboard => {
                "M4.75 6.75h14.5a1.5 1.5 0 0 1 1.5 1.5v7.5a1.5 1.5 0 0 1-1.5 1.5H4.75a1.5 1.5 0 0 \
                 1-1.5-1.5v-7.5a1.5 1.5 0 0 1 1.5-1.5ZM7 10.25h.01M10.3 10.25h.01M13.7 \
                 10.25h.01M17 10.25h.01M8.5 13.75h7"
            }
            Icon::Light => {
                "M12 15.75a3.75 3.75 0 1 0 0-7.5 3.75 3.75 0 0 0 0 7.5ZM12 3v1.75M12 19.25V21M3 \
                 12h1.75M19.25 12H21M5.65 5.65l1.2 1.2M17.15 17.15l1.2 1.2M5.65 \
                 18.35l1.2-1.2M17.15 6.85l1.2-1.2"
            }
            Icon::Dark => "M19.75 14.25A8 8 0 0 1 9.75 4.25a8 8 0 1 0 10 10Z",
            Icon::Automatic => {
                "M12 20.25a8.25 8.25 0 1 0 0-16.5 8.25 8.25 0 0 0 0 16.5ZM12 3.75v16.5M12 \
                 8h6.9M12 12h8.2M12 16h6.9"
            }
            Icon::Information => {
                "M12 20.25a8.25 8.25 0 1 0 0-16.5 8.25 8.25 0 0 0 0 16.5ZM12 11v5M12 7.75h.01"
            }
            Icon::Stop => {
                "M8.6 3.75h6.8l4.85 4.85v6.8l-4.85 4.85H8.6L3.75 15.4V8.6L8.6 3.75ZM12 8v4.75M12 \
                 15.75h.01"
            }
        }
    }
}

/// `icon` at the size of the text around it.
pub fn icon(icon: Icon) -> Element {
    let class = match icon.is_solid() {
        true => "icon is-solid",
        false => "icon",
    };
    element("svg", class)
        .attribute("viewBox", "0 0 24 24")
        .attribute("aria-hidden", "true")
        .child(element("path", "").attribute("d", icon.path()))
}
