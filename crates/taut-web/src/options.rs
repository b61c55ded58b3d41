//! How a server is set up: for whom, where, and within which limits.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// Whom the server is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mode {
    /// One person on their own machine: no sign-in, everything goes into the record of this name.
    Local {
        /// The name in the records.
        person: String,
    },
    /// A clinic: accounts for persons, therapists and administrators; guests may ask without one.
    Clinic,
}

/// How a server is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Whom it is for.
    pub mode: Mode,
    /// Where it listens.
    pub address: SocketAddr,
    /// How browsers reach it, such as `https://taut.example.org`, where a proxy stands in front; else the address itself.
    pub origin: Option<String>,
    /// The program that makes a PDF of a document (`taut-handout`); without one, pages are printed by the browser.
    pub pdf_program: Option<PathBuf>,
    /// A proxy in front that says where requests come from; nobody else is believed.
    pub proxy: Option<IpAddr>,
    /// When the clinic reads check-ins, in its own words; shown beside what needs action and after each check-in.
    pub hours: Option<String>,
    /// Its limits.
    pub limits: Limits,
}

impl Options {
    /// Everything that is wrong with them: what, and what to do.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        let loopback = self.address.ip().is_loopback();
        let encrypted = self.origin.as_deref().is_some_and(|o| o.starts_with("https://"));
        if matches!(self.mode, Mode::Local { .. }) && !loopback {
            problems.push(format!(
                "error[not-loopback]: {} can be reached by others, and there is no sign-in\n  hint: leave --listen out, or use --clinic",
                self.address
            ));
        }
        if self.mode == Mode::Clinic && !loopback && !encrypted {
            problems.push(
                "error[not-encrypted]: a clinic's pages must not travel in the clear\n  hint: put a proxy with TLS in front, listen on 127.0.0.1, and give --origin https://NAME"
                    .to_owned(),
            );
        }
        if let Some(origin) = &self.origin
            && !is_origin(origin)
        {
            problems.push(format!(
                "error[bad-origin]: {origin:?} is no origin\n  hint: such as https://taut.example.org, without a path"
            ));
        }
        if self.hours.as_deref().is_some_and(|words| !is_line(words)) {
            problems.push(
                "error[bad-hours]: the words on when check-ins are read are no plain line\n  hint: one line of at most 300 letters"
                    .to_owned(),
            );
        }
        problems
    }

    /// When check-ins are read, in the clinic's words; nothing where there is no clinic, or where it has said nothing.
    #[must_use]
    pub fn clinic_hours(&self) -> Option<String> {
        self.hours.clone().filter(|_| self.mode == Mode::Clinic)
    }

    /// True if browsers reach the server over TLS, so that cookies may be kept to it.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.origin.as_deref().is_some_and(|origin| origin.starts_with("https://"))
    }
}

/// One plain line that is neither empty nor long.
fn is_line(words: &str) -> bool {
    let words = words.trim();
    !words.is_empty() && words.chars().count() <= 300 && !words.chars().any(char::is_control)
}

/// Scheme, host and perhaps a port, and nothing else.
fn is_origin(text: &str) -> bool {
    let Ok(uri) = text.parse::<axum::http::Uri>() else { return false };
    let web = matches!(uri.scheme_str(), Some("http" | "https"));
    let bare = uri.authority().is_some_and(|a| !a.as_str().contains('@'));
    web && bare && uri.path() == "/" && uri.query().is_none() && !text.ends_with('/')
}

/// Limits that keep one client from taking the server away from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The largest body of a request, in bytes.
    pub body_bytes: usize,
    /// The longest time for the head of a request, and between requests on one connection.
    pub head: Duration,
    /// The longest time for a whole request.
    pub request: Duration,
    /// Connections at once.
    pub connections: usize,
    /// How long open requests may take once the server was asked to stop.
    pub stop: Duration,
    /// How long a session lasts without use.
    pub idle: Duration,
    /// How long a session lasts in all.
    pub session: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            head: Duration::from_secs(15),
            request: Duration::from_secs(20),
            connections: 1024,
            stop: Duration::from_secs(10),
            idle: Duration::from_secs(12 * 3600),
            session: Duration::from_secs(30 * 24 * 3600),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(mode: Mode, address: &str, origin: Option<&str>) -> Options {
        let address = address.parse().unwrap();
        let origin = origin.map(str::to_owned);
        let limits = Limits::default();
        Options { mode, address, origin, pdf_program: None, proxy: None, hours: None, limits }
    }

    #[test]
    fn nobody_is_let_in_unguarded() {
        let local = || Mode::Local { person: "me".to_owned() };
        let rows = [
            (local(), "127.0.0.1:0", None, 0),
            (local(), "[::1]:0", None, 0),
            (local(), "0.0.0.0:80", None, 1),
            (Mode::Clinic, "127.0.0.1:0", None, 0),
            (Mode::Clinic, "0.0.0.0:80", None, 1),
            (Mode::Clinic, "0.0.0.0:80", Some("http://taut.example.org"), 1),
            (Mode::Clinic, "0.0.0.0:80", Some("https://taut.example.org"), 0),
            (Mode::Clinic, "127.0.0.1:0", Some("taut.example.org"), 1),
            (Mode::Clinic, "127.0.0.1:0", Some("https://taut.example.org/a"), 1),
            (Mode::Clinic, "127.0.0.1:0", Some("https://a@taut.example.org"), 1),
        ];
        for (mode, address, origin, count) in rows {
            let options = options(mode, address, origin);
            assert_eq!(options.problems().len(), count, "{options:?}");
        }
        let base = options(Mode::Clinic, "127.0.0.1:0", None);
        let with = |words: String| Options { hours: Some(words), ..base.clone() }.problems().len();
        assert_eq!(with("On weekdays by noon.".to_owned()), 0);
        for wrong in [" ".to_owned(), "two\nlines".to_owned(), "x".repeat(301)] {
            assert_eq!(with(wrong.clone()), 1, "{wrong:?}");
        }
    }
}
