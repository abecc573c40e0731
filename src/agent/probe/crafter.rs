//! What each of Crafter's 17 actions would lead to from here.
//!
//! Every answer comes from a copy of the game with its generator, so that it is what would happen. What
//! time and creatures do in the same step is told apart from what the action does.

use std::fmt;

use crate::env::Env;
use crate::env::crafter::{
    Achievements, Action, Body, Collecting, CrafterEnv, Facing, Game, Item, Making, Material,
    Placing, Pos, Put, collecting, making, placing,
};

/// What one action would lead to. Shown, it is the effect in a few words.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// The action.
    pub action: Action,
    /// What it would do.
    pub effect: Effect,
    /// Whether it would do anything but let time pass.
    pub possible: bool,
    /// What would be more or less afterwards, whatever it is that gives or takes it.
    pub changes: Vec<(Item, i8)>,
    /// What it would achieve for the first time.
    pub unlocked: Achievements,
    /// What it would earn.
    pub reward: f64,
    /// Whether the player would die.
    pub dead: bool,
    /// Whether the game's length would be reached.
    pub truncated: bool,
}

/// What an action does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Time passes, as is meant.
    Waits,
    /// The player walks.
    Walks(Pos),
    /// It walks into lava.
    EntersLava,
    /// It only turns: something is in the way.
    Turns(Facing, Obstacle),
    /// It gets something out of a material.
    Collects(Item),
    /// It searches grass in vain.
    FindsNothing,
    /// It drinks.
    Drinks,
    /// It eats a cow or a plant.
    Eats(Body),
    /// It hits a creature, which has so much health left.
    Hits(Body, i16),
    /// It beats a creature.
    Defeats(Body),
    /// It puts something down.
    Puts(Put, Pos),
    /// It makes a tool.
    Makes(Item),
    /// It falls asleep.
    FallsAsleep,
    /// It sleeps on, whatever the action.
    SleepsOn,
    /// It is hurt and awakes.
    Awakes,
    /// Nothing, but a step is used up.
    Nothing(Obstacle),
}

/// Why an action would do nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The world ends there.
    Edge,
    /// A material is in the way, or is nothing to act upon.
    Ground(Material),
    /// Somebody is in the way.
    Creature(Body),
    /// A tool is needed.
    Tool(Item),
    /// So much of an item is needed, and so much is there.
    Lacks(Item, u8, u8),
    /// A table or furnace must be near.
    Far(Material),
    /// Nothing can be put onto this.
    Unfit(Material),
    /// The plant is not ripe.
    Unripe,
    /// The player is fully rested.
    Rested,
    /// Somebody who moves first gets out of the way, or into it.
    Outrun,
}

/// What each action would lead to, by number; nothing when the episode is over.
pub fn probe(env: &CrafterEnv) -> Vec<Probe> {
    Action::ALL.into_iter().filter_map(|action| probe_one(env, action)).collect()
}

/// What one action would lead to; none when the episode is over.
pub fn probe_one(env: &CrafterEnv, action: Action) -> Option<Probe> {
    let mut after = env.clone();
    let step = after.step(&action).ok()?;
    let effect = Effect::of(action, env.game(), after.game());
    let inventory =
        env.game().player().inventory.iter().zip(after.game().player().inventory.iter());
    let changes = inventory
        .map(|((item, before), (_, after))| (item, after as i8 - before as i8))
        .filter(|(_, change)| *change != 0);
    Some(Probe {
        action,
        effect,
        possible: match effect {
            Effect::Nothing(_) => false,
            Effect::SleepsOn | Effect::Awakes => matches!(action, Action::Noop | Action::Sleep),
            _ => true,
        },
        changes: changes.collect(),
        unlocked: after.last().map_or(Achievements::NONE, |last| last.unlocked),
        reward: step.reward,
        dead: step.terminated,
        truncated: step.truncated,
    })
}

