//! The few things that the page asks of the browser, each of which may be refused.

use js_sys::{Function, Promise, Reflect};
use leptos::prelude::StoredValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CustomEvent, CustomEventInit, Document, Element, Event, EventTarget, FocusOptions, HtmlElement,
    HtmlInputElement, ResizeObserver, ShadowRoot, window,
};

use crate::ui::control::theme::Theme;

const THEME_KEY: &str = "oauth-flow-simulator:theme";

/// The fragment of the address, with its `#`.
pub fn fragment() -> String {
    window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// Whether a new address becomes an entry of its own in the browser's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// The learner chose something: Back leads to where they were before.
    Push,
    /// The player moved on: Back is not a second Previous button.
    Replace,
}

/// Writes the fragment of the address. Does nothing where the page may not (a sandboxed frame).
pub fn write_fragment(fragment: &str, history: History) {
    let Some(browser_history) = window().and_then(|window| window.history().ok()) else {
        return;
    };
    let _ = match history {
        History::Push => browser_history.push_state_with_url(&JsValue::NULL, "", Some(fragment)),
        History::Replace => {
            browser_history.replace_state_with_url(&JsValue::NULL, "", Some(fragment))
        }
    };
}

/// The whole address with `fragment`.
pub fn address_with(fragment: &str) -> String {
    let href = window()
        .and_then(|window| window.location().href().ok())
        .unwrap_or_default();
    format!("{}{fragment}", href.split('#').next().unwrap_or_default())
}

/// The theme that the reader chose on an earlier visit.
pub fn stored_theme() -> Theme {
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    let id = storage.and_then(|storage| storage.get_item(THEME_KEY).ok().flatten());
    id.and_then(|id| Theme::parse(&id)).unwrap_or_default()
}

/// Shows the page in `theme`, and remembers it where storage is allowed.
pub fn apply_theme(theme: Theme) {
    let Some(window) = window() else { return };
    if let Some(root) = window
        .document()
        .and_then(|document| document.document_element())
    {
        let _ = match theme {
            Theme::Automatic => root.remove_attribute("data-theme"),
            _ => root.set_attribute("data-theme", theme.id()),
        };
    }
    if let Ok(Some(storage)) = window.local_storage() {
        let _ = match theme {
            Theme::Automatic => storage.remove_item(THEME_KEY),
            _ => storage.set_item(THEME_KEY, theme.id()),
        };
    }
}

/// Whether the reader asked for less motion.
pub fn prefers_reduced_motion() -> bool {
    window()
        .and_then(|window| {
            window
                .match_media("(prefers-reduced-motion: reduce)")
                .ok()
                .flatten()
        })
        .is_some_and(|query| query.matches())
}

/// Sends an event to the window, for the scripts of the page (`web/boot.js`).
pub fn tell_scripts(name: &str, detail: &str) {
    let options = CustomEventInit::new();
    options.set_detail(&JsValue::from_str(detail));
    let event = CustomEvent::new_with_event_init_dict(name, &options);
    if let (Some(window), Ok(event)) = (window(), event) {
        let _ = window.dispatch_event(&event);
    }
}

/// Copies `text`. The clipboard needs https and sometimes a permission.
pub async fn copy(text: &str) -> bool {
    match window() {
        Some(window) if window.is_secure_context() => {
            JsFuture::from(window.navigator().clipboard().write_text(text))
                .await
                .is_ok()
        }
        _ => false,
    }
}

/// A seed for a run that nobody has seen.
pub fn random_seed() -> Option<u64> {
    getrandom::u32().ok().map(u64::from)
}

/// The element with the focus, as seen from where `element` is: a page or a shadow root.
pub fn focused_near(element: &Element) -> Option<Element> {
    let root = element.get_root_node();
    match root.dyn_ref::<ShadowRoot>() {
        Some(shadow) => shadow.active_element(),
        None => root.dyn_ref::<Document>()?.active_element(),
    }
}

/// Moves the focus without moving the page.
pub fn focus_quietly(element: &HtmlElement) {
    let options = FocusOptions::new();
    options.set_prevent_scroll(true);
    let _ = element.focus_with_options(&options);
}

/// Where the current step is.
pub const CURRENT_STEP: &str = ".step-button[aria-current]";

/// Moves the focus to the current step before the control that `event` came from vanishes.
pub fn leave(event: &Event) {
    leave_to(event, CURRENT_STEP);
}

/// Moves the focus from the control that `event` came from to `target`, a selector.
pub fn leave_to(event: &Event, target: &str) {
    if let Some(control) = listener_of(event) {
        focus_within(&control, target);
    }
}

/// Moves the focus to the current step of the page or widget that `element` is in.
pub fn focus_current_step(element: &Element) {
    focus_within(element, CURRENT_STEP);
}

fn focus_within(element: &Element, target: &str) {
    let root = element.closest(".oauth-flow").ok().flatten();
    let found = root.and_then(|root| root.query_selector(target).ok().flatten());
    if let Some(found) = found {
        focus_quietly(found.unchecked_ref());
    }
}

/// The element that an event was listened for on.
pub fn listener_of(event: &Event) -> Option<Element> {
    event.current_target()?.dyn_into().ok()
}

/// The value of a field, a slider or a select.
pub fn value_of(field: &Element) -> String {
    // All of them have the property; the type is the one that is here anyway.
    field.unchecked_ref::<HtmlInputElement>().value()
}

