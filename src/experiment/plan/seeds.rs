//! Which episodes: `"200..219"`, both ends included, or a list.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The episodes of a world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seeds {
    /// From one to another, both included.
    Range(u64, u64),
    /// These.
    List(Vec<u64>),
}

impl Default for Seeds {
    fn default() -> Self {
        Self::Range(0, 0)
    }
}

impl Seeds {
    /// Reads `a..b`, `a` or `a, b, c`; none if it is neither.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some((from, to)) = text.split_once("..") {
            let to = to.strip_prefix('=').unwrap_or(to);
            let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
            return (from <= to).then_some(Self::Range(from, to));
        }
        let numbers: Option<Vec<u64>> =
            text.split(',').map(|number| number.trim().parse().ok()).collect();
        numbers.map(Self::List)
    }

    /// How many they are.
    pub fn len(&self) -> usize {
        match self {
            Self::Range(from, to) => usize::try_from(to.saturating_sub(*from))
                .map_or(usize::MAX, |more| more.saturating_add(1)),
            Self::List(list) => list.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The seed at a place.
    pub fn get(&self, at: usize) -> Option<u64> {
        match self {
            Self::Range(from, to) => from.checked_add(at as u64).filter(|seed| seed <= to),
            Self::List(list) => list.get(at).copied(),
        }
    }
}

impl Serialize for Seeds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Range(from, to) => serializer.collect_str(&format_args!("{from}..{to}")),
            Self::List(list) => list.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Seeds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            One(u64),
            Text(String),
            List(Vec<u64>),
        }
        match Written::deserialize(deserializer)? {
            Written::One(seed) => Ok(Self::List(vec![seed])),
            Written::List(list) => Ok(Self::List(list)),
            Written::Text(text) => Self::parse(&text).ok_or_else(|| {
                D::Error::custom(format!("{text:?} are no seeds: write \"200..219\""))
            }),
        }
    }
}
