//! One connection that is kept, with the cookie of its session.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A connection.
#[derive(Debug)]
pub struct Browser {
    stream: TcpStream,
    host: String,
    cookie: String,
    buffer: Vec<u8>,
}

impl Browser {
    /// A connection without a cookie.
    pub async fn new(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host: address.to_string(), cookie: String::new(), buffer: Vec::new() })
    }

    /// Sends a request, `body` being media type and content, and wants a status.
    pub async fn expect(
        &mut self,
        method: &str,
        path: &str,
        body: Option<(&str, &str)>,
        status: u16,
    ) -> Result<String> {
        let (got, text) = self.send(method, path, body).await?;
        if got == status {
            Ok(text)
        } else {
            Err(Error::other(format!("{method} {path}: {got} instead of {status}")))
        }
    }

    /// Sends a request; status and body.
    pub async fn send(
        &mut self,
        method: &str,
        path: &str,
        body: Option<(&str, &str)>,
    ) -> Result<(u16, String)> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {}\r\n", self.host);
        if !self.cookie.is_empty() {
            head.push_str(&format!("cookie: {}\r\n", self.cookie));
        }
        if let Some((media_type, text)) = body {
            let length = text.len();
            head.push_str(&format!("content-type: {media_type}\r\ncontent-length: {length}\r\n"));
        }
        head.push_str("\r\n");
        head.push_str(body.map_or("", |(_, text)| text));
        self.stream.write_all(head.as_bytes()).await?;
        self.receive().await
    }

    async fn receive(&mut self) -> Result<(u16, String)> {
        self.buffer.clear();
        let head = loop {
            if let Some(at) = self.buffer.windows(4).position(|w| w == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let text = std::str::from_utf8(&self.buffer[..head]).map_err(Error::other)?;
        let status = text.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let header = |name: &str| {
            text.lines().find_map(|line| {
                let (n, v) = line.split_once(':')?;
                n.eq_ignore_ascii_case(name).then(|| v.trim())
            })
        };
        if let Some(cookie) = header("set-cookie") {
            self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        }
        let length: usize = header("content-length").and_then(|v| v.parse().ok()).unwrap_or(0);
        while self.buffer.len() < head + length {
            self.more().await?;
        }
        let body = std::str::from_utf8(&self.buffer[head..]).map_err(Error::other)?;
        Ok((status, body.to_owned()))
    }

    async fn more(&mut self) -> Result<()> {
        self.buffer.reserve(16 * 1024);
        match self.stream.read_buf(&mut self.buffer).await? {
            0 => Err(ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }
}
