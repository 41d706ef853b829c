//! Clients at the token endpoint, and devices that want to come there.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderValue, header};
use oauth_flow_simulator::server::grant::{jwt_bearer, token_exchange};
use serde_json::{Map, Value, json};

use super::browsing::scope_in;
use super::cast::{Names, PARTNER, PEOPLE, Proof, key};
use super::model::{
    AccessToken, Decision, Device, Errors, Family, Place, Possession, Redemption, RefreshToken,
    Sender, Shown,
};
use super::{Answer, DEVICE_CODE, Life, Verdict, any_place, demand, post};
use crate::dice::Dice;
use crate::world::{API, ISSUER};

pub const VERIFIER: &str = "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz";
const OTHER_VERIFIER: &str = "zyxwvutsrqponmlkjihgfedcbazyxwvutsrqponmlkjihgfedcba";
const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const NONCE_PERIOD_SECONDS: u64 = 300;

/// A proof of the key `number` for a POST to `path`, and what is wrong with it.
fn any_possession(life: &mut Life, dice: &mut Dice, path: &str, number: u8) -> Possession {
    let mut claims = Map::new();
    claims.insert("jti".to_owned(), life.next_serial().into());
    claims.insert("htm".to_owned(), "POST".into());
    claims.insert("htu".to_owned(), format!("{ISSUER}{path}").into());
    claims.insert("iat".to_owned(), life.model.now.into());
    let mut faults = nonce_faults(life, &mut claims);
    let mut signer = number;
    let now = life.model.now;
    let spoilt = match dice.below(60) {
        0 => claims.insert("htm".to_owned(), "GET".into()),
        1 => claims.insert("htu".to_owned(), format!("{API}{path}").into()),
        2 => claims.insert("iat".to_owned(), (now - 61).into()),
        3 => claims.insert("iat".to_owned(), (now + 11).into()),
        4 => claims.remove("jti"),
        5 => {
            signer = 9;
            Some(Value::Null)
        }
        _ => None,
    };
    if spoilt.is_some() {
        faults.push("invalid_dpop_proof");
    }
    let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": key(number).verification_key });
    let text = key(signer).sign_under(&header, &claims);
    if path == "/token"
        && dice.chance(6)
        && let Some((used, number)) = life.used_proofs.last().cloned()
    {
        // Its nonce may be too old as well.
        let faults = vec!["invalid_dpop_proof", "use_dpop_nonce"];
        return Possession {
            key: number,
            text: used,
            faults,
        };
    }
    Possession {
        key: number,
        text,
        faults,
    }
}

/// Adds the newest nonce, where the server wants one, and says whether it still is good.
pub fn nonce_faults(life: &Life, claims: &mut Map<String, Value>) -> Errors {
    if !life.model.policy.dpop_nonce_is_required {
        return Vec::new();
    }
    let period = |seconds: u64| seconds / NONCE_PERIOD_SECONDS;
    match &life.nonce {
        Some((nonce, at)) => {
            claims.insert("nonce".to_owned(), nonce.as_str().into());
            let is_old = period(life.model.now) > period(*at) + 1;
            if is_old {
                vec!["use_dpop_nonce"]
            } else {
                Vec::new()
            }
        }
        None => vec!["use_dpop_nonce"],
    }
}

/// Comes as `client`, mostly with what it has to have; `wanted` is the key that fits.
pub fn any_sender(
    life: &mut Life,
    dice: &mut Dice,
    client: Place,
    path: &str,
    wanted: Option<u8>,
) -> Sender {
    let shown = match dice.below(30) {
        0 => Shown::Wrongly,
        1 => Shown::NotAtAll,
        _ => Shown::Properly,
    };
    let is_needed = wanted.is_some()
        || life.model.players[client].is_bound
        || life.model.policy.dpop_is_required;
    let has_proof = dice.chance(if is_needed { 93 } else { 15 });
    let number = match wanted {
        Some(number) if dice.chance(70) => number,
        _ => dice.one_of(&[1, 2]),
    };
    let possession = has_proof.then(|| any_possession(life, dice, path, number));
    Sender {
        client,
        shown,
        possession,
    }
}

