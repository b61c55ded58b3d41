//! A server in a process of its own, so that it can be killed and its memory be read.

use std::io::{BufRead as _, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use taut_record::{Opening, Place, Store};
use taut_web::{Mode, Server};
use tracing_subscriber::filter::LevelFilter;

use crate::support::{engine, options};

/// A clinic's server in a process of its own; killed when dropped.
pub struct Process {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

/// Limits of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// As they are.
    Usual,
    /// One second for everything, so that a test need not wait, and few connections.
    Short,
}

/// Connections at once where patience is short.
pub const FEW: usize = 400;

impl Process {
    /// Starts one on these records, an address as [`Place::parse`] takes it.
    pub fn start(place: &str, patience: Patience) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "process::child", "--ignored", "--nocapture", "--test-threads=1"])
            .env("TAUT_CHILD_PLACE", place)
            .env("TAUT_CHILD_SHORT", if patience == Patience::Short { "yes" } else { "" })
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        // The harness of the tests writes lines of its own before.
        let address = BufReader::new(child.stdout.as_mut().unwrap())
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("listens at ").map(|at| at.parse().unwrap()));
        Self { child, address: address.expect("the server did not start") }
    }

    /// Ends it in the middle of whatever it does (SIGKILL on Unix).
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// True while it runs.
    pub fn is_alive(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Resident memory now and at its highest, in MB; nothing where the system does not tell.
    pub fn memory(&self) -> Option<(f64, f64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).ok()?;
        let of = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            Some(line.split_whitespace().next()?.parse::<f64>().ok()? / 1024.0)
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Not a test, but the server that the tests start and kill.
#[test]
#[ignore = "only run by the other tests, in a process of its own"]
fn child() {
    let Ok(place) = std::env::var("TAUT_CHILD_PLACE") else { return };
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_max_level(LevelFilter::ERROR)
        .init();
    let place = Place::parse(&place).unwrap();
    let short = std::env::var("TAUT_CHILD_SHORT").is_ok_and(|text| !text.is_empty());
    let mut options = options(Mode::Clinic);
    if short {
        let second = Duration::from_secs(1);
        let limits = &mut options.limits;
        (limits.head, limits.request, limits.stop) = (second, second, second);
        limits.connections = FEW;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let opening = Opening { create: true, busy: Duration::from_secs(20) };
        let store = Store::open(&place, opening, 0).await.unwrap();
        let server = Server::bind(engine(), store, options).await.unwrap();
        // On a line of its own: the harness has left one open.
        println!("\nlistens at {}", server.address().unwrap());
        server.serve(std::future::pending()).await.unwrap();
    });
}
