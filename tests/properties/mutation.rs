//! Makes requests that nobody sends: random bytes, and real requests with something wrong.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use oauth_flow_simulator::scenario::PASSWORD;
use oauth_flow_simulator::server::Request;
use oauth_flow_simulator::server::endpoint::ENDPOINTS;
use oauth_flow_simulator::server::store::Store;

use crate::dice::Dice;
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

const METHODS: &[&str] = &[
    "GET", "POST", "OPTIONS", "HEAD", "PUT", "DELETE", "BREW", "post",
];
const CLIENT_IDS: &[&str] = &[
    "printshop",
    "photopage",
    "reportjob",
    "television",
    "oldphotopage",
    "deskapp",
    "backoffice",
    "nobody",
];
const PARAMETERS: &[&str] = &[
    "response_type",
    "client_id",
    "client_secret",
    "redirect_uri",
    "scope",
    "state",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "grant_type",
    "refresh_token",
    "device_code",
    "user_code",
    "username",
    "password",
    "decision",
    "csrf_token",
    "iss",
    "error",
];
const HEADERS: &[&str] = &[
    "content-type",
    "authorization",
    "cookie",
    "origin",
    "host",
    "x-forwarded-host",
    "referer",
];
const CONTENT_TYPES: &[&str] = &[
    "application/json",
    "text/plain",
    "multipart/form-data",
    "",
    "/",
    ";",
    "application/x-www-form-urlencoded; charset=utf-16",
    "APPLICATION/X-WWW-FORM-URLENCODED",
];
const WORDS: &[&str] = &[
    "",
    " ",
    "0",
    "-1",
    "null",
    "code",
    "token",
    "code token",
    "plain",
    "S256",
    "approve",
    "deny",
    "alice",
    "mallory",
    "picklock",
    PASSWORD,
    "photos.read",
    "photos.write",
    "reports.read",
    "photos.read reports.read",
    "\"\\",
    "a\u{0}b",
    "\r\nLocation: https://evil.example.com",
    "<script>",
    "https://evil.example.com/",
    "https://photos.example.com/callback",
    "https://photos.example.com/callback/../x",
    "https://photos.example.com/callback?a=b",
    "https://photos.example.com/callback#x",
    "https://photos.example.com.evil.example.com/callback",
    "https://shop.example.com/callback",
    "http://127.0.0.1:4711/callback?fixed=1",
    "http://127.0.0.1:x@evil.example.com/callback?fixed=1",
    "com.example.app:/callback",
    "http://localhost:1/callback?fixed=1",
    "https://back.example.com/cb?tenant=1",
    "é😀",
    "javascript:alert(1)",
    "authorization_code",
    "refresh_token",
    "client_credentials",
    "implicit",
    "urn:ietf:params:oauth:grant-type:device_code",
    "urn:ietf:params:oauth:grant-type:jwt-bearer",
    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
    "abcd-efgh",
    "18446744073709551616",
];

/// Values that a parameter can have in a request that is right, though not in every one.
const PLAUSIBLE: &[(&str, &[&str])] = &[
    ("response_type", &["code", "token"]),
    (
        "scope",
        &[
            "photos.read",
            "photos.write",
            "photos.read photos.write",
            "reports.read",
        ],
    ),
    ("client_id", CLIENT_IDS),
    ("code_challenge_method", &["plain", "S256"]),
    (
        "code_verifier",
        &["abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"],
    ),
    ("decision", &["approve", "deny"]),
    (
        "grant_type",
        &[
            "authorization_code",
            "refresh_token",
            "client_credentials",
            "urn:ietf:params:oauth:grant-type:device_code",
        ],
    ),
];

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
        for (device_code, device) in &store.devices {
            self.texts
                .extend([device_code.clone(), device.user_code.clone()]);
        }
        for (id, session) in &store.sessions {
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
        let is_form = request.headers().contains_key("content-type");
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
            14 => self.authenticate(dice, pool),
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
        match dice.below(12) {
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

fn plausible(dice: &mut Dice, name: &str) -> &'static str {
    let values = PLAUSIBLE.iter().find(|(known, _)| *known == name);
    values.map_or("", |(_, values)| dice.one_of(values))
}

fn any_path(dice: &mut Dice) -> String {
    match dice.below(ENDPOINTS.len() + 3) {
        0 => "/photos".to_owned(),
        1 => "/token/".to_owned(),
        2 => "/".to_owned(),
        index => ENDPOINTS[index - 3].path.to_owned(),
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
