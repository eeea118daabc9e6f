//! From the body of an answer to readings.

use crate::error::FetchError;

/// The most bytes of an answer that are read: a day of readings is about 120.
pub const LONGEST_BODY: usize = 16 * 1024;

/// Reads a number from each line.
///
/// # Errors
/// [`FetchError::NotANumber`] with the first line that is none.
///
/// ```
/// use waiting::{FetchError, parse};
/// assert_eq!(parse(b"1.5\n-2\n"), Ok(vec![1.5, -2.0]));
/// let wrong = FetchError::NotANumber { line: 2, text: "n/a".to_owned() };
/// assert_eq!(parse(b"1.5\nn/a\n"), Err(wrong));
/// ```
pub fn parse(body: &[u8]) -> Result<Vec<f64>, FetchError> {
    let text = String::from_utf8_lossy(body);
    let number = |(at, line): (usize, &str)| {
        let value = line.trim().parse::<f64>().ok();
        // NaN and infinity are words, not readings.
        value
            .filter(|value| value.is_finite())
            .ok_or_else(|| FetchError::NotANumber {
                line: at + 1,
                text: line.chars().take(40).collect(),
            })
    };
    text.lines().enumerate().map(number).collect()
}
