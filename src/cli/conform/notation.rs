//! How recordings write a grid world: cells as letters, states and observations as digests.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::env::StateDigest;
use crate::env::minigrid::{Cell, Color, GridState, Kind, Observation, Pos};

/// The grid: two letters a cell, a box's content in parentheses, rows joined by `/`.
pub(super) fn grid_text(state: &GridState) -> String {
    let mut text = String::new();
    for y in 0..state.grid.height() {
        if y > 0 {
            text.push('/');
        }
        for x in 0..state.grid.width() {
            push_cell(&mut text, state, state.grid.get(Pos::new(x, y)));
        }
    }
    text
}

/// What one cell holds.
pub(super) fn cell_text(state: &GridState, cell: Cell) -> String {
    let mut text = String::new();
    push_cell(&mut text, state, cell);
    text
}

fn push_cell(text: &mut String, state: &GridState, cell: Cell) {
    let kind = match cell.kind {
        Kind::Empty | Kind::Unseen => return text.push_str(".."),
        Kind::Wall => 'W',
        Kind::Floor => 'F',
        Kind::Door if cell.is_open => 'O',
        Kind::Door if cell.is_locked => 'L',
        Kind::Door => 'D',
        Kind::Key => 'K',
        Kind::Ball => 'A',
        Kind::Box => 'B',
        Kind::Goal => 'G',
        Kind::Lava => 'V',
    };
    let color = match cell.color {
        Color::Red => 'r',
        Color::Green => 'g',
        Color::Blue => 'b',
        Color::Purple => 'p',
        Color::Yellow => 'y',
        Color::Grey => 'e',
    };
    text.extend([kind, color]);
    let content = state.objects.info(cell.id).content;
    if !content.is_empty() {
        text.push('(');
        push_cell(text, state, content);
        text.push(')');
    }
}

/// The agent: column, row, direction.
pub(super) fn agent_numbers(state: &GridState) -> [i32; 3] {
    [state.agent.x, state.agent.y, state.dir as i32]
}

/// The first four bytes of the SHA-256 of an observation's numbers and direction.
pub(super) fn observation_digest(observation: &Observation) -> String {
    let mut hash = Sha256::new();
    hash.update(observation.image.as_flattened().as_flattened());
    hash.update([observation.direction as u8]);
    let hash = hash.finalize();
    StateDigest([hash[0], hash[1], hash[2], hash[3]]).to_string()
}

/// Bytes in hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        write!(text, "{byte:02x}").expect("a string takes what is written");
    }
    text
}