/// Mostly the one that something belongs to.
fn any_client(life: &Life, dice: &mut Dice, owner: Place) -> Place {
    match dice.chance(90) {
        true => owner,
        false => dice.below(life.model.players.len()),
    }
}

fn assertion(life: &mut Life, sender: &Sender, number: u8) -> String {
    let id = life.model.players[sender.client].id.clone();
    let now = life.model.now;
    let mut claims = json!({
        "iss": id, "sub": id, "aud": ISSUER, "jti": life.next_serial(), "iat": now, "exp": now + 60,
    });
    let mut signer = number;
    if sender.shown == Shown::Wrongly {
        let mut used = life.used_assertions.iter();
        let used = used.find(|(_, client)| *client == sender.client);
        match life.serial % 4 {
            0 if life.model.policy.assertions_are_good_once && used.is_some() => {
                return used.map(|(text, _)| text.clone()).unwrap_or_default();
            }
            1 => claims["aud"] = "https://other.example.com".into(),
            2 => claims["exp"] = now.into(),
            _ => signer = 99,
        }
    }
    key(signer).sign("JWT", &claims)
}

/// Sends `pairs` to `path` as `sender`.
pub fn call(
    life: &mut Life,
    sender: &Sender,
    path: &str,
    pairs: &[(&str, &str)],
) -> Verdict<Answer> {
    let player = life.model.players[sender.client].clone();
    let is_wrong = sender.shown == Shown::Wrongly;
    let secret = |right: &str| {
        if is_wrong {
            "wrong".to_owned()
        } else {
            right.to_owned()
        }
    };
    let is_shown = sender.shown != Shown::NotAtAll;
    let mut pairs: Vec<(&str, String)> = pairs
        .iter()
        .map(|(name, text)| (*name, (*text).to_owned()))
        .collect();
    pairs.push(("client_id", player.id.clone()));
    let mut basic = None;
    let mut assertion_text = None;
    match &player.proof {
        Proof::Basic(right) if is_shown => {
            let credentials = format!("{}:{}", player.id, secret(right));
            basic = Some(format!("Basic {}", BASE64_STANDARD.encode(credentials)));
        }
        Proof::Post(right) if is_shown => pairs.push(("client_secret", secret(right))),
        Proof::Key(number) if is_shown => {
            let text = assertion(life, sender, *number);
            pairs.push(("client_assertion_type", ASSERTION_TYPE.to_owned()));
            pairs.push(("client_assertion", text.clone()));
            assertion_text = Some(text);
        }
        Proof::Nothing if is_wrong => pairs.push(("client_secret", "made up".to_owned())),
        _ => {}
    }
    let pairs: Vec<(&str, &str)> = pairs.iter().map(|(name, text)| (*name, &**text)).collect();
    let mut request = post(path, &pairs);
    let headers = request.headers_mut();
    if let Some(value) = basic.and_then(|value| HeaderValue::try_from(value).ok()) {
        headers.insert(header::AUTHORIZATION, value);
    }
    let proof = sender
        .possession
        .as_ref()
        .map(|possession| &possession.text);
    if let Some(value) = proof.and_then(|text| HeaderValue::try_from(text).ok()) {
        headers.insert("dpop", value);
    }
    let answer = life.send(&request)?;
    if (200..300).contains(&answer.status) {
        life.used_assertions
            .retain(|(_, client)| *client != sender.client);
        life.used_assertions
            .extend(assertion_text.map(|text| (text, sender.client)));
        if let Some(possession) = sender.possession.as_ref().filter(|_| path == "/token") {
            life.used_proofs
                .push((possession.text.clone(), possession.key));
        }
    }
    Ok(answer)
}

