//! People with browsers: asking for authorization, deciding, answering devices, signing out.

use http::header;
use oauth_flow_simulator::party::browser::{Browser, form_in};
use oauth_flow_simulator::protocol::form::{self, Parameters};
use oauth_flow_simulator::protocol::pkce::ChallengeMethod;
use oauth_flow_simulator::server::Request;

use super::cast::{Names, PEOPLE, SIGNED_OUT, key, names};
use super::model::{Challenge, Code, Decision, Errors, Fate, Place, Pushed, Wish};
use super::token_requests::{self, VERIFIER};
use super::{Answer, Life, Verdict, any_place, demand, post};
use crate::dice::Dice;
use crate::words::SUFFIXES;
use crate::world::ISSUER;

const SESSION_SECONDS: u64 = 86_400;
const WRONG_ENTRIES: u32 = 5;
const STATE: &str = "state&of=the client";

/// Somebody with a browser of their own.
pub struct Visitor {
    person: usize,
    browser: Browser,
    signed_in_at: Option<u64>,
    /// Wrong passwords and user codes in this session.
    failures: u32,
    /// What was approved in this session for requests that ask who the person is.
    approved: Vec<(Place, Names)>,
}

impl Visitor {
    pub fn new(person: usize) -> Visitor {
        Visitor {
            person,
            browser: Browser::default(),
            signed_in_at: None,
            failures: 0,
            approved: Vec::new(),
        }
    }

    fn subject(&self) -> String {
        format!("user:{}", PEOPLE[self.person].0)
    }
}

/// How a visit ended.
struct Visit {
    answer: Answer,
    /// Whether the person was asked to decide.
    was_asked: bool,
    /// Whether the session has no attempts left.
    is_locked_out: bool,
}

fn browse(life: &mut Life, visitor: usize, request: &Request) -> Verdict<Answer> {
    let answer = life.send(request)?;
    let visitor = &mut life.visitors[visitor];
    visitor.browser.keep_cookies(ISSUER, &answer.response);
    if answer.response.headers().contains_key(header::SET_COOKIE) {
        visitor.failures = 0;
    }
    Ok(answer)
}

/// Opens `url`, signs in where that is asked for, and answers a question with `decision`.
fn visit(life: &mut Life, visitor: usize, url: &str, decision: &[(&str, &str)]) -> Verdict<Visit> {
    let request = life.visitors[visitor].browser.open(url);
    let mut answer = browse(life, visitor, &request)?;
    let mut was_asked = false;
    while let Some(form) = form_in(&answer.response) {
        let is_sign_in = form.action.contains("sign-in");
        let person = PEOPLE[life.visitors[visitor].person];
        let now = life.model.now;
        let signed_in_at = life.visitors[visitor].signed_in_at;
        if is_sign_in {
            let is_certain = signed_in_at.is_some_and(|at| now - at < SESSION_SECONDS);
            demand(!is_certain, || "asks somebody to sign in who is".to_owned())?;
        } else {
            demand(signed_in_at.is_some(), || "asks nobody".to_owned())?;
            let is_question = form.action.contains("consent");
            if was_asked || !is_question {
                break;
            }
            was_asked = true;
        }
        let sign_in = [("username", person.0), ("password", person.1)];
        let entries = if is_sign_in { &sign_in } else { decision };
        let request = life.visitors[visitor].browser.submit(url, &form, entries);
        answer = browse(life, visitor, &request)?;
        if is_sign_in {
            let before = &mut life.visitors[visitor];
            before.signed_in_at = Some(now);
            // A session that was forgotten has taken its approvals with it.
            if signed_in_at.is_some() {
                before.approved.clear();
            }
        }
    }
    let visitor = &life.visitors[visitor];
    Ok(Visit {
        answer,
        was_asked,
        is_locked_out: visitor.failures >= WRONG_ENTRIES,
    })
}

