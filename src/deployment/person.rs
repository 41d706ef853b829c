//! Who stands before the server's pages, and the browser that it uses.

use http::header;

use crate::deployment::setup::{BadOption, Setup};
use crate::ground::clock::Timestamp;
use crate::party::browser::{Browser, form_in};
use crate::server::page::Page;
use crate::server::{AuthorizationServer, Handled, Request};

/// Sign-in, consent, and one more: a server that asks for more forms than this never ends.
const MOST_FORMS: usize = 4;

/// A person with one browser.
#[derive(Default)]
pub struct Person {
    browser: Browser,
    /// Whether the browser keeps the cookies of requests that bring none of their own.
    keeps_cookies: bool,
    /// Who fills in every form and approves, at once.
    approver: Option<Credentials>,
}

/// Credentials that an approver enters.
struct Credentials {
    username: String,
    password: String,
}

impl Person {
    /// The person that `setup` asks for.
    ///
    /// # Errors
    /// `autoApprove` names nobody who can sign in.
    pub fn new(setup: &Setup, server: &AuthorizationServer) -> Result<Person, BadOption> {
        let approver = match &setup.auto_approve {
            None => None,
            Some(username) => {
                let mut users = server.users.iter();
                let user = users.find(|user| user.username == *username);
                let user = user.ok_or_else(|| {
                    BadOption::new("autoApprove", "must be the username of one of the users")
                })?;
                Some(Credentials {
                    username: user.username.clone(),
                    password: user.password.clone(),
                })
            }
        };
        Ok(Person {
            browser: Browser::default(),
            keeps_cookies: setup.keeps_cookies,
            approver,
        })
    }

    /// Whether a request to one of the server's pages goes through this browser.
    pub fn takes(&self, request: &Request) -> bool {
        let is_ours = self.keeps_cookies && !request.headers().contains_key(header::COOKIE);
        self.approver.is_some() || is_ours
    }

    /// Sends `request` with the browser's cookies. An approver goes on to fill in what comes back,
    /// until the answer is no form: the same pages and checks that a person meets.
    pub fn send(
        &mut self,
        server: &mut AuthorizationServer,
        request: &Request,
        now: Timestamp,
    ) -> Handled {
        let issuer = server.issuer.clone();
        let mut request = request.clone();
        self.browser.add_cookies(&mut request);
        let mut handled = server.handle(&request, now);
        self.browser.keep_cookies(&issuer, &handled.response);
        for _ in 0..MOST_FORMS {
            let approver = self.approver.as_ref();
            let entries = approver.and_then(|approver| approver.entries(handled.page.as_ref()?));
            let (Some(entries), Some(form)) = (entries, form_in(&handled.response)) else {
                break;
            };
            let request = self.browser.submit(&issuer, &form, &entries);
            handled = server.handle(&request, now);
            self.browser.keep_cookies(&issuer, &handled.response);
        }
        self.browser.history.clear();
        if self.approver.is_some() && handled.page.is_some() {
            // No session that has run out of attempts may stop the next sign-in.
            self.browser = Browser::default();
        }
        handled
    }
}

impl Credentials {
    /// The entry of the approver on `page`, if that is a form for it to fill in.
    fn entries(&self, page: &Page) -> Option<Vec<(&str, &str)>> {
        match page {
            Page::SignIn { error: None, .. } => Some(vec![
                ("username", self.username.as_str()),
                ("password", self.password.as_str()),
            ]),
            Page::Consent { .. } | Page::DeviceConsent { .. } => {
                Some(vec![("decision", "approve")])
            }
            _ => None,
        }
    }
}
