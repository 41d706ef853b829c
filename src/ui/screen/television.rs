//! What the television shows in the device flow: the address, the code, and both as a QR code.

use leptos::prelude::*;
use qrcodegen::{QrCode, QrCodeEcc};

use crate::simulation::trace::Television;
use crate::ui::screen::frame::television_frame;

/// Light modules around a QR code, as readers of such codes ask for.
const QUIET_ZONE: i32 = 2;

/// The television with its code.
pub fn television(shown: &Television) -> AnyView {
    television_frame(
        view! {
            <div class="pairing">
                <div class="pairing-text">
                    <p>{"On your phone, open"}</p>
                    <p class="pairing-address">{shown.verification_uri.replace("https://", "")}</p>
                    <p>{"and enter"}</p>
                    <p class="pairing-code kind-device">{shown.user_code.clone()}</p>
                </div>
                {qr_code(&shown.verification_uri_complete)}
            </div>
        }
        .into_any(),
    )
}

/// `text` as a QR code; nothing where it is too long for one.
fn qr_code(text: &str) -> Option<AnyView> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let size = code.size();
    let mut path = String::new();
    for y in 0..size {
        for x in (0..size).filter(|x| code.get_module(*x, y)) {
            path.push_str(&format!("M{x} {y}h1v1h-1z"));
        }
    }
    let side = size + 2 * QUIET_ZONE;
    let view = view! {
        <svg
            class="qr-code"
            role="img"
            aria-label=format!("QR code of {text}")
            viewBox=format!("-{QUIET_ZONE} -{QUIET_ZONE} {side} {side}")
        >
            <path d=path/>
        </svg>
    };
    Some(view.into_any())
}
