//! `taut ask` line by line over a pipe: the whole interview, its keys, and that no answer is lost.

use serde_json::Value;

use crate::program::{Done, Folder, Talk, command, run, run_with, succeed};

/// What a healthy man of 41 types at a prompt: the first choice, which is "no".
fn clean(shown: &str) -> &'static str {
    let question = shown.rsplit("(w why").nth(1).unwrap_or(shown);
    if shown.ends_with("(y/n) > ") {
        "n"
    } else if shown.ends_with("q to stop) > ") {
        ""
    } else if question.contains("a number of years") {
        "41"
    } else if question.contains("1. Female") {
        "2"
    } else {
        "1"
    }
}

/// Answers prompts until none is left or `stop` says so; everything shown.
fn go_on(
    talk: &mut Talk,
    mut shown: String,
    mut answer: impl FnMut(&str) -> Option<String>,
) -> (String, String) {
    let mut all = shown.clone();
    for _ in 0..400 {
        if !shown.ends_with(") > ") {
            return (all, shown);
        }
        let Some(line) = answer(&shown) else { return (all, shown) };
        shown = talk.say(&line);
        all += &shown;
    }
    panic!("the interview does not end:\n{all}")
}

/// Answers `n` prompts cleanly; the text shown last.
fn first_prompts(talk: &mut Talk, shown: String, n: usize) -> String {
    let mut left = n;
    let (_, last) = go_on(talk, shown, |shown| {
        left = left.checked_sub(1)?;
        Some(clean(shown).to_owned())
    });
    last
}

/// A whole interview, clean but for the lines given to questions that contain a text.
pub fn whole(session: &str, more: &[&str], others: &[(&str, &str)]) -> (String, Option<i32>) {
    let (mut talk, shown) = Talk::start(session, more);
    let (all, _) = go_on(&mut talk, shown, |shown| {
        let question = shown.rsplit("stop) > ").next().unwrap_or(shown);
        let other = others.iter().find(|(part, _)| question.contains(part) || shown.contains(part));
        Some(other.map_or_else(|| clean(shown), |(_, line)| *line).to_owned())
    });
    let (rest, code) = talk.end();
    (all + &rest, code)
}

pub fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kept(session: &str) -> Value {
    serde_json::from_slice(&std::fs::read(session).unwrap()).unwrap()
}

fn replies(session: &str) -> Vec<String> {
    let kept = kept(session);
    let list = kept["replies"].as_array().unwrap();
    list.iter().map(|r| r["finding"].as_str().unwrap().to_owned()).collect()
}

fn exists(file: &str) -> bool {
    std::path::Path::new(file).exists()
}

/// A phrase of the knowledge.
pub fn phrase(id: &str) -> String {
    let file = crate::program::root().join(format!("knowledge/phrases/{id}.toml"));
    let text = std::fs::read_to_string(file).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("en = \"")).unwrap();
    flat(line.trim_end_matches('"'))
}

#[test]
fn a_clean_interview_ends_with_an_answer_page() {
    let folder = Folder::new("clean");
    let session = folder.at("session.json");
    let (all, code) = whole(&session, &[], &[]);
    assert_eq!(code, Some(0));
    let all = flat(&all);
    assert!(all.contains(&phrase("answer_stay_active")), "{all}");
    assert!(all.contains(&phrase("safety_net")) && all.contains("review level R0"), "{all}");
    let open = phrase("final_open_text");
    let open = open.split("{questions}").next().unwrap();
    assert!(all.contains(&phrase("final_text")) || all.contains(open), "not final: {all}");
    assert!(!exists(&session), "answers about health do not stay behind");
    assert!(!exists(&format!("{session}.new")), "nothing half-written");
}

#[test]
fn the_second_part_can_make_it_a_final_stretch() {
    let folder = Folder::new("second");
    let session = folder.at("session.json");
    let others = [
        ("(y/n) > ", "y"),
        ("Do your hamstrings feel tight?", "3"),
        ("a number of degrees", "48"),
        ("Is the limit a pull in the middle", "3"),
        ("do your fingers stop short of your toes?", "2"),
    ];
    let (all, code) = whole(&session, &[], &others);
    assert_eq!(code, Some(0));
    assert_eq!(all.matches("review level R0").count(), 2, "one page after each part: {all}");
    let last = flat(all.rsplit("q stop) > ").next().unwrap());
    assert!(last.contains(&phrase("stop_proved")), "no reason for ending: {last}");
    assert!(last.contains(&phrase("answer_stretch_and_strengthen")), "{last}");
    assert!(last.contains(&phrase("final_text")), "not final: {last}");
    assert!(!exists(&session));
}

