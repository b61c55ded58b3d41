//! Many people in interviews at once against a running clinic server: times of a step, errors, steps a second.
//!
//! `load ADDRESS PEOPLE SECONDS THINK_MS`: every person keeps one connection, begins as a guest and answers what the screen
//! offers by a fixed seed, through the same forms as a browser. A step is a screen sent and the next one read: two requests.
//! One line of JSON comes out.

#![allow(clippy::unwrap_used, reason = "a measurement may panic")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, people, seconds, think] = arguments.as_slice() else {
        eprintln!("usage: load ADDRESS PEOPLE SECONDS THINK_MS");
        std::process::exit(2);
    };
    let address: SocketAddr = address.parse().unwrap();
    let people: u64 = people.parse().unwrap();
    let seconds: u64 = seconds.parse().unwrap();
    let think = Duration::from_millis(think.parse().unwrap());
    let begun = Instant::now();
    let end = begun + Duration::from_secs(seconds);
    let tasks: Vec<_> =
        (0..people).map(|seed| tokio::spawn(person(address, seed, think, end))).collect();
    let mut steps: Vec<u64> = Vec::new();
    let (mut errors, mut interviews) = (0u64, 0u64);
    for task in tasks {
        let one = task.await.unwrap();
        steps.extend(one.steps);
        errors += one.errors;
        interviews += one.interviews;
    }
    let took = begun.elapsed().as_secs_f64();
    steps.sort_unstable();
    let at = |share: f64| {
        let place = ((steps.len() as f64 * share).ceil() as usize).clamp(1, steps.len().max(1));
        steps.get(place - 1).map(|us| *us as f64 / 1000.0)
    };
    println!(
        "{}",
        json!({
            "people": people,
            "think_ms": think.as_millis() as u64,
            "seconds": took,
            "steps": steps.len(),
            "steps_per_second": steps.len() as f64 / took,
            "interviews": interviews,
            "errors": errors,
            "p50_ms": at(0.50),
            "p95_ms": at(0.95),
            "p99_ms": at(0.99),
            "longest_ms": at(1.0),
        })
    );
}

/// What one person measured.
#[derive(Debug, Default)]
struct Measured {
    /// Times of steps, in microseconds.
    steps: Vec<u64>,
    errors: u64,
    interviews: u64,
}

async fn person(address: SocketAddr, seed: u64, think: Duration, end: Instant) -> Measured {
    let mut measured = Measured::default();
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    // People do not all begin in the same instant.
    tokio::time::sleep(think.mul_f64(random.share())).await;
    while Instant::now() < end {
        let Ok(mut browser) = Browser::new(address).await else {
            measured.errors += 1;
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        match interview(&mut browser, &mut random, think, end, &mut measured).await {
            Ok(()) => measured.interviews += 1,
            Err(_) => measured.errors += 1,
        }
    }
    measured
}

/// One interview to its answer, or to the end of the time.
async fn interview(
    browser: &mut Browser,
    random: &mut Random,
    think: Duration,
    end: Instant,
    measured: &mut Measured,
) -> std::io::Result<()> {
    browser.expect("POST", "/interview/begin", "", 303).await?;
    let mut page = browser.expect("GET", "/interview", "", 200).await?;
    while Instant::now() < end {
        if !think.is_zero() {
            tokio::time::sleep(think.mul_f64(0.5 + random.share())).await;
        }
        let form = filled(&page, random);
        let begun = Instant::now();
        browser.expect("POST", "/interview", &form, 303).await?;
        let next = browser.send("GET", "/interview", "").await?;
        measured.steps.push(begun.elapsed().as_micros() as u64);
        match next.0 {
            200 => page = next.1,
            303 => return browser.expect("GET", "/answer", "", 200).await.map(drop),
            other => return Err(std::io::Error::other(format!("status {other}"))),
        }
    }
    Ok(())
}

/// The form of a page with an answer to every question: mostly "no", so that interviews go on.
fn filled(page: &str, random: &mut Random) -> String {
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut choices: Vec<(&str, Vec<&str>)> = Vec::new();
    for tag in page.split("<input").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let (Some(name), Some(kind)) = (attribute(tag, "name"), attribute(tag, "type")) else {
            continue;
        };
        match kind {
            "hidden" if name == "screen" || name == "version" => {
                fields.push((name, attribute(tag, "value").unwrap_or_default().to_owned()));
            }
            "radio" => match choices.iter_mut().find(|(n, _)| *n == name) {
                Some((_, values)) => values.push(attribute(tag, "value").unwrap_or_default()),
                None => {
                    choices.push((name, vec![attribute(tag, "value").unwrap_or_default()]));
                }
            },
            "number" if name == "n.age" => {
                fields.push((name, (18 + random.below(60)).to_string()));
            }
            _ => {}
        }
    }
    for (name, values) in choices {
        let age = name == "a.age";
        let pick = if random.below(8) == 0 { random.below(values.len()) } else { 0 };
        // The emergency list would end most interviews at once.
        let value = if values[0] == "no" && pick > 0 && values.len() == 3 {
            "not_sure"
        } else {
            values[pick]
        };
        if !age {
            fields.push((name, value.to_owned()));
        }
    }
    fields.push(("press", "next".to_owned()));
    fields.iter().map(|(n, v)| format!("{n}={v}")).collect::<Vec<_>>().join("&")
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let wanted = format!(" {name}=\"");
    let start = tag.find(&wanted)? + wanted.len();
    tag[start..].split('"').next()
}

