//! The keys that look at the record and steer its play: the same on every Stage.

use super::Wish;

/// What a key asks for.
pub fn wish_of(key: &str) -> Option<Wish> {
    Some(match key {
        "ArrowLeft" => Wish::Back,
        "ArrowRight" => Wish::On,
        " " => Wish::Play,
        "Home" => Wish::Jump(0),
        "End" => Wish::Jump(usize::MAX),
        "[" => Wish::Speed { faster: false },
        "]" => Wish::Speed { faster: true },
        "," => Wish::Mark { forward: false },
        "." => Wish::Mark { forward: true },
        "f" | "F" => Wish::TakeOver,
        "e" | "E" => Wish::Expert,
        "u" | "U" => Wish::Undo,
        "r" | "R" => Wish::Reset,
        "s" | "S" => Wish::Share,
        "g" | "G" => Wish::GoTo,
        "w" | "W" => Wish::Choose,
        _ => return None,
    })
}