pub fn add_family(life: &mut Life, client: Place, subject: &str, scope: &Names) -> Place {
    life.model.families.push(Family {
        client,
        subject: subject.to_owned(),
        scope: scope.clone(),
        granted_at: life.model.now,
        is_dead: false,
    });
    life.model.families.len() - 1
}

pub fn add_access_token(
    life: &mut Life,
    text: &str,
    family: Place,
    client: Place,
    scope: &Names,
    key: Option<u8>,
) -> Verdict {
    let is_new = life.model.handed_out.insert(text.to_owned());
    demand(is_new, || "the token was handed out before".to_owned())?;
    let expires_at = life.model.now + life.model.policy.access_token_lifetime_seconds;
    life.model.access_tokens.push(AccessToken {
        text: text.to_owned(),
        family,
        client,
        scope: scope.clone(),
        key,
        expires_at,
        is_revoked: false,
    });
    Ok(())
}

/// Keeps what a granted token request brings.
fn keep(
    life: &mut Life,
    answer: &Answer,
    sender: &Sender,
    family: Place,
    scope: &Names,
) -> Verdict<Option<String>> {
    let told = scope_in(answer)?;
    demand(told == *scope, || {
        format!("the scope is {told:?}, and not {scope:?}")
    })?;
    let expected_type = if sender.possession.is_some() {
        "DPoP"
    } else {
        "Bearer"
    };
    let token_type = answer.text("token_type")?;
    demand(token_type == expected_type, || {
        format!("token_type is {token_type}")
    })?;
    let text = answer.text("access_token")?;
    add_access_token(life, &text, family, sender.client, scope, sender.key())?;
    let subject = life.model.families[family].subject.clone();
    let id_token = answer.json["id_token"].as_str().map(str::to_owned);
    life.id_tokens
        .extend(id_token.map(|text| (text, sender.client, subject)));
    Ok(answer.json["refresh_token"].as_str().map(str::to_owned))
}

/// Keeps the first refresh token of a family, if it has to have one.
fn keep_first_refresh_token(
    life: &mut Life,
    text: Option<String>,
    sender: &Sender,
    family: Place,
) -> Verdict {
    let player = &life.model.players[sender.client];
    let scope = &life.model.families[family].scope;
    let asks_for_less = scope.contains("openid") && !scope.contains("offline_access");
    let is_due = player.may("refresh_token") && !asks_for_less;
    demand(text.is_some() == is_due, || {
        format!("refresh_token: {text:?}")
    })?;
    match text {
        Some(text) => add_refresh_token(life, text, sender, family).map(drop),
        None => Ok(()),
    }
}

fn add_refresh_token(
    life: &mut Life,
    text: String,
    sender: &Sender,
    family: Place,
) -> Verdict<Place> {
    let is_new = life.model.handed_out.insert(text.clone());
    demand(is_new, || {
        "the refresh token was handed out before".to_owned()
    })?;
    let is_public = !life.model.players[sender.client].is_confidential();
    life.model.refresh_tokens.push(RefreshToken {
        text,
        family,
        key: sender.key().filter(|_| is_public),
        last_used_at: life.model.now,
        replaced: None,
    });
    Ok(life.model.refresh_tokens.len() - 1)
}