/// What an action lacks here: why it would lead to nothing but the passing of time, as far as the
/// player's surroundings and inventory tell.
pub fn obstacle(game: &Game, action: Action) -> Option<Obstacle> {
    let (target, player) = (game.target(), game.player());
    let (inventory, ahead) = (&player.inventory, game.world().material(target));
    let lacks = |&(item, needed): &(Item, u8)| {
        let has = inventory.get(item);
        (has < needed).then_some(Obstacle::Lacks(item, needed, has))
    };
    if let Some(Placing { uses, on, .. }) = placing(action) {
        let unfit = || match game.world().object(target) {
            Some(object) => Some(Obstacle::Creature(object.body)),
            None if ahead == Material::None => Some(Obstacle::Edge),
            None => (!on.has(ahead)).then_some(Obstacle::Unfit(ahead)),
        };
        return lacks(&uses).or_else(unfit);
    }
    if let Some(Making { near, uses, .. }) = making(action) {
        let around = game.world().nearby(game.pos(), 1);
        let mut places = [Material::Table, Material::Furnace].into_iter();
        let far = places.find(|&place| near.has(place) && !around.has(place)).map(Obstacle::Far);
        return far.or_else(|| uses.iter().find_map(lacks));
    }
    match action {
        Action::Sleep => (inventory.get(Item::Energy) >= Item::MOST).then_some(Obstacle::Rested),
        Action::Do => match game.world().object(target) {
            Some(object) => match object.body {
                Body::Plant { .. } => (!object.body.is_ripe()).then_some(Obstacle::Unripe),
                body => (!body.tramples()).then_some(Obstacle::Creature(body)),
            },
            None => match collecting(ahead) {
                Some(Collecting { tool, .. }) => {
                    tool.filter(|&tool| inventory.get(tool) == 0).map(Obstacle::Tool)
                }
                None if ahead == Material::None => Some(Obstacle::Edge),
                None => Some(Obstacle::Ground(ahead)),
            },
        },
        _ => None,
    }
}

impl Effect {
    /// The effect of an action that was tried out.
    fn of(action: Action, before: &Game, after: &Game) -> Self {
        let player = before.player();
        if player.sleeping && player.inventory.get(Item::Energy) < Item::MOST {
            return if after.player().sleeping { Self::SleepsOn } else { Self::Awakes };
        }
        if let Some(facing) = action.direction() {
            return Self::of_moving(facing, before, after);
        }
        if action == Action::Noop {
            return Self::Waits;
        }
        if let Some(obstacle) = obstacle(before, action) {
            return Self::Nothing(obstacle);
        }
        if let Some(Placing { puts, uses: (item, _), .. }) = placing(action) {
            let is_used = after.player().inventory.get(item) < player.inventory.get(item);
            let outrun = Self::Nothing(Obstacle::Outrun);
            return if is_used { Self::Puts(puts, before.target()) } else { outrun };
        }
        if let Some(Making { gives, .. }) = making(action) {
            return Self::Makes(gives);
        }
        if action == Action::Sleep { Self::FallsAsleep } else { Self::of_doing(before, after) }
    }

    fn of_moving(facing: Facing, before: &Game, after: &Game) -> Self {
        if after.pos() != before.pos() {
            return match after.world().material(after.pos()) {
                Material::Lava => Self::EntersLava,
                _ => Self::Walks(after.pos()),
            };
        }
        let next = before.pos().plus(facing.step());
        let obstacle = match (before.world().object(next), before.world().material(next)) {
            (Some(object), _) => Obstacle::Creature(object.body),
            (_, Material::None) => Obstacle::Edge,
            (_, material) => Obstacle::Ground(material),
        };
        if facing == before.player().facing {
            Self::Nothing(obstacle)
        } else {
            Self::Turns(facing, obstacle)
        }
    }