#[test]
fn an_emergency_stops_at_once() {
    let folder = Folder::new("emergency");
    let session = folder.at("session.json");
    let (mut talk, shown) = Talk::start(&session, &[]);
    let shown = first_prompts(&mut talk, shown, 3);
    assert!(shown.contains("between the legs"), "{shown}");
    let page = talk.say("yes");
    assert!(!page.contains("(w why"), "no further question: {page}");
    let (rest, code) = talk.end();
    let page = flat(&(page + &rest));
    assert_eq!(code, Some(0));
    assert!(page.contains(&phrase("answer_emergency")), "{page}");
    assert!(page.contains(&phrase("emergency_page")) && page.contains(&phrase("safety_net")));
    assert!(!page.contains("optional second part"), "{page}");
    assert!(!exists(&session));
}

#[test]
fn why_back_and_unclear_lines() {
    let folder = Folder::new("keys");
    let session = folder.at("session.json");
    let (mut talk, shown) = Talk::start(&session, &[]);
    let shown = first_prompts(&mut talk, shown, 1);
    assert!(shown.contains("How old are you?"), "{shown}");
    let unclear = talk.say("forty");
    assert!(unclear.contains("please give a number of years from 0 to 120"), "{unclear}");
    assert!(unclear.contains("How old are you?"), "asked again: {unclear}");
    for bad in ["-1", "121", "nan", "1e400", "inf"] {
        assert!(talk.say(bad).contains("please give a number of years"), "{bad}");
    }
    assert!(replies(&session).is_empty(), "nothing is guessed");
    let shown = talk.say("41");
    let shown = first_prompts(&mut talk, shown, 1);
    assert!(shown.contains("between the legs"), "{shown}");
    let why = talk.say("w");
    let record = succeed(&["knowledge", "show", "saddle_numbness"]);
    let reason = record.lines().find_map(|line| line.trim().strip_prefix("why: ")).unwrap();
    assert!(flat(&why).contains(&phrase("why_gating")), "why now is not said: {why}");
    assert!(why.contains(reason) && why.contains("between the legs"), "{why}");
    for bad in ["", "0", "4", "perhaps", "yesterday"] {
        assert!(talk.say(bad).contains("please give a number from 1 to 3"), "`{bad}`");
    }
    // Within the list, back to the line before; a new reply replaces the old one.
    let second = talk.say("n");
    assert!(!second.contains("between the legs"), "{second}");
    assert!(talk.say("b").contains("between the legs"));
    assert!(!talk.say("not sure").contains("please"));
    let given = kept(&session)["replies"].clone();
    let saddle: Vec<&Value> =
        given.as_array().unwrap().iter().filter(|r| r["finding"] == "saddle_numbness").collect();
    assert_eq!(saddle, [&serde_json::json!({ "finding": "saddle_numbness" })], "not sure");
    // From the first line of the list, back to the screen before.
    talk.say("b");
    let before = talk.say("b");
    assert!(before.contains("About you"), "{before}");
    assert!(replies(&session).is_empty(), "{:?}", replies(&session));
    let (rest, code) = talk.end();
    assert!(rest.contains("Your answers are kept in") && code == Some(0), "{rest}");
}

#[test]
fn an_end_of_input_loses_no_answer() {
    let folder = Folder::new("resume");
    let session = folder.at("session.json");
    for prompts in [2, 3, 8, 20, 33] {
        let _ = std::fs::remove_file(&session);
        let (mut talk, shown) = Talk::start(&session, &[]);
        let pending = first_prompts(&mut talk, shown, prompts);
        let (rest, code) = talk.end();
        assert!(rest.contains("taut ask --fresh") && code == Some(0), "{rest}");
        let before = kept(&session);
        assert_eq!(replies(&session).len(), prompts - 1, "one reply a prompt but the notice");
        let (mut talk, shown) = Talk::start(&session, &[]);
        assert!(shown.contains("interrupted") && shown.ends_with("(y/n) > "), "{shown}");
        let again = talk.say("y");
        assert_eq!(question(&again), question(&pending), "after {prompts} prompts");
        talk.end();
        assert_eq!(kept(&session), before, "after {prompts} prompts");
    }
    let (mut talk, shown) = Talk::start(&session, &[]);
    assert!(shown.ends_with("(y/n) > "), "{shown}");
    let mut first = true;
    let (all, _) = go_on(&mut talk, shown, |shown| {
        let line = if first { "y" } else { clean(shown) };
        first = false;
        Some(line.to_owned())
    });
    let (rest, code) = talk.end();
    assert_eq!(code, Some(0));
    assert!(flat(&(all + &rest)).contains(&phrase("answer_stay_active")));
    assert!(!exists(&session));
}

/// The last question shown, without the screen's title.
fn question(shown: &str) -> String {
    let asked = shown.trim_end_matches("(w why, b back, q stop) > ").trim_end();
    asked.rsplit("\n\n").next().unwrap().trim().to_owned()
}

