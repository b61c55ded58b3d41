//! Requests for another host are refused: a page elsewhere could have its name point here (DNS rebinding).

use axum::http::header::HOST;
use axum::http::{HeaderMap, Uri};

use crate::options::{Mode, Options};

/// The hosts that this server answers to.
#[derive(Debug, Clone)]
pub struct Hosts {
    /// `host` or `host:port` of the stated origin.
    stated: Option<String>,
    /// Names of the machine itself count, whatever the port.
    loopback: bool,
}

impl Hosts {
    /// From the options: the stated origin, and in local mode or on loopback the machine itself.
    #[must_use]
    pub fn of(options: &Options) -> Self {
        let stated = options.origin.as_deref().and_then(|origin| origin.parse::<Uri>().ok());
        let stated = stated.and_then(|uri| uri.authority().map(|a| a.as_str().to_lowercase()));
        let local = matches!(options.mode, Mode::Local { .. });
        Self { stated, loopback: local || options.address.ip().is_loopback() }
    }

    /// True if a request with these headers was meant for this server.
    #[must_use]
    pub fn allow(&self, uri: &Uri, headers: &HeaderMap) -> bool {
        // Said twice, a proxy in front may have read the other one (RFC 9112, section 3.2).
        if headers.get_all(HOST).iter().count() > 1 {
            return false;
        }
        let named = uri.authority().map(|a| a.as_str().to_owned());
        let header = || headers.get(HOST).and_then(|h| h.to_str().ok()).map(str::to_owned);
        let Some(host) = named.or_else(header) else { return false };
        let host = host.to_lowercase();
        if self.stated.as_deref() == Some(&host) {
            return true;
        }
        self.loopback && is_loopback(&host)
    }
}

/// `localhost`, `127.0.0.1` and `[::1]`, with or without a port.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']').map_or(rest, |(inside, _)| inside),
        None => host.split_once(':').map_or(host, |(name, _)| name),
    };
    name == "localhost"
        || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Limits;

    #[test]
    fn only_its_own_names_are_answered() {
        let options = |mode, origin: Option<&str>| Options {
            mode,
            address: "127.0.0.1:8080".parse().unwrap(),
            origin: origin.map(str::to_owned),
            pdf_program: None,
            proxy: None,
            hours: None,
            limits: Limits::default(),
        };
        let local = Hosts::of(&options(Mode::Local { person: "me".to_owned() }, None));
        let clinic = Hosts::of(&options(Mode::Clinic, Some("https://taut.example.org")));
        let asked = |hosts: &Hosts, host: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(HOST, host.parse().unwrap());
            hosts.allow(&Uri::from_static("/"), &headers)
        };
        for (host, by_local, by_clinic) in [
            ("localhost:8080", true, true),
            ("127.0.0.1", true, true),
            ("[::1]:8080", true, true),
            ("taut.example.org", false, true),
            ("TAUT.example.org", false, true),
            ("taut.example.org:444", false, false),
            ("evil.example", false, false),
            ("127.0.0.1.evil.example", false, false),
            ("localhost.evil.example:8080", false, false),
            ("", false, false),
        ] {
            assert_eq!(asked(&local, host), by_local, "local {host}");
            assert_eq!(asked(&clinic, host), by_clinic, "clinic {host}");
        }
        assert!(!local.allow(&Uri::from_static("/"), &HeaderMap::new()));
        let mut twice = HeaderMap::new();
        for host in ["localhost", "localhost"] {
            twice.append(HOST, host.parse().unwrap());
        }
        assert!(!local.allow(&Uri::from_static("/"), &twice));
    }
}