    /// Of what can be done: [`obstacle`] has said that it can.
    fn of_doing(before: &Game, after: &Game) -> Self {
        let (target, player) = (before.target(), before.player());
        if let Some(object) = before.world().object(target) {
            let left = (object.health - player.damage()).max(0);
            // Only in synth-ai's order somebody may move before the player.
            let is_spared = after.world().objects().any(|other| {
                (other.index, other.health) == (object.index, object.health)
                    && other.body.is_ripe() == object.body.is_ripe()
            });
            return match object.body {
                _ if is_spared => Self::Nothing(Obstacle::Outrun),
                body @ (Body::Plant { .. } | Body::Cow) if left == 0 || body.is_ripe() => {
                    Self::Eats(body)
                }
                body if left == 0 => Self::Defeats(body),
                body => Self::Hits(body, left),
            };
        }
        match collecting(before.world().material(target)) {
            Some(Collecting { gives: Item::Drink, .. }) => Self::Drinks,
            Some(Collecting { gives, chance, .. }) => {
                let amounts = [before, after].map(|game| game.player().inventory.get(gives));
                match amounts {
                    [before, after] if after > before => Self::Collects(gives),
                    _ if chance < 1.0 => Self::FindsNothing,
                    // What is certain comes even where no more can be carried.
                    [Item::MOST, _] => Self::Collects(gives),
                    _ => Self::Nothing(Obstacle::Outrun),
                }
            }
            None => Self::Waits,
        }
    }
}

impl Probe {
    /// What would be gained and lost, in words: `wood +1, food −1`; empty for nothing.
    pub fn changes_in_words(&self) -> String {
        let parts = self.changes.iter().map(|&(item, change)| {
            let sign = if change < 0 { '\u{2212}' } else { '+' };
            format!("{} {sign}{}", words(item.as_str()), change.unsigned_abs())
        });
        parts.collect::<Vec<_>>().join(", ")
    }
}

impl fmt::Display for Probe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.effect.fmt(f)?;
        let lost = self.changes.iter().find(|(item, change)| *item == Item::Health && *change < 0);
        match lost {
            _ if self.dead && self.effect != Effect::EntersLava => f.write_str("; the player dies"),
            Some((_, change)) if !self.dead => {
                write!(f, "; health \u{2212}{}", change.unsigned_abs())
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Effect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waits => f.write_str("waits"),
            Self::Walks(to) => write!(f, "to {}, {}", to.x, to.y),
            Self::EntersLava => f.write_str("walks into lava and dies"),
            Self::Turns(facing, obstacle) => write!(f, "turns {}; {obstacle}", facing.as_str()),
            Self::Collects(item) => write!(f, "collects {}", words(item.as_str())),
            Self::FindsNothing => f.write_str("finds no sapling this time"),
            Self::Drinks => f.write_str("drinks"),
            Self::Eats(body) => write!(f, "eats the {}", body.as_str()),
            Self::Hits(body, left) => write!(f, "hits the {}, {left} left", body.as_str()),
            Self::Defeats(body) => write!(f, "defeats the {}", body.as_str()),
            Self::Puts(put, at) => {
                let what = match put {
                    Put::Material(material) => material.as_str(),
                    Put::Plant => "sapling",
                };
                write!(f, "puts a {what} at {}, {}", at.x, at.y)
            }
            Self::Makes(item) => write!(f, "makes {}", one(*item)),
            Self::FallsAsleep => f.write_str("falls asleep"),
            Self::SleepsOn => f.write_str("sleeps on"),
            Self::Awakes => f.write_str("awakes"),
            Self::Nothing(obstacle) => obstacle.fmt(f),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Edge => f.write_str("the world ends there"),
            Self::Ground(material @ (Material::Grass | Material::Sand | Material::Path)) => {
                write!(f, "only {} ahead", material.as_str())
            }
            Self::Ground(material) => write!(f, "{} is in the way", material.as_str()),
            Self::Creature(body) => write!(f, "the {} is in the way", body.as_str()),
            Self::Tool(tool) => write!(f, "needs {}", one(*tool)),
            Self::Lacks(item, needed, 0) => write!(f, "needs {needed} {}", words(item.as_str())),
            Self::Lacks(item, needed, has) => {
                write!(f, "needs {needed} {}, has {has}", words(item.as_str()))
            }
            Self::Far(place) => write!(f, "no {} near", place.as_str()),
            Self::Unfit(material) => write!(f, "not on {}", material.as_str()),
            Self::Unripe => f.write_str("the plant is not ripe"),
            Self::Rested => f.write_str("fully rested"),
            Self::Outrun => f.write_str("somebody moves first"),
        }
    }
}

/// An item with its article.
fn one(item: Item) -> String {
    let name = words(item.as_str());
    let article = if name.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" };
    format!("{article} {name}")
}

fn words(name: &str) -> String {
    name.replace('_', " ")
}
