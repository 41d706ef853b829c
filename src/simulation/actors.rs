//! Answers of the parties of a cast: each at its own address, with a memory of its own.

use std::collections::BTreeMap;

use http::Uri;

use crate::ground::clock::Timestamp;
use crate::party::api::Api;
use crate::party::api::dpop::{DpopAtApi, Rules};
use crate::party::browser::Browser;
use crate::party::client_application::ClientApplication;
use crate::party::introspection::Introspection;
use crate::protocol::jose::JwkSet;
use crate::protocol::jose::es256::ES256;
use crate::protocol::message::split_origin;
use crate::protocol::message_kind::MessageKind;
use crate::protocol::metadata::Metadata;
use crate::scenario::{Names, PASSWORD, Scenario};
use crate::server::capabilities::Capabilities;
use crate::server::client::{Client, User};
use crate::server::endpoint::introspection;
use crate::server::policy::Policy;
use crate::server::{AuthorizationServer, Handled, Request};
use crate::simulation::cast::{API, AUTHORIZATION_SERVER, CLIENT, Member, Site};
use crate::simulation::trace::{Appearance, Party, PartyKind};

/// The application as it is registered, and all that the parties of a story know beforehand.
pub struct Registered<'a> {
    pub client: Client,
    /// The path that it calls at its API.
    pub api_path: &'a str,
    /// All that the authorization servers can do.
    pub capabilities: &'static Capabilities,
    /// Rules of the APIs for tokens that are bound to a key, if they know of them.
    pub bound_tokens_at_api: Option<&'static Rules>,
}

/// Everybody on the stage.
pub struct Actors {
    cast: &'static [Member],
    /// The address of each, in the order of the cast.
    origins: Vec<Option<String>>,
    servers: BTreeMap<Party, AuthorizationServer>,
    apis: BTreeMap<Party, Api>,
    browsers: BTreeMap<Party, Browser>,
    clients: BTreeMap<Party, ClientApplication>,
}

impl Actors {
    /// The parties of `cast`, each fresh. Applications that bring no registration of their own are
    /// registered as `usual`, at every authorization server.
    pub fn new(
        scenario: &Scenario,
        cast: &'static [Member],
        policy: &Policy,
        usual: &Registered<'_>,
    ) -> Actors {
        let names = &scenario.names;
        let profiles = cast.iter().map(|member| member.profile(names));
        let mut actors = Actors {
            cast,
            origins: profiles.map(|profile| profile.origin).collect(),
            servers: BTreeMap::new(),
            apis: BTreeMap::new(),
            browsers: BTreeMap::new(),
            clients: BTreeMap::new(),
        };
        let registration = |member: &Member| match member.registration {
            Some(registration) => registration(scenario),
            None => usual.client.clone(),
        };
        let clients = actors.of_kind(PartyKind::Client);
        let registrations: Vec<Client> = clients.iter().map(registration).collect();
        let api_origin = actors.of_kind(PartyKind::Api).first().map(|api| api.party);
        let api_origin = api_origin.and_then(|api| actors.origin(api));
        let api_origin = api_origin.unwrap_or_default().to_owned();
        for member in actors.of_kind(PartyKind::AuthorizationServer) {
            let issuer = actors.origin(member.party).unwrap_or_default();
            let seed = seed_of(scenario, member.party, AUTHORIZATION_SERVER);
            let mut server = AuthorizationServer::new(
                usual.capabilities,
                issuer,
                &api_origin,
                policy.clone(),
                seed,
            );
            server.clients.clone_from(&registrations);
            server.users.push(User::new(&names.username(), PASSWORD));
            server.aliases = names.aliases.clone();
            server.skipped_checks.clone_from(&scenario.skipped_checks);
            server.scope_meanings = names.scopes.clone();
            actors.servers.insert(member.party, server);
        }
        for member in actors.of_kind(PartyKind::Api) {
            if let Some(api) = actors.api(scenario, &member, policy, usual.bound_tokens_at_api) {
                actors.apis.insert(member.party, api);
            }
        }
        let api_url = format!("{api_origin}{}", names.aliases.of(usual.api_path));
        for member in actors.of_kind(PartyKind::Client) {
            let is_page = member.appearance == Appearance::SinglePageApplication;
            let page_origin = actors.origin(member.party).filter(|_| is_page);
            let page_origin = page_origin.map(str::to_owned);
            let mut application = ClientApplication::new(
                registration(&member),
                actors.metadata(member.server),
                api_url.clone(),
                page_origin,
                seed_of(scenario, member.party, CLIENT),
            );
            application
                .skipped_checks
                .clone_from(&scenario.skipped_checks);
            actors.add_client(member.party, application, policy);
        }
        for member in actors.of_kind(PartyKind::Attacker) {
            // What is public about the application is all that a stranger's program starts with.
            let public = Client {
                authentication: Default::default(),
                ..usual.client.clone()
            };
            let program = ClientApplication::new(
                public,
                actors.metadata(member.server),
                api_url.clone(),
                None,
                seed_of(scenario, member.party, CLIENT),
            );
            actors.add_client(member.party, program, policy);
        }
        actors
    }

