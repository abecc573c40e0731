//! BALROG's text observation: what the agent carries, the walls and the things it sees.
//!
//! Built from the 7 x 7 view after the action; distances are in steps from the agent at (3, 6).
//! BALROG strips the words "You see " and joins the sentences with line breaks, and so does this.
//!
//! Source: Minigrid (BALROG's fork), `minigrid_env.py` (`gen_text`); BALROG, `babyai_text/base.py`.

use crate::env::minigrid::view::AGENT;
use crate::env::minigrid::{Color, Image, Kind, Observation, VIEW};

/// How far ahead something is, by the number of steps less one.
const FORWARD: [&str; AGENT.1] = [
    "1 step forward",
    "2 steps forward",
    "3 steps forward",
    "4 steps forward",
    "5 steps forward",
    "6 steps forward",
];

/// How far to the left.
const LEFT: [&str; AGENT.0] = ["1 step left", "2 steps left", "3 steps left"];

/// How far to the right.
const RIGHT: [&str; VIEW - 1 - AGENT.0] = ["1 step right", "2 steps right", "3 steps right"];

/// How a door stands, by its state.
const DOOR: [&str; 3] = ["open ", "closed ", "locked "];

/// The observation in words; empty when nothing is seen.
pub fn describe(observation: &Observation) -> String {
    let mut text = String::new();
    describe_into(&mut text, observation);
    text
}

/// Appends the observation in words.
pub fn describe_into(text: &mut String, observation: &Observation) {
    let start = text.len();
    write_sentences(&mut Sentences { text, start }, &observation.image);
}

/// Sentences on lines of their own, made of ready words: formatting would take most of the time.
struct Sentences<'a> {
    text: &'a mut String,
    start: usize,
}

impl Sentences<'_> {
    fn next(&mut self, words: &[&str]) {
        if self.text.len() > self.start {
            self.text.push('\n');
        }
        for word in words {
            self.text.push_str(word);
        }
    }
}

fn write_sentences(out: &mut Sentences<'_>, image: &Image) {
    let held = image[AGENT.0][AGENT.1];
    if held[0] > Kind::Empty as u8 {
        out.next(&["You carry a ", color(held), " ", kind(held)]);
    }
    write_wall(out, (0..AGENT.1).rev().map(|y| image[AGENT.0][y]), &FORWARD);
    write_wall(out, (0..AGENT.0).rev().map(|x| image[x][AGENT.1]), &LEFT);
    write_wall(out, (AGENT.0 + 1..VIEW).map(|x| image[x][AGENT.1]), &RIGHT);
    for (x, column) in image.iter().enumerate() {
        for (y, &cell) in column.iter().enumerate() {
            if cell[0] > Kind::Wall as u8 && (x, y) != AGENT {
                write_thing(out, cell, x, y);
            }
        }
    }
}

/// The first thing along a line, if it is a wall.
fn write_wall(out: &mut Sentences<'_>, line: impl Iterator<Item = [u8; 3]>, steps: &[&str]) {
    for (cell, steps) in line.zip(steps) {
        if cell[0] == Kind::Wall as u8 {
            out.next(&["a wall ", steps]);
        }
        if cell[0] > Kind::Empty as u8 {
            return;
        }
    }
}

fn write_thing(out: &mut Sentences<'_>, cell: [u8; 3], x: usize, y: usize) {
    let is_door = cell[0] == Kind::Door as u8;
    let door = if is_door { DOOR[usize::from(cell[2])] } else { "" };
    let aside = match x {
        _ if x < AGENT.0 => LEFT[AGENT.0 - 1 - x],
        _ if x > AGENT.0 => RIGHT[x - AGENT.0 - 1],
        _ => "",
    };
    let ahead = if y < AGENT.1 { FORWARD[AGENT.1 - 1 - y] } else { "" };
    let and = if aside.is_empty() || ahead.is_empty() { "" } else { " and " };
    out.next(&["a ", door, color(cell), " ", kind(cell), " ", aside, and, ahead]);
}

fn kind(cell: [u8; 3]) -> &'static str {
    Kind::ALL[usize::from(cell[0])].as_str()
}

fn color(cell: [u8; 3]) -> &'static str {
    Color::ALL[usize::from(cell[1])].as_str()
}
