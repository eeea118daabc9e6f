//! Row after row, for whoever wants them as columns.

use std::ops::Range;

use super::bad::{BadKind, BadRows, Met};
use super::fast::{self, AHEAD, next_line, semicolons, tenths, word};
use super::parse;
use super::table::Table;

/// A good row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<'a> {
    /// The name; at least one byte.
    pub name: &'a str,
    /// The temperature in tenths of a degree.
    pub tenths: i32,
}

impl Table {
    /// Hands over each good row that begins within `bytes` of the text, in order, and gives back the bad ones. So
    /// ranges that cover the text without an overlap give each row once, on whatever threads they are read.
    ///
    /// ```
    /// use outofcore::tables::Table;
    /// let path = std::env::temp_dir().join(format!("rows-doc-{}.txt", std::process::id()));
    /// std::fs::write(&path, "Alba;1.5\nTolin;-4.0\nAlba\n")?;
    /// let table = Table::open(&path)?;
    /// let mut seen = Vec::new();
    /// let first = table.rows(0..5, |row| seen.push((row.name.to_owned(), row.tenths)));
    /// let second = table.rows(5..table.len(), |row| seen.push((row.name.to_owned(), row.tenths)));
    /// assert_eq!(seen, [("Alba".to_owned(), 15), ("Tolin".to_owned(), -40)]);
    /// assert_eq!((first.count(), second.listed()[0].line), (0, 3));
    /// # std::fs::remove_file(path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Panics
    /// When `bytes` ends beyond the text.
    #[inline]
    #[must_use]
    pub fn rows<'a>(&'a self, bytes: Range<usize>, mut each: impl FnMut(Row<'a>)) -> BadRows {
        let text = &self[..];
        let mut bad = Met::default();
        // A row that began before the range is not one of it; it may end behind it.
        let mut at = next_line(text, bytes.start, bytes.end);
        // No row that begins before this is looked at beyond the text.
        let safe = bytes.end.min(text.len().saturating_sub(AHEAD));
        while at < bytes.end {
            let usual = if at < safe { usual(text, at) } else { None };
            let (row, next) = match usual {
                Some((row, next)) => (Ok(row), next),
                None => unusual(text, at),
            };
            match row {
                Ok(row) => each(row),
                Err(kind) => bad.note(at, kind),
            }
            at = next;
        }
        bad.listed(text)
    }
}

/// The row at `start` and where the next one begins, if it looks as most rows do.
#[inline(always)]
fn usual(text: &[u8], start: usize) -> Option<(Row<'_>, usize)> {
    let row: &[u8; AHEAD] = text[start..start + AHEAD].first_chunk()?;
    let marks = Marks::of(row);
    if marks.semicolon == 0 {
        return long(text, start);
    }
    let len = marks.semicolon.trailing_zeros() as usize;
    // All bytes before the semicolon.
    let within = (marks.semicolon & marks.semicolon.wrapping_neg()) - 1;
    if len == 0 || marks.line_end & within != 0 {
        return None;
    }
    let name = &text[start..start + len];
    let name = if marks.not_ascii & within == 0 {
        // SAFETY: ASCII is UTF-8.
        unsafe { std::str::from_utf8_unchecked(name) }
    } else {
        std::str::from_utf8(name).ok()?
    };
    let (tenths, bytes) = tenths(word(row, len + 1))?;
    Some((Row { name, tenths }, start + len + 1 + bytes))
}

/// A row with a name of 16 bytes or more, and less than 48.
#[inline(never)]
fn long(text: &[u8], start: usize) -> Option<(Row<'_>, usize)> {
    let row: &[u8; AHEAD] = text[start..start + AHEAD].first_chunk()?;
    let len = (2..6).find_map(|k| {
        let found = semicolons(word(row, 8 * k));
        (found != 0).then(|| 8 * k + (found.trailing_zeros() / 8) as usize)
    })?;
    let name = &text[start..start + len];
    if memchr::memchr(b'\n', name).is_some() {
        return None;
    }
    let (tenths, bytes) = tenths(word(row, len + 1))?;
    let name = std::str::from_utf8(name).ok()?;
    Some((Row { name, tenths }, start + len + 1 + bytes))
}

/// Any row, and where the next one begins.
#[cold]
#[inline(never)]
fn unusual(text: &[u8], start: usize) -> (Result<Row<'_>, BadKind>, usize) {
    let (line, next) = fast::line(text, start);
    let row = parse::line(line).map(|(name, tenths)| Row { name, tenths });
    (row, next)
}

/// Which of the first 16 bytes of a row are what; a bit each, the first byte lowest.
struct Marks {
    semicolon: u32,
    line_end: u32,
    not_ascii: u32,
}

