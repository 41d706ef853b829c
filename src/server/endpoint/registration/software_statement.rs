//! Statements of a publisher about its software, signed, so that no client can make them itself.
//!
//! [RFC 7591 section 2.3](https://www.rfc-editor.org/rfc/rfc7591.html#section-2.3)

use crate::protocol::error::ErrorCode;
use crate::protocol::jose::es256::ES256;
use crate::protocol::jose::rsassa::{PS256, RS256};
use crate::protocol::jose::{self, Algorithm};
use crate::protocol::message::Place;
use crate::server::AuthorizationServer;
use crate::server::assertion::numeric_date;
use crate::server::check::Holds;
use crate::server::endpoint::registration::checks::RegistrationFacts;
use crate::server::mend::Mend;
use crate::server::refusal::Refusal;

const ALGORITHMS: &[Algorithm] = &[ES256, PS256, RS256];

/// The mend of a client whose statement nobody believes: it speaks for itself.
pub(super) fn without_it() -> Mend {
    Mend::remove(Place::Json, "software_statement")
}

/// Takes the statement's claims over what the client says: "the values in the software statement
/// MUST take precedence".
pub(super) fn is_by_a_known_publisher(
    server: &AuthorizationServer,
    facts: &mut RegistrationFacts,
) -> Result<Holds, Refusal> {
    let Some(statement) = facts.text("software_statement") else {
        return Ok(Holds::NotApplicable);
    };
    let invalid = |detail: &str| {
        let wire = "The software statement is not valid.";
        let refusal = Refusal::new(ErrorCode::InvalidSoftwareStatement, wire, without_it());
        Err(refusal.with_detail(detail))
    };
    let Some(unverified) = jose::decode(statement) else {
        return invalid("It is not a signed token at all.");
    };
    let mut publishers = server.software_publishers.iter();
    let publisher = publishers.find(|known| unverified.claims["iss"] == known.issuer);
    let Some(publisher) = publisher else {
        return Err(Refusal::new(
            ErrorCode::UnapprovedSoftwareStatement,
            "This server does not know the publisher of the software.",
            without_it(),
        ));
    };
    let algorithms = server.accepted(ALGORITHMS);
    let Ok(jwt) = jose::verify(statement, &publisher.keys, &algorithms) else {
        return invalid("It is not signed with a key of its publisher.");
    };
    if numeric_date(&jwt.claims["exp"]).is_some_and(|expires_at| facts.now >= expires_at) {
        return invalid("It has expired.");
    }
    let claims = jwt.claims.as_object().into_iter().flatten();
    let claims = claims.map(|(name, value)| (name.clone(), value.clone()));
    // The statement itself stays what the client has sent.
    let claims = claims.filter(|(name, _)| name != "software_statement");
    let claims: Vec<_> = claims.collect();
    facts.stated = claims.iter().map(|(name, _)| name.clone()).collect();
    facts.metadata.extend(claims);
    Ok(Holds::Because(format!("It is by {}.", publisher.issuer)))
}