pub fn redeem(life: &mut Life, dice: &mut Dice) -> Verdict {
    let Some(place) = any_place(dice, life.model.codes.len()) else {
        return Ok(());
    };
    let owner = life.model.codes[place].client;
    let client = any_client(life, dice, owner);
    let sender = any_sender(life, dice, client, "/token", life.model.codes[place].key);
    let code = &life.model.codes[place];
    let any_of = |dice: &mut Dice, is_needed: bool| match dice.below(12) {
        0 => Some(false),
        1 => None,
        2 => Some(true),
        _ => is_needed.then_some(true),
    };
    let how = Redemption {
        code: place,
        redirect_uri_is_right: any_of(dice, code.redirect_uri_was_sent),
        verifier_is_right: any_of(dice, code.challenge.is_some()),
    };
    let text = code.text.clone();
    let uri = life.model.players[owner].redirect_uri.clone();
    let mut pairs = vec![("grant_type", "authorization_code"), ("code", &text)];
    pairs.extend(how.redirect_uri_is_right.map(|is_right| {
        let other = "https://evil.example.com/callback";
        ("redirect_uri", if is_right { uri.as_str() } else { other })
    }));
    pairs.extend(how.verifier_is_right.map(|is_right| {
        (
            "code_verifier",
            if is_right { VERIFIER } else { OTHER_VERIFIER },
        )
    }));
    let (mut errors, second) = life.model.errors_of_redemption(&sender, &how);
    errors.extend(second);
    let before = life.model.codes[place].family;
    if before.is_some() {
        errors.push("invalid_grant");
    }
    let answer = call(life, &sender, "/token", &pairs)?;
    answer.demand(&errors)?;
    if !errors.is_empty() {
        let alive = before.is_some_and(|family| !life.model.families[family].is_dead);
        life.model.note_refused_redemption(&sender, &how);
        if before.is_some() {
            life.count("a code refused a second time");
        }
        if alive && before.is_some_and(|family| life.model.families[family].is_dead) {
            life.count("a family revoked by a code");
        }
        return Ok(());
    }
    let code = &life.model.codes[place];
    let (subject, scope) = (code.subject.clone(), code.scope.clone());
    let family = add_family(life, client, &subject, &scope);
    life.model.codes[place].family = Some(family);
    life.count("a code redeemed");
    if sender.possession.is_some() {
        life.count("a bound token issued");
    }
    let refresh_token = keep(life, &answer, &sender, family, &scope)?;
    let has_id_token = answer.json["id_token"].is_string();
    demand(has_id_token == scope.contains("openid"), || {
        "id_token is amiss".to_owned()
    })?;
    keep_first_refresh_token(life, refresh_token, &sender, family)
}

pub fn refresh(life: &mut Life, dice: &mut Dice) -> Verdict {
    let Some(place) = any_place(dice, life.model.refresh_tokens.len()) else {
        return Ok(());
    };
    let token = &life.model.refresh_tokens[place];
    let (owner, wanted) = (life.model.families[token.family].client, token.key);
    let client = any_client(life, dice, owner);
    let sender = any_sender(life, dice, client, "/token", wanted);
    let scopes = [
        "photos.read",
        "photos.read photos.write",
        "photos.read reports.read",
        "admin",
    ];
    let scope = dice.chance(40).then(|| dice.one_of(&scopes));
    refresh_with(life, &sender, place, scope)
}

/// As the token's own client, with everything right.
pub fn refresh_as_owner(life: &mut Life, place: Place) -> Verdict {
    let token = &life.model.refresh_tokens[place];
    let client = life.model.families[token.family].client;
    let wanted = token.key;
    let is_needed = wanted.is_some()
        || life.model.players[client].is_bound
        || life.model.policy.dpop_is_required;
    // Dice that never fall on a fault.
    let mut dice = Dice::new(0);
    let mut possession = None;
    while is_needed && possession.is_none() {
        let made = any_possession(life, &mut dice, "/token", wanted.unwrap_or(1));
        possession = Some(made).filter(|made| !made.faults.contains(&"invalid_dpop_proof"));
    }
    let sender = Sender {
        client,
        shown: Shown::Properly,
        possession,
    };
    refresh_with(life, &sender, place, None)
}

