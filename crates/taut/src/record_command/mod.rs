//! `taut record`: its parts, the place of the records, and the one thread that drives them.

mod clear;
mod keep;
mod measure;
mod pages;
mod passphrase;
mod replay;
pub mod time;
mod words;

use std::future::Future;
use std::io::Write as _;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use taut_episode::EpisodeError;
use taut_record::{
    Digest, Existing, Filter, Kind, OldBytes, Opening, Place, Problem, ProblemKind, Store, WORK,
};

use crate::BadInput;
use crate::output;
use crate::shipped::Source;

pub use keep::{
    Recorded, file_value, keep, keep_check_in, keep_plan, load_case, load_story, trouble,
};

/// Where the records are.
#[derive(Debug, Args)]
pub struct DatabaseArg {
    /// A file, or postgres://USER@HOST/NAME; else the variable TAUT_DB (better for an address with a password), else the file
    /// taut/records.db in the user's data folder
    #[arg(long = "db", global = true, value_name = "FILE|URL")]
    db: Option<String>,
}

/// What `taut record` can do.
#[derive(Debug, Args)]
pub struct RecordArgs {
    #[command(subcommand)]
    command: RecordCommand,
    #[command(flatten)]
    database: DatabaseArg,
}

#[derive(Debug, Subcommand)]
enum RecordCommand {
    /// Everybody whose records are kept
    List {
        /// How to write the result
        #[arg(long, value_enum, default_value = "text")]
        format: ShowFormat,
    },
    /// A person's record, the newest first
    Show(ShowArgs),
    /// Write everything to one JSON Lines file, not encrypted
    Export {
        /// The new file; `-` writes to standard output
        file: PathBuf,
    },
    /// Read such a file into records that are still empty
    Import {
        /// The file
        file: PathBuf,
    },
    /// Erase a person wholly; asks for the name again
    Erase {
        /// The person
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Check every digest, link and checkpoint, and the file itself
    Verify {
        /// The digest of a checkpoint that you kept elsewhere; it must still be there
        #[arg(long, value_name = "DIGEST")]
        known: Option<String>,
        /// How to write the result
        #[arg(long, value_enum, default_value = "text")]
        format: ShowFormat,
    },
    /// Write everything to one file that a passphrase opens (age format)
    Backup {
        /// The new file
        file: PathBuf,
        #[command(flatten)]
        passphrase: passphrase::PassphraseArg,
    },
    /// Read such a file
    Restore {
        /// The file
        file: PathBuf,
        /// Replace the records that are there; who was erased stays erased
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        passphrase: passphrase::PassphraseArg,
    },
    /// End a person's open episode and begin another, for a new problem: what was reported before counts no more; what a clinician found goes on until it is cleared
    NewEpisode {
        /// The person
        name: String,
        /// Why, in one line
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Keep an examiner's clearance of a nerve sign or flag (a file `taut.clearance/1`, TOML or JSON)
    Clear {
        /// The person
        name: String,
        /// The file
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// Keep measures taken apart from a check-in (a check-in file with nothing but its day and measures)
    Measure {
        /// The person
        name: String,
        /// The file
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
    },
    /// The clearances of a person's open episode, and whether each one stands today
    Clearances {
        /// The person
        name: String,
        /// How to write the result
        #[arg(long, value_enum, default_value = "text")]
        format: ShowFormat,
    },
    /// Make kept verdicts, programmes and check-ins again, and compare to the last bit
    Replay {
        /// Only this person's
        name: Option<String>,
        /// How to write the result
        #[arg(long, value_enum, default_value = "text")]
        format: ShowFormat,
    },
}

/// Which entries to show.
#[derive(Debug, Args)]
struct ShowArgs {
    /// The person
    name: String,
    /// Only this entry, whole
    #[arg(long, value_name = "PLACE")]
    entry: Option<i64>,
    /// Only this kind: person, episode, answers, verdict, programme, check_in, clearance, measure or access
    #[arg(long)]
    kind: Option<String>,
    /// Only this episode
    #[arg(long, value_name = "NUMBER")]
    episode: Option<i64>,
    /// From this day or time on (2026-11-25, or 2026-11-25T10:00:00Z)
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Before this day or time
    #[arg(long, value_name = "TIME")]
    until: Option<String>,
    /// Only entries before this place, for the next page
    #[arg(long, value_name = "PLACE")]
    before: Option<i64>,
    /// Entries on a page
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=1000))]
    count: u32,
    /// Write into the record that this person read it
    #[arg(long, value_name = "WHO")]
    log_access: Option<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value = "text")]
    format: ShowFormat,
}

