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
pub const ALL: [Curated; 4] = [
    Curated {
        title: "The second half comes first",
        about: "“… after you pick up the grey box”: the expert reads the sentence to its end.",
        link: "1.BgUBCAMTnY5sI6RVrgA8D_xaVFGSiP78hz",
    },
    Curated {
        title: "A key behind a crowd",
        about: "Fourteen things in the way of one locked door; the expert clears a path.",
        link: "1.BgMBDgkgnwTy68vc8LhQi8A-MJp_gj1U06qT6y",
    },
    Curated {
        title: "One thing beside another",
        about: "Carried across the room and put down next to its neighbour.",
        link: "1.BgQBCAoVgCtWAiBoKTOrD03oLI9k3-xuXg5b",
    },
    Curated {
        title: "Blind luck, on the very last step",
        about: "A random agent faces the right thing with its 64th step: reward 0.1, progression 1.",
        link: "1.BQEBBgZAUhn0bK0ClE6lOOmuyu5_deV37eR6tqRli166eE3jThKJ2AMn5",
    },
];
