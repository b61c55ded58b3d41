//! The interview line by line: for pipes, screen readers and terminals without cursor keys.

use std::io::{BufRead, Write};

use taut_episode::{Question, ScreenView};
use taut_reason::Reply;

use super::{FrontEnd, Keep, Next, Outcome};

/// Reads answers from one stream and writes questions to another.
#[derive(Debug)]
pub struct Lines<R, W> {
    input: R,
    output: W,
}

/// What a typed line means.
enum Typed {
    Reply(Reply),
    Why,
    Back,
    Quit,
    Unclear(String),
}

impl<R: BufRead, W: Write> Lines<R, W> {
    /// A front end over two streams.
    pub const fn new(input: R, output: W) -> Self {
        Self { input, output }
    }

    /// The next line without its end; `None` at the end of input.
    fn line(&mut self) -> anyhow::Result<Option<String>> {
        let mut line = String::new();
        let read = self.input.read_line(&mut line)?;
        Ok((read > 0).then(|| line.trim().to_owned()))
    }

    fn ask(&mut self, question: &Question) -> anyhow::Result<()> {
        writeln!(self.output, "\n{}", question.text)?;
        if !question.notice.is_empty() {
            writeln!(self.output, "({})", question.notice)?;
        }
        if !question.how.is_empty() {
            writeln!(self.output, "{}", question.how)?;
        }
        for (i, choice) in question.choices.iter().enumerate() {
            writeln!(self.output, "  {}. {}", i + 1, choice.label)?;
        }
        if let Some((unit, min, max)) = &question.number {
            writeln!(self.output, "  a number of {unit}, {min} to {max}; or ? for not sure")?;
        }
        write!(self.output, "  (w why, b back, q stop) > ")?;
        Ok(self.output.flush()?)
    }
}

fn understand(question: &Question, typed: &str) -> Typed {
    let lower = typed.to_lowercase();
    match lower.as_str() {
        "w" | "why" => return Typed::Why,
        "b" | "back" => return Typed::Back,
        "q" | "quit" | "stop" => return Typed::Quit,
        "?" | "not sure" => return Typed::Reply(Reply::NotSure),
        _ => {}
    }
    if question.number.is_some() {
        return match question.parse_number(typed) {
            Ok(reply) => Typed::Reply(reply),
            Err(problem) => Typed::Unclear(problem),
        };
    }
    let by_number = lower.parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    let by_label = question.choices.iter().position(|c| c.label.to_lowercase() == lower);
    let by_letter = || {
        let mut starting = question
            .choices
            .iter()
            .enumerate()
            .filter(|(_, c)| !lower.is_empty() && c.label.to_lowercase().starts_with(&lower));
        // "n" is "No", never "Not sure".
        let first = starting.next()?;
        (lower == "n" || starting.next().is_none()).then_some(first.0)
    };
    match by_number.or(by_label).or_else(by_letter).and_then(|i| question.choices.get(i)) {
        Some(choice) => Typed::Reply(choice.reply),
        None => {
            Typed::Unclear(format!("please give a number from 1 to {}", question.choices.len()))
        }
    }
}

impl<R: BufRead, W: Write> FrontEnd for Lines<R, W> {
    fn show(&mut self, view: &ScreenView, keep: &mut Keep) -> anyhow::Result<Outcome> {
        writeln!(self.output, "\n[{}/{}] {}", view.progress.0, view.progress.1, view.title)?;
        if !view.intro.is_empty() {
            writeln!(self.output, "{}", view.intro)?;
        }
        if view.questions.is_empty() {
            write!(self.output, "(Enter to go on, q to stop) > ")?;
            self.output.flush()?;
            return Ok(match self.line()?.as_deref() {
                None | Some("q") => Outcome::Quit(Vec::new()),
                Some("b") => Outcome::Back,
                Some(_) => Outcome::Answered(Vec::new()),
            });
        }
        let earlier = |(i, q): (usize, &Question)| q.reply.map(|reply| (i, reply));
        let mut replies: Vec<(usize, Reply)> =
            view.questions.iter().enumerate().filter_map(earlier).collect();
        // A screen that was begun in the terminal may have gaps, so the next question is the first without a reply.
        let open = |replies: &[(usize, Reply)]| {
            let given = |place| replies.iter().any(|(other, _)| *other == place);
            (0..view.questions.len()).find(|i| !given(*i)).unwrap_or(view.questions.len())
        };
        let mut index = open(&replies);
        while let Some(question) = view.questions.get(index) {
            self.ask(question)?;
            let Some(typed) = self.line()? else { return Ok(Outcome::Quit(replies)) };
            match understand(question, &typed) {
                Typed::Reply(reply) => {
                    replies.retain(|(place, _)| *place != index);
                    replies.push((index, reply));
                    let next = keep(index, reply)?;
                    index = open(&replies);
                    if next == Next::Stop {
                        break;
                    }
                }
                Typed::Why => writeln!(self.output, "  {}", question.why)?,
                Typed::Back if index > 0 => index -= 1,
                Typed::Back => return Ok(Outcome::Back),
                Typed::Quit => return Ok(Outcome::Quit(replies)),
                Typed::Unclear(problem) => writeln!(self.output, "  {problem}")?,
            }
        }
        Ok(Outcome::Answered(replies))
    }

    fn tell(&mut self, text: &str) -> anyhow::Result<()> {
        writeln!(self.output, "{text}")?;
        Ok(self.output.flush()?)
    }

    fn confirm(&mut self, question: &str) -> anyhow::Result<bool> {
        loop {
            write!(self.output, "{question} (y/n) > ")?;
            self.output.flush()?;
            match self.line()?.map(|l| l.to_lowercase()).as_deref() {
                Some("y" | "yes") => return Ok(true),
                Some("n" | "no") | None => return Ok(false),
                Some(_) => writeln!(self.output, "  please answer y or n")?,
            }
        }
    }
}
