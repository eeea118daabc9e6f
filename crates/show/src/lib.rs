//! Pictures and tables for a notebook: rows and plain data in, HTML and plain text out.
//!
//! Nothing here measures or computes; it only shows. Each picture is one `<img>` with an SVG inside,
//! so that it also appears in a notebook that Jupyter does not trust yet, and carries words for
//! readers who cannot see it.
//!
//! ```
//! let n = [100, 200, 400, 800];
//! let time = [1.0e-5, 4.1e-5, 1.7e-4, 6.5e-4];
//! let chart = show::lines("All pairs").x("bodies", "").y("time", "s").log_log().series("naive", n, time);
//! assert!(chart.figure().alt.contains("naive: 10 µs at 100 to 650 µs at 800"));
//! ```

mod axis;
mod bars;
mod base64;
mod chart;
mod compiling;
mod compose;
mod draw;
mod figure;
mod film;
mod flames;
mod frame;
mod heatmap;
mod histogram;
mod machine;
mod matrix;
mod messages;
mod number;
pub mod palette;
mod plot;
mod png;
mod reduce;
mod roofline;
mod rows;
mod scale;
mod scaling;
mod speedups;
mod subdomains;
mod svg;
mod table;
mod thin;
mod timeline;
pub mod units;
mod waits;

pub use bars::{BarChart, bar_chart};
pub use chart::{Chart, lines, scatter};
pub use compose::{side_by_side, stack};
pub use figure::{Figure, display, escape};
pub use film::{Film, film};
pub use flames::flames;
pub use heatmap::{Heatmap, heatmap};
pub use histogram::histogram;
pub use machine::machine_card;
pub use matrix::{Matrix, matrix};
pub use messages::{Arrow, Call, messages};
pub use number::Number;
pub use plot::{Canvas, PlotError, plot};
pub use roofline::roofline;
pub use rows::{table, table_with_limits};
pub use scaling::{scaling, strong_scaling, weak_scaling};
pub use speedups::{bars, ladder, times};
pub use subdomains::{Part, Subdomains, subdomains};
pub use table::Table;
pub use timeline::{Timeline, timeline};
pub use waits::{Wait, waits};

pub use ndarray;
pub use plotters;
