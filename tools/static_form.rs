//! Writes every flow under every profile as HTML that needs no script, into a folder: a whole page,
//! and a fragment to paste between the tags of `<oauth-flow>`.
//!
//! ```text
//! static-form FOLDER [NAMES]
//! ```
//!
//! `NAMES` is a JSON object as the attribute `names` of the element takes it.

use std::io::Error;
use std::path::Path;
use std::process::ExitCode;

use oauth_flow_simulator::export::html::document::{LIST, STYLE_SHEET};
use oauth_flow_simulator::export::html::fragment;
use oauth_flow_simulator::export::html::page::{file_name, list, page};
use oauth_flow_simulator::flow::FLOWS;
use oauth_flow_simulator::names::Naming;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::Scenario;
use oauth_flow_simulator::server::policy::Profile;

/// The colours and faces of the page, and what these pages make of them.
const STYLE: [&str; 2] = [
    include_str!("../style/tokens.css"),
    include_str!("../style/static.css"),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (folder, names) = match arguments.as_slice() {
        [folder] => (folder, "{}"),
        [folder, names] => (folder, names.as_str()),
        _ => {
            eprintln!("static-form FOLDER [NAMES]");
            return ExitCode::FAILURE;
        }
    };
    let (naming, complaints) = Naming::parse(names);
    if !complaints.is_empty() {
        eprintln!("{}", complaints.join("\n"));
        return ExitCode::FAILURE;
    }
    match write(Path::new(folder), &naming) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, naming: &Naming) -> Result<(), Error> {
    let fragments = folder.join("fragments");
    std::fs::create_dir_all(&fragments)?;
    for flow in FLOWS {
        for profile in Profile::FLOWS {
            let mut scenario = Scenario {
                profile,
                ..flow.scenario()
            };
            naming.apply(&mut scenario);
            let trace = simulate(&scenario).expect("the flow is in the list");
            let name = file_name(*flow, profile);
            std::fs::write(folder.join(&name), page(&trace))?;
            std::fs::write(fragments.join(&name), fragment(&trace))?;
        }
    }
    std::fs::write(folder.join(LIST), list())?;
    std::fs::write(folder.join(STYLE_SHEET), STYLE.concat())
}
