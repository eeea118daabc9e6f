//! A source of our own for polars' streaming engine: rows as [`outofcore::tables`] reads them.

use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use outofcore::tables::{OnBad, Table};
use polars::prelude::{
    AllowedOptimizations, Column, DataFrame, DataType, Float64Chunked, IdxSize, IntoColumn,
    IntoLazy, LazyFrame, PolarsError, PolarsResult, Scalar, Schema, StringChunkedBuilder,
};

use crate::error::FrameError;
use crate::group::columns;

/// Bytes of the text that a row of the plan's input stands for. The engine takes 100 000 rows at a time: 800 kB.
const UNIT: usize = 8;

/// What a line takes, about: more room is made where lines are shorter.
const LINE: usize = 10;

/// The same columns as [`scan`](crate::scan), read by [`Table::rows`] in place of polars' CSV reader.
///
/// polars has no place where the streaming engine would ask somebody else for rows (its `anonymous_scan` is for the
/// engine in memory). So the query begins with a frame that has a row for each 8 bytes of the file, and nothing in
/// it but the number of the row. The engine cuts that up for its threads as it does with any frame, and each piece is
/// mapped to the measurements that begin within its bytes. No filter and no choice of columns is moved
/// into it.
///
/// Collect it with [`Engine::Streaming`](polars::prelude::Engine::Streaming): the engine in memory has one thread read
/// all of the file. A bad row ends the query; the error names file, line and reason.
///
/// ```
/// use frames::polars::prelude::{Engine, col};
/// let path = std::env::temp_dir().join(format!("frames-hand-{}.txt", std::process::id()));
/// std::fs::write(&path, "b;1.0\na;-2.5\nb;4.0\n")?;
/// let query = frames::scan_by_hand(&path)?.select([col("temperature").max()]);
/// let answer = query.collect_with_engine(Engine::Streaming)?.unwrap_single();
/// assert_eq!(answer.column("temperature")?.f64()?.get(0), Some(4.0));
/// # std::fs::remove_file(path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`FrameError::Table`] when the file is not there.
pub fn scan_by_hand(path: &Path) -> Result<LazyFrame, FrameError> {
    let failed = FrameError::polars(path);
    let table = Table::open(path)?;
    let unit = unit(table.len());
    let units = table.len().div_ceil(unit);
    let nothing = Column::new_scalar("text".into(), Scalar::null(DataType::Null), units);
    let pieces = DataFrame::new(units, vec![nothing]).map_err(failed)?;
    let schema = columns();
    Ok(pieces.lazy().with_row_index("unit", None).map(
        move |piece| read(&table, bytes(&piece, unit, table.len())?),
        AllowedOptimizations::STREAMING,
        Some(Arc::new(move |_: &Schema| Ok(schema.clone()))),
        Some("READ BY HAND"),
    ))
}

/// Bytes of a text of `len` bytes that a row stands for: more where numbers of 32 bits would not do for its rows.
fn unit(len: usize) -> usize {
    UNIT.max(len.div_ceil(IdxSize::MAX as usize))
}

/// The bytes of the text that a piece of the plan's input stands for.
fn bytes(piece: &DataFrame, unit: usize, len: usize) -> PolarsResult<Range<usize>> {
    let first = piece.column("unit")?.idx()?.iter().next().flatten();
    let first = first.unwrap_or(0) as usize;
    let end = (first + piece.height()) * unit;
    Ok(first * unit..end.min(len))
}

/// The rows that begin within `bytes`, as a frame.
fn read(table: &Table, bytes: Range<usize>) -> PolarsResult<DataFrame> {
    let about = bytes.len() / LINE + 1;
    let mut names = StringChunkedBuilder::new("station".into(), about);
    let mut degrees = Vec::with_capacity(about);
    let bad = table.rows(bytes, |row| {
        names.append_value(row.name);
        degrees.push(f64::from(row.tenths) / 10.0);
    });
    if bad.count() > 0 {
        return Err(refusal(table));
    }
    let height = degrees.len();
    let degrees = Float64Chunked::from_vec("temperature".into(), degrees);
    DataFrame::new(
        height,
        vec![names.finish().into_column(), degrees.into_column()],
    )
}

/// The first bad row of the whole file, whichever piece has met one first.
fn refusal(table: &Table) -> PolarsError {
    let why = match table.group_words(OnBad::Refuse) {
        Err(error) => error.to_string(),
        Ok(_) => "a row was bad, and is good now: the file has changed".to_owned(),
    };
    PolarsError::ComputeError(why.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_the_input_have_numbers_of_32_bits_whatever_the_file() {
        assert_eq!((unit(0), unit(11_000_000_000)), (8, 8));
        for len in [
            8 * (u32::MAX as usize),
            8 * (u32::MAX as usize) + 1,
            1 << 40,
        ] {
            let units = len.div_ceil(unit(len));
            assert!(
                units <= u32::MAX as usize && unit(len) * units >= len,
                "{len}"
            );
        }
    }
}
