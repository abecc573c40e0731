//! Replays worth a minute, as shared links.

/// A replay that is worth watching.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Curated {
    /// What it shows, in a few words.
    pub title: &'static str,
    /// What there is to see.
    pub about: &'static str,
    /// The link: the text after `#`.
    pub link: &'static str,
}

/// The replays, in the order of the Gallery.
pub const ALL: [Curated; 0] = [];
