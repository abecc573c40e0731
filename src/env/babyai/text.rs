//! BALROG's text observation: what the agent carries, the walls and the things it sees.
//!
//! Built from the 7 x 7 view after the action; distances are in steps from the agent at (3, 6).
//! BALROG strips the words "You see " and joins the sentences with line breaks, and so does this.
//!
//! Source: Minigrid (BALROG's fork), `minigrid_env.py` (`gen_text`); BALROG, `babyai_text/base.py`.

use std::fmt::{self, Write};

use crate::env::minigrid::view::AGENT;
use crate::env::minigrid::{Color, Image, Kind, Observation, VIEW};

/// The observation in words; empty when nothing is seen.
pub fn describe(observation: &Observation) -> String {
    let mut text = String::new();
    describe_into(&mut text, observation);
    text
}

/// Appends the observation in words.
pub fn describe_into(text: &mut String, observation: &Observation) {
    let start = text.len();
    // A string takes whatever is written.
    let _ = write_sentences(&mut Sentences { text, start }, &observation.image);
}

/// Sentences on lines of their own.
struct Sentences<'a> {
    text: &'a mut String,
    start: usize,
}

impl Sentences<'_> {
    fn next(&mut self) -> &mut String {
        if self.text.len() > self.start {
            self.text.push('\n');
        }
        self.text
    }
}

fn write_sentences(out: &mut Sentences<'_>, image: &Image) -> fmt::Result {
    let held = image[AGENT.0][AGENT.1];
    if held[0] > Kind::Empty as u8 {
        let text = out.next();
        write!(text, "You carry a {} {}", color(held), kind(held))?;
    }
    let ahead = (0..AGENT.1).rev().map(|y| image[AGENT.0][y]);
    write_wall(out, ahead, "forward")?;
    let left = (0..AGENT.0).rev().map(|x| image[x][AGENT.1]);
    write_wall(out, left, "left")?;
    let right = (AGENT.0 + 1..VIEW).map(|x| image[x][AGENT.1]);
    write_wall(out, right, "right")?;
    for (x, column) in image.iter().enumerate() {
        for (y, &cell) in column.iter().enumerate() {
            if cell[0] > Kind::Wall as u8 && (x, y) != AGENT {
                write_thing(out.next(), cell, x, y)?;
            }
        }
    }
    Ok(())
}

/// The first thing along a line, if it is a wall.
fn write_wall(
    out: &mut Sentences<'_>,
    line: impl Iterator<Item = [u8; 3]>,
    way: &str,
) -> fmt::Result {
    for (at, cell) in line.enumerate() {
        if cell[0] == Kind::Wall as u8 {
            let text = out.next();
            text.push_str("a wall ");
            return write_steps(text, at + 1, way);
        }
        if cell[0] > Kind::Empty as u8 {
            break;
        }
    }
    Ok(())
}

fn write_thing(text: &mut String, cell: [u8; 3], x: usize, y: usize) -> fmt::Result {
    text.push_str("a ");
    if cell[0] == Kind::Door as u8 {
        text.push_str(["open ", "closed ", "locked "][usize::from(cell[2])]);
    }
    write!(text, "{} {} ", color(cell), kind(cell))?;
    if x != AGENT.0 {
        write_steps(text, x.abs_diff(AGENT.0), if x < AGENT.0 { "left" } else { "right" })?;
        if y != AGENT.1 {
            text.push_str(" and ");
        }
    }
    if y != AGENT.1 {
        write_steps(text, AGENT.1 - y, "forward")?;
    }
    Ok(())
}

fn write_steps(text: &mut String, count: usize, way: &str) -> fmt::Result {
    write!(text, "{count} {} {way}", if count == 1 { "step" } else { "steps" })
}

fn kind(cell: [u8; 3]) -> &'static str {
    Kind::ALL[usize::from(cell[0])].as_str()
}

fn color(cell: [u8; 3]) -> &'static str {
    Color::ALL[usize::from(cell[1])].as_str()
}
