//! The variants of Crafter on offer: each a name, a number for links, and its options.

use super::options::{Options, Order, Preset, RenderPlan};

/// A variant of the game.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// The number that share links carry; never given to another world.
    pub number: u16,
    /// The name in addresses and on the command line.
    pub id: &'static str,
    /// A short name for a person.
    pub title: &'static str,
    /// What is special about it, in a sentence.
    pub about: &'static str,
    /// Its rules.
    pub options: Options,
}

impl Variant {
    /// The variant of a name.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        VARIANTS.iter().find(|variant| variant.id == id)
    }

    /// The variant of a number.
    pub fn by_number(number: u16) -> Option<&'static Self> {
        VARIANTS.iter().find(|variant| variant.number == number)
    }
}

/// Every variant, by its number. Numbers below are the grid worlds'.
pub static VARIANTS: [Variant; 8] = [
    variant(
        1024,
        ["crafter/classic", "Crafter", "Crafter as it comes, with one small picture each step."],
        Options::CLASSIC,
    ),
    variant(
        1025,
        [
            "crafter/balrog",
            "BALROG Crafter",
            "Crafter as BALROG plays it, with two large pictures.",
        ],
        Options::BALROG,
    ),
    variant(
        1026,
        ["crafter/synth", "synth-ai Crafter", "Crafter in synth-ai's order, nothing hostile near."],
        Options::SYNTH,
    ),
    variant(
        1027,
        ["crafter/synth-easy", "synth-ai, easy", "Few monsters at the start, and none near."],
        Options { preset: Preset::Easy, ..Options::SYNTH },
    ),
    variant(
        1028,
        ["crafter/synth-hard", "synth-ai, hard", "Few cows at the start, and none near."],
        Options { preset: Preset::Hard, ..Options::SYNTH },
    ),
    variant(
        1029,
        ["crafter/synth-peaceful", "synth-ai, peaceful", "No monsters at the start."],
        Options { preset: Preset::Peaceful, ..Options::SYNTH },
    ),
    variant(
        1030,
        [
            "crafter/synth-upstream",
            "synth-ai, as upstream",
            "As synth-ai's service runs it: a further picture before each step.",
        ],
        Options {
            order: Order::Synth,
            preset: Preset::Normal,
            render: RenderPlan::SYNTH_UPSTREAM,
            ..Options::CLASSIC
        },
    ),
    variant(
        1031,
        ["crafter/silent", "Crafter without pictures", "Nights draw nothing: a game of its own."],
        Options::SILENT,
    ),
];

const fn variant(number: u16, [id, title, about]: [&'static str; 3], options: Options) -> Variant {
    Variant { number, id, title, about, options }
}
