//! The tokens of a call, in each of the places where one may stand.
//!
//! [RFC 6750 section 2](https://www.rfc-editor.org/rfc/rfc6750.html#section-2)

use http::{Method, header};

use crate::party::api::Api;
use crate::protocol::form::Parameters;
use crate::protocol::message::Place;
use crate::server::Request;

/// Every token in `request`, and where each stands.
pub(super) fn sent_tokens(api: &Api, request: &Request) -> (Vec<String>, Vec<Place>) {
    let in_header: Vec<String> = request
        .headers()
        .get_all(header::AUTHORIZATION)
        .iter()
        .filter_map(|value| value.to_str().ok()?.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
        .map(|(_, token)| token.trim().to_owned())
        .collect();
    let media_type = request.headers().get(header::CONTENT_TYPE);
    let media_type = media_type.and_then(|value| value.to_str().ok()?.split(';').next());
    let is_form = request.method() != Method::GET
        && media_type.is_some_and(|name| {
            let form = "application/x-www-form-urlencoded";
            name.trim().eq_ignore_ascii_case(form)
        });
    let body: &[u8] = if is_form { request.body() } else { &[] };
    let query = request
        .uri()
        .query()
        .filter(|_| api.query_token_is_accepted)
        .unwrap_or_default();
    // Every one counts: a token that is repeated in one place is as ambiguous as one in two.
    let tokens_in = |encoded: &[u8]| -> Vec<String> {
        let parameters = Parameters::parse(encoded);
        let named = parameters
            .iter()
            .filter(|(name, _)| *name == "access_token");
        named.map(|(_, token)| token.to_owned()).collect()
    };
    let (in_body, in_query) = (tokens_in(body), tokens_in(query.as_bytes()));
    let found = [
        (Place::Credentials, in_header),
        (Place::Form, in_body),
        (Place::Query, in_query),
    ];
    let found = found.into_iter();
    found
        .flat_map(|(place, tokens)| tokens.into_iter().map(move |token| (token, place)))
        .unzip()
}
