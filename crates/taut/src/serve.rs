//! `taut serve`: pages and API in a browser, for one person on this machine or for a clinic.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use taut_record::{Opening, Store};
use taut_web::{Limits, Mode, Options, Server};

use crate::BadInput;
use crate::output;
use crate::record_command::{DatabaseArg, time};
use crate::shipped::Source;

/// Flags of `taut serve`.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  taut serve                       for yourself: open the address that it prints
  taut serve --person ann          the record that `taut plan --record ann` keeps
  taut clinic found \"North Street\" && taut serve --clinic --origin https://taut.example.org

In local mode only this machine can reach it, nobody signs in, and everything is kept in the same records as on the command
line. A clinic's server stands behind a proxy with TLS; `taut clinic` makes the first account. Ctrl-C or SIGTERM ends it:
open requests are answered first.

Exit codes: 0 done, 1 something failed, 2 bad input.")]
pub struct ServeArgs {
    /// Where to listen; port 0 takes any free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:8470")]
    listen: SocketAddr,
    /// The name in the records of the one person of local mode
    #[arg(long, value_name = "NAME", default_value = "me", conflicts_with = "clinic")]
    person: String,
    /// For a clinic: accounts for persons, therapists and administrators
    #[arg(long)]
    clinic: bool,
    /// How browsers reach it where a proxy stands in front, such as `https://taut.example.org`
    #[arg(long, value_name = "URL")]
    origin: Option<String>,
    /// The program that makes a PDF of the handout and the letter; without one, browsers print them
    #[arg(long, value_name = "PATH")]
    pdf_program: Option<PathBuf>,
    /// The address of a proxy in front, which says where requests come from (`Forwarded` or `X-Forwarded-For`, last hop)
    #[arg(long, value_name = "ADDRESS", requires = "clinic")]
    proxy: Option<IpAddr>,
    /// When the clinic reads check-ins, in its own words, such as "We read check-ins on weekdays by noon."
    #[arg(long, value_name = "WORDS", requires = "clinic")]
    hours: Option<String>,
    /// How much to log on standard error
    #[arg(long, value_enum, default_value = "warn")]
    log: LogLevel,
    /// Log as one JSON object a line
    #[arg(long)]
    log_json: bool,
    #[command(flatten)]
    database: DatabaseArg,
}

/// How much is logged. No level holds anything about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum LogLevel {
    /// Only what failed
    Error,
    /// Also what is odd
    Warn,
    /// Also every request by its route
    Info,
}

impl ServeArgs {
    fn options(&self) -> anyhow::Result<Options> {
        let mode =
            if self.clinic { Mode::Clinic } else { Mode::Local { person: self.person.clone() } };
        let options = Options {
            mode,
            address: self.listen,
            origin: self.origin.clone(),
            pdf_program: self.pdf_program.clone(),
            proxy: self.proxy,
            hours: self.hours.clone(),
            limits: Limits::default(),
        };
        let mut problems = options.problems();
        problems.extend(options.pdf_program.as_deref().and_then(no_program));
        if problems.is_empty() { Ok(options) } else { Err(BadInput(problems.join("\n")).into()) }
    }
}

/// What is wrong with a program that is to be called.
fn no_program(path: &Path) -> Option<String> {
    (!path.is_file()).then(|| {
        format!(
            "error[no-pdf-program]: there is no file {}\n  hint: build it with `cargo build --release --manifest-path crates/taut-handout/Cargo.toml`",
            path.display()
        )
    })
}

/// Runs the command until it is asked to stop.
///
/// # Errors
/// Bad flags or knowledge, an address that is taken, records that cannot be opened.
pub fn run(args: &ServeArgs, source: &Source) -> anyhow::Result<()> {
    let options = args.options()?;
    let place = args.database.place()?;
    log(args);
    let engine = source.engine()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = Store::open(&place, Opening::default(), time::now())
            .await
            .map_err(crate::record_command::failure)?;
        let server = Server::bind(engine, store.clone(), options)
            .await
            .with_context(|| format!("cannot listen on {}", args.listen))?;
        let address = server.address()?;
        // Scripts wait for this line.
        output::print(&format!("taut is at http://{address}/"))?;
        output::note("Ctrl-C ends it.");
        server.serve(stop()).await?;
        store.close().await;
        anyhow::Ok(())
    })?;
    // Work on other threads may end by itself, but not for long.
    runtime.shutdown_timeout(Duration::from_secs(5));
    Ok(())
}

/// Ctrl-C, or the system's wish.
async fn stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

fn log(args: &ServeArgs) {
    use tracing_subscriber::filter::LevelFilter;
    let level = match args.log {
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Info => LevelFilter::INFO,
    };
    let builder = tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr);
    if args.log_json {
        builder.json().init();
    } else {
        builder.with_target(false).init();
    }
}
