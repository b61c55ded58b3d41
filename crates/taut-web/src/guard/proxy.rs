//! Where a request comes from when a trusted proxy stands in front: what the proxy says, and nobody else.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use axum::http::header::{FORWARDED, HeaderName};

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address of the client: the peer's own, or the last hop that a trusted peer names. The hops before it are what the client
/// itself may have sent, and count for nothing; so does a header that says otherwise than the other one, because a proxy sets
/// one of the two and passes the other on as it came.
#[must_use]
pub fn client(peer: IpAddr, trusted: Option<IpAddr>, headers: &HeaderMap) -> IpAddr {
    if trusted.map(|address| address.to_canonical()) != Some(peer.to_canonical()) {
        return peer;
    }
    let forwarded = last_hop(headers, &FORWARDED).map(forwarded_for);
    let listed = last_hop(headers, &X_FORWARDED_FOR).map(address);
    match (forwarded, listed) {
        (Some(one), None) | (None, Some(one)) => one.unwrap_or(peer),
        (Some(one), Some(other)) if one == other => one.unwrap_or(peer),
        _ => peer,
    }
}

/// The last element of the last line of a header that is a list.
fn last_hop<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let line = headers.get_all(name).iter().next_back()?.to_str().unwrap_or_default();
    line.rsplit(',').next().map(str::trim)
}

/// The address in the `for=` of an element (RFC 7239).
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let pairs = element.split(';').filter_map(|pair| pair.split_once('='));
    let mut named = pairs.filter(|(name, _)| name.trim().eq_ignore_ascii_case("for"));
    address(named.next()?.1.trim().trim_matches('"'))
}

/// An address, perhaps with a port; one of IPv6 perhaps in brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let with_port = || text.parse::<SocketAddr>().map(|found| found.ip());
    bare.parse().or_else(|_| with_port()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, lines: &[(&'static str, &'static str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(HeaderName::from_static(name), value.parse().unwrap());
        }
        let trusted = Some("127.0.0.1".parse().unwrap());
        client(peer.parse().unwrap(), trusted, &headers).to_string()
    }

    #[test]
    fn only_the_last_hop_of_the_trusted_proxy_counts() {
        let (xff, fwd) = ("x-forwarded-for", "forwarded");
        let proxy = "127.0.0.1";
        assert_eq!(of(proxy, &[]), proxy);
        assert_eq!(of("192.0.2.9", &[(xff, "192.0.2.1")]), "192.0.2.9", "not the proxy");
        assert_eq!(of("::ffff:127.0.0.1", &[(xff, "192.0.2.1")]), "192.0.2.1");
        assert_eq!(of(proxy, &[(xff, "203.0.113.1, 192.0.2.1")]), "192.0.2.1");
        assert_eq!(of(proxy, &[(xff, "203.0.113.1"), (xff, "192.0.2.1:999")]), "192.0.2.1");
        assert_eq!(of(proxy, &[(xff, "2001:db8::7")]), "2001:db8::7");
        let six = "for=1.2.3.4, proto=https;For=\"[2001:db8::7]:4711\"";
        assert_eq!(of(proxy, &[(fwd, six)]), "2001:db8::7");
        // Nonsense, and a header that the client has slipped in beside the proxy's.
        for wrong in ["unknown", "", "192.0.2", "a, b"] {
            assert_eq!(of(proxy, &[(xff, wrong)]), proxy, "{wrong}");
        }
        assert_eq!(of(proxy, &[(fwd, "for=_hidden")]), proxy);
        assert_eq!(of(proxy, &[(xff, "192.0.2.1"), (fwd, "for=203.0.113.5")]), proxy);
        assert_eq!(of(proxy, &[(xff, "192.0.2.1"), (fwd, "for=192.0.2.1")]), "192.0.2.1");
        let none = client(proxy.parse().unwrap(), None, &HeaderMap::new());
        assert_eq!(none.to_string(), proxy);
    }
}