/// One connection that is kept, with the cookie of the session.
struct Browser {
    stream: TcpStream,
    host: String,
    cookie: String,
    buffer: Vec<u8>,
}

impl Browser {
    async fn new(address: SocketAddr) -> std::io::Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host: address.to_string(), cookie: String::new(), buffer: Vec::new() })
    }

    async fn expect(
        &mut self,
        method: &str,
        path: &str,
        form: &str,
        status: u16,
    ) -> std::io::Result<String> {
        let (got, body) = self.send(method, path, form).await?;
        if got == status {
            Ok(body)
        } else {
            Err(std::io::Error::other(format!("{method} {path}: {got} instead of {status}")))
        }
    }

    async fn send(
        &mut self,
        method: &str,
        path: &str,
        form: &str,
    ) -> std::io::Result<(u16, String)> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.host);
        if !self.cookie.is_empty() {
            head.push_str(&format!("cookie: {}\r\n", self.cookie));
        }
        if method == "POST" {
            head.push_str(&format!(
                "content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n",
                form.len()
            ));
        }
        head.push_str("\r\n");
        head.push_str(form);
        self.stream.write_all(head.as_bytes()).await?;
        self.receive().await
    }

    async fn receive(&mut self) -> std::io::Result<(u16, String)> {
        self.buffer.clear();
        let mut chunk = [0; 16 * 1024];
        let head = loop {
            if let Some(at) = self.buffer.windows(4).position(|w| w == b"\r\n\r\n") {
                break at + 4;
            }
            self.more(&mut chunk).await?;
        };
        let text = String::from_utf8_lossy(&self.buffer[..head]).into_owned();
        let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let header = |name: &str| {
            text.lines().find_map(|line| {
                let (n, v) = line.split_once(':')?;
                n.eq_ignore_ascii_case(name).then(|| v.trim().to_owned())
            })
        };
        if let Some(cookie) = header("set-cookie") {
            self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        }
        let length: usize = header("content-length").and_then(|v| v.parse().ok()).unwrap_or(0);
        while self.buffer.len() < head + length {
            self.more(&mut chunk).await?;
        }
        Ok((status, String::from_utf8_lossy(&self.buffer[head..head + length]).into_owned()))
    }

    async fn more(&mut self, chunk: &mut [u8]) -> std::io::Result<()> {
        let read = self.stream.read(chunk).await?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        self.buffer.extend_from_slice(&chunk[..read]);
        Ok(())
    }
}

/// Xorshift, so that every run asks the same.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}
