//! The heat equation on an array of any size: several sweeps each time the data go by.
//!
//! A sweep over an array on disk reads and writes all of it for seven operations a point. Here a band of
//! rows is taken through `per_pass` sweeps while it is in memory. Each sweep needs one more row of the bands above and
//! below, so a band is computed with `per_pass` rows of its neighbours on each side (a halo), and the outermost of
//! these are wrong by then and thrown away: overlapped tiling, as in [`kernels::heat::sweeps_tiled`], one level up.
//! While a band is computed, the one after the next is read and the one before is written.

use std::mem::swap;
use std::path::Path;
use std::thread;

use kernels::heat::{HeatError, sweeps_tiled_par};
use rayon::ThreadPool;

use super::array::Array;
use super::bands::{self, Bands};
use super::draft::Draft;
use super::error::ChunkError;
use super::io_pool;

/// What to compute.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heat {
    /// r = D Δt / Δx², at most ¼.
    pub r: f64,
    /// Sweeps in all.
    pub sweeps: usize,
    /// Sweeps each time the data are read and written.
    pub per_pass: usize,
}

impl Heat {
    /// The sweeps of each pass, as even as can be.
    fn passes(self) -> Vec<usize> {
        let passes = self.sweeps.div_ceil(self.per_pass.max(1));
        let before = |k: usize| self.sweeps * k / passes;
        (0..passes).map(|k| before(k + 1) - before(k)).collect()
    }

    /// The most sweeps of a pass.
    fn depth(self) -> usize {
        self.passes().into_iter().max().unwrap_or(0)
    }
}

impl Array {
    /// The array after `sweeps` sweeps of the heat equation ([`kernels::heat`]), bit for bit the answer of
    /// [`kernels::heat::sweeps_naive`], as an array at `to`, which may be this one's own path. On the threads of
    /// `pool`, in `budget` bytes of memory.
    ///
    /// The answer takes its place in one step when it is whole. On the disk there is room needed for one more
    /// array of this size, for two when there are several passes.
    ///
    /// # Errors
    /// [`ChunkError::Memory`] with what is needed ([`heat_needs`](Self::heat_needs)), [`ChunkError::Heat`] for
    /// fewer than 3 × 3 points, a chunk that is missing or damaged, [`ChunkError::Io`] when the disk does not
    /// take the answer. What was at `to` is still there then.
    pub fn heat(
        &self,
        to: impl AsRef<Path>,
        heat: Heat,
        budget: usize,
        pool: &ThreadPool,
    ) -> Result<Array, ChunkError> {
        let [rows, columns] = self.layout().shape;
        if rows < 3 || columns < 3 {
            return Err(HeatError::TooSmall { rows, columns }.into());
        }
        let threads = pool.current_num_threads();
        let bands = Bands::plan(self.layout(), heat.depth(), threads, budget)?;
        let io = io_pool(threads)?;
        let mut passes = heat.passes();
        let last = passes.pop().unwrap_or(0);
        let mut before: Option<(Draft, Array)> = None;
        for depth in passes {
            let draft = Draft::like(self, to.as_ref())?;
            let source = before.as_ref().map_or(self, |(_, array)| array);
            let pass = Pass {
                bands: Bands { depth, ..bands },
                r: heat.r,
                pool,
                io: &io,
            };
            pass.run(source, &draft)?;
            let array = draft.read()?;
            before = Some((draft, array));
        }
        let draft = Draft::like(self, to.as_ref())?;
        let source = before.as_ref().map_or(self, |(_, array)| array);
        let bands = Bands {
            depth: last,
            ..bands
        };
        let r = heat.r;
        Pass {
            bands,
            r,
            pool,
            io: &io,
        }
        .run(source, &draft)?;
        draft.finish()
    }