fn refresh_with(life: &mut Life, sender: &Sender, place: Place, scope: Option<&str>) -> Verdict {
    let text = life.model.refresh_tokens[place].text.clone();
    let family = life.model.refresh_tokens[place].family;
    let mut pairs = vec![("grant_type", "refresh_token"), ("refresh_token", &text)];
    pairs.extend(scope.map(|scope| ("scope", scope)));
    let (mut errors, second) = life.model.errors_of_refresh(sender, place, scope);
    errors.extend(second);
    let answer = call(life, sender, "/token", &pairs)?;
    answer.demand(&errors)?;
    if !errors.is_empty() {
        let was_dead = life.model.families[family].is_dead;
        life.model.note_refused_refresh(sender, place, scope);
        if was_dead {
            life.count("a dead token refused");
        } else if life.model.families[family].is_dead {
            life.count("a family revoked by a refresh token");
        }
        return Ok(());
    }
    life.count("refreshed");
    let all = life.model.families[family].scope.clone();
    let scope = scope.map_or(all, super::names);
    let successor = keep(life, &answer, sender, family, &scope)?;
    let now = life.model.now;
    life.model.refresh_tokens[place].last_used_at = now;
    let expected = match life.model.refresh_tokens[place].replaced {
        Some((successor, _)) => Some(life.model.refresh_tokens[successor].text.clone()),
        None if life.model.rotates_for(sender.client) => {
            let text = successor
                .clone()
                .ok_or("the refresh token is not replaced")?;
            let new = add_refresh_token(life, text.clone(), sender, family)?;
            life.model.refresh_tokens[place].replaced = Some((new, now));
            Some(text)
        }
        None => None,
    };
    demand(successor == expected, || {
        format!("refresh_token is {successor:?}")
    })
}

/// A grant of the sender's own, for `subject`.
fn ask_for_new_family(
    life: &mut Life,
    sender: &Sender,
    pairs: &[(&str, &str)],
    scope: Option<&str>,
    mut errors: Errors,
    subject: &str,
) -> Verdict<Option<Place>> {
    let mut pairs = pairs.to_vec();
    pairs.extend(scope.map(|scope| ("scope", scope)));
    errors.extend(life.model.errors_of_scope(sender.client, scope));
    let answer = call(life, sender, "/token", &pairs)?;
    answer.demand(&errors)?;
    if !errors.is_empty() {
        return Ok(None);
    }
    let all = life.model.players[sender.client].scope.clone();
    let scope = scope.map_or(all, super::names);
    let family = add_family(life, sender.client, subject, &scope);
    let refresh_token = keep(life, &answer, sender, family, &scope)?;
    let is_for_a_person = pairs.contains(&("grant_type", "password"));
    match is_for_a_person {
        true => keep_first_refresh_token(life, refresh_token, sender, family)?,
        false => demand(refresh_token.is_none(), || {
            "a refresh token too many".to_owned()
        })?,
    }
    Ok(Some(family))
}

fn client_called(life: &Life, id: &str) -> Place {
    let mut players = life.model.players.iter();
    players
        .position(|player| player.id == id)
        .expect("it plays")
}

fn any_scope(dice: &mut Dice) -> Option<&'static str> {
    let scopes = [
        "photos.read",
        "photos.read reports.read",
        "photos.read admin",
    ];
    dice.chance(60).then(|| scopes[dice.below(5) / 2])
}

pub fn act_for_itself(life: &mut Life, dice: &mut Dice) -> Verdict {
    let gateway = client_called(life, "gateway");
    let client = any_client(life, dice, gateway);
    let sender = any_sender(life, dice, client, "/token", None);
    let mut errors = life.model.errors_of(&sender, "client_credentials");
    if !life.model.players[client].is_confidential() {
        errors.push("unauthorized_client");
    }
    let subject = format!("client:{}", life.model.players[client].id);
    let pairs = [("grant_type", "client_credentials")];
    let scope = any_scope(dice);
    ask_for_new_family(life, &sender, &pairs, scope, errors, &subject).map(drop)
}

