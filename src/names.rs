//! Names that a page's author gives to the simulated world: who takes part, their hosts, the
//! server's paths, the scopes.

use serde_json::{Map, Value};

use crate::flow::{Flow, own_scopes};
use crate::protocol::scope::Scope;
use crate::scenario::{Names, Scenario};
use crate::server::capabilities::FLOWS;
use crate::server::endpoint::{
    authorization, device_authorization, introspection, jwks, token, verification,
};

/// How many characters a name may have.
pub const MAXIMUM_LENGTH: usize = 60;

/// The member whose members are scopes, each with what it lets the client do.
const SCOPES: &str = "scopes";

/// A name that can be given, what it may consist of, and where it goes. A dot stands between the
/// name of a member that is an object and that of its own member.
struct Key {
    name: &'static str,
    form: Form,
    place: Place,
}

/// The form of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Words for a reader.
    Words,
    /// Letters, digits, hyphens and the like.
    Identifier,
    /// A host name, e.g. `auth.example.com`, or its https origin.
    Host,
    /// A path, e.g. `/oauth/token`.
    Path,
}

/// The thing that a name names.
#[derive(Clone, Copy)]
enum Place {
    Text(fn(&mut Names) -> &mut String),
    /// The endpoint of the server that has this path.
    Endpoint(&'static str),
    /// The path that the client calls at the API.
    ApiPath,
}

const fn key(name: &'static str, form: Form, place: Place) -> Key {
    Key { name, form, place }
}

const fn text(name: &'static str, form: Form, place: fn(&mut Names) -> &mut String) -> Key {
    key(name, form, Place::Text(place))
}

const fn host(name: &'static str, place: fn(&mut Names) -> &mut String) -> Key {
    text(name, Form::Host, place)
}

const fn endpoint(name: &'static str, path: &'static str) -> Key {
    key(name, Form::Path, Place::Endpoint(path))
}

const KEYS: &[Key] = &[
    text("client", Form::Words, |names| &mut names.client_name),
    text("client_id", Form::Identifier, |names| &mut names.client_id),
    host("client_host", |names| &mut names.client_host),
    host("authorization_server", |names| {
        &mut names.authorization_server_host
    }),
    host("api", |names| &mut names.api_host),
    text("person", Form::Identifier, |names| &mut names.person),
    text("actors.authorization_server", Form::Words, |names| {
        &mut names.authorization_server_name
    }),
    text("actors.api", Form::Words, |names| &mut names.api_name),
    endpoint("endpoints.authorization", authorization::ENDPOINT.path),
    endpoint("endpoints.token", token::ENDPOINT.path),
    endpoint(
        "endpoints.device_authorization",
        device_authorization::ENDPOINT.path,
    ),
    endpoint("endpoints.verification", verification::ENDPOINT.path),
    endpoint("endpoints.jwks", jwks::ENDPOINT.path),
    endpoint("endpoints.introspection", introspection::ENDPOINT.path),
    key("endpoints.api", Form::Path, Place::ApiPath),
];

/// Names to put in place of a flow's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// The place in the list of keys, and the name.
    given: Vec<(usize, String)>,
    /// Scopes, each with what it lets the client do.
    scopes: Vec<(String, String)>,
}

impl Naming {
    /// Reads a JSON object of names. What is not understood gives a complaint and changes nothing.
    pub fn parse(json: &str) -> (Naming, Vec<String>) {
        let mut naming = Naming::default();
        let mut complaints = Vec::new();
        match serde_json::from_slice(json.as_bytes()) {
            Ok(Value::Object(members)) => naming.read("", &members, &mut complaints),
            _ => complaints.push("The names are not a JSON object.".to_owned()),
        }
        (naming, complaints)
    }

    /// Reads the members of the object called `outer`, which ends with a dot, or of all.
    fn read(&mut self, outer: &str, members: &Map<String, Value>, complaints: &mut Vec<String>) {
        for (name, value) in members {
            if let Value::Object(members) = value
                && outer.is_empty()
            {
                self.read(&format!("{name}."), members, complaints);
                continue;
            }
            let text = value.as_str().unwrap_or_default().trim();
            if outer.strip_suffix('.') == Some(SCOPES) {
                if Form::Words.allows(text) && is_scope(name) {
                    self.scopes.push((name.clone(), text.to_owned()));
                } else {
                    complaints.push(format!(
                        "“{outer}{name}” has to be the name of a scope with words of what it \
                         lets the client do, each of at most {MAXIMUM_LENGTH} characters."
                    ));
                }
                continue;
            }
            let name = format!("{outer}{name}");
            let Some(index) = KEYS.iter().position(|key| key.name == name) else {
                let known: Vec<&str> = KEYS.iter().map(|key| key.name).chain([SCOPES]).collect();
                complaints.push(format!(
                    "There is no name “{name}” to give. There are: {}.",
                    known.join(", ")
                ));
                continue;
            };
            let form = KEYS[index].form;
            let text = form.bare(text);
            if form.allows(text) {
                let text = match form {
                    Form::Host => text.to_ascii_lowercase(),
                    _ => text.to_owned(),
                };
                self.given.push((index, text));
            } else {
                complaints.push(format!(
                    "“{name}” has to be {}, of at most {MAXIMUM_LENGTH} characters.",
                    form.description()
                ));
            }
        }
    }

