//! The grid in words: names for hover tags, and a described grid for who does not see the board.

use crate::env::minigrid::{Cell, Color, GridState, Kind, Pos};

/// What a cell holds: "purple box", "locked yellow door", "wall", "empty".
pub fn name(cell: Cell) -> String {
    let Cell { kind, color, .. } = cell;
    match kind {
        Kind::Unseen => "not seen".to_owned(),
        Kind::Empty | Kind::Goal | Kind::Lava => kind.as_str().to_owned(),
        Kind::Wall if color == Color::Grey => "wall".to_owned(),
        Kind::Door if cell.is_open => format!("open {color} door"),
        Kind::Door if cell.is_locked => format!("locked {color} door"),
        Kind::Door => format!("closed {color} door"),
        Kind::Floor => format!("{color} floor"),
        Kind::Wall | Kind::Key | Kind::Ball | Kind::Box => format!("{color} {kind}"),
    }
}

/// The whole board row by row, ready for a table: one text a cell.
///
/// The agent's cell begins with "agent, facing west"; cells outside its view end with "not seen".
pub fn describe(state: &GridState) -> Vec<Vec<String>> {
    let seen = super::light::Seen::of(state);
    let row = |y| (0..state.grid.width()).map(move |x| Pos::new(x, y));
    let text = |at: Pos| {
        let mut text = name(state.grid.get(at));
        if at == state.agent {
            let ground = if text == "empty" { String::new() } else { format!(", on {text}") };
            text = format!("{}{ground}", agent_in_words(state));
        }
        if !seen.at(at.x, at.y) {
            text.push_str(", not seen");
        }
        text
    };
    (0..state.grid.height()).map(|y| row(y).map(text).collect()).collect()
}

/// The agent in words: "agent, facing west, carrying grey box".
pub fn agent_in_words(state: &GridState) -> String {
    let facing = state.dir.as_str();
    if state.carrying.is_empty() {
        format!("agent, facing {facing}")
    } else {
        format!("agent, facing {facing}, carrying {}", name(state.carrying))
    }
}