/// Somebody else vouches for a person.
pub fn bring_assertion(life: &mut Life, dice: &mut Dice) -> Verdict {
    let partner = client_called(life, "partner");
    let client = any_client(life, dice, partner);
    let sender = any_sender(life, dice, client, "/token", None);
    let mut errors = life.model.errors_of(&sender, jwt_bearer::NAME);
    let now = life.model.now;
    let jti = life.next_serial();
    let (username, _) = dice.one_of(&PEOPLE);
    let subject = format!("user:{username}");
    let mut claims = json!({
        "iss": PARTNER, "sub": subject, "aud": ISSUER, "jti": jti, "exp": now + 60,
    });
    let mut signer = 50;
    let is_right = dice.chance(60);
    match dice.below(6) {
        _ if is_right => {}
        0 => claims["iss"] = "https://evil.example.com".into(),
        1 => claims["sub"] = "user:nobody".into(),
        2 => claims["aud"] = "https://other.example.com".into(),
        3 => claims["exp"] = now.into(),
        4 => claims["nbf"] = (now + 11).into(),
        _ => signer = 51,
    }
    if !is_right {
        errors.push("invalid_grant");
    }
    let text = key(signer).sign("JWT", &claims);
    let pairs = [("grant_type", jwt_bearer::NAME), ("assertion", &text)];
    let scope = any_scope(dice);
    let family = ask_for_new_family(life, &sender, &pairs, scope, errors, &subject)?;
    if family.is_none() || !life.model.policy.assertions_are_good_once {
        return Ok(());
    }
    life.count("an assertion accepted");
    let again = Sender {
        possession: None,
        shown: Shown::Properly,
        ..sender
    };
    let errors = vec!["invalid_grant", "invalid_dpop_proof"];
    call(life, &again, "/token", &pairs)?.demand(&errors)
}

pub fn send_password(life: &mut Life, dice: &mut Dice) -> Verdict {
    let partner = client_called(life, "partner");
    let client = any_client(life, dice, partner);
    let sender = any_sender(life, dice, client, "/token", None);
    let mut errors = life.model.errors_of(&sender, "password");
    if !life.model.policy.password_grant_is_enabled {
        errors.push("unsupported_grant_type");
    }
    let (username, right) = dice.one_of(&PEOPLE);
    let is_right = dice.chance(70);
    if !is_right {
        errors.push("invalid_grant");
    }
    let password = if is_right { right } else { "looking-glas" };
    let pairs = [
        ("grant_type", "password"),
        ("username", username),
        ("password", password),
    ];
    let subject = format!("user:{username}");
    let scope = any_scope(dice);
    if ask_for_new_family(life, &sender, &pairs, scope, errors, &subject)?.is_some() {
        life.count("a password accepted");
    }
    Ok(())
}

/// The gateway trades an access token for one of its own.
pub fn trade_in(life: &mut Life, dice: &mut Dice) -> Verdict {
    let Some(place) = any_place(dice, life.model.access_tokens.len()) else {
        return Ok(());
    };
    let gateway = client_called(life, "gateway");
    let client = any_client(life, dice, gateway);
    let is_own = life.model.access_tokens[place].client == client;
    let wanted = life.model.access_tokens[place].key.filter(|_| is_own);
    let sender = any_sender(life, dice, client, "/token", wanted);
    let mut errors = life.model.errors_of(&sender, token_exchange::NAME);
    if !life.model.players[client].is_confidential() {
        errors.push("unauthorized_client");
    }
    let token = &life.model.access_tokens[place];
    let is_good = life.model.is_alive(token) && life.model.may_see(client, token);
    if !is_good || !life.model.may_bring(&sender, token) {
        errors.push("invalid_request");
    }
    let (text, family, expires_at) = (token.text.clone(), token.family, token.expires_at);
    let mut granted = token.scope.clone();
    let scopes = ["photos.read", "photos.read photos.write", "reports.read"];
    let scope = dice.chance(50).then(|| dice.one_of(&scopes));
    let audience = match dice.below(8) {
        0 => Some("https://evil.example.com"),
        1 => Some(API),
        _ => None,
    };
    let mut pairs = vec![
        ("grant_type", token_exchange::NAME),
        ("subject_token", &text),
        ("subject_token_type", ACCESS_TOKEN),
    ];
    pairs.extend(scope.map(|scope| ("scope", scope)));
    pairs.extend(audience.map(|audience| ("audience", audience)));
    if let Some(scope) = scope {
        let asked = super::names(scope);
        if !asked.is_subset(&granted) {
            errors.push("invalid_scope");
        }
        granted = asked;
    }
    if audience.is_some_and(|audience| audience != API) {
        errors.push("invalid_target");
    }
    let answer = call(life, &sender, "/token", &pairs)?;
    answer.demand(&errors)?;
    if !errors.is_empty() {
        return Ok(());
    }
    life.count("a token traded in");
    let refresh_token = keep(life, &answer, &sender, family, &granted)?;
    demand(refresh_token.is_none(), || {
        "a refresh token too many".to_owned()
    })?;
    // The new token does not outlive the old one.
    let new = life.model.access_tokens.last_mut().ok_or("it was kept")?;
    new.expires_at = new.expires_at.min(expires_at);
    let lifetime = new.expires_at - life.model.now;
    demand(answer.json["expires_in"] == lifetime, || {
        format!("it is good for {lifetime} s")
    })
}

