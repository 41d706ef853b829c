//! The flows as HTML without a script: everything that a run has, and nothing that is not text.

use oauth_flow_simulator::export::html::fragment;
use oauth_flow_simulator::export::html::page::page;
use oauth_flow_simulator::flow::{FLOWS, Flow};
use oauth_flow_simulator::player::naming::Naming;
use oauth_flow_simulator::scenario::{Scenario, simulate};
use oauth_flow_simulator::server::policy::Profile;
use oauth_flow_simulator::simulation::trace::Trace;

fn traces() -> impl Iterator<Item = Trace> {
    FLOWS.iter().flat_map(|flow| {
        Profile::FLOWS.map(|profile| {
            simulate(&Scenario {
                profile,
                ..Scenario::new(*flow)
            })
        })
    })
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
    for trace in traces() {
        for html in [page(&trace), fragment(&trace)] {
            let text = text_of(&html);
            for step in &trace.steps {
                assert!(
                    text.contains(&step.title.replace('`', "")),
                    "{}",
                    step.title
                );
                assert!(text.contains(&step.why.replace('`', "")), "{}", step.why);
                if let Some(message) = &step.message {
                    assert!(text.contains(&message.raw()), "{}", message.raw());
                }
                for check in &step.checks {
                    assert!(text.contains(&check.statement.replace('`', "")));
                    assert!(html.contains(&check.section.url()));
                }
            }
        }
    }
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
    let mut scenario = Scenario::new(Flow::parse("device").expect("it is in the list"));
    naming.apply(&mut scenario);
    let trace = simulate(&scenario);
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
