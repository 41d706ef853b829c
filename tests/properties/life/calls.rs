//! What is done with tokens once they are there, and clients that register themselves.

use http::{HeaderValue, Method, header};
use oauth_flow_simulator::ground::clock::Timestamp;
use oauth_flow_simulator::protocol::jose;
use oauth_flow_simulator::server::Request;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::cast::{Player, Proof, key, key_set, names};
use super::model::{Place, Sender};
use super::token_requests::{self, nonce_faults};
use super::{Answer, Life, Verdict, any_place, demand};
use crate::dice::Dice;
use crate::world::{API, ISSUER};

/// What the model says of a token: whether it is good, and for whom.
struct Subject {
    text: String,
    is_alive: bool,
    is_visible: bool,
    subject: String,
    scope: String,
}

fn text_of(scope: &super::cast::Names) -> String {
    let names: Vec<&str> = scope.iter().map(String::as_str).collect();
    names.join(" ")
}

fn any_token(life: &Life, dice: &mut Dice, client: Place) -> Option<Subject> {
    let model = &life.model;
    if dice.chance(60) {
        let token = &model.access_tokens[any_place(dice, model.access_tokens.len())?];
        return Some(Subject {
            text: token.text.clone(),
            is_alive: model.is_alive(token),
            is_visible: model.may_see(client, token),
            subject: model.families[token.family].subject.clone(),
            scope: text_of(&token.scope),
        });
    }
    let token = &model.refresh_tokens[any_place(dice, model.refresh_tokens.len())?];
    let family = &model.families[token.family];
    Some(Subject {
        text: token.text.clone(),
        is_alive: model.refresh_is_alive(token),
        is_visible: family.client == client,
        subject: family.subject.clone(),
        scope: text_of(&family.scope),
    })
}

pub fn introspect(life: &mut Life, dice: &mut Dice) -> Verdict {
    let client = dice.below(life.model.players.len());
    let Some(token) = any_token(life, dice, client) else {
        return Ok(());
    };
    let sender = token_requests::any_sender(life, dice, client, "/introspect", None);
    let sender = Sender {
        possession: None,
        ..sender
    };
    let mut errors = life.model.errors_of_authentication(&sender);
    if !life.model.players[client].is_confidential() {
        errors.push("invalid_client");
    }
    let pairs = [("token", token.text.as_str())];
    let answer = token_requests::call(life, &sender, "/introspect", &pairs)?;
    answer.demand(&errors)?;
    if !errors.is_empty() {
        return Ok(());
    }
    let is_shown = token.is_alive && token.is_visible;
    demand(answer.json["active"] == is_shown, || {
        format!("active, and alive: {}", token.is_alive)
    })?;
    if !is_shown {
        life.count(if token.is_alive {
            "somebody else's token hidden"
        } else {
            "a dead token hidden"
        });
        let members = answer.json.as_object().map_or(0, Map::len);
        return demand(members == 1, || {
            format!("it says too much: {}", answer.json)
        });
    }
    let told = (answer.text("sub")?, answer.text("scope")?);
    demand(told == (token.subject, token.scope), || {
        format!("it says {told:?}")
    })
}

pub fn revoke(life: &mut Life, dice: &mut Dice) -> Verdict {
    let is_access = dice.chance(50);
    let count = match is_access {
        true => life.model.access_tokens.len(),
        false => life.model.refresh_tokens.len(),
    };
    let Some(place) = any_place(dice, count) else {
        return Ok(());
    };
    let (text, owner, kept_until) = match is_access {
        true => {
            let token = &life.model.access_tokens[place];
            (token.text.clone(), token.client, token.expires_at)
        }
        false => {
            let token = &life.model.refresh_tokens[place];
            let family = &life.model.families[token.family];
            let lifetime = life.model.policy.refresh_token_absolute_lifetime_seconds;
            (
                token.text.clone(),
                family.client,
                family.granted_at + lifetime,
            )
        }
    };
    let client = match dice.chance(75) {
        true => owner,
        false => dice.below(life.model.players.len()),
    };
    let sender = token_requests::any_sender(life, dice, client, "/revoke", None);
    let sender = Sender {
        possession: None,
        ..sender
    };
    let mut errors = life.model.errors_of_authentication(&sender);
    // What is long dead may be forgotten, and an unknown token is as dead as it has to be.
    if life.model.now > kept_until && errors.is_empty() {
        let pairs = [("token", text.as_str())];
        return token_requests::call(life, &sender, "/revoke", &pairs).map(drop);
    }
    if client != owner {
        errors.push("invalid_request");
    }
    let unsupported = super::AccessTokenRevocation::Unsupported;
    if is_access && life.model.policy.access_token_revocation == unsupported {
        errors.push("unsupported_token_type");
    }
    let answer = token_requests::call(life, &sender, "/revoke", &[("token", &text)])?;
    answer.demand(&errors)?;
    if !errors.is_empty() {
        return Ok(());
    }
    life.count("a token revoked");
    if is_access {
        life.model.revoke_access_token(place);
    } else {
        let family = life.model.refresh_tokens[place].family;
        life.model.families[family].is_dead = true;
    }
    Ok(())
}

