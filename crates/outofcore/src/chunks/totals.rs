//! Sum, mean, least and greatest of an array: chunk by chunk, the same bits on any number of threads.

use rayon::ThreadPool;
use rayon::prelude::*;

use super::array::Array;
use super::error::ChunkError;
use super::{at_once, io_pool};

/// Of one chunk, or of all.
#[derive(Clone, Copy)]
struct Totals {
    sum: f64,
    min: f64,
    max: f64,
}

impl Array {
    /// ∑ᵢⱼ uᵢⱼ in `budget` bytes of memory: the sums of the chunks ([`kernels::reduce::sum_simd`]) added in
    /// their order.
    ///
    /// # Errors
    /// A chunk that is missing or damaged; [`ChunkError::Memory`].
    ///
    /// ```
    /// use outofcore::chunks::{Array, Layout};
    /// let folder = std::env::temp_dir().join(format!("chunks-sum-{}.zarr", std::process::id()));
    /// let pool = kernels::threads::pool(2)?;
    /// let ones = Array::create(&folder, &Layout::new([30, 20], [8, 8]), 1 << 20, &pool, |_, _| 1.0)?;
    /// assert_eq!(ones.sum(1 << 20, &pool)?, 600.0);
    /// assert_eq!((ones.mean(1 << 20, &pool)?, ones.max(1 << 20, &pool)?), (1.0, 1.0));
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn sum(&self, budget: usize, pool: &ThreadPool) -> Result<f64, ChunkError> {
        Ok(self.totals(budget, pool)?.sum)
    }

    /// The mean of all points.
    ///
    /// # Errors
    /// As [`sum`](Self::sum).
    pub fn mean(&self, budget: usize, pool: &ThreadPool) -> Result<f64, ChunkError> {
        let [rows, columns] = self.layout.shape;
        Ok(self.sum(budget, pool)? / (rows * columns) as f64)
    }

    /// The least point; points that are not numbers are passed over.
    ///
    /// # Errors
    /// As [`sum`](Self::sum).
    pub fn min(&self, budget: usize, pool: &ThreadPool) -> Result<f64, ChunkError> {
        Ok(self.totals(budget, pool)?.min)
    }

    /// The greatest point; points that are not numbers are passed over.
    ///
    /// # Errors
    /// As [`sum`](Self::sum).
    pub fn max(&self, budget: usize, pool: &ThreadPool) -> Result<f64, ChunkError> {
        Ok(self.totals(budget, pool)?.max)
    }

    fn totals(&self, budget: usize, pool: &ThreadPool) -> Result<Totals, ChunkError> {
        // The file, the bytes decoded from it, and the numbers.
        let each = 3 * self.layout.chunk_bytes() + self.layout.coder_bytes();
        let threads = at_once(budget, each, pool.current_num_threads(), "read a chunk")?;
        let indices = self.layout.indices();
        let of_chunk = |index: &[usize; 2]| self.chunk(*index).map(|all| self.total(*index, &all));
        let totals: Result<Vec<Totals>, ChunkError> =
            io_pool(threads)?.install(|| indices.par_iter().map(of_chunk).collect());
        let both = |a: Totals, b: Totals| Totals {
            sum: a.sum + b.sum,
            min: a.min.min(b.min),
            max: a.max.max(b.max),
        };
        let none = Totals {
            sum: 0.0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
        };
        Ok(totals?.into_iter().fold(none, both))
    }

    /// Those points of a chunk that the array has.
    fn total(&self, index: [usize; 2], numbers: &[f64]) -> Totals {
        let [rows, columns] = self.layout.extent(index).map(|range| range.len());
        let width = self.layout.chunk[1];
        let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
        for row in numbers.chunks(width).take(rows) {
            for &u in &row[..columns] {
                min = min.min(u);
                max = max.max(u);
            }
        }
        let sum = if columns == width {
            kernels::reduce::sum_simd(&numbers[..rows * width])
        } else {
            let own = numbers.chunks(width).take(rows);
            own.map(|row| kernels::reduce::sum_simd(&row[..columns]))
                .sum()
        };
        Totals { sum, min, max }
    }
}
