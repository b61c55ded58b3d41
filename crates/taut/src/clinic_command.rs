//! `taut clinic`: a clinic is founded, its first administrator invited, its accounts listed.

use std::fmt::Write as _;

use clap::{Args, Subcommand, ValueEnum};
use taut_record::{Clinic, ClinicId, LONGEST_PAGE, Outcome, Problem, ProblemKind, Role, Store};

use crate::output;
use crate::record_command::{DatabaseArg, time, with_store};

/// How long a code is good, in ms: seven days.
const CODE: i64 = 7 * 24 * 60 * 60 * 1000;

/// What `taut clinic` can do.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  taut clinic found \"North Street\"                founds a clinic
  taut clinic invite --role administrator         prints a code for the first account; it is typed in on the page /join
  taut clinic accounts                            who has an account

Codes work once, for seven days. All later accounts can be invited by the administrator, in the browser.

Exit codes: 0 done, 1 something failed, 2 bad input.")]
pub struct ClinicArgs {
    #[command(subcommand)]
    command: ClinicCommand,
    #[command(flatten)]
    database: DatabaseArg,
}

#[derive(Debug, Subcommand)]
enum ClinicCommand {
    /// Found a clinic
    Found {
        /// Its name
        name: String,
    },
    /// Print a one-time code for an account
    Invite {
        /// What the account may do
        #[arg(long, value_enum)]
        role: RoleArg,
        /// The clinic's name, where there are several
        #[arg(long, value_name = "NAME")]
        clinic: Option<String>,
    },
    /// List the accounts
    Accounts {
        /// The clinic's name, where there are several
        #[arg(long, value_name = "NAME")]
        clinic: Option<String>,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RoleArg {
    /// Their own record
    Person,
    /// The records of the clinic's people
    Therapist,
    /// The accounts, and no record
    Administrator,
}

impl RoleArg {
    const fn role(self) -> Role {
        match self {
            Self::Person => Role::Person,
            Self::Therapist => Role::Therapist,
            Self::Administrator => Role::Administrator,
        }
    }
}

/// Runs the command.
///
/// # Errors
/// A name that is none, no such clinic, records that cannot be opened.
pub fn run(args: &ClinicArgs) -> anyhow::Result<()> {
    let place = args.database.place()?;
    let now = time::now();
    match &args.command {
        ClinicCommand::Found { name } => {
            with_store(&place, true, async |store| store.found_clinic(name, now).await)?;
            eprintln!("Founded {name:?} in {place}. Next: taut clinic invite --role administrator");
            Ok(())
        }
        ClinicCommand::Invite { role, clinic } => {
            let code = with_store(&place, false, async |store| {
                let clinic = find(store, clinic.as_deref()).await?;
                store.invite(clinic, role.role(), None, now + CODE, now).await
            })?;
            eprintln!("Good once, for seven days, on the page /join:");
            output::print(&format!("{}\n", code.text()))
        }
        ClinicCommand::Accounts { clinic } => {
            let text = with_store(&place, false, async |store| {
                let clinic = find(store, clinic.as_deref()).await?;
                accounts(store, clinic).await
            })?;
            output::print(&text)
        }
    }
}

/// The clinic of this name; the only one where none is named.
async fn find(store: &Store, name: Option<&str>) -> Outcome<ClinicId> {
    let clinics = store.clinics().await?;
    let mut fitting = clinics.iter().filter(|clinic| name.is_none_or(|name| clinic.name == name));
    match (fitting.next(), fitting.next()) {
        (Some(Clinic { id, .. }), None) => Ok(*id),
        (None, _) if clinics.is_empty() => {
            Err(Problem::new(ProblemKind::NotFound, "there is no clinic")
                .hint("found one: taut clinic found NAME"))
        }
        _ => {
            let names: Vec<&str> = clinics.iter().map(|clinic| clinic.name.as_str()).collect();
            let hint = format!("give --clinic; there are: {}", names.join(", "));
            Err(Problem::new(ProblemKind::NotFound, "no single clinic fits").hint(hint))
        }
    }
}

/// One account a line: name to sign in with, name, role, disabled or not.
async fn accounts(store: &Store, clinic: ClinicId) -> Outcome<String> {
    let (mut out, mut after) = (String::new(), String::new());
    loop {
        let page = store.accounts(clinic, &after, LONGEST_PAGE).await?;
        for account in &page {
            let disabled = if account.disabled.is_some() { ", disabled" } else { "" };
            let (sign_in, name, role) = (&account.sign_in, &account.name, account.role.id());
            let _ = writeln!(out, "{sign_in}: {name}, {role}{disabled}");
        }
        match page.last() {
            Some(last) => after.clone_from(&last.sign_in),
            None if out.is_empty() => return Ok("No account yet.\n".to_owned()),
            None => return Ok(out),
        }
    }
}
