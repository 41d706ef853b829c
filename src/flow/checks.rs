//! The checks that the parties of the flows make, by their identifiers.

use crate::party::api::dpop::DPOP;
use crate::party::{api, client_application};
use crate::server::capabilities::{ALL, FLOWS};
use crate::server::check::{Listed, check_id, listed};
use crate::server::order;

/// The identifiers of all checks that a scenario can skip, e.g. `token.code_is_unused`.
///
/// [`order::endpoints`] has the same and more, and would link all that a server can do into the
/// module that a page loads first.
pub fn identifiers() -> Vec<String> {
    let (server, bound_tokens) = match cfg!(whole) {
        true => (&ALL, Some(&DPOP)),
        false => (&FLOWS, None),
    };
    let of_pages = [
        order::SIGN_IN,
        order::CONSENT,
        order::DECISION,
        order::USER_CODE_FORM,
    ];
    let of_clients = [
        server.token_order,
        order::DEVICE_AUTHORIZATION,
        order::INTROSPECTION,
        order::INTROSPECTION_BY_BEARER,
    ];
    let tables: Vec<Listed> = listed(server.authorization_order)
        .into_iter()
        .chain(of_pages.into_iter().flat_map(listed))
        .chain(
            of_clients
                .into_iter()
                .flat_map(|places| order::of_client(server, places)),
        )
        .chain(api::order(bound_tokens))
        .chain(client_application::order().concat())
        .collect();
    let ids = tables.iter().flat_map(|listed| {
        let rows = listed.rows.iter();
        rows.map(|row| check_id(listed.table, row.name))
    });
    ids.collect()
}
