//! Mounts the page where it is asked for.

use oauth_flow_simulator::ui::frame::panic_report;
use oauth_flow_simulator::ui::mount_page;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, window};

fn main() {
    std::panic::set_hook(Box::new(|panic| panic_report::send(&panic.to_string())));
    let document = window().and_then(|window| window.document());
    let place = document.and_then(|page| page.query_selector("[data-oauth-flow-app]").ok()?);
    let Some(place) = place.and_then(|place| place.dyn_into::<HtmlElement>().ok()) else {
        return;
    };
    if let Ok(Some(boot)) = place.query_selector(".boot") {
        boot.remove();
    }
    mount_page(place);
}
