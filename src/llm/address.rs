//! Where an address leads: this machine, the network around it, or the world.
//!
//! Browsers ask before a page may speak to what is near, and block plain `http` to what is far. Names are judged by their look;
//! nothing is resolved.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How near a server is. The names are those of the `fetch` option `targetAddressSpace`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AddressSpace {
    /// This machine.
    Loopback,
    /// The local network.
    Local,
    /// Anywhere else.
    Public,
}

impl AddressSpace {
    /// Every space, the nearest first.
    pub const ALL: [Self; 3] = [Self::Loopback, Self::Local, Self::Public];

    /// Its name for `fetch`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Loopback => "loopback",
            Self::Local => "local",
            Self::Public => "public",
        }
    }

    /// The space of an `http` or `https` address.
    pub fn of(url: &str) -> Self {
        let host = host(url).to_ascii_lowercase();
        if let Ok(address) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
            return match address {
                IpAddr::V4(address) => Self::of_v4(address),
                IpAddr::V6(address) => Self::of_v6(address),
            };
        }
        let name = host.trim_end_matches('.');
        let ends = |end: &str| name.strip_suffix(end).is_some_and(|rest| !rest.is_empty());
        if name == "localhost" || ends(".localhost") {
            Self::Loopback
        } else if !name.contains('.')
            || [".local", ".lan", ".home.arpa", ".internal"].into_iter().any(ends)
        {
            Self::Local
        } else {
            Self::Public
        }
    }

    fn of_v4(address: Ipv4Addr) -> Self {
        if address.is_loopback() || address.is_unspecified() {
            Self::Loopback
        } else if address.is_private() || address.is_link_local() {
            Self::Local
        } else {
            Self::Public
        }
    }

    fn of_v6(address: Ipv6Addr) -> Self {
        if let Some(address) = address.to_ipv4_mapped() {
            Self::of_v4(address)
        } else if address.is_loopback() || address.is_unspecified() {
            Self::Loopback
        } else if address.is_unique_local() || address.is_unicast_link_local() {
            Self::Local
        } else {
            Self::Public
        }
    }
}

/// Scheme, host and port of an address, in lower case: what a key belongs to.
pub fn origin(url: &str) -> String {
    let url = url.trim();
    let start = url.find("://").map_or(0, |at| at + 3);
    let rest = &url[start..];
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    url[..start + end].to_ascii_lowercase()
}

/// The host of an address, with the brackets of IPv6.
fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let rest = rest.rsplit('@').next().unwrap_or_default();
    match rest.find(']') {
        Some(end) => &rest[..=end],
        None => rest.split(':').next().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::{AddressSpace, origin};

    #[test]
    fn the_space_of_an_address_is_told_by_its_look() {
        let cases = [
            ("http://localhost:11434", "loopback"),
            ("http://LOCALHOST", "loopback"),
            ("http://a.localhost./v1", "loopback"),
            ("http://127.0.0.1:8000/v1", "loopback"),
            ("http://0.0.0.0:8000", "loopback"),
            ("http://[::1]:8080/v1", "loopback"),
            ("http://[::ffff:127.0.0.1]/", "loopback"),
            ("http://192.168.1.20:1234/v1", "local"),
            ("http://10.0.0.2", "local"),
            ("http://172.31.0.1", "local"),
            ("http://169.254.7.7", "local"),
            ("http://[fd00::1]:8080", "local"),
            ("http://workstation:8000/v1?x=a.b", "local"),
            ("http://nas.local", "local"),
            ("https://api.openai.com/v1", "public"),
            ("https://me:secret@localhost.example.org", "public"),
            ("http://172.32.0.1", "public"),
            ("http://[2001:db8::1]:80", "public"),
        ];
        for (url, space) in cases {
            assert_eq!(AddressSpace::of(url).as_str(), space, "{url}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        let cases = [
            ("https://API.openai.com/v1", "https://api.openai.com"),
            ("http://localhost:11434", "http://localhost:11434"),
            (" http://[::1]:80?q ", "http://[::1]:80"),
            ("", ""),
        ];
        for (url, wanted) in cases {
            assert_eq!(origin(url), wanted, "{url:?}");
        }
    }
}
