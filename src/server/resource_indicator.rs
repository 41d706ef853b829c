//! Resource indicators: the client says which API it wants a token for.
//!
//! [RFC 8707](https://www.rfc-editor.org/rfc/rfc8707.html)

use crate::protocol::error::ErrorCode;
use crate::protocol::form::Parameters;
use crate::protocol::message::Place;
use crate::server::AuthorizationServer;
use crate::server::check::{Holds, ServerTable, checks};
use crate::server::comparison::Comparison;
use crate::server::endpoint::authorization::AuthorizationFacts;
use crate::server::endpoint::client_request::ClientFacts;
use crate::server::mend::Mend;
use crate::server::refusal::Refusal;

/// Checks of the `resource` parameters of an authorization request.
pub const AUTHORIZATION_CHECKS: ServerTable<AuthorizationFacts> = checks! { "requested_resource":
    resource_is_known("resource") RFC_8707_2_1:
        "Every resource is one that this server issues tokens for";
};

fn resource_is_known(
    server: &AuthorizationServer,
    facts: &mut AuthorizationFacts,
) -> Result<Holds, Refusal> {
    let place = facts.source.place();
    facts.resources = known_resources(server, &facts.parameters, place)?;
    Ok(told(&facts.resources))
}

/// Checks of the `resource` parameters of a token request, after the grant's own.
pub const TOKEN_CHECKS: ServerTable<ClientFacts> = checks! { "token_resource":
    resource_is_known("resource") RFC_8707_2:
        "Every resource is one that this server issues tokens for" => requested_resource_is_known;
    resource_was_granted("resource") RFC_8707_2_2: "Every resource is one that was granted";
};

fn requested_resource_is_known(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let resources = known_resources(server, &facts.parameters, Place::Form)?;
    let holds = told(&resources);
    facts.grant.resources.extend(resources);
    Ok(holds)
}

fn told(resources: &[String]) -> Holds {
    if resources.is_empty() {
        Holds::NotApplicable
    } else {
        Holds::Because(format!(
            "The token is to be for {}.",
            resources.join(" and ")
        ))
    }
}

/// The values of all `resource` parameters, of which there may be any number.
fn known_resources(
    server: &AuthorizationServer,
    parameters: &Parameters,
    place: Place,
) -> Result<Vec<String>, Refusal> {
    let mut resources = Vec::new();
    for (_, resource) in parameters.iter().filter(|(name, _)| *name == "resource") {
        if !is_absolute_uri(resource) {
            let wire = "resource must be an absolute URI without a fragment.";
            let mend = Mend::set(place, "resource", &server.resource);
            return Err(Refusal::new(ErrorCode::InvalidTarget, wire, mend));
        }
        if !server.has_resource(resource) {
            let wire = "This server issues no tokens for this resource.";
            let comparison = Comparison::new(resource, server.resources());
            let mend = Mend::set_to_first(place, "resource", comparison.nearest());
            let refusal = Refusal::new(ErrorCode::InvalidTarget, wire, mend);
            return Err(refusal.with_comparison(comparison));
        }
        if !resources.iter().any(|known| known == resource) {
            resources.push(resource.to_owned());
        }
    }
    Ok(resources)
}

/// `scheme ":" hier-part [ "?" query ]`, as
/// [RFC 3986 section 4.3](https://www.rfc-editor.org/rfc/rfc3986.html#section-4.3) has it.
fn is_absolute_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let is_scheme = scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let is_rest = |byte: u8| byte.is_ascii_graphic() && !b"#\"<>\\^`{|}".contains(&byte);
    is_scheme && !rest.is_empty() && rest.bytes().all(is_rest)
}

/// Where a person has decided, only what that was about; where a client asks for itself, anything.
fn resource_was_granted(
    server: &AuthorizationServer,
    facts: &mut ClientFacts,
) -> Result<Holds, Refusal> {
    let found = &facts.grant;
    let of_code = found.code.as_ref().map(|(_, code)| &code.resources[..]);
    let of_refresh_token = found.refresh_token.as_ref().map(|(_, token)| {
        let grant = server.store.grant(token.grant);
        grant.map_or(&[][..], |grant| &grant.resources)
    });
    let of_device = found.device.as_ref().map(|_| &[][..]);
    let Some(granted) = of_code.or(of_refresh_token).or(of_device) else {
        return Ok(Holds::NotApplicable);
    };
    let is_granted = |resource: &String| {
        granted.contains(resource) || granted.is_empty() && *resource == server.resource
    };
    match found
        .resources
        .iter()
        .find(|resource| !is_granted(resource))
    {
        _ if found.resources.is_empty() => Ok(Holds::NotApplicable),
        None => Ok(Holds::Because("It was.".to_owned())),
        Some(resource) => {
            let comparison = match granted {
                [] => Comparison::new(resource, [&*server.resource]),
                granted => Comparison::new(resource, granted),
            };
            let mend = Mend::set_to_first(Place::Form, "resource", comparison.nearest());
            let wire = "The resource was not granted.";
            Err(Refusal::new(ErrorCode::InvalidTarget, wire, mend)
                .with_detail(format!("{resource} was not granted."))
                .with_comparison(comparison))
        }
    }
}

impl AuthorizationServer {
    /// The resources for which it issues tokens, the usual one first.
    pub(super) fn resources(&self) -> Vec<&str> {
        let mut resources = vec![&*self.resource];
        for api in &self.resource_servers {
            if !resources.contains(&&*api.resource) {
                resources.push(&api.resource);
            }
        }
        resources
    }

    /// Whether it issues tokens for `resource`.
    pub(super) fn has_resource(&self, resource: &str) -> bool {
        self.resources().contains(&resource)
    }
}