fn any_wish(life: &Life, dice: &mut Dice) -> Wish {
    let players = &life.model.players;
    let client = dice.below(players.len());
    let player = &players[client];
    let response_type = match player.response_types.as_slice() {
        [] => "code",
        types if dice.chance(90) => types[dice.below(types.len())],
        _ => dice.one_of(&["token", "code token", "id_token", "code id_token"]),
    };
    let uri = player.redirect_uri.clone();
    let redirect_uri = match dice.below(20) {
        0 => Some(uri + dice.one_of(SUFFIXES)),
        1 => Some("https://evil.example.com/callback".to_owned()),
        2 => Some(players[dice.below(players.len())].redirect_uri.clone()),
        3..=6 => None,
        _ => Some(uri),
    };
    let scopes = [
        "photos.read",
        "photos.write photos.read",
        "photos.read reports.read",
    ];
    let openid = [
        "openid photos.read",
        "openid",
        "openid offline_access photos.write",
    ];
    let scope = match dice.below(10) {
        0..=1 => None,
        2..=5 if player.scope.contains("openid") => Some(dice.one_of(&openid)),
        _ => Some(scopes[dice.below(11) / 5]),
    };
    let challenge = match dice.below(10) {
        0 => None,
        1 => Some(Challenge::Plain),
        _ => Some(Challenge::S256),
    };
    Wish {
        client,
        response_type,
        redirect_uri: redirect_uri.filter(|uri| !uri.is_empty()),
        scope: scope.map(str::to_owned),
        challenge: challenge.filter(|_| response_type.contains("code")),
        key: dice.chance(40).then(|| dice.one_of(&[1, 2])),
        has_nonce: dice.chance(85),
        asks_for_consent: dice.chance(50),
    }
}

/// The parameters of a wish, without the client's name.
fn pairs_of(wish: &Wish) -> Vec<(&'static str, String)> {
    let mut pairs = vec![("response_type", wish.response_type.to_owned())];
    pairs.extend(wish.redirect_uri.clone().map(|uri| ("redirect_uri", uri)));
    pairs.extend(wish.scope.clone().map(|scope| ("scope", scope)));
    pairs.push(("state", STATE.to_owned()));
    if let Some(challenge) = wish.challenge {
        let (method, text) = match challenge {
            Challenge::Plain => ("plain", VERIFIER.to_owned()),
            Challenge::S256 => ("S256", ChallengeMethod::S256.challenge(VERIFIER)),
        };
        pairs.push(("code_challenge", text));
        pairs.push(("code_challenge_method", method.to_owned()));
    }
    let thumbprint = |number| key(number).verification_key.material.thumbprint();
    pairs.extend(wish.key.map(|number| ("dpop_jkt", thumbprint(number))));
    if wish.has_nonce {
        pairs.push(("nonce", "nonce of the client".to_owned()));
    }
    if wish.asks_for_consent {
        pairs.push(("prompt", "consent".to_owned()));
    }
    pairs
}

fn address(pairs: &[(&str, String)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| (*name, value.as_str()));
    format!("{ISSUER}/authorize?{}", form::encode(pairs))
}

pub fn authorize(life: &mut Life, dice: &mut Dice) -> Verdict {
    // What has to be pushed is, mostly.
    if life.model.policy.pushed_requests_are_required && dice.chance(85) {
        push(life, dice)?;
        return bring_pushed_request(life, dice);
    }
    let wish = any_wish(life, dice);
    let mut pairs = pairs_of(&wish);
    pairs.push(("client_id", life.model.players[wish.client].id.clone()));
    let fate = life.model.fate_of(&wish, false);
    visit_for(life, dice, &address(&pairs), &wish, fate)?;
    Ok(())
}