/// How results about records are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// Plain text
    Text,
    /// JSON for programs
    Json,
}

/// Runs the command.
///
/// # Errors
/// Bad input, or the records cannot be read or written; the message says what to do.
pub fn run(args: &RecordArgs, source: &Source) -> anyhow::Result<()> {
    let place = args.database.place()?;
    match &args.command {
        RecordCommand::List { format } => {
            let people = with_store(&place, false, async |store| {
                let mut all = Vec::new();
                loop {
                    let after = all.last().map_or("", |p: &taut_record::Person| p.name.as_str());
                    let page = store.people(after, taut_record::LONGEST_PAGE).await?;
                    if page.is_empty() {
                        return Ok(all);
                    }
                    all.extend(page);
                }
            })?;
            output::print(&pages::people(&people, *format)?)
        }
        RecordCommand::Show(show) => run_show(show, &place, source),
        RecordCommand::Export { file } => {
            if file.as_os_str() == "-" {
                return export_to_pipe(&place);
            }
            let counts = with_store(&place, false, async |store| store.export_file(file).await)?;
            eprintln!(
                "Written to {}, not encrypted: {}. `taut record backup` encrypts.",
                file.display(),
                pages::counts(&counts)
            );
            Ok(())
        }
        RecordCommand::Import { file } => {
            let imported = with_store(&place, true, async |store| store.import_file(file).await)?;
            eprintln!("Imported from {}: {}.", file.display(), pages::counts(&imported.counts));
            Ok(())
        }
        RecordCommand::Erase { name, yes } => run_erase(name, *yes, &place),
        RecordCommand::Verify { known, format } => {
            let known = known
                .as_deref()
                .map(|text| {
                    Digest::parse(text).ok_or_else(|| {
                        BadInput(format!(
                            "error[bad-digest]: {text:?} is not a digest\n  hint: 64 characters, 0 to 9 and a to f, as `taut record verify` prints them"
                        ))
                    })
                })
                .transpose()?;
            let verified = with_store(&place, false, async |store| store.verify(known).await)?;
            output::print(&pages::verified(&verified, *format)?)?;
            if verified.is_whole() {
                Ok(())
            } else {
                Err(BadInput(format!(
                    "{place}: error[corrupt]: the records are not as they were written\n  hint: keep a copy of the file, and restore the newest backup"
                ))
                .into())
            }
        }
        RecordCommand::Backup { file, passphrase } => {
            let passphrase = passphrase.get(true)?;
            let counts = with_store(&place, false, async |store| {
                store.backup(file, &passphrase, WORK).await
            })?;
            eprintln!("Written to {}, encrypted: {}.", file.display(), pages::counts(&counts));
            Ok(())
        }
        RecordCommand::Restore { file, replace, passphrase } => {
            let passphrase = passphrase.get(false)?;
            let existing = if *replace { Existing::Replace } else { Existing::Refuse };
            let imported = with_store(&place, true, async |store| {
                store.restore(file, &passphrase, existing).await
            })?;
            eprintln!("Restored from {}: {}.", file.display(), pages::counts(&imported.counts));
            if imported.stay_erased > 0 {
                eprintln!("{} erased since then stay erased.", imported.stay_erased);
            }
            Ok(())
        }
        RecordCommand::NewEpisode { name, reason } => {
            eprintln!("{}", keep::new_episode(&place, &source.engine()?, name, reason)?);
            Ok(())
        }
        RecordCommand::Clear { name, file } => clear::clear(name, file, &args.database, source),
        RecordCommand::Measure { name, file } => {
            measure::measure(name, file, &args.database, source)
        }
        RecordCommand::Clearances { name, format } => {
            clear::clearances(name, *format, &args.database, source)
        }
        RecordCommand::Replay { name, format } => {
            replay::run(name.as_deref(), *format, &place, source)
        }
    }
}

fn export_to_pipe(place: &Place) -> anyhow::Result<()> {
    let mut out = Pipe { to: std::io::stdout().lock(), closed: false };
    let exported =
        with_store(place, false, async |store| store.export("standard output", &mut out).await);
    // A reader that stops early is no failure, here as everywhere.
    if out.closed { Ok(()) } else { exported.map(drop) }
}

/// Standard output that remembers whether its reader has gone.
struct Pipe<W> {
    to: W,
    closed: bool,
}

impl<W: std::io::Write> std::io::Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.to.write(bytes).inspect_err(|error| {
            self.closed |= error.kind() == std::io::ErrorKind::BrokenPipe;
        })
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.to.flush()
    }
}

