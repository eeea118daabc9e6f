//! The Mandelbrot set by escape counts: much work at some points, none at others.
//!
//! For each point c of a grid of pixels, z ← z² + c from z = 0; the count is how many of the first
//! `limit` values z₁ = c, z₂, … lie within |z| ≤ 2. Points of the set reach `limit`.
//! (Mandelbrot 1980; Devaney, "An introduction to chaotic dynamical systems", 1989.)
//!
//! All variants compute x² − y² + cₓ and (x + x) y + c_y in this order with no fused operation, so
//! that their counts are equal, not nearly equal.

mod naive;
mod par;
mod simd;
#[cfg(test)]
mod tests;
mod window;

pub use naive::{counts_naive, counts_slices};
pub use par::{Schedule, counts_par};
pub use simd::{counts_simd, counts_simd_at};
pub use window::{counts_rows_par, counts_window};

use crate::cost::Cost;
use std::fmt;

/// Why nothing was counted.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum MandelbrotError {
    /// The picture has no pixels.
    Empty {
        /// Its rows.
        rows: usize,
        /// Its columns.
        columns: usize,
    },
    /// A side of the region is not finite, or does not go from small to large.
    Region {
        /// `real` or `imaginary`.
        axis: &'static str,
        /// Where it starts and ends.
        range: (f64, f64),
    },
    /// The part asked for is empty, not in the picture, or has another size than the counts given.
    Window {
        /// Its first row, and the one after its last.
        rows: (usize, usize),
        /// Its first column, and the one after its last.
        columns: (usize, usize),
        /// Rows and columns of the picture.
        of: (usize, usize),
        /// Numbers there is room for.
        counts: usize,
    },
}

impl fmt::Display for MandelbrotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MandelbrotError::Empty { rows, columns } => {
                write!(
                    f,
                    "a picture of {rows} × {columns} has no pixels; give at least 1 × 1"
                )
            }
            MandelbrotError::Region { axis, range } => write!(
                f,
                "the {axis} axis runs from {} to {}; give finite numbers, the smaller one first",
                range.0, range.1
            ),
            MandelbrotError::Window {
                rows,
                columns,
                of,
                counts,
            } => write!(
                f,
                "rows {}..{}, columns {}..{} of a picture of {} × {}, with room for {counts} counts; \
                 stay in the picture, and give one number per pixel",
                rows.0, rows.1, columns.0, columns.1, of.0, of.1
            ),
        }
    }
}

impl std::error::Error for MandelbrotError {}

/// Pixels and the part of the complex plane that they show, and after how many steps to give up.
///
/// Pixel (i, j) is c = x₀ + (x₁ − x₀)(j + ½)/columns + i (y₀ + (y₁ − y₀)(i + ½)/rows).
///
/// ```
/// use kernels::mandelbrot::{View, counts_naive};
/// let view = View::whole(5, 4, 50)?;
/// let counts = counts_naive(&view);
/// assert_eq!(counts.len(), 20);
/// assert_eq!(counts[2 * 4 + 2], 50);    // c = 0, in the set
/// # Ok::<(), kernels::mandelbrot::MandelbrotError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    rows: usize,
    columns: usize,
    real: (f64, f64),
    imaginary: (f64, f64),
    limit: u32,
}

impl View {
    /// A picture of a region.
    ///
    /// # Errors
    /// [`MandelbrotError`] for a picture without pixels and for a region that is none.
    ///
    /// ```
    /// use kernels::mandelbrot::View;
    /// assert!(View::new(2, 2, (-2.0, 1.0), (-1.5, 1.5), 100).is_ok());
    /// assert!(View::new(0, 2, (-2.0, 1.0), (-1.5, 1.5), 100).is_err());
    /// assert!(View::new(2, 2, (1.0, -2.0), (-1.5, 1.5), 100).is_err());
    /// ```
    pub fn new(
        rows: usize,
        columns: usize,
        real: (f64, f64),
        imaginary: (f64, f64),
        limit: u32,
    ) -> Result<Self, MandelbrotError> {
        if rows == 0 || columns == 0 {
            return Err(MandelbrotError::Empty { rows, columns });
        }
        for (axis, range) in [("real", real), ("imaginary", imaginary)] {
            if !(range.0.is_finite() && range.1.is_finite() && range.0 < range.1) {
                return Err(MandelbrotError::Region { axis, range });
            }
        }
        Ok(View {
            rows,
            columns,
            real,
            imaginary,
            limit,
        })
    }

    /// The whole set: −2 to 1 and −1.5 i to 1.5 i.
    ///
    /// # Errors
    /// [`MandelbrotError::Empty`] for a picture without pixels.
    ///
    /// ```
    /// assert!(kernels::mandelbrot::View::whole(0, 0, 1).is_err());
    /// ```
    pub fn whole(rows: usize, columns: usize, limit: u32) -> Result<Self, MandelbrotError> {
        View::new(rows, columns, (-2.0, 1.0), (-1.5, 1.5), limit)
    }

    /// Rows of pixels.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Pixels of a row.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Where the real axis starts and ends.
    #[must_use]
    pub fn real(&self) -> (f64, f64) {
        self.real
    }

    /// Where the imaginary axis starts and ends.
    #[must_use]
    pub fn imaginary(&self) -> (f64, f64) {
        self.imaginary
    }

    /// The largest count.
    #[must_use]
    pub fn limit(&self) -> u32 {
        self.limit
    }

    /// Real part of the pixels of column `j`.
    #[must_use]
    pub fn x(&self, j: usize) -> f64 {
        let (from, to) = self.real;
        from + (to - from) * ((j as f64 + 0.5) / self.columns as f64)
    }

    /// Imaginary part of the pixels of row `i`.
    #[must_use]
    pub fn y(&self, i: usize) -> f64 {
        let (from, to) = self.imaginary;
        from + (to - from) * ((i as f64 + 0.5) / self.rows as f64)
    }
}

/// Cost of these counts: 8 flops for each step taken, 4 bytes written per pixel.
///
/// The steps depend on the region, so they are added up from the answer. Of the 8, two are
/// squares, three make the new real part and the test, three the new imaginary part.
///
/// ```
/// use kernels::mandelbrot::cost;
/// assert_eq!(cost(&[3, 1]).flops, 32.0);
/// ```
#[must_use]
pub fn cost(counts: &[u32]) -> Cost {
    let steps: u64 = counts.iter().map(|&count| u64::from(count)).sum();
    Cost::new(4.0 * counts.len() as f64, 8.0 * steps as f64)
}
