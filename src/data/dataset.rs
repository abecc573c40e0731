//! Data sets: a domain of a benchmark whose data comes from outside.

use std::fmt;
use std::str::FromStr;

use crate::data::checkout;
use crate::env::support::tau2::{self, Tau2Domain};
use crate::env::support::{self, Domain, UnknownName};

/// A domain of a benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dataset {
    /// Of tau-bench; it is played.
    Tau(Domain),
    /// Of tau2-bench; it is read.
    Tau2(Tau2Domain),
}

impl From<Domain> for Dataset {
    fn from(domain: Domain) -> Self {
        Self::Tau(domain)
    }
}

impl From<Tau2Domain> for Dataset {
    fn from(domain: Tau2Domain) -> Self {
        Self::Tau2(domain)
    }
}

impl Dataset {
    /// Every data set that there is.
    pub const ALL: [Self; 5] = [
        Self::Tau(Domain::Retail),
        Self::Tau(Domain::Airline),
        Self::Tau2(Tau2Domain::Retail),
        Self::Tau2(Tau2Domain::Airline),
        Self::Tau2(Tau2Domain::Mock),
    ];

    /// Its name, under which it is kept.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tau(domain) => domain.as_str(),
            Self::Tau2(Tau2Domain::Retail) => "tau2-retail",
            Self::Tau2(Tau2Domain::Airline) => "tau2-airline",
            Self::Tau2(Tau2Domain::Mock) => "tau2-mock",
            Self::Tau2(Tau2Domain::Telecom) => "tau2-telecom",
        }
    }

    /// Its domain's name in the benchmark.
    pub const fn domain(self) -> &'static str {
        match self {
            Self::Tau(domain) => domain.as_str(),
            Self::Tau2(domain) => domain.as_str(),
        }
    }

    /// The benchmark's name.
    pub const fn benchmark(self) -> &'static str {
        match self {
            Self::Tau(_) => "tau-bench",
            Self::Tau2(_) => "tau2-bench",
        }
    }

    /// The benchmark's repository.
    pub const fn upstream(self) -> &'static str {
        match self {
            Self::Tau(_) => support::UPSTREAM,
            Self::Tau2(_) => tau2::UPSTREAM,
        }
    }

    /// The version of the repository that is read here.
    pub const fn commit(self) -> &'static str {
        match self {
            Self::Tau(_) => support::COMMIT,
            Self::Tau2(_) => tau2::COMMIT,
        }
    }

    /// The licence of the data.
    pub const fn licence(self) -> &'static str {
        match self {
            Self::Tau(_) => "MIT, Copyright (c) 2024 Sierra",
            Self::Tau2(_) => "MIT, Copyright (c) 2025 Sierra Research",
        }
    }

    /// The files of upstream's repository that its pack is made of, by their paths there.
    pub fn sources(self) -> Vec<String> {
        match self {
            Self::Tau(domain) => checkout::sources(domain),
            Self::Tau2(_) => {
                let place = |figure: super::Figure| match figure.name {
                    "LICENSE" => figure.name.to_owned(),
                    name => format!("data/tau2/domains/{name}"),
                };
                super::figures(self).into_iter().map(place).collect()
            }
        }
    }
}

impl fmt::Display for Dataset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Dataset {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        let known = Self::ALL.into_iter().find(|dataset| dataset.as_str() == name);
        known.ok_or_else(|| UnknownName { what: "data set", name: name.to_owned() })
    }
}
