//! Comparing redirect URIs, and telling who receives what is sent to one.

/// Who receives what is sent to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver<'a> {
    /// Whom the host's certificate names.
    Host,
    /// A program on the person's own machine.
    OwnMachine,
    /// The application that has this scheme to itself.
    PrivateScheme(&'a str),
    /// Whoever is on the way, or the page in which the browser is.
    Anybody,
}

/// Who receives what is sent to `uri`.
/// [RFC 7591 section 5](https://www.rfc-editor.org/rfc/rfc7591.html#section-5)
pub fn receiver(uri: &str) -> Receiver<'_> {
    let (scheme, rest) = uri.split_once(':').unwrap_or_default();
    let has_host = rest.starts_with("//") && !host(uri).is_empty();
    match scheme.to_ascii_lowercase().as_str() {
        "https" if has_host => Receiver::Host,
        "http" if split_loopback(uri).is_some() => Receiver::OwnMachine,
        // Every browser knows these, so that none belongs to an application.
        "http" | "https" | "about" | "blob" | "data" | "file" | "filesystem" | "ftp"
        | "javascript" | "mailto" | "vbscript" | "ws" | "wss" | "" => Receiver::Anybody,
        _ => Receiver::PrivateScheme(scheme),
    }
}

/// Whether `requested` is `registered`, character by character.
///
/// The one exception is the port of a loopback address, which a native application learns only
/// when it runs ([RFC 9700 section 4.1.3](https://www.rfc-editor.org/rfc/rfc9700.html#section-4.1.3),
/// [RFC 8252 section 7.3](https://www.rfc-editor.org/rfc/rfc8252.html#section-7.3)).
pub fn matches_exactly(registered: &str, requested: &str) -> bool {
    if registered == requested {
        return true;
    }
    match (split_loopback(registered), split_loopback(requested)) {
        (Some(registered), Some(requested)) => registered == requested,
        _ => false,
    }
}

/// Whether `uri` is of a form that may be registered: absolute, without fragment.
/// [RFC 6749 section 3.1.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1.2)
pub fn is_well_formed(uri: &str) -> bool {
    let has_scheme = uri.split_once(':').is_some_and(|(scheme, rest)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
            && !rest.is_empty()
    });
    has_scheme && !uri.contains('#') && uri.bytes().all(|byte| (0x21..0x7f).contains(&byte))
}

/// The host of `uri`, for a person to read.
pub fn host(uri: &str) -> &str {
    let rest = uri.split_once("://").map_or(uri, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// Splits `http://127.0.0.1:49152/callback` into the host and all that follows the port.
fn split_loopback(uri: &str) -> Option<(&str, &str)> {
    let rest = uri.strip_prefix("http://")?;
    ["127.0.0.1", "[::1]", "localhost"]
        .into_iter()
        .find_map(|host| {
            let after_host = rest.strip_prefix(host)?;
            let after_port = match after_host.strip_prefix(':') {
                Some(with_port) => {
                    with_port.trim_start_matches(|digit: char| digit.is_ascii_digit())
                }
                None => after_host,
            };
            let ends_the_authority = after_port.is_empty() || after_port.starts_with(['/', '?']);
            ends_the_authority.then_some((host, after_port))
        })
}
