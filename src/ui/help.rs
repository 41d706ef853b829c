//! The list of keys.

use leptos::html;
use leptos::prelude::*;

use crate::player::keys::KEYS;
use crate::ui::icon::{Icon, icon};
use crate::ui::state::State;

/// A dialog that the browser keeps the focus in while it is open.
#[component]
pub fn Help() -> impl IntoView {
    let state = State::from_context();
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let open = state.help_open.get();
        let Some(dialog) = dialog.get() else { return };
        if open && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let keys: Vec<AnyView> = KEYS
        .iter()
        .map(|(keys, what)| view! { <div><dt>{*keys}</dt><dd>{*what}</dd></div> }.into_any())
        .collect();
    view! {
        <dialog
            class="help"
            aria-label="Keys"
            node_ref=dialog
            on:close=move |_| state.help_open.set(false)
        >
            <div class="help-head">
                <h2>{"Keys"}</h2>
                <button
                    type="button"
                    class="button is-icon-only"
                    aria-label="Close"
                    on:click=move |_| state.help_open.set(false)
                >
                    {icon(Icon::Cross)}
                </button>
            </div>
            <dl class="keys">{keys}</dl>
        </dialog>
    }
}