/// How a token is brought to an API: as it has to be, or as somebody would who has stolen it.
fn bring(life: &mut Life, url: &str, place: Place, is_stolen: bool) -> Verdict<(Request, bool)> {
    let token = &life.model.access_tokens[place];
    let (text, number) = (token.text.clone(), token.key);
    let mut request = Request::new(Vec::new());
    *request.method_mut() = Method::GET;
    *request.uri_mut() = url.parse().map_err(|_| "it is an address".to_owned())?;
    let mut is_right = !is_stolen || number.is_none();
    let mut scheme = "Bearer";
    if let Some(number) = number.filter(|_| !is_stolen || life.serial.is_multiple_of(2)) {
        scheme = "DPoP";
        let mut claims = Map::new();
        claims.insert("jti".to_owned(), life.next_serial().into());
        claims.insert("htm".to_owned(), "GET".into());
        claims.insert("htu".to_owned(), url.into());
        claims.insert("iat".to_owned(), life.model.now.into());
        claims.insert("ath".to_owned(), jose::encode(Sha256::digest(&text)).into());
        let is_at_server = url.starts_with(ISSUER);
        is_right &= !is_at_server || nonce_faults(life, &mut claims).is_empty();
        let number = if is_stolen { 9 } else { number };
        let public = key(number).verification_key;
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": public });
        let proof = key(number).sign_under(&header, &claims);
        let proof = HeaderValue::try_from(proof).map_err(|_| "it is a field".to_owned())?;
        request.headers_mut().insert("dpop", proof);
    }
    let value = HeaderValue::try_from(format!("{scheme} {text}"));
    let value = value.map_err(|_| "it is a field".to_owned())?;
    request.headers_mut().insert(header::AUTHORIZATION, value);
    Ok((request, is_right))
}

/// At the UserInfo endpoint.
pub fn ask_about_person(life: &mut Life, dice: &mut Dice) -> Verdict {
    let Some(place) = any_place(dice, life.model.access_tokens.len()) else {
        return Ok(());
    };
    let is_stolen = dice.chance(20);
    let (request, is_right) = bring(life, &format!("{ISSUER}/userinfo"), place, is_stolen)?;
    let answer = life.send(&request)?;
    let token = &life.model.access_tokens[place];
    let subject = &life.model.families[token.family].subject;
    let may_pass = is_right && life.model.is_alive(token) && token.scope.contains("openid");
    let Answer { status, json, .. } = &answer;
    demand((*status == 200) == may_pass, || {
        format!("{status} at UserInfo")
    })?;
    demand(!may_pass || json["sub"] == subject.as_str(), || {
        format!("it is about {json}")
    })
}

/// As whoever has the token, at the API.
pub fn call(life: &mut Life, place: Place) -> Verdict {
    call_with(life, place, false)
}

pub fn call_api(life: &mut Life, dice: &mut Dice) -> Verdict {
    let Some(place) = any_place(dice, life.model.access_tokens.len()) else {
        return Ok(());
    };
    call_with(life, place, dice.chance(30))
}