    fn add_client(&mut self, party: Party, mut client: ClientApplication, policy: &Policy) {
        client.repeats_redirect_uri = policy.redirect_uri_is_repeated_at_token_endpoint;
        self.clients.insert(party, client);
    }

    /// The API that `member` is, registered at the server that it trusts. `None` without one.
    fn api(
        &mut self,
        scenario: &Scenario,
        member: &Member,
        policy: &Policy,
        bound_tokens: Option<&'static Rules>,
    ) -> Option<Api> {
        let dpop = |rules| DpopAtApi {
            rules,
            nonce_seed: None,
            refused_algorithms: &[],
        };
        let resource = self.origin(member.party).unwrap_or_default().to_owned();
        let seed = seed_of(scenario, member.party, API);
        let server = self.servers.get_mut(&member.server)?;
        let endpoint = server.url(introspection::ENDPOINT.path);
        let introspection = Introspection::with_secret(&server.issuer, endpoint, &resource, seed);
        server.add_resource_server(&resource, introspection.registration());
        Some(Api {
            resource,
            issuer: self.origin(member.server).unwrap_or_default().to_owned(),
            keys: self.published_keys(member.server, scenario.start),
            algorithms: &[ES256],
            dpop: bound_tokens.map(dpop),
            skipped_checks: scenario.skipped_checks.clone(),
            query_token_is_accepted: policy.query_token_is_accepted,
            introspection,
            takes_opaque_tokens: policy.access_tokens_are_opaque,
            aliases: scenario.names.aliases.clone(),
        })
    }

    fn of_kind(&self, kind: PartyKind) -> Vec<Member> {
        let members = self.cast.iter().filter(|member| member.kind == kind);
        members.copied().collect()
    }

    /// The kind of `party`.
    pub fn kind(&self, party: Party) -> Option<PartyKind> {
        let mut cast = self.cast.iter();
        let member = cast.find(|member| member.party == party);
        member.map(|member| member.kind)
    }

    /// The name on the lane of `party`.
    pub fn name(&self, party: Party, names: &Names) -> Option<String> {
        let mut cast = self.cast.iter();
        let member = cast.find(|member| member.party == party)?;
        Some((member.name)(names))
    }

    fn origin(&self, party: Party) -> Option<&str> {
        let place = self.cast.iter().position(|member| member.party == party)?;
        self.origins.get(place)?.as_deref()
    }

    /// Who answers at the address `url` by itself.
    pub fn answers_at(&self, url: &str) -> Option<Party> {
        let kinds = [PartyKind::Api, PartyKind::AuthorizationServer];
        let mut kinds = kinds.into_iter();
        let by_kind = kinds.find_map(|kind| self.at(url, |member| member.kind == kind));
        by_kind.or_else(|| self.at(url, |member| member.site.is_some()))
    }

