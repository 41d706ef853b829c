//! Judges an answer of the server from outside: by the request, the answer, and what the server
//! remembers before and after.

use std::collections::BTreeSet;

use http::{Method, header};
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::protocol::value_kind::ValueKind;
use oauth_flow_simulator::server::client::Client;
use oauth_flow_simulator::server::effect::{Change, Effect};
use oauth_flow_simulator::server::page::Page;
use oauth_flow_simulator::server::policy::Policy;
use oauth_flow_simulator::server::store::{AuthorizationCode, DeviceAnswer, GrantId, Store};
use oauth_flow_simulator::server::{Handled, Request, Response};
use serde_json::Value;

/// One request with all that came of it.
pub struct Answered<'a> {
    pub clients: &'a [Client],
    pub request: &'a Request,
    pub now: Timestamp,
    pub before: &'a Store,
    pub handled: &'a Handled,
    pub after: &'a Store,
    pub policy: &'a Policy,
}

type Verdict = Result<(), String>;

/// The endpoints for clients, each with what a success has. Without a name there is no body.
const CLIENT_ENDPOINTS: [(&str, u16, Option<&str>); 6] = [
    ("/token", 200, Some("access_token")),
    ("/device_authorization", 200, Some("device_code")),
    ("/par", 201, Some("request_uri")),
    ("/register", 201, Some("client_id")),
    ("/introspect", 200, Some("active")),
    ("/revoke", 200, None),
];
const STATUSES: [u16; 13] = [
    200, 201, 204, 303, 400, 401, 403, 404, 405, 413, 414, 429, 431,
];
/// Where a success changes something that no effect tells of.
const QUIET_CHANGES: [&str; 5] = [
    "/device/consent",
    "/authorize/consent",
    "/par",
    "/register",
    "/end_session/confirm",
];
/// No endpoint has seen such a request.
const TOO_LARGE: [u16; 3] = [413, 414, 431];

fn demand(holds: bool, what: impl FnOnce() -> String) -> Verdict {
    if holds { Ok(()) } else { Err(what()) }
}

/// Everything that has to hold for every answer.
pub fn judge(answered: &Answered<'_>) -> Verdict {
    status_is_one_of_the_documented(answered)?;
    redirect_goes_where_the_client_is(answered)?;
    errors_are_spelled_as_specified(answered)?;
    client_endpoints_speak_json(answered)?;
    pages_cannot_be_framed_or_kept(answered)?;
    only_the_last_check_may_fail(answered)?;
    a_refusal_changes_only_what_is_documented(answered)?;
    nothing_is_undone(answered)
}

fn status_is_one_of_the_documented(answered: &Answered<'_>) -> Verdict {
    let status = answered.handled.response.status().as_u16();
    demand(STATUSES.contains(&status), || {
        format!("the status is {status}")
    })
}

fn redirect_goes_where_the_client_is(answered: &Answered<'_>) -> Verdict {
    let response = &answered.handled.response;
    let is_redirect = response.status().is_redirection();
    let Some(location) = response.headers().get(header::LOCATION) else {
        return demand(!is_redirect, || "a redirect without an address".to_owned());
    };
    demand(is_redirect, || "an address without a redirect".to_owned())?;
    let location = location
        .to_str()
        .map_err(|_| "the address is not ASCII".to_owned())?;
    is_an_address_of_the_client(answered, location)
}

/// The client is the one that the request names. Where the person signs out, it is the one of the
/// hint, and the address one that any of them has registered for that.
fn is_an_address_of_the_client(answered: &Answered<'_>, location: &str) -> Verdict {
    let uri = answered.request.uri();
    let path = uri.path();
    let known = || {
        answered
            .clients
            .iter()
            .chain(answered.before.clients.values())
    };
    let is_registered = if path.starts_with("/end_session") {
        let uris = known().flat_map(|client| &client.openid_connect.post_logout_redirect_uris);
        uris.into_iter().any(|uri| {
            let rest = location.strip_prefix(uri.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with("?state="))
        })
    } else {
        let is_form = answered.request.method() == Method::POST && path == "/authorize";
        let form = std::str::from_utf8(answered.request.body()).unwrap_or_default();
        let query = pairs(if is_form {
            form
        } else {
            uri.query().unwrap_or_default()
        });
        let mut named = query.iter();
        let client_id = named.find(|(name, value)| name == "client_id" && !value.is_empty());
        let client = client_id.and_then(|(_, id)| known().find(|client| client.client_id == *id));
        let client = client.ok_or("a redirect, but no client is named")?;
        client
            .redirect_uris
            .iter()
            .any(|uri| continues(uri, location))
    };
    demand(is_registered, || format!("the redirect goes to {location}"))
}

