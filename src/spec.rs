//! Every specification and section that the simulator cites, in one list.
//!
//! A citation is a value, never a string in some sentence: links, labels and the tests against
//! the documents' own numbers and titles all come from here.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use serde::ser::{Serialize, Serializer};

/// A specification that is cited.
#[derive(Debug, PartialEq, Eq)]
pub struct Document {
    /// The key under which the list of known sections holds it, e.g. `RFC 6749`.
    pub key: &'static str,
    /// The name shown to a reader, e.g. `OAuth 2.1`.
    pub name: &'static str,
    /// The full title.
    pub title: &'static str,
    /// The address of a section, up to its number.
    section_address: &'static str,
}

/// A numbered section of a [`Document`].
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// The document that it stands in.
    pub document: &'static Document,
    /// The number as printed, e.g. `4.1.3` or `B`.
    pub number: &'static str,
    /// The section's heading.
    pub title: &'static str,
}

impl Section {
    /// The address of the section in the published document.
    pub fn url(&self) -> String {
        let number = self.number;
        let address = self.document.section_address;
        // An appendix has an anchor of another name than a section.
        if self.is_appendix() {
            format!("{}appendix-{number}", address.trim_end_matches("section-"))
        } else {
            format!("{address}{number}")
        }
    }

    fn is_appendix(&self) -> bool {
        self.number
            .starts_with(|character: char| character.is_ascii_uppercase())
    }
}

/// The section that says of the implicit grant what `section` says of the code grant: RFC 6749
/// tells each of the two on its own. Any other section stays what it is.
pub fn in_the_implicit_grant(section: Section) -> Section {
    let sections = [
        (RFC_6749_4_1_1, RFC_6749_4_2_1),
        (RFC_6749_4_1_2, RFC_6749_4_2_2),
        (RFC_6749_4_1_2_1, RFC_6749_4_2_2_1),
    ];
    let found = sections.into_iter().find(|(code, _)| *code == section);
    found.map_or(section, |(_, implicit)| implicit)
}

/// The short form that a reader sees, e.g. `RFC 6749 §4.1.3`.
impl fmt::Display for Section {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.is_appendix() {
            "Appendix "
        } else {
            "§"
        };
        write!(formatter, "{} {sign}{}", self.document.name, self.number)
    }
}

