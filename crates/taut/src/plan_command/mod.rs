//! `taut plan`: what follows a verdict, from a case file or from a person's record.

mod ask;
mod figures;
mod wishes;

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;
use serde_json::Value;
use taut_episode::{
    AskSides, Engine, Judgement, KeptCase, PlanToKeep, case_json, plan_screen, result_json,
};
use taut_knowledge::{Case, Knowledge, read_case};
use taut_plan::{Clearances, Plan, Preferences};
use taut_reason::Setting;
use taut_record::StoredCleared;
use taut_text::{PlanView, plan_page, plan_page_for_therapist};

use crate::BadInput;
use crate::output::{self, Format};
use crate::record_command::{self, DatabaseArg};
use crate::setting::SettingArg;
use crate::shipped::Source;
use wishes::WishArgs;

/// Flags of `taut plan`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  taut plan case.toml --minutes 15 --equipment strap,band
  taut plan case.toml --no-floor --without gl04 --svg figures
  taut assess case.toml --record ann && taut plan --record ann

JSON (`--format json`, schema taut.plan_result/1): `program`, `knowledge` {edition, hash, lowest_review, proved},
`preferences`, `plan` (schema taut.plan/1: `plan` is programme, not_yet or see_doctor; a programme has `chosen`,
`rejected`, `barred`, `would_admit`), `notice`, `safety_net`.

Exit codes: 0 done, 1 something failed, 2 bad input.")]
pub struct PlanArgs {
    /// The case file, JSON or TOML; `-` reads standard input
    #[arg(required_unless_present = "record", conflicts_with = "record")]
    file: Option<String>,
    /// Plan from this person's newest answers, and keep the plan in their record
    #[arg(long, value_name = "NAME")]
    record: Option<String>,
    #[command(flatten)]
    wishes: WishArgs,
    /// The first day, such as 2026-11-25 [default: today]
    #[arg(long, value_name = "DATE")]
    begins: Option<Date>,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    /// For a therapist: points, what was rejected by how much, every bar
    #[arg(long)]
    therapist: bool,
    /// Also write one figure an exercise (SVG) into this folder
    #[arg(long, value_name = "DIR")]
    svg: Option<PathBuf>,
    /// Whose base rates apply, for a case file [default: home]; a record has its own
    #[arg(long, value_enum, conflicts_with = "record")]
    setting: Option<SettingArg>,
    /// Ask nothing, even in a terminal
    #[arg(long)]
    no_questions: bool,
    /// Language of the texts
    #[arg(long, default_value = "en")]
    language: String,
    #[command(flatten)]
    database: DatabaseArg,
}

impl PlanArgs {
    /// The first day; the clock is read here.
    fn begins(&self) -> Date {
        self.begins.unwrap_or_else(|| jiff::Zoned::now().date())
    }
}

/// A case, read and as JSON.
struct Subject {
    /// With what clearances add.
    case: Case,
    /// Without it.
    value: Value,
    setting: Setting,
    kept: Option<KeptCase>,
    cleared: Vec<StoredCleared>,
}

impl Subject {
    /// Exercises that an earlier programme of the episode dropped.
    fn dropped(&self) -> BTreeSet<usize> {
        self.kept.as_ref().map(|kept| kept.dropped.clone()).unwrap_or_default()
    }

    /// Reads the case again after answers were added to its JSON.
    fn read_again(&mut self, knowledge: &Knowledge, on: Date) -> anyhow::Result<()> {
        let bytes = serde_json::to_vec(&self.value)?;
        self.case = read_case("the answers", &bytes, knowledge)
            .map_err(|report| BadInput(report.to_string()))?;
        if let Some(kept) = &mut self.kept {
            kept.case = self.case.clone();
            (self.case, self.cleared) = kept.cleared(knowledge, on);
        }
        Ok(())
    }
}

/// Runs the command.
///
/// # Errors
/// Problems of the case file or the flags (all at once), a record that cannot be read, or I/O.
pub fn run(args: &PlanArgs, source: &Source) -> anyhow::Result<()> {
    let engine = source.engine()?;
    let knowledge = engine.knowledge();
    crate::shipped::check_language(knowledge, &args.language)?;
    let preferences = args.wishes.preferences(knowledge)?;
    let mut subject = subject(args, knowledge)?;
    let mut made = Made::of(&engine, &subject, &preferences, args.begins())?;
    if made.ask(args, &mut subject)? {
        made = Made::of(&engine, &subject, &preferences, args.begins())?;
    }
    let text = made.text(args, &preferences)?;
    // The plan comes first: no trouble with figures or records may hold it back.
    output::print(&text)?;
    if let (Some(folder), Plan::Programme(programme)) = (&args.svg, &made.plan) {
        let count = figures::write(folder, knowledge, programme, source)?;
        output::note(&format!("{count} figures written to {}.", folder.display()));
    }
    if let Some(name) = &args.record {
        output::note(&keep(args, name, &subject, &made, &preferences)?);
    }
    Ok(())
}

