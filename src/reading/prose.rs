//! Text in which `` `backticks` `` mark protocol words, in pieces.

/// Marks that stay on the line of the word before them.
const PUNCTUATION: [char; 6] = ['.', ',', ';', ':', ')', '’'];

/// A piece of a marked text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Text(&'a str),
    /// A protocol word with the punctuation that follows it at once.
    Word {
        word: &'a str,
        punctuation: &'a str,
    },
}

/// The pieces of `text`, in order, none of them empty.
pub fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut between = text.split('`');
    let first = between.next().unwrap_or_default();
    let mut rest = Some(first).filter(|text| !text.is_empty());
    std::iter::from_fn(move || {
        if let Some(text) = rest.take() {
            return Some(Piece::Text(text));
        }
        let word = between.next()?;
        let after = between.next().unwrap_or_default();
        let end = after.find(|one| !PUNCTUATION.contains(&one));
        let (punctuation, after) = after.split_at(end.unwrap_or(after.len()));
        rest = Some(after).filter(|text| !text.is_empty());
        Some(Piece::Word { word, punctuation })
    })
}

/// `text` for the inside of a marked word: somebody's own backtick would end that.
pub fn unmarked(text: &str) -> String {
    text.replace('`', "ˋ")
}

/// The protocol words of `text`, in order.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).filter_map(|piece| match piece {
        Piece::Word { word, .. } => Some(word),
        Piece::Text(_) => None,
    })
}

/// `text` as it is said aloud.
pub fn plain(text: &str) -> String {
    text.replace('`', "")
}
