//! `docs/checks.md`: every check of every judge, in order, made from the lists that the judges run.
//! `UPDATE_CHECKS=1 cargo test --no-default-features --test order` takes a change over.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use oauth_flow_simulator::party::{api, client_application, relying_party};
use oauth_flow_simulator::server::capabilities::{ALL, FLOWS};
use oauth_flow_simulator::server::check::{Listed, Row, check_id};
use oauth_flow_simulator::server::order;

/// A judge's list: a column of the page.
struct Column {
    name: String,
    tables: Vec<Listed>,
}

fn columns() -> Vec<Column> {
    let endpoints = order::endpoints(&ALL).into_iter();
    let mut columns: Vec<Column> = endpoints
        .map(|endpoint| Column {
            name: match endpoint.case {
                "" => format!("`{}`", endpoint.path),
                case => format!("`{}`, {case}", endpoint.path),
            },
            tables: endpoint.tables,
        })
        .collect();
    let [authorization, token] = client_application::order();
    let [metadata, id_token, userinfo] = relying_party::order();
    columns.extend(
        [
            ("the API: a call", api::order(Some(&api::dpop::DPOP))),
            ("the client: an authorization response", authorization),
            ("the client: a token response", token),
            ("the client: metadata", metadata),
            ("the client: an ID Token", id_token),
            ("the client: a UserInfo response", userinfo),
        ]
        .map(|(name, tables)| Column {
            name: name.to_owned(),
            tables,
        }),
    );
    columns
}

fn page() -> String {
    let columns = columns();
    let mut page = String::from(HEAD);
    page.push_str("\n## The order of each judge\n\n");
    for (index, column) in columns.iter().enumerate() {
        let tables: Vec<String> = column.tables.iter().map(link_to_table).collect();
        let number = index + 1;
        let _ = writeln!(page, "{number}. {}: {}", column.name, tables.join(", "));
    }
    page.push_str("\n## Where each check stands at the server\n\n");
    let at_server = &columns[..order::endpoints(&ALL).len()];
    let numbers: Vec<String> = (1..=at_server.len())
        .map(|number| number.to_string())
        .collect();
    let _ = writeln!(page, "| check | {} |", numbers.join(" | "));
    let _ = writeln!(page, "|---|{}", "--:|".repeat(at_server.len()));
    for (table, rows) in tables(at_server) {
        for row in rows {
            let cells: Vec<String> = at_server.iter().map(|c| cell(c, table, row)).collect();
            let _ = writeln!(page, "| `{table}.{}` | {} |", row.name, cells.join(" | "));
        }
    }
    page.push_str("\n## What each check demands\n");
    for (table, rows) in tables(&columns) {
        let _ = write!(
            page,
            "\n### {table}\n\n| check | statement | about | section |\n"
        );
        page.push_str("|---|---|---|---|\n");
        for row in rows {
            let about = row
                .parameter
                .map(|name| format!("`{name}`"))
                .unwrap_or_default();
            let section = sections(&columns, table, row);
            let statement = row.statement;
            let _ = writeln!(
                page,
                "| `{}` | {statement} | {about} | {section} |",
                row.name
            );
        }
    }
    page
}

const HEAD: &str = "# Every check, in order

Made from the lists that the server, the API and the clients run, by
`UPDATE_CHECKS=1 cargo test --no-default-features --test order`. A message is judged from the top
of its list to the first check that fails. A check is named by its table and itself, e.g.
`authorization_address.redirect_uri_matches_exactly`; by that name it can be skipped.

A table in parentheses is run if the message names what stands behind it: the method by which a
client authenticates, or the grant. A check with two numbers stands where the policy says, or cites
one of two sections. At the authorization endpoint the answer to a refusal by `limits` goes where
the rest of the list says, which is judged before it then.
";

fn link_to_table(listed: &Listed) -> String {
    let table = listed.table;
    match listed.condition {
        None => format!("[{table}](#{table})"),
        Some(condition) => format!("([{table}](#{table}) for `{condition}`)"),
    }
}

/// All tables with their rows, in the order in which the columns name them first.
fn tables(columns: &[Column]) -> Vec<(&'static str, Vec<&Row>)> {
    let mut seen = BTreeSet::new();
    columns
        .iter()
        .flat_map(|column| &column.tables)
        .filter(|listed| seen.insert(listed.table))
        .map(|listed| (listed.table, distinct(&listed.rows)))
        .collect()
}

/// Each check once, though a policy may choose between two places for it.
fn distinct(rows: &[Row]) -> Vec<&Row> {
    let mut seen = BTreeSet::new();
    rows.iter().filter(|row| seen.insert(row.name)).collect()
}

/// The places of a check in a column, counted over all its tables.
fn cell(column: &Column, table: &str, row: &Row) -> String {
    let rows = column.tables.iter().flat_map(|listed| {
        let rows = listed.rows.iter();
        rows.map(|row| (listed.table, row.name))
    });
    let places = rows
        .enumerate()
        .filter(|(_, found)| *found == (table, row.name))
        .map(|(place, _)| (place + 1).to_string());
    let places: Vec<String> = places.collect();
    places.join(", ")
}

/// The sections that ask for a check; more than one where it depends on the endpoint.
fn sections(columns: &[Column], table: &str, row: &Row) -> String {
    let mut links = BTreeMap::new();
    let tables = columns.iter().flat_map(|column| &column.tables);
    for found in tables.filter(|listed| listed.table == table) {
        for same in found.rows.iter().filter(|same| same.name == row.name) {
            links.insert(same.section.to_string(), same.section.url());
        }
    }
    let links = links.iter().map(|(name, url)| format!("[{name}]({url})"));
    links.collect::<Vec<String>>().join(", ")
}

#[test]
fn the_page_of_all_checks_is_the_one_that_was_reviewed() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/checks.md");
    let made = page();
    if std::env::var_os("UPDATE_CHECKS").is_some() {
        std::fs::write(&path, &made).expect("the page can be written");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        made == known,
        "docs/checks.md is not what the judges run; UPDATE_CHECKS=1 writes it"
    );
}

/// A name can stand twice where a policy moves a check within its table.
#[test]
fn an_identifier_means_one_statement() {
    let mut statements: BTreeMap<String, &str> = BTreeMap::new();
    for column in columns() {
        for listed in column.tables {
            for row in listed.rows {
                let id = check_id(listed.table, row.name);
                let known = statements.entry(id.clone()).or_insert(row.statement);
                assert_eq!(*known, row.statement, "{id}");
            }
        }
    }
}

#[test]
fn a_smaller_server_judges_in_the_same_order() {
    let all = order::endpoints(&ALL);
    let flows = order::endpoints(&FLOWS);
    assert!(!flows.is_empty());
    for small in flows {
        let mut whole = all.iter();
        let whole = whole
            .find(|whole| (whole.path, whole.case) == (small.path, small.case))
            .expect("all has every endpoint of the flows");
        let mut rest = whole.tables.iter();
        for listed in &small.tables {
            assert!(
                rest.any(|known| known == listed),
                "{}: {}",
                small.path,
                listed.table
            );
        }
    }
}
