//! Where a link of some length can be sent.
//!
//! Source of the limits: the documented ones of chats, mail programs and browsers, with room for a
//! few words around the link. A fragment is never sent to a server, so servers' limits do not count.

/// Characters of the longest link that a QR code shows so that a phone still reads it from a screen.
/// The standard would end at 2,953.
pub const MOST_QR: usize = 1_800;

/// Where a link fits, the widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// Up to 280 characters: a short post, too.
    Post,
    /// Up to 1,900: a chat message of 2,000, with a word beside it.
    Chat,
    /// Up to 8,000: an issue, a mail, the larger chats.
    Issue,
    /// Up to 30,000: the address bar of a browser on a desk.
    Browser,
    /// More: a file.
    File,
}

impl Fit {
    /// Every class, the widest first.
    pub const ALL: [Self; 5] = [Self::Post, Self::Chat, Self::Issue, Self::Browser, Self::File];

    /// The class of an address of so many characters, its host included.
    pub fn of(characters: usize) -> Self {
        let fits = |fit: &Self| characters <= fit.most();
        Self::ALL.into_iter().find(fits).unwrap_or(Self::File)
    }

    /// The most characters that fit.
    pub const fn most(self) -> usize {
        match self {
            Self::Post => 280,
            Self::Chat => 1_900,
            Self::Issue => 8_000,
            Self::Browser => 30_000,
            Self::File => usize::MAX,
        }
    }

    /// Its name in a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Post => "post",
            Self::Chat => "chat",
            Self::Issue => "issue",
            Self::Browser => "browser",
            Self::File => "file",
        }
    }

    /// What to say of a link of this class.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Post => "fits anywhere, a short post included",
            Self::Chat => "fits a chat message",
            Self::Issue => "fits an issue or a mail, too long for many chats",
            Self::Browser => "for a browser’s address bar only, too long for chats and mails",
            Self::File => "too long for a link that travels well: send a file",
        }
    }
}

/// Whether a QR code shows a link of so many characters well.
pub const fn fits_qr(characters: usize) -> bool {
    characters <= MOST_QR
}