    /// Puts the names in place of the flow's own, and says which cannot stand together. A flow
    /// without a client on the web has no use for a `client_host`, and keeps none.
    pub fn apply(&self, scenario: &mut Scenario) -> Vec<String> {
        let own = scenario.names.clone();
        let api_path = Flow::parse(&scenario.flow).map(|flow| flow.api_path);
        let names = &mut scenario.names;
        for (index, text) in &self.given {
            match KEYS[*index].place {
                Place::Text(place) if place(names).is_empty() => {}
                Place::Text(place) => text.clone_into(place(names)),
                Place::Endpoint(path) => names.aliases.add(path, text),
                Place::ApiPath => api_path
                    .into_iter()
                    .for_each(|path| names.aliases.add(path, text)),
            }
        }
        let mut complaints = Vec::new();
        let endpoints = FLOWS.endpoints.iter();
        let paths: Vec<String> = endpoints
            .map(|endpoint| names.aliases.of(endpoint.path))
            .collect();
        if let Some(path) = repeated(&paths) {
            names.aliases = own.aliases;
            complaints.push(format!(
                "Two endpoints cannot have the same path, {path}; all keep the simulator’s own."
            ));
        }
        let hosts = [
            names.authorization_server_host.clone(),
            names.api_host.clone(),
            names.client_host.clone(),
        ];
        if let Some(host) = repeated(&hosts) {
            names.authorization_server_host = own.authorization_server_host;
            names.api_host = own.api_host;
            names.client_host = own.client_host;
            complaints.push(format!(
                "Two actors cannot have the same host, {host}; all keep the flow’s own."
            ));
        }
        if let Some((first, _)) = self.scopes.first() {
            own_scopes().for_each(|scope| names.aliases.add(scope, first));
            names.scopes.clone_from(&self.scopes);
        }
        complaints
    }
}

/// A name of the simulated world that is a mark for the time of a run.
pub struct Marked {
    /// The name of the name, as a [`Naming`] reads it; a dot stands before that of a member.
    pub name: &'static str,
    /// The text that stands where the name would.
    pub mark: String,
    /// The flow's own name.
    pub own: String,
}

/// Gives a mark to every name that the scenario has, in place of the name.
pub fn marked(scenario: &mut Scenario) -> Vec<Marked> {
    let own = scenario.names.clone();
    let api_path = Flow::parse(&scenario.flow).map_or("", |flow| flow.api_path);
    let mut naming = Naming::default();
    let marks = KEYS.iter().enumerate().filter_map(|(index, key)| {
        let (own, slash) = match key.place {
            Place::Text(place) => (place(&mut own.clone()).clone(), ""),
            Place::Endpoint(path) => (path.to_owned(), "/"),
            Place::ApiPath => (api_path.to_owned(), "/"),
        };
        // Letters alone: they stand in hosts and paths, too, and are the same in lower case.
        let letter = char::from(b'a' + u8::try_from(index).ok()?);
        let mark = format!("{slash}markof{letter}name");
        naming.given.push((index, mark.clone()));
        let name = key.name;
        (!own.is_empty()).then_some(Marked { name, mark, own })
    });
    let marks = marks.collect();
    naming.apply(scenario);
    marks
}

/// One that is there twice, if any is.
fn repeated(texts: &[String]) -> Option<&String> {
    let mut places = texts.iter().enumerate();
    // Sorting them would cost the page a sorting algorithm.
    let repeated = places.find(|(index, text)| texts[..*index].contains(text));
    repeated.map(|(_, text)| text)
}

fn is_scope(name: &str) -> bool {
    let is_one = Scope::parse(name).is_some_and(|scope| scope.iter().eq([name]));
    is_one && name.len() <= MAXIMUM_LENGTH
}

impl Form {
    /// The part of `text` that counts: a host may be given as its origin.
    fn bare(self, text: &str) -> &str {
        match self {
            Form::Host => text.trim_start_matches("https://").trim_end_matches('/'),
            _ => text,
        }
    }

    fn allows(self, text: &str) -> bool {
        if text.is_empty() || text.len() > MAXIMUM_LENGTH {
            return false;
        }
        let others: &[u8] = match self {
            Form::Words => return !text.contains(char::is_control),
            Form::Identifier => b"-_.",
            Form::Host => b"-.",
            Form::Path => b"/-_.~",
        };
        let is_whole = match self {
            Form::Path => text.starts_with('/') && !text.ends_with('/') && !text.contains("//"),
            _ => !text.starts_with(['.', '-']) && !text.ends_with('.'),
        };
        let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || others.contains(&byte);
        is_whole && !text.contains("..") && text.bytes().all(is_allowed)
    }

    fn description(self) -> &'static str {
        match self {
            Form::Words => "words",
            Form::Identifier => "letters, digits, hyphens, underscores and dots",
            Form::Host => "a host such as auth.example.com or https://auth.example.com",
            Form::Path => "a path such as /oauth/token",
        }
    }
}
