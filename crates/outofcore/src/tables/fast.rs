//! Rows at a few nanoseconds each: many bytes at a time, no branch that a usual row decides.
//!
//! The tricks are well known from the challenge's solutions: find the semicolon in 16 bytes at once, or with
//! arithmetic on whole words (Mycroft's test for a zero byte, 1987), compare names as two words, read the number as
//! one. What none of them does: each row is also *checked*, with a few more operations on the same words. A row that
//! is not as expected is handed to [`parse`](super::parse).

use super::bad::Met;
use super::parse;
use super::slots::{Name, Slots};

/// Bytes that may be read beyond the start of a row while it is looked at in whole words.
pub(super) const AHEAD: usize = 64;

/// What one thread has found.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) slots: Slots,
    pub(super) bad: Met,
}

impl Found {
    pub(super) fn new() -> Self {
        Self {
            slots: Slots::new(),
            bad: Met::default(),
        }
    }

    /// Takes in the rows from byte `start` to `end`, each the beginning of a line or the end of the text.
    pub(super) fn scan(&mut self, text: &[u8], start: usize, end: usize) {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("bmi1") && is_x86_feature_detected!("bmi2") {
            // SAFETY: the processor has the instructions, as was asked just now.
            return unsafe { self.scan_with_bmi(text, start, end) };
        }
        self.scan_anyhow(text, start, end);
    }

    /// The same code; the compiler may use instructions for single bits that came with AVX2.
    #[cfg(target_arch = "x86_64")]
    #[target_feature(enable = "bmi1,bmi2")]
    fn scan_with_bmi(&mut self, text: &[u8], start: usize, end: usize) {
        self.scan_anyhow(text, start, end);
    }

    #[inline(always)]
    fn scan_anyhow(&mut self, text: &[u8], start: usize, end: usize) {
        let third = (end - start) / 3;
        let second_start = next_line(text, start + third, end);
        let third_start = next_line(text, second_start.max(start + 2 * third), end);
        // No row that begins before this reads beyond the text.
        let safe = text.len().saturating_sub(AHEAD);
        let (mut a, mut b, mut c) = (start, second_start, third_start);
        // Three rows at a time, each from its own part of the text, so that the processor has something to do
        // while it waits for one of them.
        while a < second_start && b < third_start && c < end.min(safe) {
            a = self.row(text, a);
            b = self.row(text, b);
            c = self.row(text, c);
        }
        for (mut at, end) in [(a, second_start), (b, third_start), (c, end)] {
            while at < end.min(safe) {
                at = self.row(text, at);
            }
            while at < end {
                at = self.unusual(text, at);
            }
        }
    }

    /// Takes in the row that begins at `start`; tells where the next one begins.
    #[inline(always)]
    fn row(&mut self, text: &[u8], start: usize) -> usize {
        let row: &[u8; AHEAD] = text[start..start + AHEAD]
            .first_chunk()
            .expect("so many bytes");
        let len = semicolon(row);
        if len == 16 {
            return self.long(text, start);
        }
        let Some((tenths, bytes)) = tenths(word(row, len + 1)) else {
            return self.unusual(text, start);
        };
        let before = BEFORE[len];
        let head = [
            word(row, 0) & before[0],
            word(row, 8) & before[1] | (len as u64) << 56,
        ];
        let Some(slot) = self.slots.short(head) else {
            return self.unusual(text, start);
        };
        slot.add(tenths);
        start + len + 1 + bytes
    }

    /// A row with a name of 16 bytes or more.
    #[inline(never)]
    fn long(&mut self, text: &[u8], start: usize) -> usize {
        let row: &[u8; AHEAD] = text[start..start + AHEAD]
            .first_chunk()
            .expect("so many bytes");
        let Some(len) = (2..6).find_map(|k| {
            let found = semicolons(word(row, 8 * k));
            (found != 0).then(|| 8 * k + (found.trailing_zeros() / 8) as usize)
        }) else {
            return self.unusual(text, start);
        };
        let Some((tenths, bytes)) = tenths(word(row, len + 1)) else {
            return self.unusual(text, start);
        };
        let Some(slot) = self.slots.find(text, Name { start, len }) else {
            return self.unusual(text, start);
        };
        slot.add(tenths);
        start + len + 1 + bytes
    }

    /// A row that is the first of its station, or not as usual.
    #[cold]
    #[inline(never)]
    fn unusual(&mut self, text: &[u8], start: usize) -> usize {
        let (line, next) = line(text, start);
        match parse::line(line) {
            Ok((name, tenths)) => {
                let name = Name {
                    start,
                    len: name.len(),
                };
                self.slots.enter(text, name).add(tenths);
            }
            Err(kind) => self.bad.note(start, kind),
        }
        next
    }
}

/// The line that begins at `start`, without its end, and where the next one begins.
pub(super) fn line(text: &[u8], start: usize) -> (&[u8], usize) {
    let rest = &text[start..];
    match memchr::memchr(b'\n', rest) {
        Some(length) => (&rest[..length], start + length + 1),
        None => (rest, text.len()),
    }
}

