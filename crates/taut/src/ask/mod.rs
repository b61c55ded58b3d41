//! `taut ask`: the interview in the terminal, from the first question to the answer.

mod grid;
mod lines;
mod session;
mod terminal;

use std::io::IsTerminal as _;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use taut_episode::interview_form::next_screen;
use taut_episode::{AskSides, Engine, Given, Joined, SaidAnew, ScreenView, Wanted, answer_page};
use taut_knowledge::FindingId;
use taut_reason::{Interview, Planner, Reply};
use taut_text::{verdict_page, why_no_more};

use crate::output;
use crate::record_command::{self, DatabaseArg, Recorded};
use crate::shipped::Source;
use crate::standing_signs;
use session::Session;
pub use session::write_whole;

/// Flags of `taut ask`.
#[derive(Debug, Args)]
pub struct AskArgs {
    /// Ask line by line, without colours or cursor keys (for screen readers and pipes)
    #[arg(long)]
    plain: bool,
    /// Begin anew, and forget an interview that was interrupted
    #[arg(long)]
    fresh: bool,
    /// Keep the answers in this case file (JSON) when done
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Where an interrupted interview is kept [default: the user's state folder]
    #[arg(long, value_name = "FILE")]
    session: Option<PathBuf>,
    /// Answer with what stands in this person's record, and keep answers and verdict there; a new person is added
    #[arg(long, value_name = "NAME")]
    record: Option<String>,
    /// Language of the texts
    #[arg(long, default_value = "en")]
    language: String,
    #[command(flatten)]
    database: DatabaseArg,
}

/// What a front end brings back from one screen; each reply with the place of its question on it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// All questions of the screen have a reply.
    Answered(Vec<(usize, Reply)>),
    /// Back to the screen before; what was filled in so far is dropped.
    Back,
    /// Stop for now; what was filled in so far is kept.
    Quit(Vec<(usize, Reply)>),
}

/// Whether a screen goes on after a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The next question.
    GoOn,
    /// An emergency is certain: nothing more is asked.
    Stop,
}

/// What happens with a reply, by the place of its question, as soon as it is given.
pub type Keep<'a> = dyn FnMut(usize, Reply) -> anyhow::Result<Next> + 'a;

/// A way to show screens: the terminal's grid, or plain lines.
pub trait FrontEnd {
    /// Shows a screen and waits for the person. `keep` is called with each reply as soon as it is given; where it says
    /// [`Next::Stop`], the screen ends as answered.
    ///
    /// # Errors
    /// I/O.
    fn show(&mut self, view: &ScreenView, keep: &mut Keep) -> anyhow::Result<Outcome>;

    /// Shows a text.
    ///
    /// # Errors
    /// I/O.
    fn tell(&mut self, text: &str) -> anyhow::Result<()>;

    /// A yes-or-no question.
    ///
    /// # Errors
    /// I/O.
    fn confirm(&mut self, question: &str) -> anyhow::Result<bool>;
}

/// True if somebody can be asked: both ends are a terminal.
pub fn is_terminal() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// The grid in a terminal; line by line where there is none, or where the person wants it so.
pub fn front_end(plain: bool) -> Box<dyn FrontEnd> {
    if is_terminal() && !plain {
        Box::new(terminal::Terminal)
    } else {
        Box::new(lines::Lines::new(std::io::stdin().lock(), std::io::stdout()))
    }
}

