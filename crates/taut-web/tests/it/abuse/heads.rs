//! Paths and heads that no browser sends.

use std::net::SocketAddr;

use super::raw::{Table, head, send};

const REFUSED: [u16; 8] = [0, 400, 401, 403, 404, 405, 414, 431];

/// Targets that try to leave their place, or to be read in two ways.
fn targets() -> Vec<String> {
    let mut targets: Vec<String> = [
        "/..",
        "/../",
        "/../../etc/passwd",
        "/./../clinic",
        "/assets/..",
        "/assets/../../Cargo.toml",
        "/assets/%2e%2e/%2e%2e/Cargo.toml",
        "/assets/..%2f..%2fCargo.toml",
        "/assets/..%5c..%5cx",
        "/assets/%252e%252e/x",
        "/assets/x/../taut.css",
        "/assets//taut.css",
        "/assets/%00/taut.css",
        "/assets/0/taut.css%00.png",
        "//",
        "///",
        "//clinic",
        "/clinic//people",
        "/clinic/people//",
        "/clinic/./people",
        "/%2e%2e/clinic",
        "/clinic%2fqueue",
        "/clinic;a=b",
        "/CLINIC/queue",
        "/clinic/people/%00",
        "/clinic/people/..",
        "/clinic/people/../queue",
        "/clinic/people/%2e",
        "/clinic/people/' or 1=1--",
        "/clinic/people/%27%20or%201%3d1--",
        "/clinic/people/{id}",
        "/clinic/people/-1",
        "/clinic/people/99999999999999999999999999",
        "/admin/events/before/-1",
        "/admin/events/before/9223372036854775808",
        "/\\..\\..\\x",
        "/%",
        "/%zz",
        "/%c0%ae%c0%ae/",
        "/%ff%fe",
        "/é",
        "/\u{202e}",
        "/favicon.ico",
        "/.git/config",
        "/.env",
        "/metrics/..",
        "/healthz/",
        "/healthz%20",
        "/healthz?x=%00",
        "/?a=b&a=c&%00",
        "/interview#x",
        "*",
        "x",
        "",
        "?",
        "#",
        "http:",
        "http://",
        "http:///",
        "javascript:alert(1)",
    ]
    .map(str::to_owned)
    .to_vec();
    targets.push(format!("/{}", "a".repeat(60_000)));
    targets.push(format!("/{}", "a/".repeat(10_000)));
    targets.push(format!("/?{}", "a=b&".repeat(5_000)));
    targets.push(format!("/{}", "%2e%2e%2f".repeat(2_000)));
    targets
}

/// Every target by several methods.
pub async fn paths(address: SocketAddr, table: &mut Table) {
    // What is a path of ours all the same is an answer too; a guest is asked to sign in.
    let fitting = [&REFUSED[..], &[200, 303, 413, 415, 421, 422]].concat();
    for target in targets() {
        for method in ["GET", "POST", "HEAD", "DELETE"] {
            let bytes = head(method, &target, address, &[]);
            let back = send(address, bytes.as_bytes()).await;
            table.note("paths", &bytes, &back, &fitting);
            let files = ["root:", "[package]", "[core]"];
            if files.iter().any(|word| back.text.contains(word)) {
                table.is_wrong("a file", &bytes, &back);
            }
        }
    }
    for bytes in [&b"\xff\xfe"[..], b"\xc3\x28", b"\0", b"a\0b", b"a b", b"a\tb", b"\x7f"] {
        let all =
            [b"GET /", bytes, format!(" HTTP/1.1\r\nhost: {address}\r\n\r\n").as_bytes()].concat();
        let back = send(address, &all).await;
        table.note("bytes in paths", &String::from_utf8_lossy(&all), &back, &REFUSED);
    }
}

/// Hosts that are not this server's, and hosts said twice.
pub async fn hosts(address: SocketAddr, table: &mut Table) {
    let own = address.to_string();
    for (target, lines) in [
        ("http://evil.example/", vec![format!("host: {own}")]),
        ("http://evil.example/clinic", vec!["host: evil.example".to_owned()]),
        ("https://evil.example:443/", vec![format!("host: {own}")]),
        ("http://a@evil.example/", vec![format!("host: {own}")]),
        ("/", vec!["host: evil.example".to_owned()]),
        ("/", vec!["host: 127.0.0.1.evil.example".to_owned()]),
        ("/", vec!["host: localhost@evil.example".to_owned()]),
        ("/", vec!["host: ".to_owned()]),
        ("/", vec!["host: \u{e9}".to_owned()]),
        ("/", vec!["host: evil.example".to_owned(), format!("host: {own}")]),
        ("/", vec![format!("host: {own}"), "host: evil.example".to_owned()]),
        ("/", vec![format!("host: {own}"), format!("host: {own}")]),
        ("/", vec![]),
        ("/", vec!["x-forwarded-host: evil.example".to_owned()]),
    ] {
        let bytes =
            format!("GET {target} HTTP/1.1\r\nconnection: close\r\n{}\r\n\r\n", lines.join("\r\n"));
        let back = send(address, bytes.as_bytes()).await;
        table.note("other hosts", &bytes, &back, &[0, 400, 421]);
    }
}

