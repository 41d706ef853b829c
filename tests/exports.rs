//! An exported request is the request that was sent.

use std::process::Command;

use oauth_flow_simulator::export::{curl::curl, javascript::javascript};
use oauth_flow_simulator::flow::stories;
use oauth_flow_simulator::protocol::message::{Message, StartLine};
use oauth_flow_simulator::protocol::message_kind::MessageKind;
use oauth_flow_simulator::run::simulate;
use oauth_flow_simulator::scenario::Scenario;
use proptest::prelude::*;

const TOKEN_URL: &str = "https://auth.example.com/token";
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");

fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Message {
    let headers = headers
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Message {
        kind: MessageKind::TokenRequest,
        start: StartLine::Request {
            method: method.to_owned(),
            url: url.to_owned(),
        },
        headers: headers.collect(),
        body: body.to_owned(),
    }
}

/// The arguments that curl would get from a shell into which the command is pasted.
fn arguments(message: &Message) -> Vec<String> {
    let command = curl(message).expect("a request has a command");
    let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}\n{command}\n");
    let output = Command::new("sh")
        .arg("-c")
        .arg(&script)
        .output()
        .expect("there is a shell");
    assert!(
        output.status.success() && output.stderr.is_empty(),
        "{script}\n{output:?}"
    );
    let text = String::from_utf8(output.stdout).expect("what went in as UTF-8 comes out as such");
    text.split_terminator('\0').map(str::to_owned).collect()
}

#[test]
fn a_token_request_is_a_curl_command_of_readable_lines() {
    let body = "grant_type=authorization_code&code=abc&redirect_uri=https%3A%2F%2Fapp.example%2Fcb";
    let headers = [
        ("Host", "auth.example.com"),
        ("Authorization", "Basic czZCaGQ="),
        FORM,
    ];
    let command = curl(&request("POST", TOKEN_URL, &headers, body));
    let expected = "curl 'https://auth.example.com/token' \\
  -H 'Authorization: Basic czZCaGQ=' \\
  -H 'Content-Type: application/x-www-form-urlencoded' \\
  --data 'grant_type=authorization_code' \\
  --data 'code=abc' \\
  --data 'redirect_uri=https%3A%2F%2Fapp.example%2Fcb'";
    assert_eq!(command.as_deref(), Some(expected));
}

#[test]
fn the_method_is_named_only_where_curl_would_take_another() {
    let option = |method, body| {
        let arguments = arguments(&request(method, TOKEN_URL, &[FORM], body));
        // After the address and before the header field.
        arguments[1..arguments.len() - 2 * (1 + usize::from(!body.is_empty()))].to_vec()
    };
    assert_eq!(option("GET", ""), [""; 0]);
    assert_eq!(option("POST", "a=1"), [""; 0]);
    assert_eq!(option("POST", ""), ["-X", "POST"]);
    assert_eq!(option("GET", "a=1"), ["-X", "GET"]);
    assert_eq!(option("DELETE", ""), ["-X", "DELETE"]);
    assert_eq!(option("HEAD", ""), ["--head"]);
    assert_eq!(option("M-SEARCH", ""), ["-X", "M-SEARCH"]);
}

#[test]
fn what_curl_or_a_shell_would_take_for_itself_is_passed_on() {
    let url = "https://auth.example.com/authorize?a={b}&c=[1-3]&d=$(id)`id`\"\\'!*~#";
    let headers = [("X-Empty", ""), ("X-Odd", "'; echo '$HOME\\")];
    let message = request("POST", url, &headers, "@file\nwith 'quotes'");
    let expected = [
        url,
        "--globoff",
        "-H",
        "X-Empty;",
        "-H",
        "X-Odd: '; echo '$HOME\\",
        "-H",
        "Content-Type:",
        "--data-raw",
        "@file\nwith 'quotes'",
    ];
    assert_eq!(arguments(&message), expected);
    // curl would not put an & before an empty part.
    let message = request("POST", TOKEN_URL, &[FORM], "&a=1&&b=2&");
    assert_eq!(arguments(&message)[3..], ["--data", "&a=1&&b=2&"]);
}

