//! `application/x-www-form-urlencoded`, the encoding of queries and token requests.
//!
//! [RFC 6749 Appendix B](https://www.rfc-editor.org/rfc/rfc6749.html#appendix-B)

/// The parameters of a request, in order, empty ones left out.
///
/// "Parameters sent without a value MUST be treated as if they were omitted"
/// ([RFC 6749 section 3.1](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1)).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads an encoded query or body. Never fails: what is not UTF-8 is replaced.
    pub fn parse(encoded: &[u8]) -> Parameters {
        let pairs = form_urlencoded::parse(encoded);
        Parameters(
            pairs
                .into_owned()
                .filter(|(_, value)| !value.is_empty())
                .collect(),
        )
    }

    /// The value of `name`; the first one where it is sent more than once.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The names out of `defined` that are sent more than once, which no request may do.
    pub fn repeated<'a>(&self, defined: &[&'a str]) -> Vec<&'a str> {
        let count = |wanted: &str| self.0.iter().filter(|(name, _)| name == wanted).count();
        defined
            .iter()
            .copied()
            .filter(|name| count(name) > 1)
            .collect()
    }

    /// All but those with `names`.
    pub fn without(&self, names: &[&str]) -> Parameters {
        let mut pairs = self.0.clone();
        pairs.retain(|(name, _)| !names.contains(&name.as_str()));
        Parameters(pairs)
    }

    /// The same with `name` set to `value`.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Parameters {
        let mut changed = self.without(&[name]);
        changed.0.push((name.to_owned(), value.to_owned()));
        changed
    }

    /// All pairs in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Encodes pairs in order.
pub fn encode<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

/// Encodes one name or value.
pub fn encode_component(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Decodes one name or value.
pub fn decode(text: &str) -> String {
    let replaced = text.replace('&', "%26").replace('=', "%3D");
    form_urlencoded::parse(replaced.as_bytes())
        .map(|(name, _)| name.into_owned())
        .collect()
}

/// `url` with `pairs` added to its query, or to its fragment.
///
/// A query that is there already stays
/// ([RFC 6749 section 3.1.2](https://www.rfc-editor.org/rfc/rfc6749.html#section-3.1.2)).
pub fn append(url: &str, component: Component, pairs: &[(&str, &str)]) -> String {
    let encoded = encode(pairs.iter().copied());
    let mark = match component {
        Component::Fragment => '#',
        Component::Query if url.contains('?') => '&',
        Component::Query => '?',
    };
    format!("{url}{mark}{encoded}")
}

/// The part of an address that carries an authorization response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Component {
    Query,
    Fragment,
}