fn subject(args: &PlanArgs, knowledge: &Knowledge) -> anyhow::Result<Subject> {
    match (&args.file, &args.record) {
        (Some(file), _) => {
            let bytes = crate::assess::case_bytes(file)?;
            let case = crate::assess::parse_case(file, &bytes, knowledge)?;
            let value = case_json::of(&bytes, &case, knowledge)
                .map_err(|error| record_command::trouble(error, ""))?;
            let setting = args.setting.map_or(Setting::Home, Setting::from);
            Ok(Subject { case, value, setting, kept: None, cleared: Vec::new() })
        }
        (None, Some(name)) => {
            let kept = record_command::load_case(&args.database, name, knowledge)?;
            let (case, cleared) = kept.cleared(knowledge, args.begins());
            Ok(Subject {
                case,
                value: kept.value.clone(),
                setting: kept.setting,
                kept: Some(kept),
                cleared,
            })
        }
        (None, None) => Err(BadInput(
            "error[nobody]: whose plan?\n  hint: give a case file, or --record NAME".to_owned(),
        )
        .into()),
    }
}

/// A plan with all that it came from.
struct Made {
    judgement: Judgement,
    plan: Plan,
}

impl Made {
    fn of(
        engine: &Engine,
        subject: &Subject,
        preferences: &Preferences,
        on: Date,
    ) -> anyhow::Result<Self> {
        let thorough = subject.kept.as_ref().is_some_and(|kept| kept.thorough);
        let mut judgement = engine.answer(subject.case.clone(), subject.setting, thorough);
        let kept = subject.kept.as_ref();
        if let Some(upheld) = kept.and_then(|kept| kept.upheld(engine.knowledge(), &judgement)) {
            judgement = upheld.over_plan(judgement);
        }
        // A clearance opens only what it allows.
        let clearances = subject.kept.as_ref().map_or_else(Clearances::default, KeptCase::standing);
        let plan = engine
            .plan(&judgement, preferences, &clearances, &subject.dropped(), on)
            .map_err(|error| record_command::trouble(error, ""))?;
        Ok(Self { judgement, plan })
    }

    /// In a terminal, offers the questions that could admit more; true if the case has new answers.
    fn ask(&self, args: &PlanArgs, subject: &mut Subject) -> anyhow::Result<bool> {
        let knowledge = self.judgement.reasoner.knowledge;
        let screen = plan_screen(knowledge, &self.plan, AskSides::OneOrBoth, &args.language);
        let quiet =
            args.no_questions || args.format != Format::Text || args.file.as_deref() == Some("-");
        let Some(screen) = screen.filter(|_| !quiet && crate::ask::is_terminal()) else {
            return Ok(false);
        };
        let mut front = crate::ask::front_end(false);
        let answers = ask::ask(front.as_mut(), knowledge, &screen)?;
        if answers.is_empty() {
            return Ok(false);
        }
        if let Some(list) = subject.value["answers"].as_array_mut() {
            list.extend(answers);
        }
        subject.read_again(knowledge, args.begins())?;
        Ok(true)
    }

    fn text(&self, args: &PlanArgs, preferences: &Preferences) -> anyhow::Result<String> {
        let Judgement { reasoner, resolved, verdict, .. } = &self.judgement;
        let view = PlanView {
            reasoner,
            answers: &resolved.answers,
            verdict,
            preferences,
            plan: &self.plan,
        };
        let page = || {
            if args.therapist {
                plan_page_for_therapist(&view, &args.language)
            } else {
                plan_page(&view, &args.language)
            }
        };
        Ok(match args.format {
            Format::Text => page().to_text(output::width()),
            Format::Markdown => page().to_markdown(),
            Format::Json => {
                let knowledge = reasoner.knowledge;
                let value = result_json::plan(knowledge, &self.plan, preferences, args.therapist);
                serde_json::to_string_pretty(&value)?
            }
        })
    }
}

/// Keeps the plan, or says why there is nothing to keep.
fn keep(
    args: &PlanArgs,
    name: &str,
    subject: &Subject,
    made: &Made,
    preferences: &Preferences,
) -> anyhow::Result<String> {
    if !matches!(made.plan, Plan::Programme(_)) {
        return Ok(format!("Nothing was added to the record of {name:?}: there is no programme."));
    }
    let new = PlanToKeep {
        judged: made.judgement.judged(),
        case: &subject.value,
        preferences,
        overrides: &[],
        dropped: &subject.dropped(),
        begins: args.begins(),
        plan: &made.plan,
        clearances: &subject.cleared,
        seen: subject.kept.as_ref().map(|kept| kept.seen),
    };
    record_command::keep_plan(&args.database, name, &new)
}
