//! Where a request comes from: whose address, and by http or https.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, header};

/// How browsers reach the program.
#[derive(Clone, Debug, Default)]
pub struct Door {
    /// We speak https ourselves.
    pub tls: bool,
    /// A proxy stands before us, which says whose address it is and how they came. It is believed
    /// only where it has an address of this machine or of a local network.
    pub behind_proxy: bool,
    /// The address that people type, such as `https://kaohe.example.cn`, where it is known.
    pub address: Option<String>,
}

/// Who asks, as far as the line tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Peer {
    /// The address; none in a test without a line.
    pub(super) from: Option<IpAddr>,
    /// Whether the browser came by https: then its cookie goes by nothing else.
    pub(super) secure: bool,
}

impl Door {
    /// Who asks.
    pub(super) fn peer(&self, extensions: &Extensions, headers: &HeaderMap) -> Peer {
        let ConnectInfo(line) = match extensions.get::<ConnectInfo<SocketAddr>>() {
            Some(line) => *line,
            None => return Peer { from: None, secure: self.tls || self.is_https() },
        };
        let line = line.ip().to_canonical();
        let own = Peer { from: Some(line), secure: self.tls || self.is_https() };
        if !self.behind_proxy || !is_near(line) {
            return own;
        }
        // What the proxy itself added stands last; whatever stands before it anybody may have sent.
        let last = |name: &str| {
            let value = headers.get_all(name).iter().next_back()?.to_str().ok()?;
            value.rsplit(',').next().map(str::trim)
        };
        let from = last("x-forwarded-for").and_then(|from| from.parse::<IpAddr>().ok());
        let is_https = last("x-forwarded-proto") == Some("https");
        Peer {
            from: from.map(|from| from.to_canonical()).or(own.from),
            secure: own.secure || is_https,
        }
    }

    fn is_https(&self) -> bool {
        self.address.as_ref().is_some_and(|address| address.starts_with("https://"))
    }

    /// Where a browser finds us, without a slash at its end: for what is printed.
    pub(super) fn site(&self, peer: Peer, headers: &HeaderMap) -> String {
        if let Some(address) = &self.address {
            return address.clone();
        }
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let scheme = if peer.secure { "https" } else { "http" };
        format!("{scheme}://{}", host.unwrap_or_default())
    }
}

/// This machine, or a network that nobody comes into from outside.
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local(),
    }
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use axum::extract::ConnectInfo;
    use axum::http::{Extensions, HeaderMap};

    use super::{Door, Peer};

    fn check(door: &Door, line: &str, headers: &[(&'static str, &str)]) -> Peer {
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(line.parse::<SocketAddr>().expect("an address")));
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().expect("a value"));
        }
        door.peer(&extensions, &map)
    }

    #[test]
    fn a_proxy_is_believed_where_it_is_near_and_only_for_what_it_added_itself() {
        let proxied = Door { behind_proxy: true, ..Door::default() };
        let said = [("x-forwarded-for", "6.6.6.6, 10.0.8.21"), ("x-forwarded-proto", "https")];
        let forged = [("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "10.0.8.22")];
        let cases = [
            (&proxied, "127.0.0.1:9", &said[..], "10.0.8.21", true),
            (&proxied, "[::1]:9", &said[..], "10.0.8.21", true),
            (&proxied, "[::ffff:127.0.0.1]:9", &said[..], "10.0.8.21", true),
            (&proxied, "192.168.3.4:9", &forged[..], "10.0.8.22", false),
            (&proxied, "203.0.113.9:9", &said[..], "203.0.113.9", false),
            (&proxied, "127.0.0.1:9", &[("x-forwarded-for", "unknown")][..], "127.0.0.1", false),
            (&proxied, "127.0.0.1:9", &[][..], "127.0.0.1", false),
            (&Door::default(), "127.0.0.1:9", &said[..], "127.0.0.1", false),
        ];
        for (door, line, headers, from, secure) in cases {
            let peer = check(door, line, headers);
            let expected = Peer { from: Some(from.parse().expect("an address")), secure };
            assert_eq!(peer, expected, "{line} {headers:?}");
        }
    }

    #[test]
    fn what_is_printed_is_the_address_that_people_type() {
        let mut headers = HeaderMap::new();
        headers.insert("host", "10.0.8.2:8052".parse().expect("a host"));
        let plain = Door::default();
        let peer = |secure| Peer { from: None, secure };
        assert_eq!(plain.site(peer(false), &headers), "http://10.0.8.2:8052");
        assert_eq!(plain.site(peer(true), &headers), "https://10.0.8.2:8052");
        let address = Some("https://kaohe.example.cn".to_owned());
        let named = Door { address, ..Door::default() };
        assert_eq!(named.site(peer(false), &headers), "https://kaohe.example.cn");
        assert!(check(&named, "10.0.0.1:9", &[]).secure);
    }
}
