//! Writes every flow under every profile as HTML that needs no script, into a folder: a whole page,
//! and a fragment to paste between the tags of `<oauth-flow>`. With a folder for posters it writes
//! there what page and widget show before their module is there: a script for each flow, story and
//! profile. The poster that a first visitor sees it puts into the file of the page.
//!
//! ```text
//! static-form FOLDER [NAMES]
//! static-form --posters FOLDER PAGE
//! ```
//!
//! `NAMES` is a JSON object as the attribute `names` of the element takes it.

use std::io::Error;
use std::path::Path;
use std::process::ExitCode;

use oauth_flow_simulator::export::html::document::{LIST, STYLE_SHEET};
use oauth_flow_simulator::export::html::fragment;
use oauth_flow_simulator::export::html::page::{file_name, list, page};
use oauth_flow_simulator::export::html::poster::{self, Frame};
use oauth_flow_simulator::flow::{FLOWS, stories};
use oauth_flow_simulator::names::{Naming, marked};
use oauth_flow_simulator::player::address::Address;
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
        [flag, folder, page] if flag == "--posters" => {
            let written = write_posters(Path::new(folder));
            return end(
                folder,
                written.and_then(|()| put_poster_into(Path::new(page))),
            );
        }
        [folder] => (folder, "{}"),
        [folder, names] => (folder, names.as_str()),
        _ => {
            eprintln!("static-form FOLDER [NAMES]\nstatic-form --posters FOLDER PAGE");
            return ExitCode::FAILURE;
        }
    };
    let (naming, complaints) = Naming::parse(names);
    if !complaints.is_empty() {
        eprintln!("{}", complaints.join("\n"));
        return ExitCode::FAILURE;
    }
    end(folder, write(Path::new(folder), &naming))
}

fn end(folder: &str, written: Result<(), Error>) -> ExitCode {
    match written {
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
            let name = file_name(flow, profile);
            std::fs::write(folder.join(&name), page(&trace))?;
            std::fs::write(fragments.join(&name), fragment(&trace))?;
        }
    }
    std::fs::write(folder.join(LIST), list())?;
    std::fs::write(folder.join(STYLE_SHEET), STYLE.concat())
}

fn write_posters(folder: &Path) -> Result<(), Error> {
    let pages = folder.join("page");
    std::fs::create_dir_all(&pages)?;
    for (flow, story) in stories() {
        for profile in Profile::FLOWS {
            let name = format!("{}.js", poster::file_stem(flow, story, profile));
            let mut scenario = Scenario {
                story: story.id.to_owned(),
                profile,
                ..flow.scenario()
            };
            let marks = marked(&mut scenario);
            let trace = simulate(&scenario).expect("the story is in the list");
            let write = |folder: &Path, frame| {
                std::fs::write(folder.join(&name), poster::module(&trace, &marks, frame))
            };
            write(folder, Frame::Widget)?;
            write(&pages, Frame::Page)?;
        }
    }
    Ok(())
}

/// Where the poster stands in the file of the page.
const PLACE: &str = "<div class=\"boot\"></div>";

fn put_poster_into(page: &Path) -> Result<(), Error> {
    let first = simulate(&Address::default().scenario).expect("the flow is in the list");
    let poster = poster::html(&first, Frame::Page);
    let html = std::fs::read_to_string(page)?;
    if !html.contains(PLACE) {
        return Err(Error::other(format!("{} has no {PLACE}", page.display())));
    }
    let place = PLACE.replace("></", &format!(">{poster}</"));
    std::fs::write(page, html.replace(PLACE, &place))
}
