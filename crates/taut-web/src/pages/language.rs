//! The language is chosen, and the page that was open is shown again in it.

use axum::extract::{Form, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

use crate::app::{App, now};
use crate::failure::Failure;
use crate::visit::{Visit, Who};

/// The form in every page's head.
#[derive(Debug, Deserialize)]
pub struct Choice {
    language: String,
    #[serde(default)]
    to: String,
}

/// Keeps the choice in a cookie, and with the account where there is one.
///
/// # Errors
/// A language that there is none of; or the database's problem.
pub async fn choose(
    State(app): State<App>,
    visit: Visit,
    Form(choice): Form<Choice>,
) -> Result<Response, Failure> {
    let known = app.engine().knowledge().languages().iter().any(|l| l.code == choice.language);
    if !known {
        return Err(Failure::not_found());
    }
    if let Who::SignedIn(session) = &visit.who
        && let Some(who) = &session.who
    {
        app.store().set_profile(who.account, &who.name, &choice.language, now()).await?;
    }
    let cookie = app.cookies().set_language(&choice.language);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(own_path(&choice.to))).into_response())
}

/// A path of this server, and nothing that leads elsewhere.
fn own_path(to: &str) -> &str {
    let plain = to.bytes().all(|b| b.is_ascii_alphanumeric() || b"/-_.".contains(&b));
    if to.starts_with('/') && !to.starts_with("//") && plain { to } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_elsewhere() {
        for (to, led) in [
            ("/interview", "/interview"),
            ("/clinic/people/00ff", "/clinic/people/00ff"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("/a?b=c", "/"),
            ("/a\r\nset-cookie: x", "/"),
            ("", "/"),
        ] {
            assert_eq!(own_path(to), led, "{to}");
        }
    }
}
