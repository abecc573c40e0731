//! The lines of business that an agent serves: their tables, tools and splits.

use std::fmt;
use std::str::FromStr;

use crate::env::support::tool::Tool;
use crate::env::support::{airline, books, retail};

/// A line of business.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Domain {
    /// An online shop: orders, products, users.
    Retail,
    /// An airline: flights, reservations, users.
    Airline,
    /// Harbor Books, a bookshop of our own: books, orders, customers. It needs no data.
    Books,
}

impl Domain {
    /// Every domain.
    pub const ALL: [Self; 3] = [Self::Retail, Self::Airline, Self::Books];

    /// Those of tau-bench, whose data comes in a pack.
    pub const PACKED: [Self; 2] = [Self::Retail, Self::Airline];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retail => "retail",
            Self::Airline => "airline",
            Self::Books => "books",
        }
    }

    /// Its tables in their order.
    pub const fn tables(self) -> [&'static str; 3] {
        match self {
            Self::Retail => ["orders", "products", "users"],
            Self::Airline => ["flights", "reservations", "users"],
            Self::Books => ["books", "orders", "customers"],
        }
    }

    /// Its splits.
    pub const fn splits(self) -> &'static [Split] {
        match self {
            Self::Retail => &Split::ALL,
            Self::Airline | Self::Books => &[Split::Test],
        }
    }

    /// The hash of its data base as it comes; none where a seed makes it.
    pub const fn initial_hash(self) -> Option<&'static str> {
        match self {
            Self::Retail => {
                Some("5a4b2cb59f4d12dea7e4adff24a7f8fada510ead49372ea4a729a82bbb5f49b5")
            }
            Self::Airline => {
                Some("4587e6b48ad2b2c4f3e1fecb40aabec7bb2286513273b8f8cec3f5865222f290")
            }
            Self::Books => None,
        }
    }

    /// Its tools, in the order in which agents are told of them.
    pub const fn tools(self) -> &'static [Tool] {
        match self {
            Self::Retail => &retail::TOOLS,
            Self::Airline => &airline::TOOLS,
            Self::Books => &books::TOOLS,
        }
    }

    /// A tool by its name.
    pub fn tool(self, name: &str) -> Option<&'static Tool> {
        self.tools().iter().find(|tool| tool.name == name)
    }
}

impl fmt::Display for Domain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Domain {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let named = Self::ALL.into_iter().find(|domain| domain.as_str() == text);
        named.ok_or_else(|| UnknownName { what: "domain", name: text.to_owned() })
    }
}

/// A part of a domain's tasks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Split {
    /// To learn from.
    Train,
    /// To choose by.
    Dev,
    /// To be measured by.
    Test,
}

impl Split {
    /// Every split.
    pub const ALL: [Self; 3] = [Self::Train, Self::Dev, Self::Test];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Dev => "dev",
            Self::Test => "test",
        }
    }
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Split {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        let named = Self::ALL.into_iter().find(|split| split.as_str() == text);
        named.ok_or_else(|| UnknownName { what: "split", name: text.to_owned() })
    }
}

/// A name that stands for nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no {what} {name:?}")]
pub struct UnknownName {
    /// What was looked for.
    pub what: &'static str,
    /// The name.
    pub name: String,
}
