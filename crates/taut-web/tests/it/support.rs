//! A server in this process on a free port, over the folder's knowledge and records of its own; and a small client.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use taut_episode::Engine;
use taut_knowledge::{load_body, read_body_folder, read_folder};
use taut_record::{Opening, Place, Store};
use taut_web::{Limits, Mode, Options, Server};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

/// A running server; it stops when dropped.
pub struct Running {
    /// Where it listens.
    pub address: std::net::SocketAddr,
    /// Its records.
    pub store: Store,
    stop: Option<oneshot::Sender<()>>,
    folder: PathBuf,
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.stop.take());
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// What the clinic says of when it reads check-ins.
pub const HOURS: &str = "We read check-ins on weekdays by noon.";

/// The knowledge of this workspace.
pub fn engine() -> Engine {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../knowledge");
    let files = read_folder(folder.as_ref()).unwrap();
    let (knowledge, _) = taut_knowledge::load(&files).unwrap();
    Engine::new(knowledge, move || {
        read_body_folder(folder.as_ref()).and_then(|files| load_body(&files)).map(|(body, _)| body)
    })
}

/// A server in a mode, on SQLite.
pub async fn start(mode: Mode) -> Running {
    start_with(mode, |_| {}).await
}

/// A server in a mode, on SQLite, set up differently.
pub async fn start_with(mode: Mode, change: impl FnOnce(&mut Options)) -> Running {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let folder = std::env::temp_dir().join(format!("taut-web-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let place = Place::File(folder.join("records.db"));
    start_at(mode, &place, folder, change).await
}

/// A server in a mode, on these records, set up differently.
pub async fn start_at(
    mode: Mode,
    place: &Place,
    folder: PathBuf,
    change: impl FnOnce(&mut Options),
) -> Running {
    let store = Store::open(place, Opening::default(), 0).await.unwrap();
    let mut options = options(mode);
    change(&mut options);
    let server = Server::bind(engine(), store.clone(), options).await.unwrap();
    let address = server.address().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    tokio::spawn(async move {
        server.serve(async { drop(stopped.await) }).await.unwrap();
    });
    Running { address, store, stop: Some(stop), folder }
}

/// Options of a server of the tests, on a free port.
pub fn options(mode: Mode) -> Options {
    Options {
        mode,
        address: "127.0.0.1:0".parse().unwrap(),
        origin: None,
        pdf_program: None,
        proxy: None,
        // What only a clinic shows.
        hours: Some(HOURS.to_owned()),
        limits: Limits::default(),
    }
}

/// The one person of local mode.
pub fn local() -> Mode {
    Mode::Local { person: "me".to_owned() }
}

/// An answer of the server.
#[derive(Debug, Clone)]
pub struct Got {
    /// The status.
    pub status: u16,
    /// Header lines, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: String,
}

impl Got {
    /// The first header of a name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// A browser, as far as cookies go.
#[derive(Debug, Clone)]
pub struct Client {
    address: std::net::SocketAddr,
    /// Cookies by name.
    pub cookies: Vec<(String, String)>,
    /// More header lines for every request.
    pub headers: Vec<(String, String)>,
}

impl Client {
    /// A browser without cookies.
    pub fn new(running: &Running) -> Self {
        Self::at(running.address)
    }

    /// A browser without cookies, for a server at an address.
    pub fn at(address: std::net::SocketAddr) -> Self {
        Self { address, cookies: Vec::new(), headers: Vec::new() }
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Got {
        self.send("GET", path, None).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Got {
        self.send("POST", path, Some((FORM, form(fields).as_bytes()))).await
    }

    /// Sends a form of owned fields.
    pub async fn post_fields(
        &mut self,
        path: &str,
        fields: &[(impl AsRef<str>, impl AsRef<str>)],
    ) -> Got {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref())).collect();
        self.post(path, &fields).await
    }

    /// Sends anything.
    pub async fn send(&mut self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Got {
        self.try_send(method, path, body).await.unwrap()
    }

    /// Sends anything to a server that may end in the middle of it.
    ///
    /// # Errors
    /// It did, before it said how it went.
    pub async fn try_send(
        &mut self,
        method: &str,
        path: &str,
        body: Option<(&str, &[u8])>,
    ) -> std::io::Result<Got> {
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n", self.address);
        if !self.cookies.is_empty() {
            let pairs: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
            head.push_str(&format!("cookie: {}\r\n", pairs.join("; ")));
        }
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        let (media_type, bytes) = body.unwrap_or(("", &[]));
        if !media_type.is_empty() {
            head.push_str(&format!(
                "content-type: {media_type}\r\ncontent-length: {}\r\n",
                bytes.len()
            ));
        }
        head.push_str("\r\n");
        let mut stream = TcpStream::connect(self.address).await?;
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(bytes).await?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all).await?;
        let got = parse(&all);
        if got.status == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        for (name, value) in &got.headers {
            if name == "set-cookie" {
                let pair = value.split(';').next().unwrap_or_default();
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                self.cookies.retain(|(n, _)| n != name);
                if !value.is_empty() {
                    self.cookies.push((name.to_owned(), value.to_owned()));
                }
            }
        }
        Ok(got)
    }
}

/// The media type of forms.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Fields as the body of a form.
pub fn form(fields: &[(&str, &str)]) -> String {
    let pair = |(name, value): &(&str, &str)| format!("{}={}", encode(name), encode(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// Percent-encodes everything that a form value may not hold.
pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(b).to_string()
            }
            _ => format!("%{b:02X}"),
        })
        .collect()
}

fn parse(all: &[u8]) -> Got {
    let end = all.windows(4).position(|w| w == b"\r\n\r\n").unwrap_or(all.len());
    let head = String::from_utf8_lossy(&all[..end]).into_owned();
    let mut lines = head.lines();
    let status = lines.next().and_then(|l| l.split(' ').nth(1)).and_then(|s| s.parse().ok());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let rest = all.get(end + 4..).unwrap_or_default();
    let chunked = headers.iter().any(|(n, v)| n == "transfer-encoding" && v == "chunked");
    let body = if chunked { unchunk(rest) } else { rest.to_vec() };
    Got { status: status.unwrap_or(0), headers, body: String::from_utf8_lossy(&body).into_owned() }
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(line) = rest.windows(2).position(|w| w == b"\r\n") {
        let size =
            std::str::from_utf8(&rest[..line]).ok().and_then(|s| usize::from_str_radix(s, 16).ok());
        let Some(size) = size.filter(|size| *size > 0) else { break };
        body.extend_from_slice(&rest[line + 2..line + 2 + size]);
        rest = &rest[line + 4 + size..];
    }
    body
}

/// A passphrase that is good enough.
pub const PASSPHRASE: &str = "nine tall green doors";

/// Now, ms since 1970 UTC.
pub fn now() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// A browser of somebody who joined a clinic with a code under a name to sign in with.
pub async fn joined(
    running: &Running,
    clinic: taut_record::ClinicId,
    role: taut_record::Role,
    chain: Option<taut_record::ChainId>,
    name: &str,
) -> Client {
    joined_at((&running.store, running.address), clinic, role, chain, name).await
}

/// Likewise, of a server that may be in another process: its records, its address.
pub async fn joined_at(
    (store, address): (&Store, std::net::SocketAddr),
    clinic: taut_record::ClinicId,
    role: taut_record::Role,
    chain: Option<taut_record::ChainId>,
    name: &str,
) -> Client {
    let code = store.invite(clinic, role, chain, now() + 60_000, now()).await.unwrap();
    let mut client = Client::at(address);
    let joined = client.post("/join", &join_fields(&code.text(), name)).await;
    assert_eq!(joined.status, 303, "{}", joined.body);
    client
}

/// The fields of the form to join.
pub fn join_fields<'a>(code: &'a str, name: &'a str) -> [(&'a str, &'a str); 5] {
    [
        ("code", code),
        ("shown", name),
        ("name", name),
        ("passphrase", PASSPHRASE),
        ("again", PASSPHRASE),
    ]
}

/// Xorshift, so that every run does the same.
pub struct Random(pub u64);

impl Random {
    /// A number below the limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}