impl Marks {
    #[cfg(target_arch = "x86_64")]
    #[inline(always)]
    fn of(row: &[u8; AHEAD]) -> Self {
        use std::arch::x86_64::{
            _mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8,
        };
        // SAFETY: SSE2 is part of x86-64, and the row has more than 16 bytes.
        unsafe {
            let bytes = _mm_loadu_si128(row.as_ptr().cast());
            let equal = |byte: u8| {
                _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(byte as i8))) as u32
            };
            Self {
                semicolon: equal(b';'),
                line_end: equal(b'\n'),
                not_ascii: _mm_movemask_epi8(bytes) as u32,
            }
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    #[inline(always)]
    fn of(row: &[u8; AHEAD]) -> Self {
        let marks =
            |is: fn(u8) -> bool| (0..16).fold(0, |bits, k| bits | u32::from(is(row[k])) << k);
        Self {
            semicolon: marks(|byte| byte == b';'),
            line_end: marks(|byte| byte == b'\n'),
            not_ascii: marks(|byte| byte >= 0x80),
        }
    }
}

#[cfg(test)]
mod tests {
    use kernels::random::Stream;

    use super::super::{MOST_LISTED, Measurements};
    use super::*;

    type Good = Vec<(String, i32)>;
    type Bad = Vec<(u64, BadKind)>;

    fn table(text: &[u8]) -> Table {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        Table::open(file.path()).unwrap()
    }

    /// The rows of a text that is read in pieces, which end at `cuts` and at the end.
    fn in_pieces(text: &[u8], cuts: &[usize]) -> (Good, Bad) {
        let (table, mut good, mut bad) = (table(text), Vec::new(), Vec::new());
        let mut start = 0;
        for &end in cuts.iter().chain([&text.len()]) {
            let found = table.rows(start..end, |row| {
                good.push((row.name.to_owned(), row.tenths));
            });
            bad.extend(found.listed().iter().map(|row| (row.line, row.kind)));
            start = end;
        }
        (good, bad)
    }

    /// The same by the careful way alone.
    fn line_by_line(text: &[u8]) -> (Good, Bad) {
        let (mut good, mut bad) = (Vec::new(), Vec::new());
        for (k, line) in text.split_inclusive(|&byte| byte == b'\n').enumerate() {
            match parse::line(line.strip_suffix(b"\n").unwrap_or(line)) {
                Ok((name, tenths)) => good.push((name.to_owned(), tenths)),
                Err(kind) => bad.push((k as u64 + 1, kind)),
            }
        }
        (good, bad)
    }

    #[test]
    fn damaged_texts_in_any_pieces_give_each_row_once() {
        let stream = Stream::new(5);
        for round in 0..300 {
            let mut text = Measurements::new(round, 40).text(0..40);
            let bits = |k: u64| stream.split(round).bits(k);
            for k in 0..round % 8 {
                let place = (bits(k) % text.len() as u64) as usize;
                text[place] = b"\n;.-\r0x\xff"[(bits(k) >> 40) as usize % 8];
            }
            let mut cuts: Vec<usize> = (8..11)
                .map(|k| (bits(k) % (text.len() as u64 + 1)) as usize)
                .collect();
            cuts.sort_unstable();
            assert_eq!(in_pieces(&text, &cuts), line_by_line(&text), "{round}");
        }
    }

    #[test]
    fn a_cut_at_every_byte_loses_nothing() {
        let text =
            "Alba;1.0\nLümer;-2.5\r\nshort\n;1.0\nTolin del Mar by the Sea;3.5\nx;9".as_bytes();
        // Once more behind good rows, so that the quick way sees it.
        let long = [text, b"\n", &Measurements::new(1, 40).text(0..20)].concat();
        for text in [text, &long[..]] {
            let whole = line_by_line(text);
            for cut in 0..=text.len() {
                assert_eq!(in_pieces(text, &[cut]), whole, "cut at {cut}");
            }
        }
    }

    #[test]
    fn names_of_any_length_and_lines_without_a_semicolon_are_read_as_the_careful_way_does() {
        let mut text = Vec::new();
        // Not more than are listed.
        for len in (0..20).chain(44..52) {
            for name in [
                "n".repeat(len),
                "ü".repeat(len / 2),
                "x".repeat(len / 2) + "\n" + &"y".repeat(len / 2),
            ] {
                text.extend_from_slice(format!("{name};12.3\n").as_bytes());
            }
            text.extend([&b"\xff".repeat(len)[..], b";1.0\n"].concat());
        }
        text.extend(Measurements::new(1, 40).text(0..20));
        let (good, bad) = line_by_line(&text);
        assert!(good.len() > 80 && bad.len() > 50 && bad.len() < MOST_LISTED);
        assert!(in_pieces(&text, &[]) == (good, bad));
    }

    #[test]
    fn no_text_and_one_row_are_texts_too() {
        assert_eq!(in_pieces(b"", &[]), (vec![], vec![]));
        assert_eq!(
            in_pieces(b"a;1.0", &[]),
            (vec![("a".to_owned(), 10)], vec![])
        );
    }
}
