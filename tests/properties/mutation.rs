//! Makes requests that nobody sends: random bytes, and real requests with something wrong.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use oauth_flow_simulator::protocol::form;
use oauth_flow_simulator::protocol::jose::{self, SigningKey};
use oauth_flow_simulator::server::Request;
use oauth_flow_simulator::server::capabilities::ALL;
use oauth_flow_simulator::server::store::Store;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::words::{
    CLIENT_IDS, CONTENT_TYPES, HEADERS, MEMBERS, METHODS, PARAMETERS, PLAUSIBLE, SUFFIXES, WORDS,
};
use crate::world::client_secret;

/// A request in pieces that are easy to spoil. Names and values are encoded as they are sent.
#[derive(Clone, Debug)]
pub struct Draft {
    method: String,
    origin: String,
    path: Vec<u8>,
    query: Option<Pairs>,
    headers: Vec<(String, Vec<u8>)>,
    body: Body,
}

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

#[derive(Clone, Debug)]
enum Body {
    Form(Pairs),
    Bytes(Vec<u8>),
}

/// Texts that have a meaning somewhere, for places where they have none.
pub struct Pool {
    texts: Vec<String>,
    secret: &'static str,
}

impl Pool {
    pub fn new() -> Pool {
        Pool {
            texts: Vec::new(),
            secret: client_secret(),
        }
    }

    /// Takes over what `store` knows and others should not.
    pub fn refill(&mut self, store: &Store) {
        self.texts.clear();
        self.texts.extend(store.codes.keys().cloned());
        self.texts.extend(store.refresh_tokens.keys().cloned());
        for (device_code, device) in store.devices.iter() {
            self.texts
                .extend([device_code.clone(), device.user_code.clone()]);
        }
        for (id, session) in store.sessions.iter() {
            self.texts.extend([id.clone(), session.csrf_token.clone()]);
        }
        let tokens = store.access_tokens.values();
        self.texts.extend(tokens.map(|token| token.token.clone()));
        self.texts.push(self.secret.to_owned());
    }

    fn text(&self, dice: &mut Dice) -> Vec<u8> {
        match dice.below(10) {
            0..=3 => self.texts[dice.below(self.texts.len())]
                .clone()
                .into_bytes(),
            4..=7 => dice.one_of(WORDS).as_bytes().to_vec(),
            8 => {
                let length = dice.below(12);
                dice.bytes(length)
            }
            _ => {
                let length = dice.below(3_000);
                vec![dice.any().to_le_bytes()[0]; length]
            }
        }
    }
}

impl Draft {
    /// The pieces of a real request.
    pub fn of(request: &Request) -> Draft {
        let uri = request.uri();
        let content_type = request.headers().get("content-type");
        let is_form = content_type.is_some_and(|value| value.as_bytes().ends_with(b"urlencoded"));
        let origin = format!(
            "{}://{}",
            uri.scheme_str().unwrap_or("https"),
            uri.host().unwrap_or_default()
        );
        Draft {
            method: request.method().to_string(),
            origin,
            path: uri.path().as_bytes().to_vec(),
            query: uri.query().map(|query| pairs(query.as_bytes())),
            headers: request
                .headers()
                .iter()
                .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
                .collect(),
            body: match is_form {
                true => Body::Form(pairs(request.body())),
                false => Body::Bytes(request.body().clone()),
            },
        }
    }

    /// Random bytes in every place, some of which are known addresses.
    pub fn noise(dice: &mut Dice, origin: &str) -> Draft {
        let (long, short) = (dice.below(200), dice.below(40));
        let path = match dice.chance(70) {
            true => any_path(dice).into_bytes(),
            false => dice.bytes(short),
        };
        let headers = (0..dice.below(4))
            .map(|_| {
                let length = dice.below(60);
                (dice.one_of(HEADERS).to_owned(), printable(dice, length))
            })
            .collect();
        Draft {
            method: dice.one_of(METHODS).to_owned(),
            origin: origin.to_owned(),
            path,
            query: dice.chance(60).then(|| {
                let bytes = printable(dice, long);
                pairs(&bytes)
            }),
            headers,
            body: Body::Bytes(dice.bytes(long)),
        }
    }