    /// The least memory that [`heat`](Self::heat) takes on so many threads, in bytes.
    ///
    /// ```
    /// use outofcore::chunks::{Array, ChunkError, Heat, Layout};
    /// let folder = std::env::temp_dir().join(format!("chunks-needs-{}.zarr", std::process::id()));
    /// let pool = kernels::threads::pool(2)?;
    /// let plate = Array::create(&folder, &Layout::new([200, 30], [16, 16]), 1 << 20, &pool, |_, _| 1.0)?;
    /// let heat = Heat { r: 0.2, sweeps: 8, per_pass: 4 };
    /// let needed = plate.heat_needs(heat, 2);
    /// assert!(plate.heat(&folder, heat, needed, &pool).is_ok());
    /// assert!(matches!(plate.heat(&folder, heat, needed - 1, &pool), Err(ChunkError::Memory { .. })));
    /// # std::fs::remove_dir_all(folder)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn heat_needs(&self, heat: Heat, threads: usize) -> usize {
        match Bands::plan(self.layout(), heat.depth(), threads, 0) {
            Err(ChunkError::Memory { needed, .. }) => needed,
            _ => 0,
        }
    }
}

/// All bands once through the memory.
struct Pass<'a> {
    bands: Bands,
    r: f64,
    /// Computes.
    pool: &'a ThreadPool,
    /// Reads and writes.
    io: &'a ThreadPool,
}

impl Pass<'_> {
    fn run(&self, source: &Array, draft: &Draft) -> Result<(), ChunkError> {
        let layout = source.layout();
        let ([all, columns], depth) = (layout.shape, self.bands.depth);
        let bands = self.bands.of(layout);
        let read = |k: usize, band: &mut Vec<f64>| match bands.get(k) {
            Some(rows) => self.io.install(|| bands::read(source, rows, band)),
            None => Ok(()),
        };
        // As large as they get, at once: a vector that grows takes twice as much as was planned.
        let room = |rows: usize| Vec::with_capacity(rows.min(all) * columns);
        let [band, wide] = [self.bands.rows, self.bands.rows.saturating_add(2 * depth)];
        let (mut current, mut ahead) = (room(band), room(band));
        read(0, &mut current)?;
        read(1, &mut ahead)?;
        // The rows of the band before as they were before its sweeps, the band with its halo, what the sweeps
        // write to, and the band before on its way to the disk with the rows to skip.
        let (mut kept, mut window, mut scratch) = (room(depth), room(wide), room(wide));
        let (mut done, mut skipped) = (room(wide), 0);
        for (k, rows) in bands.iter().enumerate() {
            let from = rows.start.saturating_sub(depth);
            let to = (rows.end + depth).min(all);
            window.clear();
            window.extend_from_slice(&kept);
            window.extend_from_slice(&current);
            window.extend_from_slice(&ahead[..(to - rows.end) * columns]);
            let keep = rows.end.saturating_sub(depth)..rows.end;
            kept.clear();
            kept.extend_from_slice(
                &window[(keep.start - from) * columns..][..keep.len() * columns],
            );
            scratch.resize(window.len(), 0.0);
            thread::scope(|scope| {
                let reader = scope.spawn(|| read(k + 2, &mut current));
                let writer = scope.spawn(|| match k.checked_sub(1) {
                    Some(k) => self.write(draft, layout, &bands[k], &done, skipped),
                    None => Ok(()),
                });
                // A window of two rows is rim: nothing changes there.
                let computed = if to - from >= 3 && depth > 0 {
                    sweeps_tiled_par(&mut window, &mut scratch, columns, self.r, depth, self.pool)
                } else {
                    Ok(())
                };
                reader.join().expect("reading does not panic")?;
                writer.join().expect("writing does not panic")?;
                computed.map_err(ChunkError::from)
            })?;
            swap(&mut current, &mut ahead);
            swap(&mut window, &mut done);
            skipped = rows.start - from;
        }
        match bands.last() {
            Some(rows) => self.write(draft, layout, rows, &done, skipped),
            None => Ok(()),
        }
    }

    fn write(
        &self,
        draft: &Draft,
        layout: &super::Layout,
        rows: &std::ops::Range<usize>,
        window: &[f64],
        skipped: usize,
    ) -> Result<(), ChunkError> {
        self.io
            .install(|| bands::write(draft, layout, rows, window, skipped))
    }
}
