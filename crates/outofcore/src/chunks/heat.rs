//! The heat equation on an array of any size: several sweeps each time the data go by.
//!
//! A sweep over an array on disk reads and writes all of it for seven operations a point. Here a band of
//! rows is taken through `per_pass` sweeps while it is in memory. Each sweep needs one more row of the bands above and
//! below, so a band is computed with `per_pass` rows of its neighbours on each side (a halo), and the outermost of
//! these are wrong by then and thrown away: overlapped tiling, as in [`kernels::heat::sweeps_tiled`], one level up.
//! While a band is computed, the one after the next is read and the one before is written.

use std::mem::swap;
use std::ops::Range;
use std::path::Path;
use std::thread;

use kernels::heat::{HeatError, sweeps_tiled_par};
use rayon::ThreadPool;

use super::array::Array;
use super::bands::{self, Bands};
use super::draft::Draft;
use super::error::ChunkError;
use super::io_pool;
use super::layout::Layout;

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

/// Sweeps between two looks at which rows are still right; the kernel takes some 25 at once, there and back.
const STAGE: usize = 50;

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
        let columns = source.layout().shape[1];
        let windows = self.windows(source.layout());
        let read = |k: usize, room: &mut Vec<f64>| {
            let Some(window) = windows.get(k) else {
                return Ok(());
            };
            room.resize(window.rows.len() * columns, 0.0);
            let own = &mut room[window.own_in(columns)];
            self.io.install(|| bands::read(source, &window.own, own))
        };
        let write = |k: usize, room: &[f64]| {
            let Window { own, .. } = &windows[k];
            let swept = &room[windows[k].own_in(columns)];
            self.io
                .install(|| bands::write(draft, source.layout(), own, swept))
        };
        // As large as they get, at once: a vector that grows takes twice as much as was planned.
        let most = windows.iter().map(|window| window.rows.len()).max();
        let room = || Vec::with_capacity(most.unwrap_or(0) * columns);
        // The band that is swept, what the sweeps write to, the band after it, the one after that on its way from
        // the disk, and the one before on its way to the disk.
        let (mut window, mut scratch, mut next) = (room(), room(), room());
        let (mut coming, mut going) = (room(), room());
        read(0, &mut window)?;
        read(1, &mut next)?;
        for k in 0..windows.len() {
            if k + 1 < windows.len() {
                exchange(&windows[k..k + 2], &mut window, &mut next, columns);
            }
            scratch.resize(window.len(), 0.0);
            thread::scope(|scope| {
                let reader = scope.spawn(|| read(k + 2, &mut coming));
                let writer = scope.spawn(|| k.checked_sub(1).map_or(Ok(()), |k| write(k, &going)));
                let computed = self.sweep(&windows[k], &mut window, &mut scratch, columns);
                reader.join().expect("reading does not panic")?;
                writer.join().expect("writing does not panic")?;
                Ok::<(), ChunkError>(computed?)
            })?;
            swap(&mut going, &mut window);
            swap(&mut window, &mut next);
            swap(&mut next, &mut coming);
        }
        match windows.len().checked_sub(1) {
            Some(last) => write(last, &going),
            None => Ok(()),
        }
    }

    /// All sweeps of a window. The rows that have become wrong are left out as soon as may be.
    fn sweep(
        &self,
        Window { rows, own }: &Window,
        window: &mut [f64],
        scratch: &mut [f64],
        columns: usize,
    ) -> Result<(), HeatError> {
        let stages = self.bands.depth.div_ceil(STAGE);
        let before = |k: usize| self.bands.depth * k / stages;
        for k in 0..stages {
            // None where the window ends with the plate: what is there is rim, and right.
            let wrong = |halo: usize| before(k).min(halo);
            let [top, bottom] = [own.start - rows.start, rows.end - own.end].map(wrong);
            let right = top * columns..(rows.len() - bottom) * columns;
            // Two rows are rim: nothing changes there.
            if right.len() >= 3 * columns {
                let (u, scratch) = (&mut window[right.clone()], &mut scratch[right]);
                let sweeps = before(k + 1) - before(k);
                sweeps_tiled_par(u, scratch, columns, self.r, sweeps, self.pool)?;
            }
        }
        Ok(())
    }

    fn windows(&self, layout: &Layout) -> Vec<Window> {
        let depth = self.bands.depth;
        let of = |own: Range<usize>| Window {
            rows: own.start.saturating_sub(depth)..(own.end + depth).min(layout.shape[0]),
            own,
        };
        self.bands.of(layout).into_iter().map(of).collect()
    }
}

/// A band with the rows of its neighbours that its sweeps need.
struct Window {
    rows: Range<usize>,
    own: Range<usize>,
}

impl Window {
    /// Where the band's own numbers are among those of the window.
    fn own_in(&self, columns: usize) -> Range<usize> {
        (self.own.start - self.rows.start) * columns..(self.own.end - self.rows.start) * columns
    }
}

/// Gives a band the first rows of the one below, and that one the last of the band, before either is swept.
fn exchange(windows: &[Window], upper: &mut [f64], lower: &mut [f64], columns: usize) {
    let [own_above, own_below] = [0, 1].map(|k| windows[k].own_in(columns));
    let (above, to_lower) = upper[own_above.start..].split_at_mut(own_above.len());
    let (to_upper, below) = lower.split_at_mut(own_below.start);
    to_lower.copy_from_slice(&below[..to_lower.len()]);
    to_upper.copy_from_slice(&above[above.len() - to_upper.len()..]);
}
