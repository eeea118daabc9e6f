//! One line, looked at with care: what the quick ways hand over when something is unusual.

use super::bad::{BadKind, LONGEST_LINE};

/// The name and the tenths of a line without its end, or what is wrong with it.
pub(super) fn line(line: &[u8]) -> Result<(&str, i32), BadKind> {
    if line.len() > LONGEST_LINE {
        return Err(BadKind::TooLong);
    }
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let semicolon = memchr::memchr(b';', line).ok_or(BadKind::NoSemicolon)?;
    let (name, number) = (&line[..semicolon], &line[semicolon + 1..]);
    if number.contains(&b';') {
        return Err(BadKind::Semicolons);
    }
    if name.is_empty() {
        return Err(BadKind::EmptyName);
    }
    let tenths = tenths(number)?;
    let name = std::str::from_utf8(name).map_err(|_| BadKind::NotUtf8)?;
    Ok((name, tenths))
}

/// A number with at most one digit after the point, in tenths.
fn tenths(number: &[u8]) -> Result<i32, BadKind> {
    let text = std::str::from_utf8(number).map_err(|_| BadKind::NotANumber)?;
    let value: f64 = text.parse().map_err(|_| BadKind::NotANumber)?;
    if !value.is_finite() {
        return Err(BadKind::NotFinite);
    }
    let digits = number.strip_prefix(b"-").unwrap_or(number);
    let (whole, part) = match digits {
        [whole @ .., b'.', part] => (whole, part.wrapping_sub(b'0')),
        whole => (whole, 0),
    };
    // What Rust reads as a number but is none here: 1e1, +1, .5, 1.25, 100.
    if whole.is_empty() || whole.len() > 2 || part > 9 || !whole.iter().all(u8::is_ascii_digit) {
        return Err(BadKind::NotATemperature);
    }
    let whole = whole
        .iter()
        .fold(0, |sum, digit| 10 * sum + i32::from(digit - b'0'));
    let tenths = 10 * whole + i32::from(part);
    Ok(if digits.len() < number.len() {
        -tenths
    } else {
        tenths
    })
}