impl fmt::Debug for Section {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

impl Section {
    /// The section with this short form, e.g. `RFC 6749 §4.1.3`.
    pub fn parse(text: &str) -> Option<Section> {
        let (document, number) = text.rsplit_once(' ')?;
        let (document, number) = match number.strip_prefix('§') {
            Some(number) => (document, number),
            None => (document.strip_suffix(" Appendix")?, number),
        };
        let mut sections = SECTIONS.iter().copied();
        sections.find(|section| section.number == number && section.document.name == document)
    }
}

/// By its short form.
impl Serialize for Section {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Section {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Section, D::Error> {
        let text = String::deserialize(deserializer)?;
        Section::parse(&text)
            .ok_or_else(|| D::Error::custom(format_args!("there is no section “{text}”")))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Section {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Section".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "description": "A section of a specification that the simulator cites, by its short \
                            form, e.g. `RFC 6749 §4.1.3`.",
            "type": "string",
            "pattern": "^.+ (§|Appendix )[0-9A-Z.]+$",
        })
    }
}

macro_rules! documents {
    ($($document:ident $key:literal $name:literal $title:literal $address:literal {
        $($section:ident $number:literal $heading:literal,)*
    })*) => {
        $(
            #[doc = $title]
            pub static $document: Document = Document {
                key: $key, name: $name, title: $title, section_address: $address,
            };
            $(
                #[doc = concat!($key, " section ", $number, ": ", $heading)]
                pub const $section: Section =
                    Section { document: &$document, number: $number, title: $heading };
            )*
        )*
        /// Every section that is cited anywhere.
        pub static SECTIONS: &[Section] = &[$($($section,)*)*];
    };
}

documents! {
    RFC_6454 "RFC 6454" "RFC 6454" "The Web Origin Concept"
        "https://www.rfc-editor.org/rfc/rfc6454.html#section-" {
        RFC_6454_7_3 "7.3" "User Agent Requirements",
    }
    RFC_6749 "RFC 6749" "RFC 6749" "The OAuth 2.0 Authorization Framework"
        "https://www.rfc-editor.org/rfc/rfc6749.html#section-" {
        RFC_6749_1_3_1 "1.3.1" "Authorization Code",
        RFC_6749_1_3_4 "1.3.4" "Client Credentials",
        RFC_6749_1_5 "1.5" "Refresh Token",
        RFC_6749_1_7 "1.7" "HTTP Redirections",
        RFC_6749_2_3 "2.3" "Client Authentication",
        RFC_6749_2_3_1 "2.3.1" "Client Password",
        RFC_6749_3_1 "3.1" "Authorization Endpoint",
        RFC_6749_3_1_1 "3.1.1" "Response Type",
        RFC_6749_3_1_2 "3.1.2" "Redirection Endpoint",
        RFC_6749_3_1_2_3 "3.1.2.3" "Dynamic Configuration",
        RFC_6749_3_1_2_5 "3.1.2.5" "Endpoint Content",
        RFC_6749_3_2 "3.2" "Token Endpoint",
        RFC_6749_3_2_1 "3.2.1" "Client Authentication",
        RFC_6749_3_3 "3.3" "Access Token Scope",
        RFC_6749_4_1_1 "4.1.1" "Authorization Request",
        RFC_6749_4_1_2 "4.1.2" "Authorization Response",
        RFC_6749_4_1_2_1 "4.1.2.1" "Error Response",
        RFC_6749_4_1_3 "4.1.3" "Access Token Request",
        RFC_6749_4_2 "4.2" "Implicit Grant",
        RFC_6749_4_2_1 "4.2.1" "Authorization Request",
        RFC_6749_4_2_2 "4.2.2" "Access Token Response",
        RFC_6749_4_2_2_1 "4.2.2.1" "Error Response",
        RFC_6749_4_3_2 "4.3.2" "Access Token Request",
        RFC_6749_4_4 "4.4" "Client Credentials Grant",
        RFC_6749_4_4_2 "4.4.2" "Access Token Request",
        RFC_6749_4_4_3 "4.4.3" "Access Token Response",
        RFC_6749_5_1 "5.1" "Successful Response",
        RFC_6749_5_2 "5.2" "Error Response",
        RFC_6749_6 "6" "Refreshing an Access Token",
        RFC_6749_7 "7" "Accessing Protected Resources",
        RFC_6749_7_1 "7.1" "Access Token Types",
        RFC_6749_10_2 "10.2" "Client Impersonation",
        RFC_6749_10_3 "10.3" "Access Tokens",
        RFC_6749_10_10 "10.10" "Credentials-Guessing Attacks",
        RFC_6749_10_12 "10.12" "Cross-Site Request Forgery",
        RFC_6749_10_16 "10.16" "Misuse of Access Token to Impersonate Resource Owner in Implicit Flow",
        RFC_6749_B "B" "Use of application/x-www-form-urlencoded Media Type",
    }
    RFC_6750 "RFC 6750" "RFC 6750" "The OAuth 2.0 Authorization Framework: Bearer Token Usage"
        "https://www.rfc-editor.org/rfc/rfc6750.html#section-" {
        RFC_6750_2 "2" "Authenticated Requests",
        RFC_6750_2_1 "2.1" "Authorization Request Header Field",
        RFC_6750_2_2 "2.2" "Form-Encoded Body Parameter",
        RFC_6750_2_3 "2.3" "URI Query Parameter",
        RFC_6750_3 "3" "The WWW-Authenticate Response Header Field",
        RFC_6750_3_1 "3.1" "Error Codes",
    }
    RFC_6819 "RFC 6819" "RFC 6819" "OAuth 2.0 Threat Model and Security Considerations"
        "https://www.rfc-editor.org/rfc/rfc6819.html#section-" {
        RFC_6819_4_4_1_11 "4.4.1.11" "Threat: DoS Attacks That Exhaust Resources",
    }
    RFC_7009 "RFC 7009" "RFC 7009" "OAuth 2.0 Token Revocation"
        "https://www.rfc-editor.org/rfc/rfc7009.html#section-" {
        RFC_7009_2_1 "2.1" "Revocation Request",
        RFC_7009_2_2_1 "2.2.1" "Error Response",
    }
    RFC_7515 "RFC 7515" "RFC 7515" "JSON Web Signature (JWS)"
        "https://www.rfc-editor.org/rfc/rfc7515.html#section-" {
        RFC_7515_4_1_1 "4.1.1" "\"alg\" (Algorithm) Header Parameter",
        RFC_7515_4_1_4 "4.1.4" "\"kid\" (Key ID) Header Parameter",
    }
    RFC_7517 "RFC 7517" "RFC 7517" "JSON Web Key (JWK)"
        "https://www.rfc-editor.org/rfc/rfc7517.html#section-" {
        RFC_7517_4_1 "4.1" "\"kty\" (Key Type) Parameter",
        RFC_7517_4_2 "4.2" "\"use\" (Public Key Use) Parameter",
        RFC_7517_4_4 "4.4" "\"alg\" (Algorithm) Parameter",
        RFC_7517_4_5 "4.5" "\"kid\" (Key ID) Parameter",
        RFC_7517_5 "5" "JWK Set Format",
    }
    RFC_7521 "RFC 7521" "RFC 7521" "Assertion Framework for OAuth 2.0 Client Authentication and Authorization Grants"
        "https://www.rfc-editor.org/rfc/rfc7521.html#section-" {
        RFC_7521_4_2 "4.2" "Using Assertions for Client Authentication",
    }
    RFC_7523 "RFC 7523" "RFC 7523" "JSON Web Token (JWT) Profile for OAuth 2.0 Client Authentication and Authorization Grants"
        "https://www.rfc-editor.org/rfc/rfc7523.html#section-" {
        RFC_7523_2_1 "2.1" "Using JWTs as Authorization Grants",
        RFC_7523_2_2 "2.2" "Using JWTs for Client Authentication",
        RFC_7523_3 "3" "JWT Format and Processing Requirements",
    }
    RFC_7591 "RFC 7591" "RFC 7591" "OAuth 2.0 Dynamic Client Registration Protocol"
        "https://www.rfc-editor.org/rfc/rfc7591.html#section-" {
        RFC_7591_2 "2" "Client Metadata",
        RFC_7591_2_1 "2.1" "Relationship between Grant Types and Response Types",
        RFC_7591_2_3 "2.3" "Software Statement",
        RFC_7591_3 "3" "Client Registration Endpoint",
        RFC_7591_3_1 "3.1" "Client Registration Request",
        RFC_7591_3_2_2 "3.2.2" "Client Registration Error Response",
    }
    RFC_7636 "RFC 7636" "RFC 7636" "Proof Key for Code Exchange by OAuth Public Clients"
        "https://www.rfc-editor.org/rfc/rfc7636.html#section-" {
        RFC_7636_1 "1" "Introduction",
        RFC_7636_4_1 "4.1" "Client Creates a Code Verifier",
        RFC_7636_4_2 "4.2" "Client Creates the Code Challenge",
        RFC_7636_4_3 "4.3" "Client Sends the Code Challenge with the Authorization Request",
        RFC_7636_4_4_1 "4.4.1" "Error Response",
        RFC_7636_4_5 "4.5" "Client Sends the Authorization Code and the Code Verifier to the Token Endpoint",
        RFC_7636_4_6 "4.6" "Server Verifies code_verifier before Returning the Tokens",
        RFC_7636_7_2 "7.2" "Protection against Eavesdroppers",
    }
    RFC_7662 "RFC 7662" "RFC 7662" "OAuth 2.0 Token Introspection"
        "https://www.rfc-editor.org/rfc/rfc7662.html#section-" {
        RFC_7662_2_1 "2.1" "Introspection Request",
        RFC_7662_2_2 "2.2" "Introspection Response",
        RFC_7662_2_3 "2.3" "Error Response",
    }
    RFC_8252 "RFC 8252" "RFC 8252" "OAuth 2.0 for Native Apps"
        "https://www.rfc-editor.org/rfc/rfc8252.html#section-" {
        RFC_8252_8_4 "8.4" "Registration of Native App Clients",
    }
    RFC_8414 "RFC 8414" "RFC 8414" "OAuth 2.0 Authorization Server Metadata"
        "https://www.rfc-editor.org/rfc/rfc8414.html#section-" {
        RFC_8414_2 "2" "Authorization Server Metadata",
        RFC_8414_3_2 "3.2" "Authorization Server Metadata Response",
    }
    RFC_8628 "RFC 8628" "RFC 8628" "OAuth 2.0 Device Authorization Grant"
        "https://www.rfc-editor.org/rfc/rfc8628.html#section-" {
        RFC_8628_3_1 "3.1" "Device Authorization Request",
        RFC_8628_3_2 "3.2" "Device Authorization Response",
        RFC_8628_3_3 "3.3" "User Interaction",
        RFC_8628_3_3_1 "3.3.1" "Non-Textual Verification URI Optimization",
        RFC_8628_3_4 "3.4" "Device Access Token Request",
        RFC_8628_3_5 "3.5" "Device Access Token Response",
        RFC_8628_4 "4" "Discovery Metadata",
        RFC_8628_5_1 "5.1" "User Code Brute Forcing",
        RFC_8628_5_4 "5.4" "Remote Phishing",
        RFC_8628_6_1 "6.1" "User Code Recommendations",
    }
    RFC_8693 "RFC 8693" "RFC 8693" "OAuth 2.0 Token Exchange"
        "https://www.rfc-editor.org/rfc/rfc8693.html#section-" {
        RFC_8693_2_1 "2.1" "Request",
        RFC_8693_2_2_2 "2.2.2" "Error Response",
        RFC_8693_3 "3" "Token Type Identifiers",
        RFC_8693_4_4 "4.4" "\"may_act\" (Authorized Actor) Claim",
        RFC_8693_5 "5" "Security Considerations",
    }
    RFC_8707 "RFC 8707" "RFC 8707" "Resource Indicators for OAuth 2.0"
        "https://www.rfc-editor.org/rfc/rfc8707.html#section-" {
        RFC_8707_2 "2" "Resource Parameter",
        RFC_8707_2_1 "2.1" "Authorization Request",
        RFC_8707_2_2 "2.2" "Access Token Request",
    }
    RFC_8725 "RFC 8725" "RFC 8725" "JSON Web Token Best Current Practices"
        "https://www.rfc-editor.org/rfc/rfc8725.html#section-" {
        RFC_8725_3_1 "3.1" "Perform Algorithm Verification",
        RFC_8725_3_11 "3.11" "Use Explicit Typing",
    }
    RFC_9068 "RFC 9068" "RFC 9068" "JSON Web Token (JWT) Profile for OAuth 2.0 Access Tokens"
        "https://www.rfc-editor.org/rfc/rfc9068.html#section-" {
        RFC_9068_2_1 "2.1" "Header",
        RFC_9068_2_2 "2.2" "Data Structure",
        RFC_9068_2_2_3 "2.2.3" "Authorization Claims",
        RFC_9068_4 "4" "Validating JWT Access Tokens",
        RFC_9068_6 "6" "Privacy Considerations",
    }
    RFC_9101 "RFC 9101" "RFC 9101" "The OAuth 2.0 Authorization Framework: JWT-Secured Authorization Request (JAR)"
        "https://www.rfc-editor.org/rfc/rfc9101.html#section-" {
        RFC_9101_7 "7" "Authorization Server Response",
    }
    RFC_9126 "RFC 9126" "RFC 9126" "OAuth 2.0 Pushed Authorization Requests"
        "https://www.rfc-editor.org/rfc/rfc9126.html#section-" {
        RFC_9126_2_1 "2.1" "Request",
        RFC_9126_2_2 "2.2" "Successful Response",
        RFC_9126_2_3 "2.3" "Error Response",
        RFC_9126_4 "4" "Authorization Request",
        RFC_9126_5 "5" "Authorization Server Metadata",
    }
    RFC_9207 "RFC 9207" "RFC 9207" "OAuth 2.0 Authorization Server Issuer Identification"
        "https://www.rfc-editor.org/rfc/rfc9207.html#section-" {
        RFC_9207_2 "2" "Response Parameter iss",
        RFC_9207_2_3 "2.3" "Providing the Issuer Identifier",
        RFC_9207_2_4 "2.4" "Validating the Issuer Identifier",
    }
    RFC_9449 "RFC 9449" "RFC 9449" "OAuth 2.0 Demonstrating Proof of Possession (DPoP)"
        "https://www.rfc-editor.org/rfc/rfc9449.html#section-" {
        RFC_9449_2 "2" "Objectives",
        RFC_9449_4_2 "4.2" "DPoP Proof JWT Syntax",
        RFC_9449_4_3 "4.3" "Checking DPoP Proofs",
        RFC_9449_5 "5" "DPoP Access Token Request",
        RFC_9449_5_2 "5.2" "Client Registration Metadata",
        RFC_9449_6_1 "6.1" "JWK Thumbprint Confirmation Method",
        RFC_9449_6_2 "6.2" "JWK Thumbprint Confirmation Method in Token Introspection",
        RFC_9449_7_1 "7.1" "The DPoP Authentication Scheme",
        RFC_9449_7_2 "7.2" "Compatibility with the Bearer Authentication Scheme",
        RFC_9449_8 "8" "Authorization Server-Provided Nonce",
        RFC_9449_10 "10" "Authorization Code Binding to a DPoP Key",
        RFC_9449_10_1 "10.1" "DPoP with Pushed Authorization Requests",
        RFC_9449_11_1 "11.1" "DPoP Proof Replay",
    }
    RFC_9700 "RFC 9700" "RFC 9700" "Best Current Practice for OAuth 2.0 Security"
        "https://www.rfc-editor.org/rfc/rfc9700.html#section-" {
        RFC_9700_2_1 "2.1" "Protecting Redirect-Based Flows",
        RFC_9700_2_1_2 "2.1.2" "Implicit Grant",
        RFC_9700_2_2_2 "2.2.2" "Refresh Tokens",
        RFC_9700_2_3 "2.3" "Access Token Privilege Restriction",
        RFC_9700_2_6 "2.6" "Other Recommendations",
        RFC_9700_3 "3" "The Updated OAuth 2.0 Attacker Model",
        RFC_9700_4_1_2 "4.1.2" "Redirect URI Validation Attacks on Implicit Grant",
        RFC_9700_4_1_3 "4.1.3" "Countermeasures",
        RFC_9700_4_2_4 "4.2.4" "Countermeasures",
        RFC_9700_4_3_1 "4.3.1" "Authorization Code in Browser History",
        RFC_9700_4_3_2 "4.3.2" "Access Token in Browser History",
        RFC_9700_4_5 "4.5" "Authorization Code Injection",
        RFC_9700_4_6 "4.6" "Access Token Injection",
        RFC_9700_4_7_1 "4.7.1" "Countermeasures",
        RFC_9700_4_8_2 "4.8.2" "Countermeasures",
        RFC_9700_4_12 "4.12" "307 Redirect",
        RFC_9700_4_14 "4.14" "Refresh Token Protection",
        RFC_9700_4_14_2 "4.14.2" "Recommendations",
        RFC_9700_4_15_1 "4.15.1" "Countermeasures",
        RFC_9700_4_16 "4.16" "Clickjacking",
    }
    OPENID_CONNECT "OpenID Connect Core 1.0" "OpenID Connect" "OpenID Connect Core 1.0"
        "https://openid.net/specs/openid-connect-core-1_0.html#rfc.section." {
        OPENID_CONNECT_2 "2" "ID Token",
        OPENID_CONNECT_3_1_2_1 "3.1.2.1" "Authentication Request",
        OPENID_CONNECT_3_1_2_2 "3.1.2.2" "Authentication Request Validation",
        OPENID_CONNECT_3_1_2_3 "3.1.2.3" "Authorization Server Authenticates End-User",
        OPENID_CONNECT_3_1_2_4 "3.1.2.4" "Authorization Server Obtains End-User Consent/Authorization",
        OPENID_CONNECT_3_1_2_6 "3.1.2.6" "Authentication Error Response",
        OPENID_CONNECT_3_1_3_7 "3.1.3.7" "ID Token Validation",
        OPENID_CONNECT_3_1_3_8 "3.1.3.8" "Access Token Validation",
        OPENID_CONNECT_3_2_2_1 "3.2.2.1" "Authentication Request",
        OPENID_CONNECT_3_3_2_10 "3.3.2.10" "Authorization Code Validation",
        OPENID_CONNECT_3_3_3_6 "3.3.3.6" "ID Token",
        OPENID_CONNECT_5_3_1 "5.3.1" "UserInfo Request",
        OPENID_CONNECT_5_3_2 "5.3.2" "Successful UserInfo Response",
        OPENID_CONNECT_5_3_3 "5.3.3" "UserInfo Error Response",
        OPENID_CONNECT_5_5 "5.5" "Requesting Claims using the \"claims\" Request Parameter",
        OPENID_CONNECT_8_1 "8.1" "Pairwise Identifier Algorithm",
        OPENID_CONNECT_10_1 "10.1" "Signing",
        OPENID_CONNECT_10_1_1 "10.1.1" "Rotation of Asymmetric Signing Keys",
        OPENID_CONNECT_11 "11" "Offline Access",
        OPENID_CONNECT_12_2 "12.2" "Successful Refresh Response",
    }
    OPENID_CONNECT_DISCOVERY "OpenID Connect Discovery 1.0" "OpenID Connect Discovery" "OpenID Connect Discovery 1.0"
        "https://openid.net/specs/openid-connect-discovery-1_0.html#rfc.section." {
        OPENID_CONNECT_DISCOVERY_4_3 "4.3" "OpenID Provider Configuration Validation",
    }
    OPENID_CONNECT_REGISTRATION "OpenID Connect Dynamic Client Registration 1.0" "OpenID Connect Registration" "OpenID Connect Dynamic Client Registration 1.0"
        "https://openid.net/specs/openid-connect-registration-1_0.html#rfc.section." {
        OPENID_CONNECT_REGISTRATION_2 "2" "Client Metadata",
    }
    RP_INITIATED_LOGOUT "OpenID Connect RP-Initiated Logout 1.0" "RP-Initiated Logout" "OpenID Connect RP-Initiated Logout 1.0"
        "https://openid.net/specs/openid-connect-rpinitiated-1_0.html#rfc.section." {
        RP_INITIATED_LOGOUT_2 "2" "RP-Initiated Logout",
        RP_INITIATED_LOGOUT_3 "3" "Redirection to RP After Logout",
        RP_INITIATED_LOGOUT_3_1 "3.1" "Client Registration Metadata",
        RP_INITIATED_LOGOUT_4 "4" "Validation and Error Handling",
    }
    MULTIPLE_RESPONSE_TYPES "OAuth 2.0 Multiple Response Types" "Multiple Response Types" "OAuth 2.0 Multiple Response Type Encoding Practices"
        "https://openid.net/specs/oauth-v2-multiple-response-types-1_0.html#rfc.section." {
        MULTIPLE_RESPONSE_TYPES_5 "5" "Definitions of Multiple-Valued Response Type Combinations",
    }
    OAUTH_2_1 "draft-ietf-oauth-v2-1" "OAuth 2.1" "The OAuth 2.1 Authorization Framework"
        "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-v2-1-16#section-" {
        OAUTH_2_1_3_2_2 "3.2.2" "Token Endpoint Request",
        OAUTH_2_1_4_3_1 "4.3.1" "Token Endpoint Extension",
        OAUTH_2_1_7_5_2 "7.5.2" "Reuse of Authorization Codes",
        OAUTH_2_1_10_1 "10.1" "Removal of the OAuth 2.0 Implicit grant",
    }
    RFC_7523BIS "draft-ietf-oauth-rfc7523bis" "RFC 7523bis" "Updates to OAuth 2.0 JSON Web Token (JWT) Client Authentication and Assertion-Based Authorization Grants"
        "https://datatracker.ietf.org/doc/html/draft-ietf-oauth-rfc7523bis-10#section-" {
        RFC_7523BIS_4 "4" "Updates to RFC 7523",
    }
    RFC_10017 "RFC 10017" "RFC 10017" "OAuth 2.0 for Browser-Based Applications"
        "https://www.rfc-editor.org/rfc/rfc10017.html#section-" {
        RFC_10017_5_1_1 "5.1.1" "Single-Execution Token Theft",
        RFC_10017_5_1_2 "5.1.2" "Persistent Token Theft",
        RFC_10017_5_2_1 "5.2.1" "Exploiting Stolen Refresh Tokens",
        RFC_10017_6_3_3_4 "6.3.3.4" "Cross-Origin Requests",
        RFC_10017_8_5 "8.5" "Persistent Token Storage",
    }
}
