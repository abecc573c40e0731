//! What to do, and why, from what is known.

use super::chart::{Cell, Chart, Pose};
use super::mission::Errand;
use super::prompt::Prompt;
use super::sight::Look;

/// An action and the reason for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The action's name.
    pub action: String,
    /// A sentence or two.
    pub why: String,
}

impl Choice {
    fn new(action: &str, why: impl Into<String>) -> Self {
        Self { action: action.to_owned(), why: why.into() }
    }
}

/// Chooses an action.
pub fn choose(prompt: &Prompt) -> Choice {
    let (chart, pose) = Chart::new(prompt);
    let player = Player { prompt, chart, pose };
    let choice = player.choose();
    if prompt.offered.is_empty() || prompt.offered.contains(&choice.action) {
        return choice;
    }
    match prompt.offered.iter().find(|name| *name == "go forward").or(prompt.offered.first()) {
        Some(other) => {
            Choice::new(other, format!("I would {}, but that is not offered.", choice.action))
        }
        None => choice,
    }
}

struct Player<'a> {
    prompt: &'a Prompt,
    chart: Chart,
    pose: Pose,
}

impl Player<'_> {
    fn choose(&self) -> Choice {
        let undone = self.prompt.errands.iter().find(|errand| !self.is_done(errand));
        match undone.or(self.prompt.errands.last()) {
            Some(Errand::GoTo(look)) => self.go_to(look),
            Some(Errand::PickUp(look)) => self.pick_up(look),
            Some(Errand::Open(look)) => self.open(look),
            Some(Errand::Put(moved, fixed)) => self.put(moved, fixed),
            None => self.search("I do not understand the task, so I look around."),
        }
    }

    /// Whether an errand was seen to be done.
    fn is_done(&self, errand: &Errand) -> bool {
        match errand {
            Errand::GoTo(look) => self.faced(look),
            Errand::PickUp(look) => self.chart.carried.iter().any(|carried| carried.is(look)),
            Errand::Open(look) => self.places(look).any(|(_, door)| door.state == "open"),
            Errand::Put(moved, fixed) => self.places(moved).any(|(one, _)| {
                self.places(fixed).any(|(other, _)| one != other && is_beside(one, other))
            }),
        }
    }

    fn faced(&self, look: &Look) -> bool {
        self.places(look).any(|(cell, _)| self.chart.faced.contains(&cell))
    }

    fn places<'a>(&'a self, wanted: &'a Look) -> impl Iterator<Item = (Cell, &'a Look)> {
        let all = self.chart.things.iter().map(|(cell, look)| (*cell, look));
        all.filter(move |(_, look)| look.is(wanted))
    }

    fn go_to(&self, look: &Look) -> Choice {
        let is_goal = look.kind == "goal";
        let is_there = |pose: Pose| {
            let cell = if is_goal { pose.cell } else { pose.front() };
            self.chart.things.get(&cell).is_some_and(|found| found.is(look))
        };
        match self.chart.way(self.pose, is_there) {
            Some((Some(first), end)) => self.walk(first, look, end),
            Some((None, _)) => Choice::new("done", format!("I stand before the {}.", look.words())),
            None => self.seek(look),
        }
    }

    fn pick_up(&self, look: &Look) -> Choice {
        let carried = self.prompt.now.carries.as_ref();
        if let Some(carried) = carried.filter(|carried| !carried.is(look)) {
            return self.put_away(carried);
        }
        match self.face(|_, found| found.is(look)) {
            Some((None, _)) => {
                Choice::new("pick up", format!("The {} is right before me.", look.words()))
            }
            Some((Some(first), end)) => self.walk(first, look, end),
            None => self.seek(look),
        }
    }

    fn open(&self, look: &Look) -> Choice {
        let is_shut = |door: &Look| door.is(look) && door.state != "open";
        let locked = self.places(look).find(|(_, door)| door.state == "locked");
        if let Some((_, door)) = locked {
            let key = Look { color: door.color.clone(), kind: "key".into(), ..Look::default() };
            if !self.prompt.now.carries.as_ref().is_some_and(|carried| carried.is(&key)) {
                return self.pick_up(&key);
            }
        }
        match self.face(|_, door| is_shut(door)) {
            Some((None, _)) => Choice::new(
                "toggle",
                format!("The {} is right before me; I open it.", look.words()),
            ),
            Some((Some(first), end)) => self.walk(first, look, end),
            None => {
                let key = Look { color: look.color.clone(), kind: "key".into(), ..Look::default() };
                let is_empty_handed = self.prompt.now.carries.is_none();
                if is_empty_handed && self.places(&key).next().is_some() {
                    return self.pick_up(&key);
                }
                self.seek(look)
            }
        }
    }

    fn put(&self, moved: &Look, fixed: &Look) -> Choice {
        match &self.prompt.now.carries {
            Some(carried) if carried.is(moved) => {}
            Some(carried) => return self.put_away(carried),
            None => return self.pick_up(moved),
        }
        let is_place = |pose: Pose| {
            let cell = pose.front();
            self.chart.is_free(cell) && self.places(fixed).any(|(other, _)| is_beside(cell, other))
        };
        match self.chart.way(self.pose, is_place) {
            Some((None, _)) => Choice::new(
                "drop",
                format!("The cell before me lies beside the {}: here it goes.", fixed.words()),
            ),
            Some((Some(first), end)) => self.walk(first, fixed, end),
            None => self.seek(fixed),
        }
    }

    fn put_away(&self, carried: &Look) -> Choice {
        match self.chart.way(self.pose, |pose| self.chart.is_free(pose.front())) {
            Some((None, _)) => Choice::new(
                "drop",
                format!("I do not need the {} and put it down.", carried.words()),
            ),
            Some((Some(first), _)) => Choice::new(first, "I need room to put down what I carry."),
            None => self.search("There is no room to put down what I carry."),
        }
    }

    /// The way to where a thing is right ahead.
    fn face(&self, is_it: impl Fn(Cell, &Look) -> bool) -> Option<(Option<&'static str>, Pose)> {
        self.chart.way(self.pose, |pose| {
            let cell = pose.front();
            self.chart.things.get(&cell).is_some_and(|look| is_it(cell, look))
        })
    }

    fn walk(&self, first: &str, look: &Look, end: Pose) -> Choice {
        let target = if look.kind == "goal" { end.cell } else { end.front() };
        let (aside, ahead) = self.pose.from_here(target);
        let place = match (aside, ahead) {
            (0, ahead) if ahead > 0 => format!("{} ahead", cells(ahead)),
            (aside, 0) => format!("{} to my {}", cells(aside), side(aside)),
            (0, ahead) => format!("{} behind me", cells(ahead)),
            (aside, ahead) if ahead > 0 => {
                format!("{} ahead and {} to my {}", cells(ahead), cells(aside), side(aside))
            }
            (aside, ahead) => {
                format!("{} behind me and {} to my {}", cells(ahead), cells(aside), side(aside))
            }
        };
        Choice::new(
            first,
            format!("I want to get to the {}; the place is {place}. So I {first}.", look.words()),
        )
    }

    fn seek(&self, look: &Look) -> Choice {
        self.search(&format!("I do not know where the {} is, so I look for it.", look.words()))
    }

    fn search(&self, why: &str) -> Choice {
        let now = &self.prompt.now;
        if let Some(door) = now.ahead().filter(|look| look.kind == "door") {
            return match door.state.as_str() {
                "closed" => Choice::new("toggle", format!("{why} I open the door before me.")),
                "open" => Choice::new("go forward", format!("{why} I walk through the door.")),
                _ => Choice::new("turn right", format!("{why} The door before me is locked.")),
            };
        }
        if !self.prompt.past.is_empty()
            && let Some(first) = self.chart.explore(self.pose)
        {
            return Choice::new(first, format!("{why} There is more to see if I {first}."));
        }
        let is_shut = |_: Cell, look: &Look| look.kind == "door" && look.state == "closed";
        if !self.prompt.past.is_empty()
            && let Some((Some(first), _)) = self.face(is_shut)
        {
            return Choice::new(first, format!("{why} There is a door to try."));
        }
        // Without a memory, along the walls: that way everything comes into view.
        if now.is_blocked() || now.walls[0].is_some_and(|wall| wall < 3) {
            Choice::new("turn right", format!("{why} It does not go on here, so I turn."))
        } else {
            Choice::new("go forward", format!("{why} I walk on."))
        }
    }
}

const fn is_beside(one: Cell, other: Cell) -> bool {
    (one.0 - other.0).abs() + (one.1 - other.1).abs() == 1
}

fn cells(number: i32) -> String {
    match number.abs() {
        1 => "1 step".to_owned(),
        number => format!("{number} steps"),
    }
}

const fn side(aside: i32) -> &'static str {
    if aside < 0 { "left" } else { "right" }
}
