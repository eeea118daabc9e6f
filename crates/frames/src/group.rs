//! Least, mean, greatest and count by name, as polars does it.

use std::path::Path;
use std::sync::Arc;

use outofcore::tables::{OnBad, Table};
use polars::prelude::{
    CsvParseOptions, CsvReadOptions, DataFrame, DataType, Engine, Field, IntoLazy, LazyCsvReader,
    LazyFileListReader, LazyFrame, PlRefPath, PolarsError, PolarsResult, Schema, SchemaRef,
    SerReader, SortMultipleOptions, col, len,
};

use crate::by_hand::scan_by_hand;
use crate::error::FrameError;

/// The ways in which polars takes a query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The whole file becomes a frame, then the frame is grouped.
    Eager,
    /// The query is planned as a whole, and reads only what it needs; all of that is in memory at once.
    Lazy,
    /// The plan is worked off piece by piece: what has been grouped is forgotten.
    Streaming,
    /// The same, but the rows come from [`scan_by_hand`] instead of polars' reader.
    ReadByHand,
}

impl Way {
    /// All of them.
    pub const ALL: [Way; 4] = [Way::Eager, Way::Lazy, Way::Streaming, Way::ReadByHand];

    /// It in a word.
    ///
    /// ```
    /// assert_eq!(frames::Way::Lazy.word(), "lazy");
    /// ```
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Way::Eager => "eager",
            Way::Lazy => "lazy",
            Way::Streaming => "streaming",
            Way::ReadByHand => "read by hand",
        }
    }
}

/// The two columns: `station`, text, and `temperature`, a number.
pub(crate) fn columns() -> SchemaRef {
    Arc::new(Schema::from_iter([
        Field::new("station".into(), DataType::String),
        Field::new("temperature".into(), DataType::Float64),
    ]))
}

/// A file of measurements as the beginning of a query; nothing is read yet.
///
/// # Errors
/// [`FrameError::Polars`] when the file is not there.
pub fn scan(path: &Path) -> Result<LazyFrame, FrameError> {
    LazyCsvReader::new(PlRefPath::from(path.to_string_lossy().as_ref()))
        .with_has_header(false)
        .with_separator(b';')
        .with_quote_char(None)
        .with_schema(Some(columns()))
        .finish()
        .map_err(FrameError::polars(path))
}

/// The query: `station`, `min`, `mean`, `max` and `count`, by station.
///
/// ```
/// use frames::polars::prelude::*;
/// let rows = df!("station" => ["b", "a", "b"], "temperature" => [1.0, -2.5, 4.0])?;
/// let answer = frames::group(rows.lazy()).collect()?;
/// assert_eq!(answer.shape(), (2, 5));
/// # Ok::<(), PolarsError>(())
/// ```
#[must_use]
pub fn group(rows: LazyFrame) -> LazyFrame {
    let temperature = || col("temperature");
    rows.group_by([col("station")])
        .agg([
            temperature().min().alias("min"),
            temperature().mean().alias("mean"),
            temperature().max().alias("max"),
            len().alias("count"),
        ])
        .sort(["station"], SortMultipleOptions::default())
}

/// A file of measurements by station, in one of polars' ways; the same answer.
///
/// # Errors
/// [`FrameError::Polars`] when the file is not there or a row is no measurement; of [`Way::ReadByHand`]
/// [`FrameError::Table`], with the line.
pub fn group_by(path: &Path, way: Way) -> Result<DataFrame, FrameError> {
    let failed = FrameError::polars(path);
    match way {
        Way::Eager => eager(path).map_err(failed),
        Way::Lazy => group(scan(path)?)
            .collect_with_engine(Engine::InMemory)
            .map_err(failed)
            .map(|found| found.unwrap_single()),
        Way::Streaming => group(scan(path)?)
            .collect_with_engine(Engine::Streaming)
            .map_err(failed)
            .map(|found| found.unwrap_single()),
        Way::ReadByHand => group(scan_by_hand(path)?)
            .collect_with_engine(Engine::Streaming)
            // polars passes on words only.
            .map_err(|error| bad_row(path).unwrap_or_else(|| failed(error)))
            .map(|found| found.unwrap_single()),
    }
}

/// The bad row that ended a query, if it was one.
fn bad_row(path: &Path) -> Option<FrameError> {
    let table = Table::open(path).ok()?;
    table.group_words(OnBad::Refuse).err().map(FrameError::from)
}

fn eager(path: &Path) -> PolarsResult<DataFrame> {
    let parse = CsvParseOptions::default()
        .with_separator(b';')
        .with_quote_char(None);
    let rows = CsvReadOptions::default()
        .with_has_header(false)
        .with_schema(Some(columns()))
        .with_parse_options(parse)
        .try_into_reader_with_file_path(Some(path.to_owned()))?
        .finish()?;
    group(rows.lazy()).collect()
}

/// The numbers of an answer, station after station: what peers are checked with.
///
/// # Errors
/// When `answer` has not the columns of [`group`].
pub fn numbers(answer: &DataFrame) -> Result<Vec<f64>, PolarsError> {
    let mut columns = Vec::new();
    for name in ["min", "mean", "max", "count"] {
        let column = answer.column(name)?.cast(&DataType::Float64)?;
        columns.push(column.f64()?.clone());
    }
    let at = |row: usize| {
        columns
            .iter()
            .map(move |column| column.get(row).unwrap_or(f64::NAN))
    };
    Ok((0..answer.height()).flat_map(at).collect())
}
