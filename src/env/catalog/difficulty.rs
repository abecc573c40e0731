//! How hard a world is, as measured: how often its expert wins, in how many steps, and how often chance.
//!
//! The numbers stand in `difficulty.txt`, one world a line; `diorama measure --save` writes them. They
//! belong to the seeds from 0 on and can be measured again at any time.
//!
//! Where an episode asks for several things that are counted one by one ([`Entry::goals`]), each is a
//! win of its own: in Crafter of 50 episodes 1,100 achievements could be won.

use std::fmt;

use super::Entry;

const MEASURED: &str = include_str!("difficulty.txt");

/// How often something came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Rate {
    /// Episodes that were won.
    pub won: u32,
    /// Episodes that were played.
    pub of: u32,
}

impl Rate {
    /// The share, 0 where nothing was played.
    pub fn share(self) -> f64 {
        f64::from(self.won) / f64::from(self.of.max(1))
    }

    /// The 95 % interval of the share by Wilson's score, low and high.
    pub fn interval(self) -> (f64, f64) {
        const Z: f64 = 1.959_963_984_540_054;
        if self.of == 0 {
            return (0.0, 1.0);
        }
        let (n, share) = (f64::from(self.of), self.share());
        let scale = 1.0 / (1.0 + Z * Z / n);
        let middle = scale * (share + Z * Z / (2.0 * n));
        let half = scale * Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        ((middle - half).max(0.0), (middle + half).min(1.0))
    }
}

/// What was measured of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Difficulty {
    /// How often the expert wins: BabyAI's bot, the planner in MiniGrid's own levels, Crafter's survivor.
    pub expert: Rate,
    /// The steps of the episodes that the expert won, summed; where several things can be
    /// won, all that were offered.
    pub expert_steps: u32,
    /// How often the random agent wins.
    pub random: Rate,
}

/// A word for it.
///
/// A world gets a point each if its expert needs more than 12, more than 30 and more than 60 steps, and
/// one if chance wins less than every tenth episode. Experts differ: BabyAI's bot has to look around,
/// the planner knows the whole world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hardness {
    /// No point.
    Easy,
    /// One point.
    Medium,
    /// Two points.
    Hard,
    /// Three or four.
    VeryHard,
    /// Even the expert wins less than half of the episodes, whatever the points.
    RarelyWon,
}

impl Hardness {
    /// Every word, the easiest first.
    pub const ALL: [Self; 5] =
        [Self::Easy, Self::Medium, Self::Hard, Self::VeryHard, Self::RarelyWon];

    /// The word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Easy => "easy",
            Self::Medium => "medium",
            Self::Hard => "hard",
            Self::VeryHard => "very hard",
            Self::RarelyWon => "rarely won",
        }
    }
}

impl fmt::Display for Hardness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Difficulty {
    /// Steps of an episode that the expert wins, on average; none where it won none.
    pub fn expert_mean_steps(self) -> Option<f64> {
        (self.expert.won > 0).then(|| f64::from(self.expert_steps) / f64::from(self.expert.won))
    }

    /// A word for it, by the rule of [`Hardness`].
    pub fn level(self) -> Hardness {
        if self.expert.share() < 0.5 {
            return Hardness::RarelyWon;
        }
        let steps = self.expert_mean_steps().unwrap_or(f64::INFINITY);
        let for_steps = [12.0, 30.0, 60.0].into_iter().filter(|&bound| steps > bound).count();
        match for_steps + usize::from(self.random.share() < 0.1) {
            0 => Hardness::Easy,
            1 => Hardness::Medium,
            2 => Hardness::Hard,
            _ => Hardness::VeryHard,
        }
    }
}

impl Entry {
    /// What was measured of the world; none where it was not.
    pub fn difficulty(&self) -> Option<Difficulty> {
        Difficulty::read(MEASURED, self.id)
    }
}

impl Difficulty {
    /// The head of the data file.
    pub const HEAD: &str =
        "# world, then the expert's: won, of, steps of the won; then the random agent's: won, of";

    /// The line of a world in the data file.
    pub fn line(self, id: &str) -> String {
        let Self { expert, expert_steps, random } = self;
        format!("{id} {} {} {expert_steps} {} {}", expert.won, expert.of, random.won, random.of)
    }

    /// The numbers of a world in the text of a data file.
    pub fn read(text: &str, id: &str) -> Option<Self> {
        let line = text.lines().find_map(|line| line.strip_prefix(id)?.strip_prefix(' '))?;
        let mut numbers = line.split(' ').map(str::parse::<u32>);
        let mut next = || numbers.next()?.ok();
        let expert = Rate { won: next()?, of: next()? };
        let expert_steps = next()?;
        Some(Self { expert, expert_steps, random: Rate { won: next()?, of: next()? } })
    }
}
