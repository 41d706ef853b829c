//! The diagram's part of a row: the lifelines, and the arrow or the node of this step.
//!
//! Nothing is measured. The style sheet places everything by three numbers: how many lanes there
//! are, and from which to which this step goes.

use leptos::prelude::*;

use crate::reading::rail::{Checks, Mark, Packet, Rail};
use crate::simulation::trace::{Channel, PartyKind};
use crate::ui::control::colours::{kind_class, party_class};
use crate::ui::control::icon::{Icon, IconView};

/// The lifelines with what a step draws across them.
#[component]
pub fn RailView(rail: Rail, is_current: Memo<bool>) -> impl IntoView {
    let is_leftward = rail.is_leftward();
    let mark = match rail.mark {
        Mark::Node(checks) => {
            let sender = rail.sender();
            view! { <Node sender checks is_current /> }.into_any()
        }
        Mark::Arrow {
            channel,
            is_exposed,
            packet,
        } => view! { <Arrow channel is_exposed is_leftward packet is_current /> }.into_any(),
    };
    view! {
        <div class="rail" part="diagram" aria-hidden="true">
            <Lifelines lanes=rail.lanes />
            {mark}
        </div>
    }
}

/// The lifelines, one per lane.
#[component]
pub fn Lifelines(lanes: Vec<PartyKind>) -> impl IntoView {
    let lifelines = lanes.into_iter().map(|kind| {
        view! { <span class=format!("lifeline {}", party_class(kind)) part="lifeline"></span> }
    });
    lifelines.collect_view()
}

#[component]
fn Node(sender: Option<PartyKind>, checks: Checks, is_current: Memo<bool>) -> impl IntoView {
    let picture = match checks {
        Checks::None => None,
        Checks::Passed => Some(Icon::Check),
        Checks::Failed => Some(Icon::Cross),
    };
    view! {
        <span
            class=format!("node {}", sender.map_or("", party_class))
            class:is-failed=checks == Checks::Failed
            part=move || message_part(is_current.get())
        >
            {picture.map(|icon| view! { <IconView icon /> })}
        </span>
    }
}

#[component]
fn Arrow(
    channel: Channel,
    is_exposed: bool,
    is_leftward: bool,
    packet: Packet,
    is_current: Memo<bool>,
) -> impl IntoView {
    let kind = packet.kind.map_or("", kind_class);
    let mark = is_exposed.then(|| {
        view! {
            <span class="arrow-mark">
                <IconView icon=Icon::Exposed />
            </span>
        }
    });
    view! {
        <span
            class="arrow"
            class:is-front=channel == Channel::Front
            class:is-leak=channel == Channel::Leak
            class:is-exposed=is_exposed
            class:is-leftward=is_leftward
            part=move || message_part(is_current.get())
        >
            <span class="arrow-window">
                <span class={"arrow-line"}></span>
            </span>
            <span class="arrow-courier">
                <span class=format!("packet {kind}")>{packet.label}</span>
            </span>
            {mark}
        </span>
    }
}

/// The part of a widget that a message is: that of the current step is one more.
fn message_part(is_current: bool) -> &'static str {
    if is_current {
        "message message-current"
    } else {
        "message"
    }
}