    /// The application at the address `url`.
    pub fn application_at(&self, url: &str) -> Option<Party> {
        self.at(url, |member| member.kind == PartyKind::Client)
    }

    fn at(&self, url: &str, is_wanted: impl Fn(&Member) -> bool) -> Option<Party> {
        let (origin, _) = split_origin(url);
        let mut members = self.cast.iter().zip(&self.origins);
        let found = members.find(|(member, place)| {
            is_wanted(member) && place.as_deref().is_some_and(|place| place == origin)
        });
        found.map(|(member, _)| member.party)
    }

    /// The kind of message that a request to `url` is, whoever gets it.
    pub fn request_kind(&self, url: &str) -> MessageKind {
        let path = url.parse::<Uri>().unwrap_or_default().path().to_owned();
        let server = match self.answers_at(url) {
            Some(party) if self.apis.contains_key(&party) => None,
            Some(party) => self.servers.get(&party).or(self.servers.values().next()),
            None => None,
        };
        let endpoint = server.and_then(|server| server.endpoint(&path));
        endpoint.map_or(MessageKind::ResourceRequest, |endpoint| {
            endpoint.request_kind
        })
    }

    /// Takes the API that `party` is off the stage, to let it ask others. [`Actors::put_back`]
    /// brings it there again.
    pub fn take_api(&mut self, party: Party) -> Option<Api> {
        self.apis.remove(&party)
    }

    /// Puts the API that `party` is back where it was taken from.
    pub fn put_back(&mut self, party: Party, api: Api) {
        self.apis.insert(party, api);
    }

    /// Lets `party` answer `request` without asking anybody else. `None` from a party that answers
    /// nothing by itself.
    pub fn answer(&mut self, party: Party, request: &Request, now: Timestamp) -> Option<Handled> {
        if let Some(server) = self.servers.get_mut(&party) {
            return Some(server.handle(request, now));
        }
        let mut cast = self.cast.iter();
        let member = cast.find(|member| member.party == party)?;
        let Site(answer) = member.site?;
        Some(answer(request, now))
    }

    /// The browser of `party`.
    pub fn browser(&mut self, party: Party) -> &mut Browser {
        self.browsers.entry(party).or_default()
    }

    /// The application that `party` is or runs.
    pub fn client(&mut self, party: Party) -> &mut ClientApplication {
        let client = || {
            let nobody = Client::default();
            ClientApplication::new(nobody, Metadata::default(), String::new(), None, 0)
        };
        self.clients.entry(party).or_insert_with(client)
    }

    /// The applications with the server that each asks.
    pub fn clients(&self) -> impl Iterator<Item = (Party, Party, &ClientApplication)> {
        let members = self.cast.iter();
        members.filter_map(|member| {
            let client = self.clients.get(&member.party)?;
            Some((member.party, member.server, client))
        })
    }

    /// The metadata of the authorization server `party`.
    pub fn metadata(&self, party: Party) -> Metadata {
        let server = self.servers.get(&party);
        server
            .map(AuthorizationServer::metadata)
            .unwrap_or_default()
    }

    fn published_keys(&mut self, party: Party, now: Timestamp) -> JwkSet {
        let mut request = Request::new(Vec::new());
        *request.uri_mut() = Uri::try_from(self.metadata(party).jwks_uri).unwrap_or_default();
        let handled = self.answer(party, &request, now);
        let body = handled.map(|handled| handled.response.into_body());
        JwkSet::parse(&body.unwrap_or_default())
    }
}

/// Where the random values of `party` come from: each party of a kind has its own.
fn seed_of(scenario: &Scenario, party: Party, usual: Party) -> u64 {
    if party == usual {
        scenario.seed
    } else {
        scenario.seed.wrapping_add(party.0 as u64)
    }
}
