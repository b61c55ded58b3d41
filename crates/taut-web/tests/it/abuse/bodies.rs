//! Bodies that are too large, lie about their length, or are not what they say.

use std::net::SocketAddr;

use super::raw::{Table, head, send};

const LARGE: usize = 50 << 20;

/// Where bodies go.
const TARGETS: [&str; 8] = [
    "/interview",
    "/interview/begin",
    "/sign-in",
    "/join",
    "/language",
    "/check-in",
    "/nowhere",
    "/api/v1/interview/replies",
];

/// 50 MB, with its length, without, and with a wrong one.
pub async fn large(address: SocketAddr, table: &mut Table) {
    let fitting = [0, 303, 400, 401, 403, 404, 405, 408, 413, 415, 422];
    for target in TARGETS {
        for media_type in ["application/x-www-form-urlencoded", "application/json"] {
            let kind = format!("content-type: {media_type}");
            let length = format!("content-length: {LARGE}");
            let mut bytes = head("POST", target, address, &[&kind, &length]).into_bytes();
            bytes.resize(bytes.len() + LARGE, b'a');
            let back = send(address, &bytes).await;
            table.note(
                "50 MB with their length",
                &String::from_utf8_lossy(&bytes[..200]),
                &back,
                &fitting,
            );
            let mut bytes =
                head("POST", target, address, &[&kind, "transfer-encoding: chunked"]).into_bytes();
            for _ in 0..LARGE / 65_536 {
                bytes.extend_from_slice(b"10000\r\n");
                bytes.resize(bytes.len() + 65_536, b'a');
                bytes.extend_from_slice(b"\r\n");
            }
            bytes.extend_from_slice(b"0\r\n\r\n");
            let back = send(address, &bytes).await;
            table.note("50 MB in chunks", &String::from_utf8_lossy(&bytes[..200]), &back, &fitting);
        }
    }
    for length in ["99999999999", "18446744073709551615", "2000"] {
        let lines = [
            "content-type: application/x-www-form-urlencoded",
            &format!("content-length: {length}"),
        ];
        let bytes = head("POST", "/sign-in", address, &lines) + "name=a";
        let back = send(address, bytes.as_bytes()).await;
        table.note("bodies that do not come", &bytes, &back, &[0, 400, 408, 413, 431]);
    }
}

/// Forms and JSON that are none, of another type, or made to be slow.
pub async fn odd(address: SocketAddr, table: &mut Table) {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(50_000), close.repeat(50_000));
    let many = (0..20_000).map(|i| format!("a.k{i}=no")).collect::<Vec<_>>().join("&");
    let same = "a.age=no&".repeat(20_000);
    let numbers = "{\"screen\":\"x\",\"version\":1e999,\"replies\":[]}";
    let bodies: Vec<Vec<u8>> = [
        "",
        "=",
        "&&&&",
        "%",
        "%zz=%zz",
        "a=%00",
        "%00=%00",
        "a=%ff%fe",
        "version=",
        "version=-1",
        "version=99999999999999999999",
        "version=1e3",
        "version=1&version=2",
        "press=back",
        "to=//evil.example",
        "to=https://evil.example&language=en",
        "language=..%2f..%2f",
        "n.age=nan",
        "n.age=1e308&version=1",
        "version=9223372036854775807&screen=x",
        "{",
        "[]",
        "null",
        "{}",
        "\"\"",
        "1",
        numbers,
        "{\"screen\":\"x\",\"screen\":\"y\"}",
        "{\"version\":-9223372036854775809}",
        "{\"version\":0.1}",
        "{\"replies\":null}",
        "{\"__proto__\":{}}",
        "\u{feff}{}",
        "{\"screen\":\"\\ud800\"}",
    ]
    .iter()
    .map(|text| text.as_bytes().to_vec())
    .chain(
        [deep("[", "]"), deep("{\"a\":", "}"), deep("[{\"a\":", "}]"), many, same]
            .map(String::into_bytes),
    )
    .chain([
        b"a=\xff".to_vec(),
        b"\xff\xfe\0\0".to_vec(),
        vec![0; 1000],
        vec![0xff; 100_000],
        b"{\"a\":\"\xc3\"}".to_vec(),
    ])
    .collect();
    let fitting = [200, 303, 400, 401, 403, 404, 405, 409, 413, 415, 422, 429];
    for target in TARGETS {
        for body in &bodies {
            for media_type in ["application/x-www-form-urlencoded", "application/json"] {
                let kind = format!("content-type: {media_type}");
                let length = format!("content-length: {}", body.len());
                let mut bytes = head("POST", target, address, &[&kind, &length]).into_bytes();
                bytes.extend_from_slice(body);
                let back = send(address, &bytes).await;
                table.note("odd bodies", &String::from_utf8_lossy(&bytes), &back, &fitting);
                if ["location: //", "location: http"].iter().any(|to| back.text.contains(to)) {
                    table.is_wrong("sent elsewhere", &String::from_utf8_lossy(&bytes), &back);
                }
            }
        }
        for kind in [
            "text/plain",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/xml",
            "",
            "application/x-www-form-urlencoded; charset=utf-16",
            "application/json; charset=utf-7",
            "a/b; c=\"",
            "application/octet-stream",
            "text/html, application/json",
        ] {
            let kind = format!("content-type: {kind}");
            for more in ["x-a: b", "content-encoding: gzip", "content-encoding: br"] {
                let bytes =
                    head("POST", target, address, &[&kind, more, "content-length: 6"]) + "name=a";
                let back = send(address, bytes.as_bytes()).await;
                table.note("media types", &bytes, &back, &fitting);
            }
        }
    }
}