/// Runs the command.
///
/// # Errors
/// Knowledge with problems, or I/O.
pub fn run(args: &AskArgs, source: &Source) -> anyhow::Result<()> {
    let engine = source.engine()?;
    let (knowledge, planner) = (engine.knowledge(), engine.asking());
    crate::shipped::check_language(knowledge, &args.language)?;
    let mut front = front_end(args.plain);
    let mut session = Session::open(args.session.clone(), knowledge);
    if args.fresh {
        session.forget()?;
    }
    let mut interview = match session.resume(knowledge)? {
        Some(resumed) if front.confirm(resumed.question())? => resumed.interview,
        _ => Interview::new(knowledge),
    };
    loop {
        if !ask_all(planner, &mut interview, front.as_mut(), &mut session, &args.language)? {
            front.tell(&format!(
                "\nStopped. Your answers are kept in {}. Run `taut ask` again to go on, or `taut ask --fresh` to begin anew.\n",
                session.place()
            ))?;
            return Ok(());
        }
        let recorded = match &args.record {
            Some(name) => {
                session.keep(&interview)?;
                Some((name, record(args, name, &engine, &session)?))
            }
            None => None,
        };
        let joined = recorded.as_ref().and_then(|(_, recorded)| recorded.joined.as_ref());
        let (page, answers, rung) = match joined {
            Some(Joined { judgement, upheld, .. }) => {
                let rung = upheld.as_ref().map_or(judgement.verdict.rung(), |upheld| upheld.rung);
                let page = answer_page(judgement, upheld.as_ref(), &args.language);
                (page, judgement.resolved.answers.clone(), rung)
            }
            None => {
                let answers = interview.answers();
                let verdict = planner.reasoner.verdict(&answers);
                let page = verdict_page(planner.reasoner, &verdict, &answers, &args.language);
                (page, answers, verdict.rung())
            }
        };
        let stands = joined.map_or(&[][..], |joined| &joined.stands);
        let page = standing_signs::named(page, knowledge, stands, &args.language);
        front.tell(&format!("\n{}", page.to_text(output::width())))?;
        if let Some((name, Recorded { joined, kept })) = recorded {
            match &joined {
                Some(joined) => standing_signs::hint(joined, name),
                None => output::note(
                    "The record could not be read: this answer is of these questions alone.",
                ),
            }
            // The session stays where nothing could be kept, so that nothing is lost.
            output::note(&kept?);
        }
        let careful = rung < taut_knowledge::Rung::HoldAndSeePt;
        // Also said where the interview ended by itself: the person may wonder why no more is asked.
        let enough = (!careful)
            .then(|| planner.same_decision(&answers, planner.step_search(&answers)))
            .and_then(|same| why_no_more(knowledge, &same, &args.language));
        if let Some(enough) = &enough {
            front.tell(&format!("\n{enough}\n"))?;
        }
        let more = !interview.in_second_part()
            && !careful
            && enough.is_none()
            && front.confirm(
                "\nThere is an optional second part: more questions and a few gentle self-tests. It can make this answer firmer. Go on?",
            )?;
        if !more {
            break;
        }
        interview.begin_second_part();
        session.keep(&interview)?;
    }
    if let Some(file) = &args.save {
        session.keep(&interview)?;
        let case = session.case(knowledge);
        write_whole(file, &serde_json::to_vec_pretty(&case)?)
            .with_context(|| file.display().to_string())?;
        front.tell(&format!("\nYour answers were written to {}.\n", file.display()))?;
    }
    session.forget()
}

/// Keeps the answers of an interview of today in a person's record, judged with what stands there.
fn record(
    args: &AskArgs,
    name: &str,
    engine: &Engine,
    session: &Session,
) -> anyhow::Result<Recorded> {
    let knowledge = engine.knowledge();
    let today = jiff::Zoned::now().date();
    let said = SaidAnew::interview(knowledge, session.case(knowledge), today, None)
        .map_err(|error| record_command::trouble(error, name))?;
    Ok(record_command::keep(&args.database, name, engine, &said, Wanted::default()))
}

/// Asks until this part is done. False if the person stopped.
fn ask_all(
    planner: &Planner,
    interview: &mut Interview,
    front: &mut dyn FrontEnd,
    session: &mut Session,
    language: &str,
) -> anyhow::Result<bool> {
    let reasoner = planner.reasoner;
    let sides = AskSides::OneOrBoth;
    while let Some(view) = next_screen(planner, session.draft(), interview, sides, language) {
        let findings: Vec<FindingId> = view
            .questions
            .iter()
            .filter_map(|question| reasoner.knowledge.finding_id(&question.key))
            .collect();
        let mut draft = interview.clone();
        let outcome = front.show(&view, &mut |place, reply| {
            draft.reply(findings[place], reply);
            session.keep(&draft)?;
            let emergency = view.may_stop && draft.is_emergency(reasoner);
            Ok(if emergency { Next::Stop } else { Next::GoOn })
        })?;
        match outcome {
            Outcome::Answered(replies) => {
                for (place, reply) in replies {
                    interview.reply(findings[place], reply);
                }
                if findings.is_empty() {
                    interview.mark_read(&view.id);
                }
                session.keep(interview)?;
            }
            Outcome::Back => {
                interview.back_chosen(planner);
                session.keep(interview)?;
            }
            Outcome::Quit(replies) => {
                for (place, reply) in replies {
                    interview.reply(findings[place], reply);
                }
                session.keep(interview)?;
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Replies by the places of their questions, with the keys of the questions.
pub fn keyed(view: &ScreenView, replies: &[(usize, Reply)]) -> Vec<Given> {
    let given = |(place, reply): &(usize, Reply)| {
        let question = view.questions.get(*place)?;
        let chosen = question.choices.iter().find(|choice| choice.reply == *reply);
        let side = chosen.and_then(|choice| choice.side);
        Some(Given { key: question.key.clone(), reply: *reply, side })
    };
    replies.iter().filter_map(given).collect()
}
