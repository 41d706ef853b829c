//! Claims about a person: by scope, and one by one.
//!
//! [OpenID Connect Core section 5](https://openid.net/specs/openid-connect-core-1_0.html#Claims)

use serde_json::{Map, Value};

use crate::protocol::scope::Scope;
use crate::server::client::User;

/// The scopes that ask for claims, and the claims that they ask for.
/// [Section 5.4](https://openid.net/specs/openid-connect-core-1_0.html#ScopeClaims)
pub const CLAIMS_BY_SCOPE: &[(&str, &[&str])] = &[
    (
        "profile",
        &[
            "name",
            "family_name",
            "given_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
        ],
    ),
    ("email", &["email", "email_verified"]),
    ("address", &["address"]),
    ("phone", &["phone_number", "phone_number_verified"]),
];

/// The claims that the parameter `claims` names.
/// [Section 5.5](https://openid.net/specs/openid-connect-core-1_0.html#ClaimsParameter)
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestedClaims {
    /// For the UserInfo response.
    pub userinfo: Vec<String>,
    /// For the ID Token.
    pub id_token: Vec<String>,
}

impl RequestedClaims {
    /// Reads the parameter, and who the person has to be if it says so. `None` if it is not JSON
    /// of the defined form. Members that are not understood are ignored.
    pub fn parse(text: &str) -> Option<(RequestedClaims, Option<String>)> {
        let json: Map<String, Value> = serde_json::from_str(text).ok()?;
        let names = |place: &str| match json.get(place) {
            None | Some(Value::Null) => Some(Vec::new()),
            Some(Value::Object(claims)) => Some(claims.keys().cloned().collect()),
            Some(_) => None,
        };
        let claims = RequestedClaims {
            userinfo: names("userinfo")?,
            id_token: names("id_token")?,
        };
        let subject = ["id_token", "userinfo"]
            .into_iter()
            .find_map(|place| json.get(place)?["sub"]["value"].as_str());
        Some((claims, subject.map(str::to_owned)))
    }
}

/// The claims about `user` that `scope` or `names` ask for, as far as they are known.
pub fn of(user: &User, scope: &Scope, names: &[String]) -> Map<String, Value> {
    let by_scope = CLAIMS_BY_SCOPE
        .iter()
        .filter(|(name, _)| scope.contains(name))
        .flat_map(|(_, claims)| claims.iter().copied());
    by_scope
        .chain(names.iter().map(String::as_str))
        .filter_map(|name| {
            let value = user.claims.get(name)?;
            Some((name.to_owned(), value.clone()))
        })
        .collect()
}

/// Claims for a person who is made up: every standard claim, always the same for the same name.
pub fn example(username: &str) -> Map<String, Value> {
    let mut letters = username.chars();
    let given_name: String = letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default();
    let page = format!("https://people.example.com/{username}");
    let claims = serde_json::json!({
        "name": format!("{given_name} Example"),
        "given_name": given_name,
        "middle_name": "Q.",
        "family_name": "Example",
        "nickname": username,
        "preferred_username": username,
        "profile": page,
        "picture": format!("{page}/picture.png"),
        "website": page,
        "gender": "unspecified",
        "birthdate": "1990-10-31",
        "zoneinfo": "Europe/Paris",
        "locale": "en",
        "updated_at": 1_767_225_600,
        "email": format!("{username}@example.com"),
        "email_verified": true,
        "address": {
            "formatted": "1 Example Street\n75001 Paris\nFrance",
            "street_address": "1 Example Street",
            "locality": "Paris",
            "postal_code": "75001",
            "country": "France",
        },
        "phone_number": "+33 1 99 00 00 00",
        "phone_number_verified": false,
    });
    match claims {
        Value::Object(claims) => claims,
        _ => Map::new(),
    }
}
