//! What the television shows in the device flow: the address, the code, and both as a QR code.

use std::fmt::Write;

use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

use crate::simulation::trace::Television;
use crate::ui::dom::markup::{Markup, element, svg_element, text};
use crate::ui::screen::frame::television_frame;

/// Light modules around a QR code, for those who read it.
const QUIET_ZONE: i32 = 2;

/// The television with its code.
pub fn television(shown: &Television) -> Markup {
    let address = shown.verification_uri.trim_start_matches("https://");
    let parts = address.split_inclusive(['/', '.']);
    let address = parts.flat_map(|part| [text(part), element("wbr", "")]);
    let words = element("div", "pairing-text")
        .child(element("p", "").text("On your phone, open"))
        .child(element("p", "pairing-address").children(address))
        .child(element("p", "").text("and enter"))
        .child(element("p", "pairing-code").text(&shown.user_code));
    let qr_code = qr_code(&shown.verification_uri_complete);
    television_frame(element("div", "pairing").child(words).children(qr_code))
}

/// `text` as a QR code; nothing where it is too long for one.
fn qr_code(text: &str) -> Option<Markup> {
    // Any mask can be read. To find the best of the eight takes most of the time.
    let code = QrCode::encode_segments_advanced(
        &QrSegment::make_segments(text),
        QrCodeEcc::Low,
        Version::MIN,
        Version::MAX,
        Some(Mask::new(0)),
        true,
    )
    .ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    let side = size + 2 * QUIET_ZONE;
    let picture = svg_element("svg", "qr-code")
        .attribute("role", "img")
        .attribute("aria-label", &format!("QR code of {text}"))
        .attribute(
            "viewBox",
            &format!("-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}"),
        )
        .child(svg_element("path", "").attribute("d", &path));
    Some(picture)
}
