//! Clients that take their time: with the head, with the body, with reading, or with anything at all.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::raw::{Table, back, head};
use crate::support::Client;

/// Sends one byte after the other, with a pause between, until the server has had enough.
async fn drip(address: SocketAddr, at_once: &[u8], slowly: &[u8]) -> (super::raw::Back, Duration) {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(at_once).await.unwrap();
    let (mut reader, mut writer) = stream.split();
    let mut all = Vec::new();
    let write = async {
        for byte in slowly {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if writer.write_all(&[*byte]).await.is_err() {
                break;
            }
        }
    };
    tokio::select! {
        _ = reader.read_to_end(&mut all) => {}
        () = write => {}
    }
    (back(&all), begun.elapsed())
}

/// Slow heads and bodies are let go after about a second, and nobody else waits for them.
pub async fn dripping(address: SocketAddr, table: &mut Table) {
    let form = ["content-type: application/x-www-form-urlencoded", "content-length: 300"];
    let start = head("POST", "/sign-in", address, &form);
    let mut tasks = Vec::new();
    for i in 0..40 {
        let start = start.clone();
        tasks.push(tokio::spawn(async move {
            let slow = [b'a'; 150];
            if i % 2 == 0 {
                drip(address, b"GET / HTTP/1.1\r\nx: ", &slow).await
            } else {
                drip(address, start.as_bytes(), &slow).await
            }
        }));
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let others = Client::at(address).get("/healthz").await;
    assert_eq!(others.status, 200, "others wait for slow clients");
    for task in tasks {
        let (back, took) = task.await.unwrap();
        table.note("slow clients", "a byte each 100 ms", &back, &[0, 408]);
        assert!(took < Duration::from_secs(14), "a slow client was kept for {took:?}");
    }
}

/// Clients that ask and ask and never read: their connections end too.
pub async fn deaf(address: SocketAddr, table: &mut Table) {
    let one = format!("GET /about HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let many = one.repeat(4_000);
    let mut streams = Vec::new();
    for _ in 0..20 {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // As much as the server takes.
        let _ = tokio::time::timeout(Duration::from_millis(300), stream.write_all(many.as_bytes()))
            .await;
        streams.push(stream);
    }
    let open = open_connections(address).await;
    assert!(open.is_none_or(|open| open >= 20), "they should be open at first: {open:?}");
    let begun = Instant::now();
    loop {
        let open = open_connections(address).await;
        if open.is_none_or(|open| open == 0) {
            break;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{open:?} clients that never read are still there"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    for _ in &streams {
        table.note("clients that never read", "", &back(b""), &[0]);
    }
}

/// Connections that the server still holds, as the system counts them on its side; nothing where it does not tell.
async fn open_connections(address: SocketAddr) -> Option<usize> {
    let text = tokio::fs::read_to_string("/proc/net/tcp").await.ok()?;
    let port = format!(":{:04X}", address.port());
    // Local address, remote address, state: 01 is established.
    let held = |line: &&str| {
        let mut words = line.split_whitespace().skip(1);
        let local = words.next().is_some_and(|local| local.ends_with(&port));
        local && words.nth(1) == Some("01")
    };
    Some(text.lines().skip(1).filter(held).count())
}

/// Connections that say nothing: others are served beside them, and they are closed.
pub async fn idle(address: SocketAddr, table: &mut Table) {
    let mut streams = Vec::new();
    for _ in 0..300 {
        streams.push(TcpStream::connect(address).await.unwrap());
    }
    let mut client = Client::at(address);
    for path in ["/", "/healthz", "/interview"] {
        let got = client.get(path).await;
        assert!(got.status < 400, "{path}: {}", got.status);
    }
    for mut stream in streams {
        let mut all = Vec::new();
        let closed =
            tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut all)).await;
        assert!(closed.is_ok(), "an idle connection is kept");
        table.note("idle connections", "", &back(&all), &[0, 408]);
    }
}
