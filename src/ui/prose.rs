//! Text of the engine on the page: `` `backticks` `` become protocol words in their colours.

use leptos::prelude::*;

use crate::ui::kind::{kind_class, kind_of_word};

/// `text` with its protocol words set as code.
pub fn prose(text: &str) -> Vec<AnyView> {
    text.split('`')
        .enumerate()
        .filter(|(_, part)| !part.is_empty())
        .map(|(index, part)| {
            let part = part.to_owned();
            if index % 2 == 0 {
                return part.into_any();
            }
            let kind = kind_of_word(&part).map_or("", kind_class);
            view! { <code class=format!("word {kind}")>{part}</code> }.into_any()
        })
        .collect()
}

/// `text` as it is said aloud.
pub fn plain(text: &str) -> String {
    text.replace('`', "")
}
