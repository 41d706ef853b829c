//! Tells the page that the simulator met an error of its own.

use crate::ui::dom::browser;

/// Sends `message` as an event to the window. The module is dead after a panic, so the panel that
/// the reader sees is drawn by a script of the page (`web/boot.js`).
pub fn send(message: &str) {
    browser::tell_scripts("oauth-flow:panic", message);
}
