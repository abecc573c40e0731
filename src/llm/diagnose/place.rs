//! Where a server stands, and from where it is asked.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How far away an address is; the order is from near to far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// This machine.
    Loopback,
    /// The same house.
    LocalNetwork,
    /// Anywhere.
    Public,
}

/// An address, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Whether it is `https`.
    pub https: bool,
    /// The host, in small letters, without brackets.
    pub host: String,
    /// The port, where it is named.
    pub port: Option<u16>,
    /// How far away it is.
    pub reach: Reach,
}

impl Place {
    /// Reads an address or an origin; nothing for what is neither `http` nor `https`.
    pub fn of(address: &str) -> Option<Self> {
        let (scheme, rest) = address.trim().split_once("://")?;
        let https = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let authority = authority.rsplit('@').next().unwrap_or_default();
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => {
                let (host, rest) = rest.split_once(']')?;
                (host, rest.strip_prefix(':'))
            }
            None => match authority.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            },
        };
        let is_name = |sign: char| sign.is_alphanumeric() || "-._:".contains(sign);
        if host.is_empty() || !host.chars().all(is_name) {
            return None;
        }
        let port = port.map(str::parse).transpose().ok()?;
        let host = host.to_ascii_lowercase();
        let reach = reach(&host);
        Some(Self { https, host, port, reach })
    }

    /// Whether a page from there may ask for what only secure pages may ask for.
    pub fn is_secure(&self) -> bool {
        self.https || self.reach == Reach::Loopback
    }
}

fn reach(host: &str) -> Reach {
    let host = host.strip_suffix('.').unwrap_or(host);
    if let Ok(address) = host.parse::<IpAddr>() {
        return match address {
            IpAddr::V4(address) => reach_v4(address),
            IpAddr::V6(address) => reach_v6(address),
        };
    }
    let ends = |endings: &[&str]| endings.iter().any(|ending| host.ends_with(ending));
    if host == "localhost" || ends(&[".localhost"]) {
        return Reach::Loopback;
    }
    let is_house = !host.contains('.') || ends(&[".local", ".lan", ".home.arpa", ".internal"]);
    if is_house { Reach::LocalNetwork } else { Reach::Public }
}

fn reach_v4(address: Ipv4Addr) -> Reach {
    let [first, second, ..] = address.octets();
    if address.is_loopback() || address.is_unspecified() {
        Reach::Loopback
    } else if address.is_private()
        || address.is_link_local()
        // What carriers and VPNs share out, 100.64.0.0/10.
        || (first == 100 && second & 0xc0 == 64)
    {
        Reach::LocalNetwork
    } else {
        Reach::Public
    }
}

fn reach_v6(address: Ipv6Addr) -> Reach {
    if let Some(inner) = address.to_ipv4_mapped() {
        return reach_v4(inner);
    }
    let first = address.segments()[0];
    if address.is_loopback() || address.is_unspecified() {
        Reach::Loopback
    } else if first & 0xfe00 == 0xfc00 || first & 0xffc0 == 0xfe80 {
        Reach::LocalNetwork
    } else {
        Reach::Public
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asker {
    /// A program in a terminal: nothing stands in its way but the network.
    Terminal,
    /// A page in a browser.
    Page(Page),
}

/// The page that asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Its origin, such as `https://diorama.example`.
    pub origin: String,
    /// The browser.
    pub browser: Browser,
    /// Whether it may speak to this machine or this house.
    pub local_network: Permission,
}

/// A browser, by what it forbids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Browser {
    /// Chrome, Edge and their kin, with their main version.
    Chromium(u32),
    /// Firefox.
    Firefox,
    /// Safari, and every browser of an iPhone.
    Safari,
    /// Another one.
    Other,
}

impl Browser {
    /// Reads `navigator.userAgent`.
    pub fn of(user_agent: &str) -> Self {
        let version = |name: &str| {
            let rest = user_agent.split_once(name)?.1;
            let digits = rest.split(|sign: char| !sign.is_ascii_digit()).next()?;
            digits.parse().ok()
        };
        let on_iphone = ["CriOS/", "FxiOS/", "EdgiOS/", "iPhone", "iPad"];
        if on_iphone.iter().any(|name| user_agent.contains(name)) {
            return Self::Safari;
        }
        if let Some(version) = version("Chrome/").or_else(|| version("Chromium/")) {
            return Self::Chromium(version);
        }
        if user_agent.contains("Firefox/") {
            return Self::Firefox;
        }
        if user_agent.contains("Safari/") { Self::Safari } else { Self::Other }
    }

    /// Whether it asks its user before a page may speak to this machine or this house: Chromium from 142 on.
    pub const fn guards_local_network(self) -> bool {
        matches!(self, Self::Chromium(142..))
    }
}

/// What `navigator.permissions` says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Permission {
    /// Allowed.
    Granted,
    /// The user was not asked, or did not answer.
    Prompt,
    /// Forbidden.
    Denied,
    /// The browser does not say.
    #[default]
    Unknown,
}