    /// Spoils one thing.
    pub fn mutate(&mut self, dice: &mut Dice, pool: &Pool) {
        match dice.below(20) {
            0..=10 => self.mutate_pairs(dice, pool),
            11 => self.method = dice.one_of(METHODS).to_owned(),
            12 => self.path = any_path(dice).into_bytes(),
            13 => {
                let content_type = dice.one_of(CONTENT_TYPES).as_bytes().to_vec();
                self.set_header("content-type", content_type);
            }
            14 if dice.chance(50) => self.authenticate(dice, pool),
            14 => self.impersonate(dice, pool),
            15 => {
                let session = pool.text(dice);
                self.set_header("cookie", [b"session=".as_slice(), &session].concat());
            }
            16 if !self.headers.is_empty() => {
                let index = dice.below(self.headers.len());
                if dice.chance(50) {
                    self.headers.remove(index);
                } else {
                    self.headers.push(self.headers[index].clone());
                }
            }
            17 => {
                let value = pool.text(dice);
                self.headers.push((dice.one_of(HEADERS).to_owned(), value));
            }
            18 => {
                let length = dice.below(100);
                self.body = Body::Bytes(dice.bytes(length));
            }
            // The body goes into the address, and the address into the body.
            _ => {
                let query = self.query.take().unwrap_or_default();
                if let Body::Form(form) = std::mem::replace(&mut self.body, Body::Form(query)) {
                    self.query = Some(form);
                }
            }
        }
    }

    fn mutate_pairs(&mut self, dice: &mut Dice, pool: &Pool) {
        let pairs = match (&mut self.body, &mut self.query) {
            (Body::Form(form), Some(query)) if dice.chance(40) || form.is_empty() => query,
            (Body::Form(form), _) => form,
            (Body::Bytes(_), query) => query.get_or_insert_default(),
        };
        if pairs.is_empty() {
            pairs.push((b"client_id".to_vec(), dice.one_of(CLIENT_IDS).into()));
        }
        let (index, other) = (dice.below(pairs.len()), dice.below(pairs.len()));
        match dice.below(13) {
            12 => {
                let mut named = pairs.iter_mut();
                if let Some((_, value)) = named.find(|(name, _)| name == b"redirect_uri") {
                    value.extend(encoded(dice.one_of(SUFFIXES).as_bytes()));
                }
            }
            10..=11 => {
                let name = dice.one_of(PLAUSIBLE).0;
                let value = encoded(plausible(dice, name).as_bytes());
                match pairs.iter_mut().find(|(known, _)| known == name.as_bytes()) {
                    Some((_, known)) => *known = value,
                    None => pairs.push((name.into(), value)),
                }
            }
            0 => {
                pairs.remove(index);
            }
            1 => pairs.push(pairs[index].clone()),
            2 => {
                let value = pairs[index].1.clone();
                pairs[index].1 = std::mem::replace(&mut pairs[other].1, value);
            }
            3 => {
                let length = dice.below(pairs[index].1.len() + 1);
                pairs[index].1.truncate(length);
            }
            4 => {
                let place = dice.below(pairs[index].1.len());
                if let Some(byte) = pairs[index].1.get_mut(place) {
                    *byte = dice.any().to_le_bytes()[0];
                }
            }
            5 => pairs[index].0 = dice.one_of(PARAMETERS).into(),
            6 => {
                let name = dice.one_of(PARAMETERS).into();
                pairs.push((name, encoded(&pool.text(dice))));
            }
            7 => {
                let client_id: Vec<u8> = dice.one_of(CLIENT_IDS).into();
                match pairs.iter_mut().find(|(name, _)| name == b"client_id") {
                    Some((_, value)) => *value = client_id,
                    None => pairs.push((b"client_id".to_vec(), client_id)),
                }
            }
            _ => pairs[index].1 = encoded(&pool.text(dice)),
        }
    }