#[test]
fn a_token_request_is_a_call_of_fetch() {
    let body = "grant_type=authorization_code&code=abc&redirect_uri=https%3A%2F%2Fapp.example%2Fcb";
    let headers = [
        ("Content-Length", "81"),
        ("Authorization", "Basic czZCaGQ="),
        FORM,
    ];
    let code = javascript(&request("POST", TOKEN_URL, &headers, body));
    let expected = r#"const response = await fetch("https://auth.example.com/token", {
  method: "POST",
  headers: {
    Authorization: "Basic czZCaGQ=",
  },
  body: new URLSearchParams({
    grant_type: "authorization_code",
    code: "abc",
    redirect_uri: "https://app.example/cb",
  }),
});"#;
    assert_eq!(code.as_deref(), Some(expected));

    let code = javascript(&request("GET", "https://api.example.com/a\"b\\", &[], ""));
    let expected = r#"const response = await fetch("https://api.example.com/a\"b\\");"#;
    assert_eq!(code.as_deref(), Some(expected));
}

#[test]
fn fetch_code_keeps_what_an_object_would_lose() {
    let body = |body: &str| {
        let code = javascript(&request("POST", TOKEN_URL, &[FORM], body)).expect("a request");
        code.split_once("body: ")
            .expect("has a body")
            .1
            .replace(['\n', ' '], "")
    };
    assert_eq!(
        body("a=1&b-c=2"),
        r#"newURLSearchParams({a:"1","b-c":"2",}),});"#
    );
    assert_eq!(
        body("a=1&a=2"),
        r#"newURLSearchParams([["a","1"],["a","2"],]),});"#
    );
    assert_eq!(
        body("b=1&7=2"),
        r#"newURLSearchParams([["b","1"],["7","2"],]),});"#
    );
    assert_eq!(
        body("__proto__=1"),
        r#"newURLSearchParams([["__proto__","1"],]),});"#
    );
    // URLSearchParams would write the space as a plus and add an equals sign.
    assert_eq!(body("scope=a%20b"), r#""scope=a%20b",});"#);
    assert_eq!(body("scope"), r#""scope",});"#);
}

#[test]
fn fetch_code_leaves_to_the_browser_what_a_page_cannot_set() {
    let headers = [
        ("Host", "auth.example.com"),
        ("Cookie", "session=x"),
        ("Accept", "text/html"),
    ];
    let code = javascript(&request(
        "GET",
        "https://auth.example.com/consent",
        &headers,
        "",
    ));
    let expected = r#"const response = await fetch("https://auth.example.com/consent", {
  credentials: "include",
  headers: {
    Accept: "text/html",
  },
});"#;
    assert_eq!(code.as_deref(), Some(expected));
    assert_eq!(javascript(&request("GET", TOKEN_URL, &[FORM], "a=1")), None);
}

#[test]
fn only_a_request_is_exported() {
    let response = StartLine::Response { status: 200 };
    let navigation = StartLine::Navigation {
        url: TOKEN_URL.to_owned(),
    };
    for start in [response, navigation] {
        let message = Message {
            start,
            ..request("GET", TOKEN_URL, &[], "")
        };
        assert_eq!(curl(&message), None);
        assert_eq!(javascript(&message), None);
    }
}

#[test]
fn every_request_of_every_story_is_exported() {
    for (flow, story) in stories() {
        let trace = simulate(&Scenario {
            story: story.id.to_owned(),
            ..flow.scenario()
        })
        .expect("the flow is in the list");
        for message in trace.steps.iter().filter_map(|step| step.message.as_ref()) {
            let StartLine::Request { url, .. } = &message.start else {
                continue;
            };
            let arguments = arguments(message);
            assert_eq!(&arguments[0], url);
            let options = arguments
                .windows(2)
                .filter(|pair| pair[0].starts_with("--data"));
            let body: Vec<&str> = options.map(|pair| pair[1].as_str()).collect();
            assert_eq!(body.join("&"), message.body);
            assert!(javascript(message).is_some());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_comes_through_the_shell_unchanged(
        url in "https://a\\.example/[^\u{0}\\[\\]{}]*",
        value in "[^\u{0}]+",
        body in "[^\u{0}@&][^\u{0}&]*",
    ) {
        let message = request("POST", &url, &[("X-Value", &value), FORM], &body);
        let value = format!("X-Value: {value}");
        let form = format!("{}: {}", FORM.0, FORM.1);
        let expected = [url.as_str(), "-H", &value, "-H", &form, "--data", &body];
        prop_assert_eq!(arguments(&message), expected);
    }
}
