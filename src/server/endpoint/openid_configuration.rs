//! The same metadata at the address of OpenID Connect Discovery.
//!
//! [OpenID Connect Discovery section 4](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig)

use http::Method;

use crate::protocol::message_kind::MessageKind;
use crate::server::endpoint::Endpoint;
use crate::server::endpoint::metadata::publish;

/// The well-known address; it stands behind the path of an issuer that has one
/// ([section 4.1](https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationRequest)).
pub const ENDPOINT: Endpoint = Endpoint {
    path: "/.well-known/openid-configuration",
    methods: &[Method::GET],
    is_for_scripts: true,
    is_offered: |_| true,
    request_kind: MessageKind::MetadataRequest,
    handle: |server, _, _| publish(server),
};
