//! Two axes, divided into tiles by a grid of processes.

use serde::{Deserialize, Serialize};

use super::{Blocks, Held, SplitError};

/// The points of a plane, in one tile for each rank of a process grid.
///
/// Ranks are counted row after row, as MPI_Cart_create does. With one column of processes it is the
/// division into bands of rows.
///
/// ```
/// use spmd::decomposition::Cartesian;
/// let plane = Cartesian::new([10, 9], [3, 2])?;
/// assert_eq!(plane.coordinates(3), [1, 1]);
/// assert_eq!(plane.owned(3), [4..7, 5..9]);
/// # Ok::<(), spmd::decomposition::SplitError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cartesian {
    rows: Blocks,
    columns: Blocks,
}

impl Cartesian {
    /// All points of a plane of rows × columns, on a process grid of rows × columns.
    ///
    /// # Errors
    /// As [`Blocks::new`].
    pub fn new(shape: [usize; 2], grid: [usize; 2]) -> Result<Self, SplitError> {
        Ok(Self {
            rows: Blocks::new(shape[0], grid[0])?,
            columns: Blocks::new(shape[1], grid[1])?,
        })
    }

    /// The inner points: the first and last row and column are a fixed rim that nobody owns.
    ///
    /// # Errors
    /// As [`Blocks::inside`].
    ///
    /// ```
    /// use spmd::decomposition::Cartesian;
    /// let plate = Cartesian::inside([10, 10], [2, 2])?;
    /// assert_eq!(plate.owned(0), [1..5, 1..5]);
    /// assert_eq!(plate.tile(0, 1)?.shape(), [6, 6]);
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    pub fn inside(shape: [usize; 2], grid: [usize; 2]) -> Result<Self, SplitError> {
        Ok(Self {
            rows: Blocks::inside(shape[0], grid[0])?,
            columns: Blocks::inside(shape[1], grid[1])?,
        })
    }

    /// Of two axes that are divided already, each in its own way.
    ///
    /// ```
    /// use spmd::decomposition::{Blocks, Cartesian};
    /// let pipe = Cartesian::of(Blocks::inside(10, 2)?, Blocks::new(8, 2)?.periodic());
    /// assert_eq!(pipe.neighbour(0, [0, -1]), Some(1));
    /// assert_eq!(pipe.neighbour(0, [-1, 0]), None);
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    #[must_use]
    pub fn of(rows: Blocks, columns: Blocks) -> Self {
        Self { rows, columns }
    }

    /// The same plane on a torus: each edge is beside the one across.
    ///
    /// # Panics
    /// With a rim.
    #[must_use]
    pub fn periodic(self) -> Self {
        Self {
            rows: self.rows.periodic(),
            columns: self.columns.periodic(),
        }
    }

    /// How the rows are divided.
    #[must_use]
    pub fn rows(&self) -> Blocks {
        self.rows
    }

    /// How the columns are divided.
    #[must_use]
    pub fn columns(&self) -> Blocks {
        self.columns
    }

    /// Rows and columns of the plane, with its rim.
    #[must_use]
    pub fn shape(&self) -> [usize; 2] {
        [self.rows.points(), self.columns.points()]
    }

    /// Rows and columns of the process grid.
    #[must_use]
    pub fn grid(&self) -> [usize; 2] {
        [self.rows.count(), self.columns.count()]
    }

    /// How many ranks it is for.
    #[must_use]
    pub fn ranks(&self) -> usize {
        self.rows.count() * self.columns.count()
    }

    /// Row and column of a rank in the process grid.
    ///
    /// # Panics
    /// If there is no such rank.
    #[must_use]
    pub fn coordinates(&self, rank: usize) -> [usize; 2] {
        assert!(rank < self.ranks(), "{} ranks, no {rank}", self.ranks());
        [rank / self.columns.count(), rank % self.columns.count()]
    }

    /// The rank at a row and column of the process grid.
    ///
    /// ```
    /// use spmd::decomposition::Cartesian;
    /// let plane = Cartesian::new([10, 9], [3, 2])?;
    /// assert!((0..6).all(|rank| plane.rank(plane.coordinates(rank)) == rank));
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    #[must_use]
    pub fn rank(&self, [row, column]: [usize; 2]) -> usize {
        row * self.columns.count() + column
    }

    /// The rank so many steps down and to the right, each of −1, 0, 1; `None` past the edges.
    ///
    /// ```
    /// use spmd::decomposition::Cartesian;
    /// let plane = Cartesian::new([10, 9], [3, 2])?;
    /// assert_eq!(plane.neighbour(2, [1, 1]), Some(5));
    /// assert_eq!(plane.neighbour(2, [0, -1]), None);
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    #[must_use]
    pub fn neighbour(&self, rank: usize, [down, right]: [isize; 2]) -> Option<usize> {
        let [row, column] = self.coordinates(rank);
        Some(self.rank([
            self.rows.neighbour(row, down)?,
            self.columns.neighbour(column, right)?,
        ]))
    }

    /// The rows and columns that a rank owns.
    ///
    /// # Panics
    /// If there is no such rank.
    #[must_use]
    pub fn owned(&self, rank: usize) -> [std::ops::Range<usize>; 2] {
        let [row, column] = self.coordinates(rank);
        [self.rows.owned(row), self.columns.owned(column)]
    }

    /// The rank that owns a point; `None` for the rim and beyond.
    #[must_use]
    pub fn owner(&self, [row, column]: [usize; 2]) -> Option<usize> {
        Some(self.rank([self.rows.owner(row)?, self.columns.owner(column)?]))
    }

    /// What a rank keeps in memory: its own points and a halo of up to `depth` points around them.
    ///
    /// # Errors
    /// When there is no such rank, or a tile that is too small for that depth; it is the same error
    /// on every rank, unless the rank itself is wrong.
    pub fn tile(&self, rank: usize, depth: usize) -> Result<Tile, SplitError> {
        if rank >= self.ranks() {
            return Err(SplitError::NoSuchRank {
                rank,
                ranks: self.ranks(),
            });
        }
        let [row, column] = self.coordinates(rank);
        Ok(Tile {
            rows: self.rows.held(row, depth)?,
            columns: self.columns.held(column, depth)?,
        })
    }
}

/// What one rank keeps in memory of a plane: an array of its own points and their halo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// Along the columns: which rows.
    pub rows: Held,
    /// Along the rows: which columns.
    pub columns: Held,
}

impl Tile {
    /// Rows and columns of the array.
    #[must_use]
    pub fn shape(&self) -> [usize; 2] {
        [self.rows.len(), self.columns.len()]
    }

    /// The point of the plane that a place of the array holds.
    #[must_use]
    pub fn point(&self, [row, column]: [usize; 2]) -> [usize; 2] {
        [self.rows.point(row), self.columns.point(column)]
    }
}
