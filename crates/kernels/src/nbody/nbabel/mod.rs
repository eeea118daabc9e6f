//! The text format of the NBabel benchmark: one body a line, index, mass, x y z, vx vy vz.

mod error;
#[cfg(test)]
mod tests;

pub use error::{NbabelError, NbabelReason};

use super::{Bodies, Body, NbodyError};
use std::fmt::Write as _;
use std::path::Path;

const COLUMNS: [&str; 7] = ["mass", "x", "y", "z", "vx", "vy", "vz"];

/// Bodies from NBabel text; `file` is named in errors. Empty lines are skipped.
///
/// # Errors
/// [`NbabelError`] for the first line that is wrong, with the line and the reason.
///
/// ```
/// use kernels::nbody::nbabel;
/// let bodies = nbabel::parse("0 1.0 0 0 0 0 0 0\n1 0.5 1 0 0 0 1 0\n", "two.txt")?;
/// assert_eq!(bodies.mass(), [1.0, 0.5]);
/// let error = nbabel::parse("0 1.0 0 0 nan 0 0 0", "bad.txt").unwrap_err();
/// assert!(error.to_string().starts_with("bad.txt:1: z is `nan`"));
/// # Ok::<(), nbabel::NbabelError>(())
/// ```
pub fn parse(text: &str, file: impl AsRef<Path>) -> Result<Bodies, NbabelError> {
    let fail = |line, reason| NbabelError {
        file: file.as_ref().into(),
        line,
        reason,
    };
    let mut bodies = Vec::new();
    let mut lines = Vec::new();
    let mut seen = std::collections::HashMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let (index, body) = parse_line(line).map_err(|reason| fail(Some(number), reason))?;
        if let Some(earlier) = seen.insert(index, number) {
            return Err(fail(Some(number), NbabelReason::Twice { index, earlier }));
        }
        bodies.push(body);
        lines.push(number);
    }
    let bodies = Bodies::from(bodies.as_slice());
    match bodies.check_apart() {
        Err(NbodyError::SamePlace { first, second }) => {
            let reason = NbabelReason::SamePlace {
                earlier: lines[first],
            };
            Err(fail(Some(lines[second]), reason))
        }
        _ => Ok(bodies),
    }
}

fn parse_line(line: &str) -> Result<(u64, Body), NbabelReason> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let Ok([index, numbers @ ..]) = <[&str; 8]>::try_from(words.as_slice()) else {
        return Err(NbabelReason::Columns { found: words.len() });
    };
    let index = index
        .parse()
        .map_err(|_| NbabelReason::Index { text: index.into() })?;
    let mut values = [0.0; 7];
    for ((value, text), column) in values.iter_mut().zip(numbers).zip(COLUMNS) {
        *value = match text.parse::<f64>() {
            Ok(v) if v.is_finite() && (column != "mass" || v >= 0.0) => v,
            _ => {
                return Err(NbabelReason::Number {
                    column,
                    text: text.into(),
                });
            }
        };
    }
    let [mass, x, y, z, vx, vy, vz] = values;
    Ok((
        index,
        Body {
            mass,
            position: [x, y, z],
            velocity: [vx, vy, vz],
        },
    ))
}

/// Bodies from an NBabel file.
///
/// # Errors
/// [`NbabelError`] if the file cannot be read, or for the first line that is wrong.
///
/// ```
/// use kernels::nbody::nbabel;
/// let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/nbabel-16.txt");
/// assert_eq!(nbabel::read(file)?.len(), 16);
/// # Ok::<(), nbabel::NbabelError>(())
/// ```
pub fn read(file: impl AsRef<Path>) -> Result<Bodies, NbabelError> {
    let file = file.as_ref();
    let text = std::fs::read_to_string(file).map_err(|error| io(file, error))?;
    parse(&text, file)
}

/// Bodies from an NBabel file that must hold `count` of them.
///
/// # Errors
/// As [`read`], and [`NbabelReason::Count`] if there are more or fewer.
///
/// ```
/// use kernels::nbody::nbabel;
/// let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/nbabel-16.txt");
/// assert!(nbabel::read_exactly(file, 16).is_ok());
/// assert!(nbabel::read_exactly(file, 17).is_err());
/// ```
pub fn read_exactly(file: impl AsRef<Path>, count: usize) -> Result<Bodies, NbabelError> {
    let bodies = read(&file)?;
    if bodies.len() == count {
        return Ok(bodies);
    }
    let reason = NbabelReason::Count {
        expected: count,
        found: bodies.len(),
    };
    Err(NbabelError {
        file: file.as_ref().into(),
        line: None,
        reason,
    })
}

/// Bodies as NBabel text. Read back, every number is the same, bit for bit.
///
/// ```
/// use kernels::nbody::{nbabel, plummer};
/// let bodies = plummer(5, 1);
/// assert_eq!(nbabel::parse(&nbabel::to_text(&bodies), "memory")?, bodies);
/// # Ok::<(), nbabel::NbabelError>(())
/// ```
#[must_use]
pub fn to_text(bodies: &Bodies) -> String {
    let mut text = String::new();
    for (index, body) in bodies.to_vec().iter().enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{index} {:e}", body.mass);
        for value in body.position.iter().chain(&body.velocity) {
            let _ = write!(text, " {value:e}");
        }
        text.push('\n');
    }
    text
}

/// Writes bodies to an NBabel file, over what is there.
///
/// # Errors
/// [`NbabelError`] if the file cannot be written.
///
/// ```no_run
/// use kernels::nbody::{nbabel, plummer};
/// nbabel::write("cluster.txt", &plummer(100, 1))?;
/// # Ok::<(), nbabel::NbabelError>(())
/// ```
pub fn write(file: impl AsRef<Path>, bodies: &Bodies) -> Result<(), NbabelError> {
    let file = file.as_ref();
    std::fs::write(file, to_text(bodies)).map_err(|error| io(file, error))
}

fn io(file: &Path, error: std::io::Error) -> NbabelError {
    NbabelError {
        file: file.into(),
        line: None,
        reason: NbabelReason::Io(error),
    }
}