/// Does `then` when the page has loaded with its style sheets.
pub fn once_loaded(then: impl Fn() + 'static) {
    let is_loaded = window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.ready_state() == "complete");
    if is_loaded {
        next_frame(then);
    } else {
        listen_to_window("load", move |_| then());
    }
}

/// Does `then` when all that changed now has been put on the page.
pub fn next_frame(then: impl Fn() + 'static) {
    let then: Box<dyn FnOnce()> = Box::new(then);
    let then = Closure::once_into_js(then);
    if let Some(window) = window() {
        let _ = window.request_animation_frame(then.unchecked_ref());
    }
}

/// Does `then` when the next picture is on the screen.
pub fn after_next_frame(then: impl Fn() + Clone + 'static) {
    next_frame(move || next_frame(then.clone()));
}

/// Calls `act` for every event of the window called `name`, as long as the current owner lives.
pub fn listen_to_window(name: &'static str, act: impl FnMut(Event) + 'static) {
    if let Some(window) = window() {
        listen(&window, name, Box::new(act));
    }
}

/// Calls `act` for every event of `target` called `name`, as long as the current owner lives. For
/// longer would be for ever: `act` may hold elements, which hold it.
pub fn listen(target: &EventTarget, name: &'static str, act: Box<dyn FnMut(Event)>) {
    let act = Closure::wrap(act);
    let _ = target.add_event_listener_with_callback(name, act.as_ref().unchecked_ref());
    let target = target.clone();
    StoredValue::new_local(Listener { target, name, act });
}

/// Calls `act` when one of `elements` has got another size, as long as the current owner lives.
pub fn listen_to_size(elements: &[HtmlElement], act: impl FnMut() + 'static) {
    let act = Closure::wrap(Box::new(act) as Box<dyn FnMut()>);
    let Ok(observer) = ResizeObserver::new(act.as_ref().unchecked_ref()) else {
        return;
    };
    elements.iter().for_each(|one| observer.observe(one));
    StoredValue::new_local(SizeListener {
        observer,
        _act: act,
    });
}

struct SizeListener {
    observer: ResizeObserver,
    _act: Closure<dyn FnMut()>,
}

impl Drop for SizeListener {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

struct Listener {
    target: EventTarget,
    name: &'static str,
    act: Closure<dyn FnMut(Event)>,
}

impl Drop for Listener {
    fn drop(&mut self) {
        let act = self.act.as_ref().unchecked_ref();
        let _ = self
            .target
            .remove_event_listener_with_callback(self.name, act);
    }
}

/// Whether the reader has selected text.
pub fn has_selection() -> bool {
    let selection = window().and_then(|window| window.get_selection().ok().flatten());
    selection.is_some_and(|selection| selection.type_() == "Range")
}

/// Fills the screen with `element`, or with the page; or leaves that again. A browser need not be
/// able to, and a frame need not be allowed to.
pub fn toggle_full_screen(element: Option<Element>) {
    let Some(document) = window().and_then(|window| window.document()) else {
        return;
    };
    let Some(element) = element.or_else(|| document.document_element()) else {
        return;
    };
    if element.matches(":fullscreen") == Ok(true) {
        document.exit_fullscreen();
    } else if document.fullscreen_enabled() {
        // While a part fills the screen what it is in has nothing else in it, and the page around
        // would move up.
        if let Some(host) = host_of(&element) {
            let height = format!("{}px", host.offset_height());
            let _ = host.style().set_property("min-height", &height);
        }
        let request = Reflect::get(&element, &"requestFullscreen".into());
        let promise = request.and_then(|one| one.unchecked_into::<Function>().call0(&element));
        if let Ok(promise) = promise {
            // A refusal that nobody hears would be an error in the console.
            drop(JsFuture::from(promise.unchecked_into::<Promise>()));
        }
    }
}

/// Whether anything here may fill the screen.
pub fn can_fill_screen() -> bool {
    window()
        .and_then(|window| window.document())
        .is_some_and(|document| document.fullscreen_enabled())
}

/// Lets the host of `element` be as high as it wants again when that has filled the screen.
pub fn follow_full_screen(element: &HtmlElement) {
    let place = element.clone();
    let act = move |_| {
        let fills = place.matches(":fullscreen") == Ok(true);
        if let Some(host) = host_of(&place).filter(|_| !fills) {
            let _ = host.style().remove_property("min-height");
        }
    };
    listen(element, "fullscreenchange", Box::new(act));
}

/// The host of the shadow root that `element` is in.
fn host_of(element: &Element) -> Option<HtmlElement> {
    let root = element.get_root_node().dyn_into::<ShadowRoot>().ok()?;
    Some(root.host().unchecked_into())
}

/// Where the page itself scrolls, in low windows, brings what is at `top` to its upper part.
pub fn keep_in_window(top: f64, bottom: f64) {
    let Some(window) = window() else { return };
    let height = window
        .inner_height()
        .ok()
        .and_then(|height| height.as_f64())
        .unwrap_or_default();
    if top < 0.0 || bottom > height * 0.6 {
        window.scroll_by_with_x_and_y(0.0, top - height * 0.2);
    }
}

/// The title of the window.
pub fn set_title(title: &str) {
    if let Some(document) = window().and_then(|window| window.document()) {
        document.set_title(title);
    }
}
