//! Text of the engine on the page: `` `backticks` `` become protocol words in their colours.

use leptos::prelude::*;

use crate::reading::named_value::NamedValue;
use crate::reading::prose::{Piece, pieces};
use crate::ui::control::chip::Chip;
use crate::ui::control::colours::{kind_class, kind_of_word};
use crate::ui::session::Session;

/// The way in which a word that names a value is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Words {
    /// A chip.
    Chips,
    /// A word that lights its value's path by pointer: there can be no button in a button, and for
    /// the keyboard the inspector has the same words as chips.
    InButton,
}

/// A text with its protocol words set as code.
#[component]
pub fn Prose(
    #[prop(into)] text: String,
    /// The values that a word of the text may name.
    #[prop(optional)]
    values: Vec<NamedValue>,
    #[prop(default = Words::Chips)] words: Words,
) -> impl IntoView {
    let set = pieces(&text).map(|piece| {
        let (word, punctuation) = match piece {
            Piece::Text(text) => return text.to_owned().into_any(),
            Piece::Word { word, punctuation } => (word, punctuation),
        };
        let value = values.iter().find(|value| value.is_called(word));
        let word = match (value, words) {
            (Some(value), Words::Chips) => view! { <Chip value=value.clone()/> }.into_any(),
            (Some(value), Words::InButton) => {
                view! { <ValueWord word index=value.index/> }.into_any()
            }
            (None, _) => view! { <ProtocolWord word/> }.into_any(),
        };
        match punctuation {
            "" => word,
            marks => view! { <span class="unbroken">{word}{marks.to_owned()}</span> }.into_any(),
        }
    });
    set.collect::<Vec<AnyView>>()
}

/// A protocol word in the colour of the kind of value that it names.
#[component]
pub fn ProtocolWord<'a>(word: &'a str) -> impl IntoView + use<> {
    view! { <code class=word_class(word, "")>{parameter_name(word)}</code> }
}

#[component]
fn ValueWord<'a>(word: &'a str, index: usize) -> impl IntoView + use<> {
    let session = Session::from_context();
    view! {
        <code
            class=word_class(word, " is-value")
            class:is-chosen=move || session.is_chosen(index)
            on:click=move |event| {
                event.stop_propagation();
                session.toggle_value(index);
            }
        >
            {parameter_name(word)}
        </code>
    }
}

fn word_class(word: &str, more: &str) -> String {
    let kind = kind_of_word(word).map_or("", kind_class);
    format!("word {kind}{more}")
}

/// The name of a parameter: a line may end after an underscore in it.
fn parameter_name(name: &str) -> Vec<AnyView> {
    let mut views = Vec::new();
    for (index, piece) in name.split_inclusive('_').enumerate() {
        if index > 0 {
            views.push(view! { <wbr/> }.into_any());
        }
        views.push(piece.to_owned().into_any());
    }
    views
}