pub fn start_device(life: &mut Life, dice: &mut Dice) -> Verdict {
    let television = client_called(life, "television");
    let printer = client_called(life, "printer");
    let owner = dice.one_of(&[television, printer]);
    let client = any_client(life, dice, owner);
    let sender = Sender {
        possession: None,
        ..any_sender(life, dice, client, "/token", None)
    };
    let mut errors = life.model.errors_of_authentication(&sender);
    if !life.model.players[client].may(DEVICE_CODE) {
        errors.push("unauthorized_client");
    }
    let scope = any_scope(dice);
    errors.extend(life.model.errors_of_scope(client, scope));
    let pairs: Vec<(&str, &str)> = scope.map(|scope| ("scope", scope)).into_iter().collect();
    let answer = call(life, &sender, "/device_authorization", &pairs)?;
    answer.demand(&errors)?;
    if !errors.is_empty() {
        return Ok(());
    }
    let (text, user_code) = (answer.text("device_code")?, answer.text("user_code")?);
    let is_new = life.model.handed_out.insert(text.clone());
    demand(is_new, || {
        "the device code was handed out before".to_owned()
    })?;
    let all = life.model.players[client].scope.clone();
    life.model.devices.push(Device {
        text,
        user_code,
        client,
        scope: scope.map_or(all, super::names),
        expires_at: life.model.now + life.model.policy.device_code_lifetime_seconds,
        interval: life.model.policy.device_poll_interval_seconds,
        polled_at: None,
        decision: Decision::Pending,
    });
    Ok(())
}

pub fn poll(life: &mut Life, dice: &mut Dice) -> Verdict {
    let Some(place) = any_place(dice, life.model.devices.len()) else {
        return Ok(());
    };
    let client = any_client(life, dice, life.model.devices[place].client);
    let sender = any_sender(life, dice, client, "/token", None);
    let errors = life.model.errors_of_poll(&sender, place);
    let text = life.model.devices[place].text.clone();
    let pairs = [("grant_type", DEVICE_CODE), ("device_code", &*text)];
    let answer = call(life, &sender, "/token", &pairs)?;
    answer.demand(&errors)?;
    if !errors.is_empty() {
        let error = answer.text("error")?;
        life.model.note_refused_poll(place, &error);
        return Ok(());
    }
    let device = &mut life.model.devices[place];
    let Decision::Approved(subject) = std::mem::replace(&mut device.decision, Decision::Redeemed)
    else {
        return Err("nobody has approved this".to_owned());
    };
    let scope = device.scope.clone();
    life.count("a device redeemed");
    let family = add_family(life, client, &subject, &scope);
    let refresh_token = keep(life, &answer, &sender, family, &scope)?;
    keep_first_refresh_token(life, refresh_token, &sender, family)?;
    // A device that asks once more has to do without.
    let again = Sender {
        possession: None,
        shown: Shown::Properly,
        ..sender
    };
    let errors = life.model.errors_of_poll(&again, place);
    call(life, &again, "/token", &pairs)?.demand(&errors)
}