fn run_show(args: &ShowArgs, place: &Place, source: &Source) -> anyhow::Result<()> {
    let kind = args
        .kind
        .as_deref()
        .map(|id| {
            Kind::from_id(id).ok_or_else(|| {
                let all: Vec<&str> = Kind::ALL.into_iter().map(Kind::id).collect();
                BadInput(format!(
                    "error[unknown-kind]: {id:?} is no kind of entry\n  hint: one of {}",
                    all.join(", ")
                ))
            })
        })
        .transpose()?;
    let time = |text: &Option<String>| text.as_deref().map(time::parse).transpose();
    let filter =
        Filter { kind, episode: args.episode, from: time(&args.from)?, until: time(&args.until)? };
    let knowledge = source.knowledge()?;
    let now = time::now();
    let text = with_store(place, false, async |store| {
        let person = store.person(&args.name).await?;
        if let Some(who) = &args.log_access {
            let what = match args.entry {
                Some(entry) => format!("entry {entry}"),
                None => "history".to_owned(),
            };
            store.log_access(person.chain, who, &what, now).await?;
        }
        Ok(match args.entry {
            Some(place) => pages::entry(
                &person,
                &store.entry(person.chain, place).await?,
                &knowledge,
                args.format,
            ),
            None => {
                let page = store.page(person.chain, filter, args.before, args.count).await?;
                pages::history(&person, &page, &knowledge, args.format)
            }
        })
    })?;
    output::print(&text?)
}

fn run_erase(name: &str, yes: bool, place: &Place) -> anyhow::Result<()> {
    let now = time::now();
    let person = with_store(place, false, async |store| store.person(name).await)?;
    if !yes {
        eprint!(
            "This erases all {} entries of {name:?} for good. Type the name again to go on: ",
            person.entries
        );
        std::io::stderr().flush()?;
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        if line.trim_end_matches(['\n', '\r']) != name {
            return Err(BadInput(
                "error[not-confirmed]: that is not the name\n  hint: nothing was erased".to_owned(),
            )
            .into());
        }
    }
    let old_bytes = with_store(place, false, async |store| {
        let old_bytes = store.erase(person.chain, now).await?;
        store.anchor(now).await?;
        Ok(old_bytes)
    })?;
    if old_bytes == OldBytes::Waiting {
        eprintln!(
            "Another program has the records open, so what was stored is not overwritten in the file yet; the next command does it."
        );
    }
    eprintln!(
        "{name:?} is erased. Exports and backups made before still hold the person; remove them, or make new ones."
    );
    Ok(())
}

impl DatabaseArg {
    /// The place of the records.
    pub fn place(&self) -> anyhow::Result<Place> {
        let named =
            self.db.clone().or_else(|| std::env::var("TAUT_DB").ok().filter(|v| !v.is_empty()));
        named.map_or_else(Place::default_file, |text| Place::parse(&text)).map_err(failure)
    }
}

/// Opens the records, does something with them, and closes them so that all files are whole.
pub fn with_store<T>(
    place: &Place,
    create: bool,
    work: impl AsyncFnOnce(&Store) -> Result<T, Problem>,
) -> anyhow::Result<T> {
    let opening = Opening { create, ..Opening::default() };
    drive(async {
        let store = Store::open(place, opening, time::now()).await?;
        let outcome = work(&store).await;
        store.close().await;
        outcome
    })?
    .map_err(failure)
}

/// Likewise, for what is done with the episode of a person of this name.
fn with_records<T>(
    place: &Place,
    create: bool,
    name: &str,
    work: impl AsyncFnOnce(&Store) -> Result<T, EpisodeError>,
) -> anyhow::Result<T> {
    let mut outcome = None;
    with_store(place, create, async |store| {
        outcome = Some(work(store).await);
        Ok(())
    })?;
    match outcome {
        Some(outcome) => outcome.map_err(|error| trouble(error, name)),
        None => Err(anyhow::anyhow!("the records were not opened")),
    }
}

fn drive<T>(future: impl Future<Output = T>) -> anyhow::Result<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future))
}

/// Problems that the user can mend in the input end with 2, all others with 1.
pub fn failure(problem: Problem) -> anyhow::Error {
    use ProblemKind as K;
    match problem.kind {
        K::Refused
        | K::NotFound
        | K::NameTaken
        | K::NotAllowed
        | K::Conflict
        | K::TimeBackwards
        | K::Tampered
        | K::Newer
        | K::Passphrase
        | K::Corrupt => BadInput(problem.to_string()).into(),
        K::Locked | K::ReadOnly | K::Full | K::Unreachable | K::Io => {
            let Problem { kind, place, what, hint } = problem;
            anyhow::anyhow!("{place}: {what} [{}]\n  hint: {hint}", kind.code())
        }
    }
}
