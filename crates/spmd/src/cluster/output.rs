//! The output of one rank: lines of the program, and what the rank says of itself in between.

use std::io::Read;
use std::sync::mpsc::Sender;

use super::error::Ending;
use super::ranks::Event;
use crate::line::Stream;

/// Takes a stream of bytes apart.
#[derive(Debug)]
struct Splitter {
    mark: String,
    left: Vec<u8>,
}

/// What a rank's output consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// A line that the program printed.
    Line(String),
    /// All output of this job has come.
    Job(u64),
    /// The process has ended.
    Ended(Ending),
}

impl Splitter {
    fn new(token: &str) -> Self {
        Self {
            mark: format!("\u{2}{token} "),
            left: Vec::new(),
        }
    }

    /// The whole lines of what has come so far.
    fn push(&mut self, bytes: &[u8]) -> Vec<Piece> {
        self.left.extend_from_slice(bytes);
        let mut pieces = Vec::new();
        while let Some(end) = self.left.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = self.left.drain(..=end).collect();
            self.line(&line[..end], &mut pieces);
        }
        pieces
    }

    /// What came without a newline at the end.
    fn rest(&mut self) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let line = std::mem::take(&mut self.left);
        if !line.is_empty() {
            self.line(&line, &mut pieces);
        }
        pieces
    }

    fn line(&self, line: &[u8], pieces: &mut Vec<Piece>) {
        let text = String::from_utf8_lossy(line);
        let Some((before, said)) = text.split_once(&self.mark) else {
            pieces.push(Piece::Line(text.trim_end_matches('\r').to_owned()));
            return;
        };
        // The program may have printed something without a newline just before.
        if !before.is_empty() {
            pieces.push(Piece::Line(before.to_owned()));
        }
        let words: Vec<&str> = said.split(' ').collect();
        match words.as_slice() {
            ["job", number] => pieces.extend(number.parse().map(Piece::Job)),
            ["ended", how, number, memory] => {
                let (number, memory) = (number.parse().unwrap_or(-1), memory.parse().unwrap_or(0));
                pieces.push(Piece::Ended(match *how {
                    "memory" => Ending::OutOfMemory { memory },
                    "signal" => Ending::Signal { number, memory },
                    _ => Ending::Exit(number),
                }));
            }
            _ => {}
        }
    }
}

/// Reads a rank's output to its end.
pub(super) fn read(mut stream: Stream, rank: usize, token: &str, tell: &Sender<Event>) {
    let mut splitter = Splitter::new(token);
    let mut buffer = vec![0; 64 * 1024];
    let mut has_ended = false;
    loop {
        let read = stream.read(&mut buffer).unwrap_or(0);
        let pieces = if read == 0 {
            splitter.rest()
        } else {
            splitter.push(&buffer[..read])
        };
        for piece in pieces {
            has_ended |= matches!(piece, Piece::Ended(_));
            // Nobody listens any more when the cluster is dropped.
            let _ = tell.send(Event::Output(rank, piece));
        }
        if read == 0 {
            break;
        }
    }
    if !has_ended {
        let _ = tell.send(Event::Output(rank, Piece::Ended(Ending::Lost)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_marks_are_told_apart_wherever_the_stream_is_cut() {
        let text = "\u{2}T ended memory 9 77\none\ntwo\u{2}T job 7\n\u{2}X job 8\n\u{2}T ended signal 9 4096\nrest";
        let expected = [
            Piece::Ended(Ending::OutOfMemory { memory: 77 }),
            Piece::Line("one".into()),
            Piece::Line("two".into()),
            Piece::Job(7),
            Piece::Line("\u{2}X job 8".into()),
            Piece::Ended(Ending::Signal {
                number: 9,
                memory: 4096,
            }),
            Piece::Line("rest".into()),
        ];
        for cut in 0..text.len() {
            let mut splitter = Splitter::new("T");
            let mut pieces = splitter.push(&text.as_bytes()[..cut]);
            pieces.extend(splitter.push(&text.as_bytes()[cut..]));
            pieces.extend(splitter.rest());
            assert_eq!(pieces, expected, "cut at {cut}");
        }
    }
}
