//! The interview by its forms: two requests a step.

use std::io::{Error, Result};

use crate::browser::Browser;
use crate::random::Random;

/// Begins; the page of the first screen.
pub async fn begin(browser: &mut Browser) -> Result<Option<String>> {
    browser.expect("POST", "/interview/begin", None, 303).await?;
    browser.expect("GET", "/interview", None, 200).await.map(Some)
}

/// Sends a form; the page of the next screen, or nothing at the end.
pub async fn step(browser: &mut Browser, form: &str) -> Result<Option<String>> {
    let body = ("application/x-www-form-urlencoded", form);
    browser.expect("POST", "/interview", Some(body), 303).await?;
    match browser.send("GET", "/interview", None).await? {
        (200, page) => Ok(Some(page)),
        (303, _) => Ok(None),
        (other, _) => Err(Error::other(format!("GET /interview: {other}"))),
    }
}

/// The form of a page with an answer to every question.
pub fn filled(page: &str, random: &mut Random) -> String {
    let mut form = String::from("press=next");
    let mut add = |name: &str, value: &str| form.push_str(&format!("&{name}={value}"));
    let mut choices: Vec<(&str, Vec<&str>)> = Vec::new();
    for tag in page.split("<input").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let (Some(name), Some(kind)) = (attribute(tag, "name"), attribute(tag, "type")) else {
            continue;
        };
        let value = attribute(tag, "value").unwrap_or_default();
        match kind {
            "hidden" if name == "screen" || name == "version" => add(name, value),
            "number" if name == "n.age" => add(name, &random.age()),
            "radio" if name != "a.age" => match choices.iter_mut().find(|(n, _)| *n == name) {
                Some((_, values)) => values.push(value),
                None => choices.push((name, vec![value])),
            },
            _ => {}
        }
    }
    for (name, values) in choices {
        add(name, random.pick(&values));
    }
    form
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let wanted = format!(" {name}=\"");
    let start = tag.find(&wanted)? + wanted.len();
    tag[start..].split('"').next()
}
