//! The interview by the API: one request a step.

use std::io::{Error, Result};

use serde::{Deserialize, Serialize};

use crate::browser::Browser;
use crate::random::Random;

/// What comes back, as far as it is needed here.
#[derive(Debug, Deserialize)]
struct Interview<'t> {
    version: i64,
    #[serde(borrow)]
    screen: Option<Screen<'t>>,
}

#[derive(Debug, Deserialize)]
struct Screen<'t> {
    id: &'t str,
    #[serde(borrow)]
    questions: Vec<Question<'t>>,
}

#[derive(Debug, Deserialize)]
struct Question<'t> {
    key: &'t str,
    #[serde(borrow)]
    choices: Vec<Choice<'t>>,
}

#[derive(Debug, Deserialize)]
struct Choice<'t> {
    value: &'t str,
}

#[derive(Debug, Serialize)]
struct Replies<'t> {
    screen: &'t str,
    version: i64,
    replies: Vec<Reply<'t>>,
}

#[derive(Debug, Serialize)]
struct Reply<'t> {
    key: &'t str,
    value: String,
}

/// Begins; the first screen.
pub async fn begin(browser: &mut Browser) -> Result<Option<String>> {
    browser.expect("POST", "/api/v1/interview", None, 200).await.map(Some)
}

/// Sends replies; the next screen, or nothing at the end.
pub async fn step(browser: &mut Browser, replies: &str) -> Result<Option<String>> {
    let body = ("application/json", replies);
    let next = browser.expect("POST", "/api/v1/interview/replies", Some(body), 200).await?;
    let is_open = serde_json::from_str::<Interview>(&next).map_err(Error::other)?.screen.is_some();
    Ok(is_open.then_some(next))
}

/// A reply to every question of a screen.
pub fn filled(screen: &str, random: &mut Random) -> Result<String> {
    let shown: Interview = serde_json::from_str(screen).map_err(Error::other)?;
    let Some(screen) = shown.screen else { return Err(Error::other("there is no screen")) };
    let mut replies = Vec::with_capacity(screen.questions.len());
    for Question { key, choices } in screen.questions {
        let values: Vec<&str> = choices.iter().map(|choice| choice.value).collect();
        let value = match key {
            "age" => random.age(),
            _ if values.is_empty() => "not_sure".to_owned(),
            _ => random.pick(&values).to_owned(),
        };
        replies.push(Reply { key, value });
    }
    let sent = Replies { screen: screen.id, version: shown.version, replies };
    serde_json::to_string(&sent).map_err(Error::other)
}
