//! Crafter's keys: those of the original's own window, and arrows.
//!
//! Source: crafter 1.8.3, `run_gui.py`. There, Tab sleeps; on a page it moves the focus, so Z does.

use crate::env::crafter::Action;

/// The action of a key.
pub fn action(key: &str) -> Option<Action> {
    Some(match key.to_ascii_lowercase().as_str() {
        "a" | "arrowleft" => Action::MoveLeft,
        "d" | "arrowright" => Action::MoveRight,
        "w" | "arrowup" => Action::MoveUp,
        "s" | "arrowdown" => Action::MoveDown,
        " " => Action::Do,
        "z" => Action::Sleep,
        "n" => Action::Noop,
        "r" => Action::PlaceStone,
        "t" => Action::PlaceTable,
        "f" => Action::PlaceFurnace,
        "p" => Action::PlacePlant,
        "1" => Action::MakeWoodPickaxe,
        "2" => Action::MakeStonePickaxe,
        "3" => Action::MakeIronPickaxe,
        "4" => Action::MakeWoodSword,
        "5" => Action::MakeStoneSword,
        "6" => Action::MakeIronSword,
        _ => return None,
    })
}

/// The key of an action, as on its cap.
pub const fn cap(action: Action) -> &'static str {
    match action {
        Action::Noop => "N",
        Action::MoveLeft => "A",
        Action::MoveRight => "D",
        Action::MoveUp => "W",
        Action::MoveDown => "S",
        Action::Do => "Space",
        Action::Sleep => "Z",
        Action::PlaceStone => "R",
        Action::PlaceTable => "T",
        Action::PlaceFurnace => "F",
        Action::PlacePlant => "P",
        Action::MakeWoodPickaxe => "1",
        Action::MakeStonePickaxe => "2",
        Action::MakeIronPickaxe => "3",
        Action::MakeWoodSword => "4",
        Action::MakeStoneSword => "5",
        Action::MakeIronSword => "6",
    }
}
