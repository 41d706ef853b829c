//! Tells the page that the simulator met an error of its own.

use wasm_bindgen::JsValue;
use web_sys::{CustomEvent, CustomEventInit, window};

/// Sends `message` as an event to the window. The module is dead after a panic, so the panel that
/// the reader sees is drawn by a script of the page (`web/boot.js`).
pub fn send(message: &str) {
    let options = CustomEventInit::new();
    options.set_detail(&JsValue::from_str(message));
    let event = CustomEvent::new_with_event_init_dict("oauth-flow:panic", &options);
    if let (Some(window), Ok(event)) = (window(), event) {
        let _ = window.dispatch_event(&event);
    }
}