/// Whether `location` is `registered` with an answer behind it and nothing else.
fn continues(registered: &str, location: &str) -> bool {
    let location = without_loopback_port(location);
    let marks = if registered.contains('?') {
        ['&', '#']
    } else {
        ['?', '#']
    };
    let answer = location
        .strip_prefix(registered)
        .and_then(|rest| rest.strip_prefix(marks));
    let first_names = ["code=", "access_token=", "id_token=", "error="];
    answer.is_some_and(|answer| first_names.iter().any(|name| answer.starts_with(name)))
}

/// The port of a loopback address is free: RFC 8252 section 7.3.
fn without_loopback_port(location: &str) -> String {
    for host in ["http://127.0.0.1", "http://[::1]", "http://localhost"] {
        if let Some(rest) = location
            .strip_prefix(host)
            .and_then(|rest| rest.strip_prefix(':'))
        {
            let after_port = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
            return format!("{host}{after_port}");
        }
    }
    location.to_owned()
}

fn errors_are_spelled_as_specified(answered: &Answered<'_>) -> Verdict {
    let mut texts = Vec::new();
    let response = &answered.handled.response;
    if let Some(Value::Object(members)) = json(answered) {
        let named = members
            .into_iter()
            .filter(|(name, _)| name.starts_with("error"));
        texts.extend(named.map(|(_, value)| value.as_str().unwrap_or("\\").to_owned()));
    }
    if let Some(Ok(location)) = response
        .headers()
        .get(header::LOCATION)
        .map(|value| value.to_str())
    {
        let carried = location.split(['?', '#']).skip(1).flat_map(pairs);
        let named = carried.filter(|(name, _)| name == "error" || name == "error_description");
        texts.extend(named.map(|(_, value)| value));
    }
    let challenges = response.headers().get_all(header::WWW_AUTHENTICATE).iter();
    for challenge in challenges.filter_map(|value| value.to_str().ok()) {
        let quoted = challenge.split("error_description=\"").skip(1);
        let described = quoted.map(|rest| rest.split('"').next().unwrap_or_default());
        texts.extend(described.map(str::to_owned));
    }
    if let Some(Page::Refused {
        error, description, ..
    }) = &answered.handled.page
    {
        texts.extend([error.to_string(), description.clone()]);
    }
    let is_allowed = |byte: u8| matches!(byte, 0x20..=0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    let odd = texts
        .iter()
        .find(|text| text.is_empty() || !text.bytes().all(is_allowed));
    demand(odd.is_none(), || format!("an error says {odd:?}"))
}

fn client_endpoints_speak_json(answered: &Answered<'_>) -> Verdict {
    let path = answered.request.uri().path();
    let response = &answered.handled.response;
    let status = response.status().as_u16();
    let mut endpoints = CLIENT_ENDPOINTS.iter();
    let endpoint = endpoints.find(|(known, ..)| *known == path);
    let Some((_, success, member)) = endpoint.filter(|_| !TOO_LARGE.contains(&status)) else {
        return Ok(());
    };
    match *answered.request.method() {
        // The policy may have no such endpoint.
        _ if status == 404 && path == "/register" => return Ok(()),
        // Another method is not for this endpoint, and a preflight asks for nothing.
        Method::OPTIONS => return demand(status == 204, || "a preflight with content".to_owned()),
        Method::POST => {}
        _ => return demand(status == 405, || "an answer to another method".to_owned()),
    }
    let is_success = status == *success;
    let is_kept = header_text(response, header::CACHE_CONTROL) != "no-store";
    demand(!is_kept, || "caches may keep it".to_owned())?;
    if is_success && member.is_none() {
        return demand(response.body().is_empty(), || "a body too many".to_owned());
    }
    let content_type = header_text(response, header::CONTENT_TYPE);
    demand(content_type == "application/json", || {
        "no JSON type".to_owned()
    })?;
    let json = json(answered).ok_or("the body is not JSON")?;
    let has = |name: &str| !json[name].is_null();
    demand(member.is_some_and(has) == is_success, || {
        format!("{status} with {json}")
    })?;
    let is_error = [400, 401, 403, 429].contains(&status);
    demand(has("error") == is_error && is_error != is_success, || {
        format!("{status} with {json}")
    })
}

fn header_text(response: &Response, name: header::HeaderName) -> &str {
    let value = response.headers().get(name);
    value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
}

fn pages_cannot_be_framed_or_kept(answered: &Answered<'_>) -> Verdict {
    let response = &answered.handled.response;
    let header = |name| header_text(response, name);
    if !header(header::CONTENT_TYPE).starts_with("text/html") {
        let has_page = answered.handled.page.is_some();
        return demand(!has_page, || "a page that is none".to_owned());
    }
    let policy = header(header::CONTENT_SECURITY_POLICY);
    let is_framed =
        !policy.contains("frame-ancestors 'none'") || header(header::X_FRAME_OPTIONS) != "DENY";
    demand(!is_framed, || "it can be framed".to_owned())?;
    let is_kept = header(header::CACHE_CONTROL) != "no-store";
    demand(!is_kept, || "caches may keep it".to_owned())?;
    let is_open = !header(header::ACCESS_CONTROL_ALLOW_ORIGIN).is_empty();
    demand(!is_open, || {
        "scripts of other origins may read it".to_owned()
    })?;
    let html = String::from_utf8_lossy(response.body());
    let mut foreign = vec!["<em", "autofocus x=\""];
    if answered.handled.page.is_some() {
        foreign.push("<script");
    } else {
        // The page that carries the answer to the application in a form.
        posts_to_the_client(answered, &html)?;
        let scripts = html.matches("<script").count();
        demand(scripts == 1, || format!("{scripts} scripts"))?;
    }
    let found = foreign.into_iter().find(|text| html.contains(text));
    demand(found.is_none(), || {
        format!("the page has {found:?} from outside")
    })
}

fn posts_to_the_client(answered: &Answered<'_>, html: &str) -> Verdict {
    let (_, rest) = html.split_once("action=\"").ok_or("there is no form")?;
    let (action, _) = rest.split_once('"').ok_or("there is no form")?;
    let action = action.replace("&amp;", "&");
    // As if the answer stood behind the address.
    let mark = if action.contains('?') { '&' } else { '?' };
    is_an_address_of_the_client(answered, &format!("{action}{mark}code="))
}

fn only_the_last_check_may_fail(answered: &Answered<'_>) -> Verdict {
    let Handled {
        checks,
        response,
        effects,
        ..
    } = answered.handled;
    let earlier = checks.split_last().map_or(&[][..], |(_, earlier)| earlier);
    let failed_early = earlier.iter().find(|check| check.has_failed());
    demand(failed_early.is_none(), || {
        format!("{failed_early:?} is not the last check")
    })?;
    if answered.handled.failed_check().is_none() {
        return Ok(());
    }
    let status = response.status().as_u16();
    demand(status != 200, || "a failed check and a success".to_owned())?;
    let made = effects
        .iter()
        .find(|effect| effect.change == Change::Issued && !is_of_a_session(effect));
    demand(made.is_none(), || {
        format!("a failed check, and yet {made:?}")
    })
}

/// Signing in is judged and done before what the person has signed in for.
fn is_of_a_session(effect: &Effect) -> bool {
    [ValueKind::SessionCookie, ValueKind::CsrfToken].contains(&effect.kind)
}

/// Works out what the failed check may change, and compares.
fn a_refusal_changes_only_what_is_documented(answered: &Answered<'_>) -> Verdict {
    let Answered {
        request,
        now,
        before,
        handled,
        after,
        ..
    } = answered;
    let mut expected = (*before).clone();
    let is_refused = handled.failed_check().is_some();
    let is_elsewhere = [404, 405].contains(&handled.response.status().as_u16());
    let is_nowhere = is_elsewhere && handled.page.is_none();
    if !is_refused && !is_nowhere && handled.effects.is_empty() {
        // Whoever authenticates with an assertion, or sends a proof, uses it up.
        expected.used_identifiers = after.used_identifiers.clone();
        let may_change = QUIET_CHANGES.contains(&path(request));
        return demand(expected == **after || may_change, || {
            "reading changed the store".to_owned()
        });
    }
    if !is_refused && !is_elsewhere {
        return Ok(());
    }
    if handled.effects.iter().any(is_of_a_session) {
        expected.sessions = after.sessions.clone();
    }
    let error = json(answered).map(|json| json["error"].as_str().unwrap_or_default().to_owned());
    let sent = |name: &str| -> String {
        let body = form_urlencoded::parse(request.body()).into_owned();
        let mut named = body.filter(|(key, value)| key == name && !value.is_empty());
        named.next().map(|(_, value)| value).unwrap_or_default()
    };
    match (
        handled.failed_check().map(|check| &*check.name),
        error.as_deref(),
    ) {
        (Some("user_has_decided"), Some("authorization_pending")) => {
            let device = expected.devices.get_mut(&sent("device_code"));
            device.ok_or("no such device")?.last_polled_at = Some(*now);
        }
        (Some("poll_is_not_too_early"), Some("slow_down")) => {
            let device = expected.devices.get_mut(&sent("device_code"));
            let device = device.ok_or("no such device")?;
            device.last_polled_at = Some(*now);
            device.interval_seconds += 5;
        }
        (Some("code_is_unused"), Some("invalid_grant")) => {
            let code = before.codes.get(&sent("code")).ok_or("no such code")?;
            revoke(&mut expected, code.redeemed_for)?;
        }
        (Some("refresh_token_has_not_been_replaced"), Some("invalid_grant")) => {
            let token = before.refresh_tokens.get(&sent("refresh_token"));
            revoke(&mut expected, token.map(|token| token.grant))?;
        }
        (Some("code_verifier_matches_challenge"), Some("invalid_grant"))
            if answered.policy.failed_verifier_burns_code =>
        {
            let code = sent("code");
            let record = before.codes.get(&code).ok_or("no such code")?;
            if record.redeemed_for.is_none() {
                expected.codes.remove(&code);
            }
        }
        (Some("user_approves"), _) => {
            let query = pairs(request.uri().query().unwrap_or_default());
            for (_, name) in query.iter().filter(|(name, _)| name == "request_uri") {
                expected.pushed_requests.remove(name);
            }
        }
        // At the token endpoint no session counts.
        (Some("password_is_the_users"), Some("invalid_grant")) => {}
        (Some("password_is_the_users" | "user_code_is_waiting"), _) => {
            let cookie = request.headers().get(header::COOKIE);
            let cookie = cookie
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default();
            let id = cookie
                .split("; ")
                .find_map(|pair| pair.strip_prefix("session="));
            let session = expected.sessions.get_mut(id.unwrap_or_default());
            if let Some(session) = session {
                session.failed_entries += 1;
            }
        }
        _ => {}
    }
    demand(expected == **after, || {
        format!("expected {expected:?}\nbut it is {after:?}")
    })
}

fn revoke(expected: &mut Store, grant: Option<GrantId>) -> Verdict {
    let grant = grant.ok_or("nothing was issued for it")?;
    // A grant that is long over may be forgotten before its code is.
    if let Some(grant) = expected.grant_mut(grant) {
        grant.is_revoked = true;
    }
    Ok(())
}

/// What is used up, revoked or replaced stays so, and nothing is forgotten.
fn nothing_is_undone(answered: &Answered<'_>) -> Verdict {
    let Answered {
        before, after, now, ..
    } = answered;
    let is_due = |kept_until: Option<Timestamp>| kept_until < Some(*now);
    for (id, grant) in before.grants.iter() {
        let kept = after.grants.get(id);
        let is_kept = kept.map_or(is_due(before.grants.kept_until(id)), |now| {
            now.is_revoked >= grant.is_revoked
        });
        demand(is_kept, || format!("{id:?} came back to life"))?;
    }
    let redeemed = |(code, record): &(&String, &AuthorizationCode)| {
        record.redeemed_for.is_some() && !is_due(before.codes.kept_until(code))
    };
    for (code, record) in before.codes.iter().filter(redeemed) {
        let now = after.codes.get(code).and_then(|now| now.redeemed_for);
        demand(now == record.redeemed_for, || {
            format!("{code} can be used again")
        })?;
    }
    for (token, record) in before.refresh_tokens.iter() {
        let kept = after.refresh_tokens.get(token);
        let is_kept = kept.map_or(is_due(before.refresh_tokens.kept_until(token)), |now| {
            now.grant == record.grant && now.successor.is_some() >= record.successor.is_some()
        });
        demand(is_kept, || format!("{token} is good again"))?;
    }
    for (jti, record) in before
        .access_tokens
        .iter()
        .filter(|(_, record)| record.is_revoked)
    {
        let kept = after.access_tokens.get(jti);
        demand(kept.is_none_or(|now| now.is_revoked), || {
            format!("the token for {} is good again", record.subject)
        })?;
    }
    for (code, device) in before.devices.iter() {
        let is_decided = device.answer != DeviceAnswer::Pending;
        let kept = after.devices.get(code).filter(|_| is_decided);
        let is_kept = kept
            .is_none_or(|now| now.answer == device.answer || now.answer == DeviceAnswer::Redeemed);
        demand(is_kept, || format!("{code} is decided again"))?;
    }
    if !answered.policy.refresh_tokens_rotate {
        return Ok(());
    }
    let mut families = BTreeSet::new();
    let newest = after
        .refresh_tokens
        .values()
        .filter(|token| token.successor.is_none());
    for token in newest {
        demand(families.insert(token.grant), || {
            "two refresh tokens of one family".to_owned()
        })?;
    }
    Ok(())
}

fn path(request: &Request) -> &str {
    request.uri().path()
}

fn json(answered: &Answered<'_>) -> Option<Value> {
    serde_json::from_slice(answered.handled.response.body()).ok()
}

fn pairs(encoded: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(encoded.as_bytes())
        .into_owned()
        .collect()
}
