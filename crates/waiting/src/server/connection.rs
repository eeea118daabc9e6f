//! One connection: reads requests, asks the plan, answers.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use super::Shared;
use super::log::Entry;
use super::plan::Reply;
use crate::readings::body_of;

/// The longest head of a request that is read, in bytes.
const LONGEST_HEAD: usize = 4096;

/// A piece of an answer without end.
const PIECE: &[u8] = &[b'1'; 4096];

/// Serves requests until the client, the plan or an error ends the connection.
pub(super) async fn serve(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let open = shared.log.open();
    let mut line = Line {
        stream,
        read: Vec::with_capacity(256),
    };
    while let Some(head) = line.head().await? {
        match head {
            Head::Station(station) => {
                let (visit, entry) = shared.log.begin(station, open.number);
                let _seat = match &shared.seats {
                    // The semaphore is never closed.
                    Some(seats) => seats.acquire().await.ok(),
                    None => None,
                };
                let goes_on = line.answer(station, (shared.plan)(visit), entry).await?;
                if !goes_on {
                    return Ok(());
                }
            }
            Head::Other(status) => {
                line.stream.write_all(&message(status, "")).await?;
                if status.starts_with("4") && status != NOT_FOUND {
                    return Ok(());
                }
            }
        }
    }
    Ok(())
}

const NOT_FOUND: &str = "404 Not Found";

enum Head {
    Station(u64),
    /// The status of the answer to anything else.
    Other(&'static str),
}

/// A connection with what was read and not used yet.
struct Line {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Line {
    /// The next request; `None` when the client has closed.
    async fn head(&mut self) -> io::Result<Option<Head>> {
        loop {
            if let Some((head, length)) = parse(&self.read) {
                self.read.drain(..length);
                return Ok(Some(head));
            }
            if self.read.len() >= LONGEST_HEAD {
                self.read.clear();
                return Ok(Some(Head::Other("431 Request Header Fields Too Large")));
            }
            if self.stream.read_buf(&mut self.read).await? == 0 {
                return Ok(None);
            }
        }
    }

    /// Does what the plan says; whether the connection goes on.
    ///
    /// An answer is noted before it is written: the client may look into the log as soon as it has it.
    async fn answer(
        &mut self,
        station: u64,
        reply: Reply,
        mut entry: Entry<'_>,
    ) -> io::Result<bool> {
        match reply {
            Reply::Readings { after } => {
                if !self.pause(after).await? {
                    return Ok(false);
                }
                let whole = message("200 OK", &body_of(station));
                entry.answered = true;
                drop(entry);
                self.stream.write_all(&whole).await?;
                Ok(true)
            }
            Reply::Busy => {
                drop(entry);
                let whole = message("503 Service Unavailable", "");
                self.stream.write_all(&whole).await?;
                Ok(true)
            }
            Reply::Stall => self.pause(Duration::MAX).await,
            Reply::Break => {
                let whole = message("200 OK", &body_of(station));
                self.stream.write_all(&whole[..whole.len() - 60]).await?;
                Ok(false)
            }
            Reply::Rubbish => {
                self.stream.write_all(b"\x16\x03\x01 moo\r\n\r\n").await?;
                Ok(false)
            }
            Reply::Words => {
                drop(entry);
                let body = body_of(station).replacen('\n', "\nn/a\n", 2);
                self.stream.write_all(&message("200 OK", &body)).await?;
                Ok(true)
            }
            Reply::Flood => {
                let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n";
                self.stream.write_all(head.as_bytes()).await?;
                // Ends when the client has had enough: then writing fails.
                loop {
                    self.stream.write_all(PIECE).await?;
                }
            }
        }
    }

    /// Waits; `false` when the client closed meanwhile.
    async fn pause(&mut self, how_long: Duration) -> io::Result<bool> {
        let until = Instant::now().checked_add(how_long);
        loop {
            let more = self.stream.read_buf(&mut self.read);
            let read = match until {
                _ if how_long.is_zero() => return Ok(true),
                None => more.await?,
                Some(until) => match timeout_at(until, more).await {
                    Ok(read) => read?,
                    Err(_) => return Ok(true),
                },
            };
            // More requests may come before the answer to this one, but not without end.
            if read == 0 || self.read.len() > LONGEST_HEAD {
                return Ok(false);
            }
        }
    }
}

/// The first request in `bytes` and its length, if it is whole.
fn parse(bytes: &[u8]) -> Option<(Head, usize)> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut request = httparse::Request::new(&mut headers);
    match request.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => {
            let head = match (request.method, request.path) {
                (Some("GET"), Some(path)) => match path.strip_prefix("/station/") {
                    Some(number) => number.parse().ok().map(Head::Station),
                    None => None,
                }
                .unwrap_or(Head::Other(NOT_FOUND)),
                _ => Head::Other("405 Method Not Allowed"),
            };
            Some((head, length))
        }
        Ok(httparse::Status::Partial) => None,
        Err(_) => Some((Head::Other("400 Bad Request"), bytes.len())),
    }
}

fn message(status: &str, body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_told_apart() {
        let head = |text: &str| parse(text.as_bytes()).map(|(head, _)| head);
        let get = |path: &str| head(&format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n"));
        assert!(matches!(get("/station/17"), Some(Head::Station(17))));
        for path in [
            "/station/",
            "/station/-1",
            "/station/99999999999999999999",
            "/",
        ] {
            assert!(matches!(get(path), Some(Head::Other(NOT_FOUND))), "{path}");
        }
        assert!(matches!(
            head("POST /station/1 HTTP/1.1\r\n\r\n"),
            Some(Head::Other(status)) if status.starts_with("405")
        ));
        assert!(matches!(
            head("moo\r\n\r\n"),
            Some(Head::Other(status)) if status.starts_with("400")
        ));
        assert!(head("GET /station/1 HTTP/1.1\r\nHost").is_none());
    }

    #[test]
    fn what_follows_a_request_is_kept() {
        let two = b"GET /station/1 HTTP/1.1\r\n\r\nGET /station/2 HTTP/1.1\r\n\r\n";
        assert_eq!(parse(two).map(|(_, length)| length), Some(two.len() / 2));
    }
}