/// Where the first line at or after `from` begins, but for the line that `from` is inside of.
pub(super) fn next_line(text: &[u8], from: usize, end: usize) -> usize {
    if from == 0 || from >= end {
        return from.min(end);
    }
    match memchr::memchr(b'\n', &text[from - 1..end]) {
        Some(length) => from + length,
        None => end,
    }
}

#[inline(always)]
pub(super) fn word(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(*bytes[at..at + 8].first_chunk().expect("eight bytes"))
}

/// The same in each byte.
const fn each(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// A word whose lowest set bit is the high bit of the first semicolon; 0 when there is none.
#[inline(always)]
pub(super) fn semicolons(word: u64) -> u64 {
    let x = word ^ each(b';');
    x.wrapping_sub(each(1)) & !x & each(0x80)
}

/// All bits of the first so many bytes of two words: looked up, since names are short and long in turns, and a
/// branch that is guessed wrong costs more.
const BEFORE: [[u64; 2]; 16] = {
    let mut all = [[0; 2]; 16];
    let mut len = 1;
    while len < 16 {
        let bits = (1_u128 << (8 * len)) - 1;
        all[len] = [bits as u64, (bits >> 64) as u64];
        len += 1;
    }
    all
};

/// The place of the first semicolon in the first 16 bytes, or 16.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn semicolon(row: &[u8; AHEAD]) -> usize {
    use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_loadu_si128, _mm_movemask_epi8, _mm_set1_epi8};
    // SAFETY: SSE2 is part of x86-64, and the row has more than 16 bytes.
    let found = unsafe {
        let bytes = _mm_loadu_si128(row.as_ptr().cast());
        _mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(b';' as i8)))
    };
    (found | 1 << 16).trailing_zeros() as usize
}

/// The place of the first semicolon in the first 16 bytes, or 16.
#[cfg(not(target_arch = "x86_64"))]
#[inline(always)]
fn semicolon(row: &[u8; AHEAD]) -> usize {
    let [first, second] = [word(row, 0), word(row, 8)].map(semicolons);
    let bits = if first == 0 {
        64 + second.trailing_zeros()
    } else {
        first.trailing_zeros()
    };
    (bits / 8) as usize
}

/// The tenths of a number such as `-12.3` and the bytes up to the next row; nothing for all that looks otherwise.
#[inline(always)]
pub(super) fn tenths(number: u64) -> Option<(i32, usize)> {
    // All ones for a minus.
    let minus = 0u64.wrapping_sub(u64::from(number as u8 == b'-'));
    let number = number >> (minus & 8);
    // One digit before the point: put a 0 in front.
    let is_short = u64::from((number >> 8) as u8 == b'.');
    let number = (number << (8 * is_short)) | (is_short * u64::from(b'0'));
    // Now it must be `dd.d\n`; digits are 0x30 to 0x39.
    let digits = number ^ u64::from_le_bytes([b'0', b'0', b'.', b'0', b'\n', 0, 0, 0]);
    let over = digits.wrapping_add(0x06_00_06_06) | digits;
    if (over & 0xf0_00_f0_f0) | (digits & 0xff_00_ff_00_00) != 0 {
        return None;
    }
    // 100 · tens + 10 · ones + part in one multiplication; they meet at bit 24.
    let digits = digits & 0x0f_00_0f_0f;
    let tenths = (digits.wrapping_mul(100 << 24 | 10 << 16 | 1) >> 24 & 0x3ff) as i32;
    let sign = minus as i32;
    let bytes = 5 - is_short as usize + (minus & 1) as usize;
    Some(((tenths ^ sign) - sign, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_parse_reads_it_or_not_at_all() {
        let mut quick = 0;
        for tenths_wanted in -1000i32..=1000 {
            let text = format!("{:.1}\nx", f64::from(tenths_wanted) / 10.0);
            let mut bytes = text.into_bytes();
            bytes.resize(8, b'7');
            let line = bytes.split(|&byte| byte == b'\n').next().unwrap();
            let row = [b"a;", line].concat();
            match (tenths(word(&bytes, 0)), parse::line(&row)) {
                (Some((got, length)), Ok((_, expected))) => {
                    assert_eq!((got, length), (expected, line.len() + 1));
                    quick += 1;
                }
                (None, Err(_)) => assert_eq!(tenths_wanted.abs(), 1000),
                other => panic!("{tenths_wanted}: {other:?}"),
            }
        }
        assert_eq!(quick, 1999);
    }

    #[test]
    fn what_is_no_number_is_left_to_the_careful_way() {
        for text in [
            "1.2\r\n", "1,2\n", "a.2\n", "12\n", "1.23\n", "--1.2\n", "-.2\n", ";1.2\n", "1.;\n",
            ":.1\n", "1:.1\n", "1.:\n", "/.1\n", "é.1\n",
        ] {
            let mut bytes = text.as_bytes().to_vec();
            bytes.resize(8, b'\n');
            assert_eq!(tenths(word(&bytes, 0)), None, "{text:?}");
        }
    }
}
