//! The television of the device flow: the address, the code, and both as a QR code.

use std::fmt::Write;

use leptos::prelude::*;
use qrcodegen::{Mask, QrCode, QrCodeEcc, QrSegment, Version};

use crate::simulation::trace::Television;
use crate::ui::screen::frame::breakable;

/// Light modules around a QR code, for those who read it.
const QUIET_ZONE: i32 = 2;

/// The code and the address for pairing the television.
#[component]
pub fn Pairing(shown: Television) -> impl IntoView {
    let address = shown.verification_uri.trim_start_matches("https://");
    view! {
        <div class="pairing">
            <div class="pairing-text">
                <p>{"On your phone, open"}</p>
                <p class="pairing-address">{breakable(address, &['/', '.'])}</p>
                <p>{"and enter"}</p>
                <p class="pairing-code">{shown.user_code}</p>
            </div>
            <QrCodeImage text=shown.verification_uri_complete/>
        </div>
    }
}

/// `text` as a QR code; nothing where it is too long for one.
#[component]
fn QrCodeImage(text: String) -> impl IntoView {
    // Any mask can be read. To find the best of the eight takes most of the time.
    let code = QrCode::encode_segments_advanced(
        &QrSegment::make_segments(&text),
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
    Some(view! {
        <svg
            class="qr-code"
            role="img"
            aria-label=format!("QR code of {text}")
            viewBox=format!("-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}")
        >
            <path d=path></path>
        </svg>
    })
}
