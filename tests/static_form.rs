//! The flows as HTML without a script: everything that a run has, and nothing that is not text.

use std::collections::BTreeSet;
use std::path::Path;

use oauth_flow_simulator::export::html::document::{LIST, STYLE_SHEET};
use oauth_flow_simulator::export::html::fragment;
use oauth_flow_simulator::export::html::page::{file_name, list, page};
use oauth_flow_simulator::flow::{FLOWS, Flow};
use oauth_flow_simulator::names::Naming;
use oauth_flow_simulator::reading::mend::sentences;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::Scenario;
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::trace::Trace;

fn traces() -> impl Iterator<Item = Trace> {
    FLOWS.iter().flat_map(|flow| {
        Profile::FLOWS.map(|profile| {
            simulate(&Scenario {
                profile,
                ..flow.scenario()
            })
            .expect("the flow is in the list")
        })
    })
}

fn page_of(scenario: &Scenario) -> String {
    let flow = Flow::parse(&scenario.flow).expect("the flow is in the list");
    file_name(flow, scenario.profile)
}

/// What a browser shows of `html`: no tags, references resolved.
fn text_of(html: &str) -> String {
    let mut text = String::new();
    for part in html.split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    for mark in "\n\r$*[\\]_`{|}".chars() {
        text = text.replace(&format!("&#{};", u32::from(mark)), &mark.to_string());
    }
    text.replace("&quot;", "\"")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

#[test]
fn every_step_message_and_check_of_every_flow_is_there_as_it_was() {
    let mut mends = 0;
    for trace in traces() {
        for html in [page(&trace), fragment(&trace)] {
            let text = text_of(&html);
            for step in &trace.steps {
                assert!(
                    text.contains(&step.title().replace('`', "")),
                    "{}",
                    step.title()
                );
                assert!(
                    text.contains(&step.why().replace('`', "")),
                    "{}",
                    step.why()
                );
                if let Some(message) = &step.message {
                    assert!(text.contains(&message.raw()), "{}", message.raw());
                }
                for check in &step.checks {
                    assert!(text.contains(&check.statement.replace('`', "")));
                    assert!(html.contains(&check.section.url()));
                    if let Some(mend) = &check.mend {
                        assert!(text.contains(&sentences(mend).replace('`', "")));
                        mends += 1;
                    }
                }
            }
        }
    }
    assert!(mends > 0, "a flow has a check that fails");
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    for (one, other) in traces().zip(traces()) {
        assert_eq!(page(&one), page(&other));
        assert_eq!(fragment(&one), fragment(&other));
    }
}

#[test]
fn a_fragment_means_nothing_to_markdown_or_templates_and_has_no_class() {
    for trace in traces() {
        let html = fragment(&trace);
        assert!(html.lines().all(|line| !line.trim().is_empty()));
        assert!(!html.contains(['$', '*', '[', '\\', ']', '_', '`', '{', '|', '}']));
        assert!(!html.contains(" class=") && !html.contains("<h"));
    }
}

#[test]
fn names_of_an_author_are_text() {
    let hostile = r#"<img src=x onerror=alert(1)>\"' class=\"{{7*7}}&amp;"#;
    let (naming, complaints) = Naming::parse(&format!("{{\"client\": \"{hostile}\"}}"));
    assert!(complaints.is_empty(), "{complaints:?}");
    let mut scenario = Flow::parse("device").expect("it is in the list").scenario();
    naming.apply(&mut scenario);
    let trace = simulate(&scenario).expect("the flow is in the list");
    for html in [page(&trace), fragment(&trace)] {
        assert!(!html.contains("<img") && html.contains("&lt;img src=x onerror=alert(1)&gt;"));
        assert!(text_of(&html).contains(&scenario.names.client_name));
    }
}

#[test]
fn a_page_has_no_script_and_no_style_of_its_own() {
    for trace in traces() {
        let html = page(&trace);
        for word in ["<script", "<style", " style=", " onclick=", "javascript:"] {
            assert!(!html.contains(word), "{word}");
        }
    }
}

#[test]
fn the_simulator_without_scripts_links_to_every_flow() {
    let index = include_str!("../index.html");
    let (_, rest) = index.split_once("<noscript>").expect("it has one");
    let (list, _) = rest.split_once("</noscript>").expect("it ends");
    let links = FLOWS.iter().map(|flow| {
        let file = file_name(flow, flow.default_profile);
        format!("<a href=\"./static/{file}\">{}</a>", flow.title())
    });
    for link in links {
        assert!(list.contains(&link), "{link}");
    }
    assert_eq!(list.matches("<a ").count(), FLOWS.len());
}

/// What stands between `before` and `after`, everywhere.
fn all<'a>(html: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    let parts = html.split(before).skip(1);
    parts
        .filter_map(|part| part.split_once(after))
        .map(|(found, _)| found)
        .collect()
}

#[test]
fn every_link_leads_to_a_page_a_step_the_simulator_or_a_specification() {
    let beside: BTreeSet<String> = traces().map(|trace| page_of(&trace.scenario)).collect();
    let pages = traces().map(|trace| page(&trace)).chain([list()]);
    for html in pages {
        for link in all(&html, " href=\"", "\"") {
            let is_there = match link.strip_prefix('#') {
                Some(step) => html.contains(&format!(" id=\"{step}\"")),
                None => {
                    let is_other = [LIST, STYLE_SHEET, "../icon.svg"].contains(&link);
                    let is_away = link.starts_with("../index.html") || link.starts_with("https://");
                    beside.contains(link) || is_other || is_away
                }
            };
            assert!(is_there, "{link}");
        }
    }
}

#[test]
fn every_page_has_a_title_a_description_and_headings_of_its_own() {
    let mut seen = BTreeSet::new();
    for html in traces().map(|trace| page(&trace)).chain([list()]) {
        let titles = all(&html, "<title>", "</title>");
        assert_eq!(titles.len(), 1);
        assert!(seen.insert(titles[0].to_owned()), "{} twice", titles[0]);
        let description = all(&html, "<meta name=\"description\" content=\"", "\"");
        assert!(description.len() == 1 && description[0].len() > 60);
        let levels: Vec<u32> = all(&html, "<h", ">")
            .iter()
            .filter_map(|rest| rest.chars().next()?.to_digit(10))
            .collect();
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
        assert_eq!(levels[0], 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1));
    }
}

#[test]
fn the_pages_of_a_profile_lead_from_flow_to_flow() {
    for profile in Profile::FLOWS {
        let scenario = Scenario {
            profile,
            ..FLOWS[0].scenario()
        };
        let mut html = page(&simulate(&scenario).expect("the flow is in the list"));
        let mut count = 1;
        while let Some(next) = all(&html, "<link rel=\"next\" href=\"", "\"").first() {
            let trace = traces()
                .find(|trace| page_of(&trace.scenario) == **next)
                .expect("the page is there");
            html = page(&trace);
            count += 1;
        }
        assert_eq!(count, FLOWS.len());
        assert!(html.contains("<link rel=\"prev\""));
    }
}

#[test]
fn one_page_is_the_one_that_was_reviewed() {
    let flow = Flow::parse("client-credentials").expect("it is in the list");
    let actual = page(&simulate(&flow.scenario()).expect("the flow is in the list"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/static-form.html");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &actual).expect("the file can be written");
    }
    let reviewed = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(actual == reviewed, "differs from {}", file.display());
}