/// Heads that are large, broken, or of another time.
pub async fn broken(address: SocketAddr, table: &mut Table) {
    let with = |lines: &[&str]| head("GET", "/", address, lines);
    let many = "x: y\r\n".repeat(10_000);
    for (bytes, fitting) in [
        (with(&[&format!("x: {}", "a".repeat(1 << 20))]), &[0, 400, 431][..]),
        (with(&[&format!("{}: a", "x".repeat(1 << 20))]), &[0, 400, 431]),
        (with(&[&format!("cookie: {}", "a=b; ".repeat(20_000))]), &[0, 400, 431]),
        (with(&[many.trim_end()]), &[0, 400, 431]),
        (with(&["x : y"]), &[0, 400]),
        (with(&[" x: y"]), &[0, 200, 400]),
        (with(&["x: a\r\n b"]), &[0, 200, 400]),
        (with(&["x: a\r\n\tb"]), &[0, 200, 400]),
        (with(&["x"]), &[0, 400]),
        (with(&[": y"]), &[0, 400]),
        (with(&["x: a\rb: c"]), &[0, 400]),
        (with(&["x: a\nb: c"]), &[0, 200, 400]),
        (with(&["x: \0"]), &[0, 400]),
        (with(&["x\0: y"]), &[0, 400]),
        (with(&["accept-language: \u{1f9b5}"]), &[200]),
        (with(&[&format!("accept-language: {}", "xx,".repeat(5_000))]), &[200]),
        (with(&["expect: 200-ok"]), &[200, 417]),
        (with(&["upgrade: h2c", "http2-settings: AAMAAABkAAQAAP__"]), &[200, 400]),
        (with(&["range: bytes=0-1,0-1,0-1"]), &[200]),
        (with(&["te: trailers, deflate;q=0.5"]), &[200]),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(), &[0, 400, 404, 405]),
        ("GET /\r\n\r\n".to_owned(), &[0, 400]),
        (format!("GET / HTTP/0.9\r\nhost: {address}\r\n\r\n"), &[0, 400]),
        (format!("GET / HTTP/1.0\r\nhost: {address}\r\n\r\n"), &[0, 200, 400]),
        ("GET / HTTP/1.0\r\n\r\n".to_owned(), &[0, 400, 421]),
        (format!("GET / HTTP/1.2\r\nhost: {address}\r\n\r\n"), &[0, 400]),
        (format!("GET / HTTP/3.7\r\nhost: {address}\r\n\r\n"), &[0, 400]),
        (format!("GET / http/1.1\r\nhost: {address}\r\n\r\n"), &[0, 400]),
        (format!("GET  / HTTP/1.1\r\nhost: {address}\r\n\r\n"), &[0, 400]),
        (format!("GET / HTTP/1.1 \r\nhost: {address}\r\n\r\n"), &[0, 400]),
        ("\r\n\r\n\r\n".to_owned(), &[0, 400, 408]),
        ("\u{16}\u{3}\u{1}\u{2}".to_owned(), &[0, 400]),
    ] {
        let back = send(address, bytes.as_bytes()).await;
        table.note("heads", &bytes, &back, fitting);
    }
    for method in
        ["TRACE", "CONNECT", "PATCH", "PROPFIND", "get", "FOO", "G\0T", "", &"A".repeat(5_000)]
    {
        for target in ["/", "/interview", "/assets/0/x", "/clinic", "/nowhere"] {
            let bytes = head(method, target, address, &[]);
            let back = send(address, bytes.as_bytes()).await;
            table.note("methods", &bytes, &back, &[&REFUSED[..], &[421]].concat());
        }
    }
}

/// A request within the body of another: whoever reads the head in another way must not see two.
pub async fn smuggled(address: SocketAddr, table: &mut Table) {
    let inner = format!("GET /about HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let body = format!("0\r\n\r\n{inner}");
    let length = format!("content-length: {}", body.len());
    let rows: [&[&str]; 11] = [
        &[&length, "transfer-encoding: chunked"],
        &["transfer-encoding: chunked", &length],
        &[&length, "content-length: 5"],
        &["content-length: 5", &length],
        &["content-length: 5, 5"],
        &["content-length: +5"],
        &["content-length: -1"],
        &["content-length: 0x5"],
        &["content-length: 99999999999999999999999"],
        &["transfer-encoding: identity, chunked", "transfer-encoding: identity"],
        &["transfer-encoding: xchunked"],
    ];
    for lines in rows {
        let lines =
            [&["content-type: application/x-www-form-urlencoded"], lines].concat().join("\r\n");
        let bytes = format!("POST /language HTTP/1.1\r\nhost: {address}\r\n{lines}\r\n\r\n{body}");
        let back = send(address, bytes.as_bytes()).await;
        table.note("requests within requests", &bytes, &back, &[0, 303, 400, 408, 411, 413, 422]);
        if back.statuses.len() != 1 {
            table.is_wrong("a second request was read", &bytes, &back);
        }
    }
    // Chunks that are none, or have no end.
    for chunks in [
        "zz\r\n",
        "-1\r\nx\r\n0\r\n\r\n",
        "5;a=\0\r\nhello\r\n0\r\n\r\n",
        "5\r\nhel\r\n0\r\n\r\n",
        "ffffffffffffffff\r\nx",
        "fffffffffffffffff\r\nx",
        "5\nhello\n0\n\n",
        "0x5\r\nhello\r\n0\r\n\r\n",
    ] {
        let lines =
            ["content-type: application/x-www-form-urlencoded", "transfer-encoding: chunked"];
        let bytes = head("POST", "/language", address, &lines) + chunks;
        let back = send(address, bytes.as_bytes()).await;
        table.note("chunks", &bytes, &back, &[0, 303, 400, 408, 413, 422]);
    }
}
