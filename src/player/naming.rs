//! Names that a page's author gives to the simulated world: the client, the hosts, the person.

use serde_json::Value;

use crate::scenario::Names;

/// How many characters a name may have.
pub const MAXIMUM_LENGTH: usize = 60;

/// A name that can be given: its key, what it may consist of, and where it goes.
struct Key {
    name: &'static str,
    form: Form,
    place: fn(&mut Names) -> &mut String,
}

/// What a name may consist of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Words for a reader.
    Words,
    /// Letters and digits.
    Identifier,
    /// A host name, e.g. `auth.example.com`.
    Host,
}

const KEYS: &[Key] = &[
    Key {
        name: "client",
        form: Form::Words,
        place: |names| &mut names.client_name,
    },
    Key {
        name: "client_id",
        form: Form::Identifier,
        place: |names| &mut names.client_id,
    },
    Key {
        name: "client_host",
        form: Form::Host,
        place: |names| &mut names.client_host,
    },
    Key {
        name: "authorization_server_host",
        form: Form::Host,
        place: |names| &mut names.authorization_server_host,
    },
    Key {
        name: "api_host",
        form: Form::Host,
        place: |names| &mut names.api_host,
    },
    Key {
        name: "person",
        form: Form::Identifier,
        place: |names| &mut names.person,
    },
];

/// Names to put in place of a flow's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Naming {
    /// The place in the list of keys, and the name.
    given: Vec<(usize, String)>,
}

impl Naming {
    /// Reads a JSON object of names. What is not understood gives a complaint and changes nothing.
    pub fn parse(json: &str) -> (Naming, Vec<String>) {
        let mut naming = Naming::default();
        let mut complaints = Vec::new();
        let Ok(Value::Object(members)) = serde_json::from_slice(json.as_bytes()) else {
            return (naming, vec!["The names are not a JSON object.".to_owned()]);
        };
        for (name, value) in &members {
            let Some(index) = KEYS.iter().position(|key| key.name == name.as_str()) else {
                let known: Vec<&str> = KEYS.iter().map(|key| key.name).collect();
                complaints.push(format!(
                    "There is no name “{name}” to give. There are: {}.",
                    known.join(", ")
                ));
                continue;
            };
            match value.as_str().filter(|text| KEYS[index].form.allows(text)) {
                Some(text) => naming.given.push((index, text.to_owned())),
                None => complaints.push(format!(
                    "“{name}” has to be {}, of at most {MAXIMUM_LENGTH} characters.",
                    KEYS[index].form.description()
                )),
            }
        }
        (naming, complaints)
    }

    /// Puts the names in place of others. A flow without a client on the web has no use for a
    /// `client_host`, and keeps none.
    pub fn apply(&self, names: &mut Names) {
        for (index, text) in &self.given {
            if let Some(key) = KEYS.get(*index) {
                let place = (key.place)(names);
                if !place.is_empty() {
                    text.clone_into(place);
                }
            }
        }
    }
}

impl Form {
    fn allows(self, text: &str) -> bool {
        let is_host_byte = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
        let bytes = || text.bytes();
        let fits = !text.is_empty() && text.len() <= MAXIMUM_LENGTH;
        fits && match self {
            Form::Words => !text.trim().is_empty() && !text.contains(char::is_control),
            Form::Identifier => bytes().all(|byte| byte.is_ascii_alphanumeric()),
            Form::Host => {
                bytes().all(is_host_byte) && !text.starts_with(['.', '-']) && !text.contains("..")
            }
        }
    }

    fn description(self) -> &'static str {
        match self {
            Form::Words => "words",
            Form::Identifier => "letters and digits",
            Form::Host => "a host name such as auth.example.com",
        }
    }
}
