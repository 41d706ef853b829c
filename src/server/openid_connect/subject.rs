//! By which name a client knows a person: the same as all others, or one of its own.
//!
//! [OpenID Connect Core section 8](https://openid.net/specs/openid-connect-core-1_0.html#SubjectIDTypes)
//!
//! A name of its own stands in what a client is told of the person: ID Tokens and UserInfo. An
//! access token is for the API, which knows people by one name.

use crate::ground::random::Random;
use crate::protocol::redirect_uri;
use crate::server::AuthorizationServer;
use crate::server::client::Client;

/// The kind of `sub` that a client is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SubjectType {
    /// The same for every client.
    #[default]
    Public,
    /// Another one for every sector, so that clients cannot compare what they know.
    Pairwise,
}

impl SubjectType {
    pub const ALL: [SubjectType; 2] = [SubjectType::Public, SubjectType::Pairwise];

    /// The name in `subject_type`.
    pub fn as_str(self) -> &'static str {
        match self {
            SubjectType::Public => "public",
            SubjectType::Pairwise => "pairwise",
        }
    }

    /// The type called `name`.
    pub fn parse(name: &str) -> Option<SubjectType> {
        SubjectType::ALL
            .into_iter()
            .find(|known| known.as_str() == name)
    }
}

/// The host of the client's redirect URIs. `None` if there is no one host.
/// [Section 8.1](https://openid.net/specs/openid-connect-core-1_0.html#PairwiseAlg)
pub fn sector(client: &Client) -> Option<&str> {
    let mut hosts = client
        .redirect_uris
        .iter()
        .map(|uri| redirect_uri::host(uri));
    let first = hosts.next().filter(|host| !host.is_empty())?;
    hosts.all(|host| host == first).then_some(first)
}

impl AuthorizationServer {
    /// The `sub` by which the client knows the person with the identifier `subject`.
    pub(in crate::server) fn subject_for(&self, client_id: &str, subject: &str) -> String {
        let client = self.client(client_id);
        let pairwise =
            client.filter(|client| client.openid_connect.subject_type == SubjectType::Pairwise);
        match pairwise.and_then(sector) {
            None => subject.to_owned(),
            // Nobody can tell whose it is who does not know the seed.
            Some(sector) => {
                let label = format!("pairwise identifier at {sector} of {subject}");
                Random::new(self.seed, &label).token()
            }
        }
    }

    /// The identifier of the person whom the client knows as `told`. `None` if nobody is.
    pub(in crate::server) fn subject_behind(&self, client_id: &str, told: &str) -> Option<String> {
        let mut users = self.users.iter();
        let user = users.find(|user| self.subject_for(client_id, &user.subject) == told)?;
        Some(user.subject.clone())
    }
}
