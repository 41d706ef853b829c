//! The parameters of the device authorization grant.

use super::{Parameter, optional, required, required_if};
use crate::protocol::message_kind::MessageKind::{
    DeviceAuthorizationResponse, PageRequest, PageResponse, TokenRequest,
};
use crate::protocol::value_kind::ValueKind;
use crate::spec;

pub(super) static PARAMETERS: &[Parameter] = &[
    Parameter {
        name: "device_code",
        meaning: "Stands for this request when the device polls the token endpoint. The device \
                  keeps it to itself: whoever polls with it gets the tokens once the user \
                  approves.",
        value_kind: Some(ValueKind::DeviceCode),
        usages: &[
            required(DeviceAuthorizationResponse, spec::RFC_8628_3_2),
            required_if(
                "the grant is the device grant",
                TokenRequest,
                spec::RFC_8628_3_4,
            ),
        ],
    },
    Parameter {
        name: "user_code",
        meaning: "The code that the device shows and the user enters in a browser elsewhere: by \
                  it the server knows which device the user approves. It is short, so the server \
                  should limit attempts and its lifetime.",
        value_kind: Some(ValueKind::UserCode),
        usages: &[
            required(DeviceAuthorizationResponse, spec::RFC_8628_3_2),
            required_if(
                "the user approves a device",
                PageRequest,
                spec::RFC_8628_3_3,
            ),
            required_if(
                "the user approves a device",
                PageResponse,
                spec::RFC_8628_3_3,
            ),
        ],
    },
    Parameter {
        name: "verification_uri",
        meaning: "The address that the device shows, at which the user enters the user_code. It \
                  should be short, because people type it by hand.",
        value_kind: None,
        usages: &[required(DeviceAuthorizationResponse, spec::RFC_8628_3_2)],
    },
    Parameter {
        name: "verification_uri_complete",
        meaning: "The same address with the user_code in it, for a QR code. The device still \
                  shows the code, and the server should ask the user to compare: an attacker can \
                  send a victim such a link for the attacker's own device.",
        value_kind: None,
        usages: &[optional(DeviceAuthorizationResponse, spec::RFC_8628_3_2)],
    },
    Parameter {
        name: "expires_in",
        meaning: "The lifetime of device_code and user_code in seconds. After that the token \
                  endpoint answers expired_token, and the device can only ask for new codes.",
        value_kind: None,
        usages: &[required(DeviceAuthorizationResponse, spec::RFC_8628_3_2)],
    },
    Parameter {
        name: "interval",
        meaning: "The seconds that the device waits at least between two polls, 5 if it is left \
                  out. Each slow_down adds 5 to it for the rest of the flow, so that polling does \
                  not overload the server.",
        value_kind: None,
        usages: &[optional(DeviceAuthorizationResponse, spec::RFC_8628_3_2)],
    },
];
