//! Rows that are no measurement.

use std::fmt;

/// How many bad rows are listed with their line; all are counted.
pub const MOST_LISTED: usize = 100;

/// The longest line that is looked at: one without an end is no measurement, and must not fill the memory.
pub(super) const LONGEST_LINE: usize = 1 << 10;

/// What a caller wants done with bad rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OnBad {
    /// The first one is an error; there is no answer.
    Refuse,
    /// They are left out of the answer, counted and listed beside it.
    Count,
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum BadKind {
    /// There is no semicolon.
    NoSemicolon,
    /// There is more than one.
    Semicolons,
    /// Nothing stands before the semicolon.
    EmptyName,
    /// What stands after the semicolon is no number.
    NotANumber,
    /// It is "not a number" (NaN) or infinite, and says so.
    NotFinite,
    /// It is a number, but not one between −99.9 and 99.9 with at most one digit after the point.
    NotATemperature,
    /// The name is not UTF-8.
    NotUtf8,
    /// The line is longer than 1024 bytes.
    TooLong,
}

impl BadKind {
    /// All of them.
    pub const ALL: [BadKind; 8] = [
        BadKind::NoSemicolon,
        BadKind::Semicolons,
        BadKind::EmptyName,
        BadKind::NotANumber,
        BadKind::NotFinite,
        BadKind::NotATemperature,
        BadKind::NotUtf8,
        BadKind::TooLong,
    ];

    /// It in words.
    ///
    /// ```
    /// assert_eq!(outofcore::tables::BadKind::NoSemicolon.words(), "no semicolon");
    /// ```
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            BadKind::NoSemicolon => "no semicolon",
            BadKind::Semicolons => "more than one semicolon",
            BadKind::EmptyName => "no name before the semicolon",
            BadKind::NotANumber => "no number after the semicolon",
            BadKind::NotFinite => "NaN or infinite",
            BadKind::NotATemperature => "not within ±99.9 with at most one digit after the point",
            BadKind::NotUtf8 => "a name that is not UTF-8",
            BadKind::TooLong => "longer than 1024 bytes",
        }
    }
}

/// One bad row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRow {
    /// Its line, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub kind: BadKind,
    /// How it begins; what is not text is shown as �.
    pub text: String,
}

impl fmt::Display for BadRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {}: {}: {:?}",
            self.line,
            self.kind.words(),
            self.text
        )
    }
}

/// The bad rows of a table: how many of each kind, and the first [`MOST_LISTED`] of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct BadRows {
    pub(super) counts: [u64; BadKind::ALL.len()],
    pub(super) listed: Vec<BadRow>,
}

impl BadRows {
    /// How many there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// How many there are of a kind.
    #[must_use]
    pub fn of(&self, kind: BadKind) -> u64 {
        self.counts[kind as usize]
    }

    /// The first of them, in the order of their lines.
    #[must_use]
    pub fn listed(&self) -> &[BadRow] {
        &self.listed
    }
}

impl fmt::Display for BadRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.count() == 0 {
            return write!(f, "no bad row");
        }
        write!(f, "{} bad rows", self.count())?;
        for row in &self.listed {
            write!(f, "\n  {row}")?;
        }
        let more = self.count() - self.listed.len() as u64;
        if more > 0 {
            write!(f, "\n  and {more} more")?;
        }
        Ok(())
    }
}

/// Bad rows as they are met: where each begins, since lines are counted only when somebody asks.
#[derive(Clone, Debug, Default)]
pub(super) struct Met {
    counts: [u64; BadKind::ALL.len()],
    /// The first of this part of the text.
    first: Vec<(usize, BadKind)>,
}

impl Met {
    pub(super) fn note(&mut self, start: usize, kind: BadKind) {
        self.counts[kind as usize] += 1;
        if self.first.len() < MOST_LISTED {
            self.first.push((start, kind));
        } else if let Some(last) = self.first.iter_mut().max()
            && start < last.0
        {
            // Parts of the text may be read in any order.
            *last = (start, kind);
        }
    }

    pub(super) fn add(&mut self, other: &Met) {
        for (mine, theirs) in self.counts.iter_mut().zip(other.counts) {
            *mine += theirs;
        }
        self.first.extend(&other.first);
        self.first.sort_unstable();
        self.first.truncate(MOST_LISTED);
    }

    /// With lines and words, for which the text up to the last of them is read once more.
    pub(super) fn listed(mut self, text: &[u8]) -> BadRows {
        self.first.sort_unstable();
        let (mut line, mut counted) = (1, 0);
        let listed = self.first.iter().map(|&(start, kind)| {
            line += memchr::memchr_iter(b'\n', &text[counted..start]).count() as u64;
            counted = start;
            BadRow {
                line,
                kind,
                text: beginning(&text[start..]),
            }
        });
        BadRows {
            listed: listed.collect(),
            counts: self.counts,
        }
    }
}

/// What a line begins with: as much as fits in a message.
fn beginning(text: &[u8]) -> String {
    const MOST: usize = 40;
    let line = text[..text.len().min(MOST + 1)]
        .split(|&byte| byte == b'\n')
        .next()
        .unwrap_or_default();
    let mut shown = String::from_utf8_lossy(&line[..line.len().min(MOST)]).into_owned();
    if line.len() > MOST {
        shown.push('…');
    }
    shown
}
