//! The authorization server for scripts: what `authorization-server.js` is a shell around.
//!
//! Requests and responses cross the border as plain parts: the shell makes the fetch API's objects
//! of them, which are not the same in every place where scripts run.

use std::fmt::Display;

use http::header::{HeaderName, HeaderValue};
use http::{Method, Uri};
use js_sys::TypeError;
use serde::Serialize;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::deployment::Deployment;
use crate::deployment::setup::{LARGEST_SEED, Setup};
use crate::ground::clock::Timestamp;
use crate::server::check::{CheckOutcome, Verdict};
use crate::server::comparison::Comparison;
use crate::server::endpoint::metadata;
use crate::server::{Handled, Request};

/// A deployment with the seed that all its random values came from.
#[wasm_bindgen]
pub struct Core {
    deployment: Deployment,
    seed: u64,
}

/// A response in parts.
#[wasm_bindgen]
pub struct Answer {
    handled: Handled,
}

/// A [`CheckOutcome`] as a script reads it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Check<'a> {
    id: String,
    name: &'a str,
    statement: &'a str,
    parameter: Option<&'a str>,
    verdict: Verdict,
    passed: bool,
    detail: &'a str,
    comparison: Option<&'a Comparison>,
    /// As a reader knows it, e.g. `RFC 6749 §4.1.3`.
    section: String,
    section_url: String,
}

#[wasm_bindgen]
impl Core {
    /// The deployment that `options`, a JSON object, describe.
    ///
    /// # Errors
    /// A `TypeError` that names the first option that cannot be met.
    #[wasm_bindgen(constructor)]
    pub fn new(options: &str) -> Result<Core, TypeError> {
        let mut setup = Setup::parse(options).map_err(type_error)?;
        // A script in a page may not set a cookie, and may not read one.
        setup.keeps_cookies = true;
        let seed = match setup.seed {
            Some(seed) => seed,
            None => getrandom::u64().map_err(type_error)? & LARGEST_SEED,
        };
        let deployment = Deployment::new(&setup, seed).map_err(type_error)?;
        Ok(Core { deployment, seed })
    }

    /// Answers a request at the time `now`, in seconds since 1970. `headers` has names and values
    /// in turn. Nothing if nobody is at this address.
    ///
    /// # Errors
    /// A `TypeError` if the parts are no HTTP request.
    pub fn fetch(
        &mut self,
        method: &str,
        url: &str,
        headers: Vec<String>,
        body: Vec<u8>,
        now: f64,
    ) -> Result<Option<Answer>, TypeError> {
        let request = request(method, url, &headers, body)
            .ok_or_else(|| TypeError::new("This is no HTTP request."))?;
        let handled = self.deployment.handle(&request, Timestamp(now as u64));
        Ok(handled.map(|handled| Answer { handled }))
    }

    /// Publishes another signing key at the time `now`, or signs with the one that is published.
    #[wasm_bindgen(js_name = rotateSigningKey)]
    pub fn rotate_signing_key(&mut self, now: f64) {
        self.deployment.rotate_signing_key(Timestamp(now as u64));
    }

    /// Gives a user a new password, and signs them out. Whether there is such a user.
    #[wasm_bindgen(js_name = changePassword)]
    pub fn change_password(&mut self, username: &str, password: &str) -> bool {
        self.deployment.change_password(username, password)
    }

    #[wasm_bindgen(getter)]
    pub fn issuer(&self) -> String {
        self.deployment.server.issuer.clone()
    }

    #[wasm_bindgen(getter)]
    pub fn resource(&self) -> String {
        self.deployment.api.resource.clone()
    }

    #[wasm_bindgen(getter)]
    pub fn seed(&self) -> f64 {
        self.seed as f64
    }

    /// The server's metadata as JSON.
    pub fn metadata(&self) -> String {
        let published = metadata::publish(&self.deployment.server);
        String::from_utf8_lossy(published.response.body()).into_owned()
    }
}

#[wasm_bindgen]
impl Answer {
    #[wasm_bindgen(getter)]
    pub fn status(&self) -> u16 {
        self.handled.response.status().as_u16()
    }

    /// Names and values in turn.
    #[wasm_bindgen(getter)]
    pub fn headers(&self) -> Vec<String> {
        let headers = self.handled.response.headers().iter();
        headers
            .flat_map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                [name.as_str().to_owned(), value]
            })
            .collect()
    }

    #[wasm_bindgen(getter)]
    pub fn body(&self) -> Vec<u8> {
        self.handled.response.body().clone()
    }

    /// The checks that were made, in order, as JSON.
    #[wasm_bindgen(getter)]
    pub fn checks(&self) -> String {
        let checks: Vec<Check<'_>> = self.handled.checks.iter().map(Check::from).collect();
        serde_json::to_string(&checks).unwrap_or_default()
    }
}

impl Check<'_> {
    fn from(outcome: &CheckOutcome) -> Check<'_> {
        Check {
            id: outcome.id(),
            name: &outcome.name,
            statement: &outcome.statement,
            parameter: outcome.parameter.as_deref(),
            verdict: outcome.verdict,
            passed: outcome.has_passed(),
            detail: &outcome.detail,
            comparison: outcome.comparison.as_ref(),
            section: outcome.section.to_string(),
            section_url: outcome.section.url(),
        }
    }
}

/// The request of these parts, `None` if one of them cannot stand in a request.
fn request(method: &str, url: &str, headers: &[String], body: Vec<u8>) -> Option<Request> {
    let mut request = Request::new(body);
    *request.method_mut() = Method::from_bytes(method.as_bytes()).ok()?;
    *request.uri_mut() = Uri::try_from(url).ok()?;
    for pair in headers.chunks_exact(2) {
        let [name, value] = pair else { continue };
        let name = HeaderName::try_from(name.as_str()).ok()?;
        let value = HeaderValue::try_from(value.as_str()).ok()?;
        request.headers_mut().append(name, value);
    }
    Some(request)
}

fn type_error(error: impl Display) -> TypeError {
    TypeError::new(&error.to_string())
}
