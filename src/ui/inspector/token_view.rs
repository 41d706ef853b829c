//! An access token opened: the header and the claims that its three parts hold.

use leptos::prelude::*;

use crate::reading::token::{Claim, Token, tokens};
use crate::ui::control::chip::Chip;
use crate::ui::control::colours::kind_class;
use crate::ui::inspector::shown_step::{ShownStep, reading};

const SIGNATURE: &str = "The third part is the signature: made with the server’s private key, \
                         checked by anybody with the public one.";

/// The access tokens that the step deals with, decoded.
#[component]
pub fn TokensPanel(shown: ShownStep) -> impl IntoView {
    let tokens = reading(shown, |trace, step, _| tokens(trace, step));
    view! {
        {move || {
            let tokens = tokens.get().into_iter();
            tokens.map(|token| view! { <OpenedToken token/> }).collect_view().into_any()
        }}
    }
}

#[component]
fn OpenedToken(token: Token) -> impl IntoView {
    let Token {
        value,
        header,
        claims,
    } = token;
    let kind = kind_class(value.kind);
    view! {
        <section class="panel token" class=(kind, true)>
            <h3>"Inside " <Chip value/></h3>
            <p class="token-part">{"Header"}</p>
            <Claims claims=header/>
            <p class="token-part">{"Claims"}</p>
            <Claims claims/>
            <p class="token-part">{SIGNATURE}</p>
        </section>
    }
}

#[component]
fn Claims(claims: Vec<Claim>) -> impl IntoView {
    let rows = claims.into_iter().map(|Claim { name, text, moment }| {
        let moment = moment.map(|moment| {
            view! { <span class="claim-note">{format!(" {moment}")}</span> }
        });
        view! {
            <div class="claim">
                <dt>{name}</dt>
                <dd>{text}{moment}</dd>
            </div>
        }
    });
    let rows = rows.collect_view();
    view! { <dl class="claims">{rows}</dl> }
}