/// Whether the wish was answered: with tokens or a code, or by the person's refusal.
fn visit_for(
    life: &mut Life,
    dice: &mut Dice,
    url: &str,
    wish: &Wish,
    fate: Fate,
) -> Verdict<bool> {
    let visitor = dice.below(life.visitors.len());
    let approves = dice.chance(85);
    let decision = if approves { "approve" } else { "deny" };
    let visit = visit(life, visitor, url, &[("decision", decision)])?;
    if visit.is_locked_out {
        return Ok(false);
    }
    let errors = match fate {
        Fate::StaysHere => {
            let Answer {
                status, location, ..
            } = &visit.answer;
            demand((*status, location.as_str()) == (400, ""), || {
                format!("has to stay here: {status} {location}")
            })?;
            return Ok(false);
        }
        Fate::Refused(errors) => errors,
        Fate::Granted if visit.was_asked && !approves => vec!["access_denied"],
        Fate::Granted => Vec::new(),
    };
    if !errors.is_empty() {
        is_refused(life, &visit.answer, wish, &errors)?;
        life.count(if visit.was_asked {
            "denied"
        } else {
            "a wish refused"
        });
        return Ok(visit.was_asked);
    }
    let scope = life.model.scope_of(wish);
    if !visit.was_asked {
        let approved = &life.visitors[visitor].approved;
        let is_known = approved
            .iter()
            .any(|(client, approved)| *client == wish.client && scope.is_subset(approved));
        let asks_for_openid = scope.contains("openid") && !wish.asks_for_consent;
        demand(is_known && asks_for_openid, || {
            "nobody was asked".to_owned()
        })?;
    } else if scope.contains("openid") {
        life.visitors[visitor].approved.push((wish.client, scope));
    }
    take_answer(life, &visit.answer, visitor, wish)?;
    Ok(true)
}

/// The parameters that the browser carries to the client, if it goes there.
fn carried(life: &Life, answer: &Answer, wish: &Wish) -> Verdict<Parameters> {
    let home = &life.model.players[wish.client].redirect_uri;
    let rest = answer.location.strip_prefix(home.as_str());
    let rest = rest.and_then(|rest| rest.strip_prefix(['?', '#']));
    let rest = rest.ok_or_else(|| format!("{} {}", answer.status, answer.location))?;
    let parameters = Parameters::parse(rest.as_bytes());
    demand(parameters.get("state") == Some(STATE), || {
        "another state".to_owned()
    })?;
    let issuer = life
        .model
        .policy
        .issuer_is_in_authorization_response
        .then_some(ISSUER);
    demand(parameters.get("iss") == issuer, || "another iss".to_owned())?;
    Ok(parameters)
}

fn is_refused(life: &Life, answer: &Answer, wish: &Wish, errors: &Errors) -> Verdict {
    let player = &life.model.players[wish.client];
    let stays = player.has_registered_itself
        && life
            .model
            .policy
            .errors_for_untrusted_clients_stay_on_a_page;
    if stays {
        let Answer {
            status, location, ..
        } = answer;
        return demand((*status, location.as_str()) == (400, ""), || {
            "leaves".to_owned()
        });
    }
    let parameters = carried(life, answer, wish)?;
    let error = parameters.get("error").unwrap_or_default();
    demand(errors.contains(&error), || {
        format!("{error:?} has to be one of {errors:?}")
    })?;
    let secrets = ["code", "access_token", "id_token"];
    let leaked = secrets.iter().find(|name| parameters.get(name).is_some());
    demand(leaked.is_none(), || format!("a refusal with {leaked:?}"))
}

fn take_answer(life: &mut Life, answer: &Answer, visitor: usize, wish: &Wish) -> Verdict {
    let parameters = carried(life, answer, wish)?;
    let has = |part: &str| wish.response_type.split(' ').any(|name| name == part);
    for (name, part) in [
        ("code", "code"),
        ("access_token", "token"),
        ("id_token", "id_token"),
    ] {
        demand(parameters.get(name).is_some() == has(part), || {
            format!("{name} is amiss")
        })?;
    }
    let scope = life.model.scope_of(wish);
    let subject = life.visitors[visitor].subject();
    if let Some(text) = parameters.get("access_token") {
        let family = token_requests::add_family(life, wish.client, &subject, &scope);
        token_requests::add_access_token(life, text, family, wish.client, &scope, None)?;
    }
    let Some(code) = parameters.get("code") else {
        return Ok(());
    };
    let is_new = life.model.handed_out.insert(code.to_owned());
    demand(is_new, || "the code was handed out before".to_owned())?;
    let issued_at = life.model.now;
    life.model.codes.push(Code {
        text: code.to_owned(),
        client: wish.client,
        subject,
        scope,
        redirect_uri_was_sent: wish.redirect_uri.is_some(),
        challenge: wish.challenge,
        key: wish.key,
        issued_at,
        family: None,
        is_burnt: false,
    });
    Ok(())
}

