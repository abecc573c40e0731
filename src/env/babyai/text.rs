//! BALROG's text observation: what the agent carries, the walls and the things it sees.
//!
//! Built from the 7 x 7 view after the action; distances are in steps from the agent at (3, 6).
//! BALROG strips the words "You see " and joins the sentences with line breaks, and so does this.
//!
//! Source: Minigrid (BALROG's fork), `minigrid_env.py` (`gen_text`); BALROG, `babyai_text/base.py`.

use crate::env::minigrid::view::AGENT;
use crate::env::minigrid::{Color, Image, Kind, Observation, VIEW};

/// The words for the places of a column of the view, from far to near.
macro_rules! column {
    ($aside:literal) => {
        [
            concat!($aside, " and 6 steps forward"),
            concat!($aside, " and 5 steps forward"),
            concat!($aside, " and 4 steps forward"),
            concat!($aside, " and 3 steps forward"),
            concat!($aside, " and 2 steps forward"),
            concat!($aside, " and 1 step forward"),
            $aside,
        ]
    };
}

/// Where each cell of the view is, `[x][y]`. Ready words: to put them together takes far longer.
const PLACES: [[&str; VIEW]; VIEW] = [
    column!("3 steps left"),
    column!("2 steps left"),
    column!("1 step left"),
    [
        "6 steps forward",
        "5 steps forward",
        "4 steps forward",
        "3 steps forward",
        "2 steps forward",
        "1 step forward",
        "",
    ],
    column!("1 step right"),
    column!("2 steps right"),
    column!("3 steps right"),
];

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

/// Sentences on lines of their own.
struct Sentences<'a> {
    text: &'a mut String,
    start: usize,
}

impl Sentences<'_> {
    #[inline]
    fn next(&mut self) -> &mut String {
        if self.text.len() > self.start {
            self.text.push('\n');
        }
        self.text
    }
}

fn write_sentences(out: &mut Sentences<'_>, image: &Image) {
    let (agent_x, agent_y) = AGENT;
    let held = image[agent_x][agent_y];
    if held[0] > Kind::Empty as u8 {
        let text = out.next();
        text.push_str("You carry a ");
        push_look(text, held);
    }
    write_wall(out, image, (0..agent_y).rev().map(|y| (agent_x, y)));
    write_wall(out, image, (0..agent_x).rev().map(|x| (x, agent_y)));
    write_wall(out, image, (agent_x + 1..VIEW).map(|x| (x, agent_y)));
    for (x, (column, places)) in image.iter().zip(&PLACES).enumerate() {
        for (y, (&cell, place)) in column.iter().zip(places).enumerate() {
            if cell[0] > Kind::Wall as u8 && (x, y) != AGENT {
                let text = out.next();
                text.push_str("a ");
                if cell[0] == Kind::Door as u8 {
                    text.push_str(DOOR[usize::from(cell[2])]);
                }
                push_look(text, cell);
                text.push(' ');
                text.push_str(place);
            }
        }
    }
}

/// The first thing along a line, if it is a wall.
fn write_wall(out: &mut Sentences<'_>, image: &Image, line: impl Iterator<Item = (usize, usize)>) {
    for (x, y) in line {
        let kind = image[x][y][0];
        if kind == Kind::Wall as u8 {
            let text = out.next();
            text.push_str("a wall ");
            text.push_str(PLACES[x][y]);
        }
        if kind > Kind::Empty as u8 {
            return;
        }
    }
}

/// Colour and kind.
#[inline]
fn push_look(text: &mut String, cell: [u8; 3]) {
    text.push_str(Color::ALL[usize::from(cell[1])].as_str());
    text.push(' ');
    text.push_str(Kind::ALL[usize::from(cell[0])].as_str());
}
