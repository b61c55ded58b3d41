//! Our two cookies: the session's token, and the language; written and read.

use axum::http::HeaderMap;
use axum::http::header::{COOKIE, HeaderValue};
use cookie::{Cookie, SameSite};

/// Holds the token of a session. With TLS its name binds it to this very host.
const SESSION: &str = "taut-session";
const SESSION_BOUND: &str = "__Host-taut-session";
const LANGUAGE: &str = "taut-language";

/// Writes cookies as the connection allows.
#[derive(Debug, Clone, Copy)]
pub struct Cookies {
    /// Browsers come over TLS.
    pub encrypted: bool,
}

impl Cookies {
    const fn session_name(self) -> &'static str {
        if self.encrypted { SESSION_BOUND } else { SESSION }
    }

    /// The token that a request brings.
    #[must_use]
    pub fn session(self, headers: &HeaderMap) -> Option<String> {
        find(headers, self.session_name())
    }

    /// The language that a request brings.
    #[must_use]
    pub fn language(self, headers: &HeaderMap) -> Option<String> {
        find(headers, LANGUAGE)
    }

    /// Sets the token; it ends with the browser's session, and here after a while.
    #[must_use]
    pub fn set_session(self, token: &str) -> HeaderValue {
        value(self.base(self.session_name(), token).http_only(true).build())
    }

    /// Takes the token away.
    #[must_use]
    pub fn end_session(self) -> HeaderValue {
        let gone = self.base(self.session_name(), "").http_only(true);
        value(gone.max_age(cookie::time::Duration::ZERO).build())
    }

    /// Sets the language, for a year.
    #[must_use]
    pub fn set_language(self, code: &str) -> HeaderValue {
        let year = cookie::time::Duration::days(365);
        value(self.base(LANGUAGE, code).http_only(true).max_age(year).build())
    }

    fn base<'c>(self, name: &'c str, token: &'c str) -> cookie::CookieBuilder<'c> {
        Cookie::build((name, token)).path("/").same_site(SameSite::Lax).secure(self.encrypted)
    }
}

fn find(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(Cookie::split_parse)
        .filter_map(Result::ok)
        .find(|cookie| cookie.name() == name)
        .map(|cookie| cookie.value().to_owned())
        .filter(|value| !value.is_empty())
}

/// Names and values of ours hold only characters that a header may have.
fn value(cookie: Cookie<'_>) -> HeaderValue {
    HeaderValue::from_str(&cookie.to_string()).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_comes_back_and_is_bound_where_it_can_be() {
        for encrypted in [false, true] {
            let cookies = Cookies { encrypted };
            let set = cookies.set_session("abc").to_str().unwrap().to_owned();
            assert!(set.contains("HttpOnly") && set.contains("SameSite=Lax"), "{set}");
            assert_eq!(set.contains("Secure"), encrypted);
            assert_eq!(set.starts_with("__Host-"), encrypted);
            let mut headers = HeaderMap::new();
            let pair = set.split(';').next().unwrap();
            headers.insert(COOKIE, format!("other=1; {pair}").parse().unwrap());
            assert_eq!(cookies.session(&headers).as_deref(), Some("abc"));
            let other = Cookies { encrypted: !encrypted };
            assert_eq!(other.session(&headers), None);
        }
    }
}