    /// Says that the request comes from some client, with the right secret or another one.
    fn authenticate(&mut self, dice: &mut Dice, pool: &Pool) {
        let client_id = dice.one_of(CLIENT_IDS);
        let secret = match dice.chance(60) {
            true => pool.secret.as_bytes().to_vec(),
            false => pool.text(dice),
        };
        if dice.chance(60) {
            let credentials = [client_id.as_bytes(), b":", &secret].concat();
            let value = format!("Basic {}", BASE64_STANDARD.encode(credentials));
            self.set_header("authorization", value.into_bytes());
        } else if let Body::Form(form) = &mut self.body {
            form.push((b"client_id".to_vec(), client_id.into()));
            form.push((b"client_secret".to_vec(), encoded(&secret)));
        }
    }

    /// Comes from another client that says rightly who it is, and perhaps wants something else.
    fn impersonate(&mut self, dice: &mut Dice, pool: &Pool) {
        let client_id = dice.one_of(CLIENT_IDS);
        self.headers.retain(|(name, _)| name != "authorization");
        if ["printshop", "reportjob"].contains(&client_id) {
            let credentials = BASE64_STANDARD.encode(format!("{client_id}:{}", pool.secret));
            let value = format!("Basic {credentials}");
            self.headers
                .push(("authorization".to_owned(), value.into_bytes()));
        }
        let Body::Form(form) = &mut self.body else {
            return;
        };
        form.retain(|(name, _)| name != b"client_id" && name != b"client_secret");
        form.push((b"client_id".to_vec(), client_id.into()));
        if client_id == "backoffice" {
            form.push((b"client_secret".to_vec(), pool.secret.into()));
        }
        if dice.chance(40) {
            form.retain(|(name, _)| name != b"grant_type");
            form.push((b"grant_type".to_vec(), plausible(dice, "grant_type").into()));
        }
    }

    /// Changes one member of a JSON body, or of a token that is signed, if there is one. The token is
    /// signed again, by one of `keys`.
    pub fn mutate_json(&mut self, dice: &mut Dice, pool: &Pool, keys: &[SigningKey]) {
        if let Body::Bytes(bytes) = &mut self.body
            && let Ok(mut json @ Value::Object(_)) = serde_json::from_slice(bytes)
        {
            change_member(&mut json, dice, pool);
            *bytes = json.to_string().into_bytes();
            return;
        }
        let form = match &mut self.body {
            Body::Form(form) => form.as_mut_slice(),
            Body::Bytes(_) => &mut [],
        };
        let pairs = form.iter_mut().chain(self.query.iter_mut().flatten());
        let pairs = pairs.map(|(_, value)| (value, true));
        let fields = self.headers.iter_mut().map(|(_, value)| (value, false));
        let places = pairs.chain(fields);
        let mut tokens: Vec<_> = places
            .filter_map(|(place, is_encoded)| {
                let text = String::from_utf8_lossy(place);
                let text = if is_encoded {
                    form::decode(&text)
                } else {
                    text.into_owned()
                };
                Some((place, is_encoded, jose::decode(&text)?))
            })
            .collect();
        if tokens.is_empty() {
            return;
        }
        let (place, is_encoded, mut jwt) = tokens.swap_remove(dice.below(tokens.len()));
        let part = if dice.chance(70) {
            &mut jwt.claims
        } else {
            &mut jwt.header
        };
        change_member(part, dice, pool);
        let key = &keys[dice.below(keys.len())];
        let token = key.sign_under(&jwt.header, &jwt.claims);
        *place = if is_encoded {
            encoded(token.as_bytes())
        } else {
            token.into_bytes()
        };
    }