/// A client sends its request itself.
pub fn push(life: &mut Life, dice: &mut Dice) -> Verdict {
    let mut wish = any_wish(life, dice);
    let mut sender = token_requests::any_sender(life, dice, wish.client, "/par", wish.key);
    if !life.model.policy.dpop_is_required && dice.chance(70) {
        sender.possession = None;
    }
    let mut errors = life.model.errors_of_authentication(&sender);
    if let Some(possession) = &sender.possession {
        errors.extend(&possession.faults);
        if wish.key.is_some_and(|key| key != possession.key) {
            errors.push("invalid_dpop_proof");
        }
    }
    errors.extend(match life.model.fate_of(&wish, true) {
        Fate::Granted => Vec::new(),
        Fate::StaysHere => vec!["invalid_request"],
        Fate::Refused(errors) => errors,
    });
    let pairs = pairs_of(&wish);
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, text)| (*name, &**text)).collect();
    let answer = token_requests::call(life, &sender, "/par", &pairs)?;
    answer.demand(&errors)?;
    if errors.is_empty() {
        wish.key = wish.key.or(sender.key());
        let expires_at = life.model.now + life.model.policy.pushed_request_lifetime_seconds;
        life.model.pushed.push(Pushed {
            text: answer.text("request_uri")?,
            wish,
            expires_at,
            is_answered: false,
        });
    }
    Ok(())
}

/// A browser comes with the name of a request.
pub fn bring_pushed_request(life: &mut Life, dice: &mut Dice) -> Verdict {
    let Some(place) = any_place(dice, life.model.pushed.len()) else {
        return Ok(());
    };
    let Pushed {
        text,
        wish,
        expires_at,
        is_answered,
    } = &life.model.pushed[place];
    let (text, wish) = (text.clone(), wish.clone());
    let is_over = *is_answered || life.model.now >= *expires_at;
    let client = match dice.chance(90) {
        true => wish.client,
        false => dice.below(life.model.players.len()),
    };
    let fate = match is_over || client != wish.client {
        true => Fate::StaysHere,
        false => life.model.fate_of(&wish, true),
    };
    life.count(match fate {
        Fate::StaysHere => "a pushed request refused",
        _ => "a pushed request answered",
    });
    let client_id = life.model.players[client].id.clone();
    // What stands beside the name of the request counts for nothing.
    let pairs = [
        ("client_id", client_id),
        ("request_uri", text),
        ("scope", "admin".to_owned()),
    ];
    let is_answered = visit_for(life, dice, &address(&pairs), &wish, fate)?;
    life.model.pushed[place].is_answered |= is_answered;
    Ok(())
}

/// Somebody makes another one's browser send a decision, without the server's own form.
pub fn forge_decision(life: &mut Life, dice: &mut Dice) -> Verdict {
    let wish = any_wish(life, dice);
    let mut pairs = pairs_of(&wish);
    pairs.push(("client_id", life.model.players[wish.client].id.clone()));
    let url = address(&pairs).replace("/authorize?", "/authorize/consent?");
    let victim = dice.below(life.visitors.len());
    let mut attacker = Browser::default();
    let request = attacker.open(&format!("{ISSUER}/device"));
    let answer = life.send(&request)?;
    let form = form_in(&answer.response).unwrap_or_default();
    let stolen = form.hidden.iter().find(|(name, _)| name == "csrf_token");
    let stolen = stolen.map(|(_, text)| text.as_str()).unwrap_or_default();
    let csrf_token = dice.one_of(&["", "guessed", stolen]);
    let mut request = post("/", &[("decision", "approve"), ("csrf_token", csrf_token)]);
    *request.uri_mut() = url.parse().expect("it is an address");
    life.visitors[victim].browser.add_cookies(&mut request);
    let answer = life.send(&request)?;
    let is_answered = ["code=", "access_token=", "id_token="]
        .iter()
        .any(|name| answer.location.contains(name));
    demand(!is_answered, || {
        format!("a forged decision counts: {}", answer.location)
    })?;
    life.count("a forged decision refused");
    Ok(())
}

