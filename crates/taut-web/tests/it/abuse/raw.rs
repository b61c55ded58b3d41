//! A client that sends whatever bytes it is told to, and the table of what came back.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than everything that the server waits for.
const LONG: Duration = Duration::from_secs(8);

/// The status of a connection that the server neither answered nor closed: it fits nowhere.
const SILENT: u16 = 1;

/// What comes back on one connection.
#[derive(Debug, Clone, Default)]
pub struct Back {
    /// The statuses, one for each answer; 0 where the connection was closed without one, 1 where nothing came and it stayed open.
    pub statuses: Vec<u16>,
    /// All that was read.
    pub text: String,
}

impl Back {
    /// The first status.
    pub fn status(&self) -> u16 {
        self.statuses[0]
    }
}

/// Sends bytes and reads until the server closes, or says nothing for longer than it waits for anything.
pub async fn send(address: SocketAddr, bytes: &[u8]) -> Back {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let mut all = Vec::new();
    // A reset is an answer too.
    let read = async { timeout(LONG, reader.read_to_end(&mut all)).await.is_err() };
    let write = async {
        // The server may refuse before it has read everything.
        let _ = timeout(LONG, writer.write_all(bytes)).await;
    };
    let (stays_open, ()) = tokio::join!(read, write);
    let mut back = back(&all);
    if stays_open && back.status() == 0 {
        back.statuses = vec![SILENT];
    }
    back
}

/// Reads a connection's bytes.
pub fn back(all: &[u8]) -> Back {
    let text = String::from_utf8_lossy(all).into_owned();
    let mut statuses: Vec<u16> =
        text.split("HTTP/1.1 ").skip(1).filter_map(|rest| rest.get(..3)?.parse().ok()).collect();
    if statuses.is_empty() {
        statuses.push(0);
    }
    Back { statuses, text }
}

/// The head of a request that closes the connection, with further lines.
pub fn head(method: &str, target: &str, address: SocketAddr, lines: &[&str]) -> String {
    let mut head =
        format!("{method} {target} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n");
    for line in lines {
        head.push_str(line);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    head
}

/// What came back, by kind of attack.
#[derive(Debug, Default)]
pub struct Table {
    rows: Vec<(&'static str, BTreeMap<u16, usize>)>,
    /// What should not have come back.
    pub wrong: Vec<String>,
}

/// Words that stand in another person's record, and nowhere else.
pub const MARKERS: [&str; 2] = ["Quentin Zyx", "quentinzyx"];

impl Table {
    /// Notes an answer. It must be none of a fault of ours, show nothing of another person, and be among those that fit.
    pub fn note(&mut self, kind: &'static str, sent: &str, back: &Back, fitting: &[u16]) {
        for status in &back.statuses {
            if *status >= 500 || !fitting.contains(status) {
                self.is_wrong(&format!("{kind}: {status}"), sent, back);
            }
            match self.rows.iter_mut().find(|(name, _)| *name == kind) {
                Some((_, counts)) => *counts.entry(*status).or_default() += 1,
                None => self.rows.push((kind, BTreeMap::from([(*status, 1)]))),
            }
        }
        if MARKERS.iter().any(|marker| back.text.contains(marker)) {
            self.is_wrong(&format!("{kind} leaks"), sent, back);
        }
    }

    /// Notes what should not have come back.
    pub fn is_wrong(&mut self, what: &str, sent: &str, back: &Back) {
        let short = |text: &str, most| text.chars().take(most).collect::<String>();
        let (sent, text) = (short(sent, 250), short(&back.text, 120));
        self.wrong.push(format!("{what} to {sent:?}, which brought {text:?}"));
    }

    /// All of it in Markdown.
    pub fn markdown(&self) -> String {
        let mut text = String::from("| attack | answers | statuses |\n|---|---|---|\n");
        let mut all = 0;
        for (kind, counts) in &self.rows {
            let sum: usize = counts.values().sum();
            all += sum;
            let word = |status: &u16| match status {
                0 => "closed".to_owned(),
                &SILENT => "silent".to_owned(),
                other => other.to_string(),
            };
            let counts: Vec<String> = counts
                .iter()
                .map(|(status, count)| format!("{} × {count}", word(status)))
                .collect();
            // Writing into a string does not fail.
            let _ = writeln!(text, "| {kind} | {sum} | {} |", counts.join(", "));
        }
        let _ = writeln!(text, "| all | {all} | none of 500 or above |");
        text
    }
}
