//! The server's own pages: sign-in, consent, the device's code, and errors that stay here.

/// A page as data; [`Page::html`] is what is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    SignIn {
        client_name: String,
        username: String,
        /// Set when the attempt before this page failed.
        error: Option<String>,
    },
    Consent {
        client_name: String,
        username: String,
        scopes: Vec<ScopeLine>,
        /// The host that the browser is sent back to.
        redirect_host: String,
    },
    /// Asks for the code that the device shows.
    UserCode {
        error: Option<String>,
    },
    DeviceConsent {
        client_name: String,
        username: String,
        user_code: String,
        scopes: Vec<ScopeLine>,
    },
    DeviceDone {
        approved: bool,
    },
    /// The request is refused here: nothing is sent to the address that it names.
    Refused {
        error: &'static str,
        description: String,
    },
}

/// What one scope lets the client do, in words for the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScopeLine {
    pub scope: String,
    pub meaning: String,
}
