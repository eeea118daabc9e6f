//! polars for the lessons: see [`polars`].

use lab as _;
use outofcore as _;

pub use polars;