fn call_with(life: &mut Life, place: Place, is_stolen: bool) -> Verdict {
    let (request, is_right) = bring(life, &format!("{API}/photos"), place, is_stolen)?;
    let now = Timestamp(life.model.now);
    let Life { api, server, .. } = life;
    let ask = &mut |question: &Request| Some(server.handle(question, now).response);
    let handled = api.handle(&request, now, ask);
    let token = &life.model.access_tokens[place];
    let is_alive = life.model.is_alive(token);
    let may_pass = is_right && is_alive && token.scope.contains("photos.read");
    let is_bound = token.key.is_some();
    let status = handled.response.status().as_u16();
    demand((status == 200) == may_pass, || {
        format!(
            "{status} at the API; alive: {is_alive}, {:?}",
            handled.failed_check()
        )
    })?;
    if is_bound && may_pass {
        life.count("a bound token used");
    }
    Ok(())
}

/// The `jti` of a token stands in logs and is no token.
pub fn call_by_name(life: &mut Life, dice: &mut Dice) -> Verdict {
    let Some(place) = any_place(dice, life.model.access_tokens.len()) else {
        return Ok(());
    };
    let Some(jwt) = jose::decode(&life.model.access_tokens[place].text) else {
        return Ok(());
    };
    let name = jwt.claims["jti"].as_str().unwrap_or_default();
    let mut request = Request::new(Vec::new());
    *request.uri_mut() = http::Uri::from_static("https://api.example.com/photos");
    let value = HeaderValue::try_from(format!("Bearer {name}"));
    let value = value.map_err(|_| "it is a field".to_owned())?;
    request.headers_mut().insert(header::AUTHORIZATION, value);
    let now = Timestamp(life.model.now);
    let Life { api, server, .. } = life;
    let ask = &mut |question: &Request| Some(server.handle(question, now).response);
    let handled = api.handle(&request, now, ask);
    let status = handled.response.status().as_u16();
    demand(status == 401, || {
        format!("{status} for the name of a token")
    })
}

/// A client introduces itself, and plays along from then on.
pub fn register(life: &mut Life, dice: &mut Dice) -> Verdict {
    let number = life.next_serial();
    let demands_keys = life.model.policy.clients_sign_with_private_keys;
    let redirect_uri = format!("https://app{number}.example.com/callback");
    let method = match demands_keys {
        true => "private_key_jwt",
        false => dice.one_of(&["none", "client_secret_post", "private_key_jwt"]),
    };
    let mut metadata = json!({
        "redirect_uris": [redirect_uri],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": method,
        "scope": "photos.read",
    });
    if method == "private_key_jwt" {
        metadata["jwks"] = json!(key_set(60));
    }
    let is_right = dice.chance(60);
    let wrong: [(&str, Value); 8] = [
        ("redirect_uris", json!(["http://evil.example.com/callback"])),
        ("redirect_uris", json!([format!("{redirect_uri}#fragment")])),
        ("redirect_uris", json!([])),
        ("redirect_uris", json!(["javascript:alert(1)"])),
        ("grant_types", json!(["authorization_code", "magic"])),
        ("scope", json!("photos.read admin")),
        ("token_endpoint_auth_method", json!("magic")),
        ("response_types", json!(["magic"])),
    ];
    if !is_right {
        let (name, value) = wrong[dice.below(wrong.len())].clone();
        metadata[name] = value;
    }
    let mut request = Request::new(metadata.to_string().into_bytes());
    *request.method_mut() = Method::POST;
    let url = format!("{ISSUER}/register");
    *request.uri_mut() = url.parse().map_err(|_| "it is an address".to_owned())?;
    let json_type = HeaderValue::from_static("application/json");
    request
        .headers_mut()
        .insert(header::CONTENT_TYPE, json_type);
    let answer = life.send(&request)?;
    if life.model.policy.registrants == super::Registrants::Nobody {
        return demand(answer.status == 404, || "nobody may register".to_owned());
    }
    let errors = match is_right {
        true => Vec::new(),
        false => vec!["invalid_client_metadata", "invalid_redirect_uri"],
    };
    answer.demand(&errors)?;
    if !is_right {
        return Ok(());
    }
    life.count("a client registered");
    life.model.players.push(Player {
        id: answer.text("client_id")?,
        proof: match method {
            "none" => Proof::Nothing,
            "private_key_jwt" => Proof::Key(60),
            _ => Proof::Post(answer.text("client_secret")?),
        },
        grants: vec!["authorization_code", "refresh_token"],
        response_types: vec!["code"],
        redirect_uri,
        scope: names("photos.read"),
        is_bound: false,
        has_registered_itself: true,
    });
    Ok(())
}