    /// Changes one character of the token that the request carries.
    pub fn spoil_token(&mut self, dice: &mut Dice) {
        let mut headers = self.headers.iter_mut();
        if let Some((_, value)) = headers.find(|(name, _)| name == "authorization") {
            let place = dice.below(value.len());
            if let Some(byte) = value.get_mut(place) {
                *byte = dice.one_of(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.");
            }
        }
    }

    fn set_header(&mut self, name: &str, value: Vec<u8>) {
        self.headers.retain(|(known, _)| known != name);
        self.headers.push((name.to_owned(), value));
    }

    /// The request, if HTTP can carry it.
    pub fn request(&self) -> Option<Request> {
        let mut uri = self.origin.clone().into_bytes();
        uri.extend(&self.path);
        if let Some(query) = &self.query {
            uri.push(b'?');
            uri.extend(joined(query));
        }
        let mut builder = http::Request::builder()
            .method(self.method.as_str())
            .uri(&*uri);
        for (name, value) in &self.headers {
            builder = builder.header(name.as_str(), value.as_slice());
        }
        let body = match &self.body {
            Body::Form(form) => joined(form),
            Body::Bytes(bytes) => bytes.clone(),
        };
        builder.body(body).ok()
    }
}

/// Sets, leaves out or swaps one member.
fn change_member(object: &mut Value, dice: &mut Dice, pool: &Pool) {
    let Some(members) = object.as_object_mut() else {
        return;
    };
    let names: Vec<String> = members.keys().cloned().collect();
    let name = match dice.chance(80) && !names.is_empty() {
        true => names[dice.below(names.len())].clone(),
        false => dice.one_of(MEMBERS).to_owned(),
    };
    let old = members.remove(&name);
    let text = String::from_utf8_lossy(&pool.text(dice)).into_owned();
    let value = match dice.below(10) {
        0 | 1 => return,
        2 => Value::Null,
        3 => json!(dice.one_of(&[0, 1, u64::MAX])),
        4 => json!(-0.5),
        5 => json!([old]),
        6 => json!({ &name: old }),
        7 if !names.is_empty() => members
            .get(&names[dice.below(names.len())])
            .cloned()
            .unwrap_or_default(),
        8 => json!(dice.chance(50)),
        _ => json!(text),
    };
    members.insert(name, value);
}

fn plausible(dice: &mut Dice, name: &str) -> &'static str {
    let values = PLAUSIBLE.iter().find(|(known, _)| *known == name);
    values.map_or("", |(_, values)| dice.one_of(values))
}

fn any_path(dice: &mut Dice) -> String {
    match dice.below(ALL.endpoints.len() + 3) {
        0 => "/photos".to_owned(),
        1 => "/token/".to_owned(),
        2 => "/".to_owned(),
        index => ALL.endpoints[index - 3].path.to_owned(),
    }
}

/// Bytes that have a chance to stand in an address or a header field.
fn printable(dice: &mut Dice, length: usize) -> Vec<u8> {
    let mut bytes = dice.bytes(length);
    for byte in &mut bytes {
        *byte = match *byte {
            byte @ (0x21..=0x7e) => byte,
            byte @ 0xa1.. => b"=&%+;:/? "[usize::from(byte) % 8],
            byte => b'a' + byte % 26,
        };
    }
    bytes
}

fn pairs(text: &[u8]) -> Pairs {
    text.split(|byte| *byte == b'&')
        .map(|pair| {
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let name = parts.next().unwrap_or_default().to_vec();
            (name, parts.next().unwrap_or_default().to_vec())
        })
        .collect()
}

fn joined(pairs: &Pairs) -> Vec<u8> {
    let pairs: Vec<Vec<u8>> = pairs
        .iter()
        .map(|(name, value)| [name.as_slice(), b"=", value].concat())
        .collect();
    pairs.join(&b'&')
}

fn encoded(text: &[u8]) -> Vec<u8> {
    let encoded: String = form_urlencoded::byte_serialize(text).collect();
    encoded.into_bytes()
}
