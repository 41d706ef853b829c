//! Both sides of a comparison that failed.

use leptos::prelude::*;

use crate::reading::comparison::{ComparisonView, Side};

/// The sides one above the other, and what differs.
#[component]
pub fn ComparisonBox(comparison: ComparisonView) -> impl IntoView {
    let sides = comparison.sides.into_iter().map(|side| {
        let Side {
            label,
            before,
            differing,
            after,
        } = side;
        view! {
            <dt>{label}</dt>
            <dd>
                {before}
                {differing.map(|text| view! { <mark>{text}</mark> })}
                {after}
            </dd>
        }
    });
    let sides = sides.collect_view();
    view! {
        <div class="comparison">
            <dl>{sides}</dl>
            <p class="check-detail">{comparison.difference}</p>
        </div>
    }
}
