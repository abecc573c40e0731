//! What a Crafter world is made with: size, view, pictures, length, order and difficulty.

use super::object::Body;
use super::world::Area;

/// The rules of one variant of the game. The same options and the same seed give the same world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Options {
    /// The size of the world.
    pub area: Area,
    /// What the agent sees of it.
    pub view: View,
    /// Which pictures the original would draw, since at night they take draws of the game's generator.
    pub render: RenderPlan,
    /// The game ends after so many of its steps; none for an endless one.
    pub length: Option<u32>,
    /// In which order things happen that upstream leaves open.
    pub order: Order,
    /// What is changed about a world after it is laid out.
    pub preset: Preset,
    /// Whether a start includes one step of [`Action::Noop`](super::Action::Noop), as BALROG's does.
    pub opening_noop: bool,
}

impl Options {
    /// Crafter as it comes: 64 x 64 cells, a picture of 64 x 64 pixels each step, 10,000 steps.
    pub const CLASSIC: Self = Self {
        area: Area::USUAL,
        view: View::USUAL,
        render: RenderPlan::CLASSIC,
        length: Some(10_000),
        order: Order::Creation,
        preset: Preset::None,
        opening_noop: false,
    };

    /// Crafter as BALROG plays it: two pictures of 256 x 256 pixels each step, one step of nothing at
    /// the start. BALROG's evaluator stops after 2,000 steps of the agent: the game's length here.
    pub const BALROG: Self = Self {
        render: RenderPlan::BALROG,
        length: Some(2_001),
        opening_noop: true,
        ..Self::CLASSIC
    };

    /// Crafter as synth-ai's service plays it, in synth-ai's order.
    pub const SYNTH: Self = Self { order: Order::Synth, preset: Preset::Normal, ..Self::CLASSIC };

    /// Crafter without pictures: nights draw nothing. A game of its own, with other episodes.
    pub const SILENT: Self = Self { render: RenderPlan::NONE, ..Self::CLASSIC };
}

/// The part of the world that the agent sees: cells across, and rows, of which the lowest show the
/// inventory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct View {
    width: u8,
    rows: u8,
}

impl View {
    /// The usual view: 9 x 9, of which 9 x 7 cells are map.
    pub const USUAL: Self = Self { width: 9, rows: 9 };

    /// The most cells of map in a view.
    pub const MOST_CELLS: usize = 225;

    /// A view; none if no row were left for the map, or the map had more than [`Self::MOST_CELLS`].
    pub const fn new(width: u8, rows: u8) -> Option<Self> {
        if width == 0 || rows <= Self::item_rows(width) {
            return None;
        }
        let view = Self { width, rows };
        if view.width as usize * view.height() as usize > Self::MOST_CELLS {
            return None;
        }
        Some(view)
    }

    const fn item_rows(width: u8) -> u8 {
        super::item::Item::ALL.len().div_ceil(width as usize) as u8
    }

    /// Cells across.
    pub const fn width(self) -> u8 {
        self.width
    }

    /// Cells of map from top to bottom.
    pub const fn height(self) -> u8 {
        self.rows - Self::item_rows(self.width)
    }

    /// Rows, those of the inventory included.
    pub const fn rows(self) -> u8 {
        self.rows
    }

    /// Objects nearer to the player than this, along the axes, are updated.
    pub(super) const fn reach(self) -> u16 {
        2 * if self.width > self.rows { self.width } else { self.rows } as u16
    }
}

/// Which pictures the original draws at each step.
///
/// Only their noise counts here: below a light of one half each takes two draws of the generator per
/// pixel of map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RenderPlan {
    /// Pixels across; 0 for no pictures at all.
    pub width: u16,
    /// Pixels from top to bottom.
    pub height: u16,
    /// Further pictures before each step.
    pub before: u8,
    /// Further pictures after each step, and after the start.
    pub after: u8,
}

impl RenderPlan {
    /// Crafter's own: one picture of 64 x 64 pixels each step.
    pub const CLASSIC: Self = Self { width: 64, height: 64, before: 0, after: 0 };
    /// BALROG's: two pictures of 256 x 256 pixels each step.
    pub const BALROG: Self = Self { width: 256, height: 256, before: 0, after: 1 };
    /// synth-ai's service as it is: what it shows is drawn before the step, besides Crafter's own.
    pub const SYNTH_UPSTREAM: Self = Self { before: 1, ..Self::CLASSIC };
    /// No pictures.
    pub const NONE: Self = Self { width: 0, height: 0, before: 0, after: 0 };

    /// How many numbers one picture of the night takes.
    pub(super) fn numbers(self, view: View) -> usize {
        let unit = |pixels: u16, cells: u8| usize::from(pixels / u16::from(cells));
        let across = unit(self.width, view.width()) * usize::from(view.width());
        let down = unit(self.height, view.rows()) * usize::from(view.height());
        across * down
    }
}

/// In which order things happen that upstream leaves to memory addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Order {
    /// In the order that objects came into the world.
    Creation,
    /// As synth-ai's wrapper sorts them: by cell. Chunks go by their place, and the player is no
    /// longer first.
    Synth,
}

/// What is changed about a world after it is laid out, as in synth-ai's world configurations.
///
/// Upstream quirk: factors above 1 and those of materials stand in the configurations and do nothing;
/// only creatures are taken away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Preset {
    /// Nothing.
    None,
    /// Few monsters, and none near.
    Easy,
    /// Nothing hostile near.
    Normal,
    /// Few cows, and none near.
    Hard,
    /// No monsters at the start.
    Peaceful,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 5] = [Self::None, Self::Easy, Self::Normal, Self::Hard, Self::Peaceful];

    /// Its name in synth-ai's configurations.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Easy => "easy",
            Self::Normal => "normal",
            Self::Hard => "hard",
            Self::Peaceful => "peaceful",
        }
    }

    /// For a kind of creature: how much of it stays, and how far from the player it has to be.
    pub(super) const fn thinning(self, body: Body) -> Option<(f64, u16)> {
        // Cow, zombie, skeleton.
        let [cow, zombie, skeleton] = match self {
            Self::None => return None,
            Self::Easy => [(2.0, 2), (0.3, 15), (0.2, 10)],
            Self::Normal => [(1.0, 3), (1.0, 10), (1.0, 7)],
            Self::Hard => [(0.3, 8), (3.0, 5), (3.0, 4)],
            Self::Peaceful => [(3.0, 1), (0.0, 100), (0.0, 100)],
        };
        match body {
            Body::Cow => Some(cow),
            Body::Zombie { .. } => Some(zombie),
            Body::Skeleton { .. } => Some(skeleton),
            _ => None,
        }
    }
}