#[test]
fn declining_to_resume_begins_anew() {
    let folder = Folder::new("anew");
    let session = folder.at("session.json");
    let (mut talk, shown) = Talk::start(&session, &[]);
    first_prompts(&mut talk, shown, 6);
    talk.end();
    let (mut talk, shown) = Talk::start(&session, &[]);
    assert!(shown.ends_with("(y/n) > "));
    assert!(talk.say("what?").contains("please answer y or n"));
    let shown = talk.say("n");
    assert!(shown.contains("[1/"), "{shown}");
    talk.end();
    let (talk, shown) = Talk::start(&session, &["--fresh"]);
    assert!(shown.contains("[1/"), "{shown}");
    talk.end();
}

#[test]
fn a_kill_loses_no_answered_reply() {
    let folder = Folder::new("kill");
    let session = folder.at("session.json");
    for prompts in [2, 7, 19] {
        let _ = std::fs::remove_file(&session);
        let (mut talk, shown) = Talk::start(&session, &[]);
        let pending = first_prompts(&mut talk, shown, prompts);
        talk.kill();
        assert_eq!(replies(&session).len(), prompts - 1);
        let (mut talk, _) = Talk::start(&session, &[]);
        assert_eq!(question(&talk.say("y")), question(&pending));
        talk.kill();
    }
}

#[test]
fn a_session_with_gaps_asks_what_is_missing() {
    let folder = Folder::new("gaps");
    let session = folder.at("session.json");
    let (mut talk, shown) = Talk::start(&session, &[]);
    first_prompts(&mut talk, shown, 3);
    talk.end();
    let mut begun = kept(&session);
    // In the terminal, the arrow keys can leave lines out.
    begun["replies"].as_array_mut().unwrap().extend([
        serde_json::json!({ "finding": "saddle_numbness", "state": 0 }),
        serde_json::json!({ "finding": "bowel_new", "state": 0 }),
    ]);
    std::fs::write(&session, begun.to_string()).unwrap();
    let (mut talk, _) = Talk::start(&session, &[]);
    let bladder = talk.say("y");
    assert!(bladder.contains("urine"), "the missing line is asked: {bladder}");
    let (all, _) = go_on(&mut talk, bladder, |shown| Some(clean(shown).to_owned()));
    talk.end();
    assert_eq!(all.matches("review level R0").count(), 1, "{all}");
}

#[test]
fn saved_answers_give_the_same_verdict() {
    let folder = Folder::new("save");
    let session = folder.at("session.json");
    let save = folder.at("case.json");
    let people: [&[(&str, &str)]; 6] = [
        &[],
        &[("travel", "2")],
        &[("between the legs", "yes")],
        &[("How old are you?", "?"), ("1. Female", "4")],
        &[("How old are you?", "16")],
        &[("cancer", "2")],
    ];
    for others in people {
        let (all, code) = whole(&session, &["--save", &save], others);
        assert_eq!(code, Some(0), "{others:?}: {all}");
        assert!(all.contains("Your answers were written to"), "{others:?}: {all}");
        let done = run(&["assess", &save, "--format", "json"]);
        assert_eq!(done.code, Some(0), "{others:?}: {}", done.err);
        let verdict: Value = serde_json::from_str(&done.out).unwrap();
        let answer = flat(verdict["answer"].as_str().unwrap());
        assert!(flat(&all).contains(&answer), "{others:?}: the file gives `{answer}`");
        let provisional = flat(&all).contains(&phrase("provisional_text"));
        assert_eq!(verdict["provisional"], provisional, "{others:?}");
        let page = flat(&succeed(&["assess", &save]));
        assert!(flat(&all).contains(&page), "{others:?}: another page\n{page}");
    }
}

#[cfg(unix)]
#[test]
fn the_session_is_kept_in_the_state_folder_for_the_user_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = Folder::new("state");
    let state = folder.at("state");
    let mut child = command(&["ask"])
        .env("XDG_STATE_HOME", &state)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"\n41\n").unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
    let file = folder.at("state/taut/interview.json");
    assert_eq!(replies(&file), ["age"]);
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "others may not read it");
}

#[test]
fn a_session_that_is_none_is_not_overwritten() {
    let folder = Folder::new("no-session");
    for content in [
        "",
        "{}",
        "no JSON",
        "{\"schema\":\"other/1\",\"knowledge\":\"\",\"second_part\":false,\"read\":[],\"replies\":[]}",
    ] {
        let session = folder.write("session.json", content);
        let Done { code, out, err } = run_with(&["ask", "--session", &session], b"\n41\n");
        assert!(code != Some(0) && out.is_empty(), "`{content}`: {out}");
        assert!(err.contains("--fresh") && err.contains("session.json"), "{err}");
        assert_eq!(std::fs::read_to_string(&session).unwrap(), content);
        let fresh = run_with(&["ask", "--fresh", "--session", &session], b"\n41\n");
        assert_eq!(fresh.code, Some(0), "{}", fresh.err);
        assert_eq!(replies(&session), ["age"]);
    }
}