/// Somebody tries passwords, the right one last.
pub fn guess_passwords(life: &mut Life, _: &mut Dice) -> Verdict {
    let mut browser = Browser::default();
    let url = format!("{ISSUER}/device");
    let request = browser.open(&url);
    let mut answer = life.send(&request)?;
    browser.keep_cookies(ISSUER, &answer.response);
    let form = form_in(&answer.response).ok_or("there is no form")?;
    let (username, password) = PEOPLE[0];
    for number in 0..=WRONG_ENTRIES {
        let tried = if number == WRONG_ENTRIES {
            password
        } else {
            "wrong"
        };
        let entries = [("username", username), ("password", tried)];
        let request = browser.submit(&url, &form, &entries);
        answer = life.send(&request)?;
        demand(answer.status == 403, || format!("{tried} opens the door"))?;
    }
    life.count("locked out");
    Ok(())
}

/// A person types the code that a device shows.
pub fn answer_device(life: &mut Life, dice: &mut Dice) -> Verdict {
    let Some(place) = any_place(dice, life.model.devices.len()) else {
        return Ok(());
    };
    let right = life.model.devices[place].user_code.clone();
    let is_right = dice.chance(85);
    let user_code = if is_right {
        right.to_lowercase()
    } else {
        "BCDF-GHJK".to_owned()
    };
    let visitor = dice.below(life.visitors.len());
    let approves = dice.chance(85);
    let decision = if approves { "approve" } else { "deny" };
    let entries = [("decision", decision), ("user_code", &user_code)];
    let url = format!("{ISSUER}/device?user_code={user_code}");
    let visit = visit(life, visitor, &url, &entries)?;
    let may_pass = is_right && life.model.device_waits(place) && !visit.is_locked_out;
    demand(visit.was_asked == may_pass, || {
        "the device is answered wrongly".to_owned()
    })?;
    if !may_pass {
        // A wrong code counts, until there are too many.
        life.visitors[visitor].failures += u32::from(!visit.is_locked_out);
        return Ok(());
    }
    demand(visit.answer.status == 200, || {
        "the decision is refused".to_owned()
    })?;
    life.model.devices[place].decision = match approves {
        true => Decision::Approved(life.visitors[visitor].subject()),
        false => Decision::Denied,
    };
    Ok(())
}

/// An application asks to sign the person out.
pub fn sign_out(life: &mut Life, dice: &mut Dice) -> Verdict {
    let Some(place) = any_place(dice, life.id_tokens.len()) else {
        return Ok(());
    };
    let (hint, client, subject) = life.id_tokens[place].clone();
    let is_right = dice.chance(70);
    let uri = if is_right {
        SIGNED_OUT
    } else {
        "https://evil.example.com/signed-out"
    };
    let is_registered = is_right && life.model.players[client].id == "web";
    let query = form::encode([("id_token_hint", &*hint), ("post_logout_redirect_uri", uri)]);
    let visitor = dice.below(life.visitors.len());
    let url = format!("{ISSUER}/end_session?{query}");
    let request = life.visitors[visitor].browser.open(&url);
    let answer = browse(life, visitor, &request)?;
    let now = life.model.now;
    let Visitor { signed_in_at, .. } = &life.visitors[visitor];
    let is_certain = signed_in_at.is_some_and(|at| now - at < SESSION_SECONDS);
    let is_other = signed_in_at.is_some() && life.visitors[visitor].subject() != subject;
    if !is_registered || is_other && is_certain {
        return demand(answer.location.is_empty(), || "goes astray".to_owned());
    }
    if is_other {
        // The session may have been forgotten: then there is nobody to ask.
        return Ok(());
    }
    demand(answer.location == SIGNED_OUT, || {
        format!("goes to {:?}", answer.location)
    })?;
    life.count("signed out");
    let person = life.visitors[visitor].person;
    life.visitors[visitor] = Visitor::new(person);
    Ok(())
}

/// The scope names in an answer.
pub fn scope_in(answer: &Answer) -> Verdict<Names> {
    Ok(names(&answer.text("scope")?))
}
