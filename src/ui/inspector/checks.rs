//! The checks of a step in the order in which they were made, and what changed at the server.

use leptos::prelude::*;

use crate::reading::checks::{ChangedValue, Checks, EffectView, effects};
use crate::reading::comparison::comparison_view;
use crate::reading::mend::{label, sentences};
use crate::server::check::{CheckOutcome, Verdict};
use crate::ui::control::chip::Chip;
use crate::ui::control::icon::{Icon, IconView};
use crate::ui::control::prose::Prose;
use crate::ui::control::section_link::SectionLink;
use crate::ui::inspector::comparison::ComparisonBox;
use crate::ui::inspector::shown_step::{ShownStep, reading};

/// The checks of the step.
#[component]
pub fn ChecksPanel(shown: ShownStep) -> impl IntoView {
    let checks = reading(shown, |trace, step, _| Checks::at(trace, step));
    view! { {move || checks.get().map(|checks| view! { <CheckList checks/> }.into_any())} }
}

#[component]
fn CheckList(checks: Checks) -> impl IntoView {
    let (class, verdict) = match checks.failed() {
        None if checks.passed() < checks.outcomes.len() => {
            let skipped = checks.outcomes.len() - checks.passed();
            (
                "tag is-warning",
                format!("{} passed, {skipped} skipped", checks.passed()),
            )
        }
        None => ("tag is-good", format!("{} passed", checks.passed())),
        Some(_) => ("tag is-bad", "failed".to_owned()),
    };
    let items = checks.outcomes.into_iter().enumerate();
    let items = items.map(|(index, check)| view! { <Check check is_passed_by_tab=index != 0/> });
    let items = items.collect_view();
    view! {
        <section class="panel">
            <h3>
                {format!("{} checks", checks.checked_by)}
                <span class=class part="badge">{verdict}</span>
            </h3>
            <ol class="checks">{items}</ol>
        </section>
    }
}

#[component]
fn Check(check: CheckOutcome, is_passed_by_tab: bool) -> impl IntoView {
    let (has_failed, is_skipped) = (check.has_failed(), check.was_skipped());
    let (icon, verdict) = match check.verdict {
        Verdict::Passed => (Icon::Check, "Passed: "),
        Verdict::Failed => (Icon::Cross, "Failed: "),
        Verdict::Skipped => (Icon::Skipped, ""),
    };
    let skipped = is_skipped.then(|| {
        view! { <span class="tag is-warning" part="badge">{"skipped"}</span>" " }
    });
    let detail = (!check.detail.is_empty())
        .then(|| view! { <p class="check-detail"><Prose text=check.detail/></p> });
    let comparison = check.comparison.as_ref().map(comparison_view);
    let comparison = comparison.map(|comparison| view! { <ComparisonBox comparison/> });
    let mend = check.mend.map(|mend| {
        view! {
            <p class="check-mend">
                <strong>{label()}</strong>
                " "
                <Prose text=sentences(&mend)/>
            </p>
        }
    });
    view! {
        <li class="check" class=("is-failed", has_failed) class=("is-skipped", is_skipped)>
            <IconView icon/>
            <div class="check-text">
                {skipped}
                <span class="visually-hidden">{verdict}</span>
                <Prose text=check.statement/>
                {detail}
            </div>
            <SectionLink section=check.section is_passed=is_passed_by_tab/>
            {comparison}
            {mend}
        </li>
    }
}

/// Changes that the step makes at the server.
#[component]
pub fn EffectsPanel(shown: ShownStep) -> impl IntoView {
    let effects = reading(shown, |trace, step, _| effects(trace, step));
    view! {
        {move || {
            let effects = effects.get();
            (!effects.is_empty()).then(|| view! { <Effects effects/> }.into_any())
        }}
    }
}

#[component]
fn Effects(effects: Vec<EffectView>) -> impl IntoView {
    let items = effects.into_iter().map(|effect| view! { <Effect effect/> });
    let items = items.collect_view();
    view! {
        <section class="panel">
            <h3>{"What changes at the server"}</h3>
            <ul class="effects">{items}</ul>
        </section>
    }
}

#[component]
fn Effect(effect: EffectView) -> impl IntoView {
    let replaced = effect.replaces.map(|value| {
        view! {
            <span class="effect-note">"replaces " <Changed value/></span>
        }
    });
    view! {
        <li>
            <span class="effect-word">{effect.word}</span>
            <Changed value=effect.value/>
            {replaced}
        </li>
    }
}

/// The chip of a value, or its kind's name where it is no value of the run.
#[component]
fn Changed(value: ChangedValue) -> impl IntoView {
    match value {
        ChangedValue::Named(value) => view! { <Chip value/> }.into_any(),
        ChangedValue::Unnamed(kind) => {
            view! { <code class="word">{kind.as_str()}</code> }.into_any()
        }
    }
}
