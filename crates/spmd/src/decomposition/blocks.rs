//! One axis, divided into blocks.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::SplitError;

/// The points of one axis, in contiguous blocks whose sizes differ by at most 1; larger ones first.
///
/// ```
/// use spmd::decomposition::Blocks;
/// let blocks = Blocks::new(10, 3)?;
/// assert_eq!([0, 1, 2].map(|k| blocks.owned(k)), [0..4, 4..7, 7..10]);
/// # Ok::<(), spmd::decomposition::SplitError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blocks {
    points: usize,
    blocks: usize,
    /// Points at each end that nobody owns.
    rim: usize,
    periodic: bool,
}

impl Blocks {
    /// The points `0..points` in so many blocks. Of more blocks than points, the last are empty.
    ///
    /// # Errors
    /// Zero points or zero blocks.
    ///
    /// ```
    /// use spmd::decomposition::Blocks;
    /// assert_eq!(Blocks::new(2, 3)?.owned(2), 2..2);
    /// assert!(Blocks::new(2, 0).is_err());
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    pub fn new(points: usize, blocks: usize) -> Result<Self, SplitError> {
        Self::with_rim(points, blocks, 0)
    }

    /// The points between the first and the last, which nobody owns: they are a fixed rim, and the
    /// blocks at the ends hold them as part of their halo.
    ///
    /// # Errors
    /// Fewer than three points, or zero blocks.
    ///
    /// ```
    /// use spmd::decomposition::Blocks;
    /// let blocks = Blocks::inside(8, 2)?;
    /// assert_eq!([blocks.owned(0), blocks.owned(1)], [1..4, 4..7]);
    /// assert_eq!(blocks.held(0, 1)?.range(), 0..5);
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    pub fn inside(points: usize, blocks: usize) -> Result<Self, SplitError> {
        Self::with_rim(points, blocks, 1)
    }

    fn with_rim(points: usize, blocks: usize, rim: usize) -> Result<Self, SplitError> {
        if blocks == 0 {
            return Err(SplitError::NoRanks);
        }
        if points <= 2 * rim {
            return Err(SplitError::NoPoints { points });
        }
        Ok(Self {
            points,
            blocks,
            rim,
            periodic: false,
        })
    }

    /// The same points in a ring: after the last comes the first.
    ///
    /// # Panics
    /// With a rim.
    ///
    /// ```
    /// use spmd::decomposition::Blocks;
    /// let ring = Blocks::new(10, 3)?.periodic();
    /// assert_eq!(ring.neighbour(0, -1), Some(2));
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    #[must_use]
    pub fn periodic(self) -> Self {
        assert_eq!(self.rim, 0, "a ring of points has no rim");
        Self {
            periodic: true,
            ..self
        }
    }

    /// Points of the axis, with its rim.
    #[must_use]
    pub fn points(&self) -> usize {
        self.points
    }

    /// How many blocks.
    #[must_use]
    pub fn count(&self) -> usize {
        self.blocks
    }

    /// Whether the first point comes after the last.
    #[must_use]
    pub fn is_periodic(&self) -> bool {
        self.periodic
    }

    /// The points of a block: of n points in p blocks, ⌊n/p⌋, and one more in the first n mod p.
    ///
    /// # Panics
    /// If there is no such block.
    #[must_use]
    pub fn owned(&self, block: usize) -> Range<usize> {
        assert!(block < self.blocks, "{} blocks, no {block}", self.blocks);
        let (size, more) = self.shares();
        let start = |block: usize| self.rim + block * size + block.min(more);
        start(block)..start(block + 1)
    }

    /// The block that owns a point; `None` for the rim and beyond.
    ///
    /// ```
    /// use spmd::decomposition::Blocks;
    /// let blocks = Blocks::inside(8, 2)?;
    /// assert_eq!([0, 3, 4, 7].map(|i| blocks.owner(i)), [None, Some(0), Some(1), None]);
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    #[must_use]
    pub fn owner(&self, point: usize) -> Option<usize> {
        if !(self.rim..self.points - self.rim).contains(&point) {
            return None;
        }
        let (point, (size, more)) = (point - self.rim, self.shares());
        let in_larger = more * (size + 1);
        Some(if point < in_larger {
            point / (size + 1)
        } else {
            more + (point - in_larger) / size
        })
    }

    /// Points of a small block, and how many blocks have one more.
    fn shares(&self) -> (usize, usize) {
        let owned = self.points - 2 * self.rim;
        (owned / self.blocks, owned % self.blocks)
    }

    /// The block before (`-1`) or after (`1`), or the block itself (`0`); `None` past the ends.
    ///
    /// ```
    /// use spmd::decomposition::Blocks;
    /// let blocks = Blocks::new(10, 3)?;
    /// assert_eq!([-1, 0, 1].map(|step| blocks.neighbour(2, step)), [Some(1), Some(2), None]);
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    #[must_use]
    pub fn neighbour(&self, block: usize, step: isize) -> Option<usize> {
        let there = block.checked_add_signed(step);
        match there.filter(|&there| there < self.blocks) {
            None if self.periodic => {
                let ring = self.blocks as isize;
                Some((block as isize + step).rem_euclid(ring) as usize)
            }
            there => there,
        }
    }

    /// What a block keeps in memory: its own points, and copies of up to `depth` on each side.
    ///
    /// # Errors
    /// When there is no such block, or one that owns fewer than `depth` points: its neighbour would
    /// need points from further away.
    ///
    /// ```
    /// use spmd::decomposition::Blocks;
    /// let held = Blocks::new(10, 3)?.held(1, 2)?;
    /// assert_eq!((held.range(), held.owned(), held.inner()), (2..9, 4..7, 2..5));
    /// assert!(Blocks::new(10, 6)?.held(1, 2).is_err());
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    pub fn held(&self, block: usize, depth: usize) -> Result<Held, SplitError> {
        if block >= self.blocks {
            return Err(SplitError::NoSuchRank {
                rank: block,
                ranks: self.blocks,
            });
        }
        let (smallest, _) = self.shares();
        let gives = self.blocks > 1 || self.periodic;
        if (gives && smallest < depth) || smallest == 0 {
            return Err(SplitError::Shallow {
                points: self.points - 2 * self.rim,
                blocks: self.blocks,
                smallest,
                depth,
            });
        }
        let owned = self.owned(block);
        let reach = |to_the_end: usize| {
            if self.periodic {
                depth
            } else {
                depth.min(to_the_end)
            }
        };
        Ok(Held {
            before: reach(owned.start),
            after: reach(self.points - owned.end),
            start: owned.start,
            own: owned.len(),
            points: self.points,
        })
    }
}

/// What one block keeps in memory along an axis: halo, own points, halo.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    start: usize,
    own: usize,
    /// Copies of points before its own.
    pub before: usize,
    /// Copies of points after its own.
    pub after: usize,
    points: usize,
}

impl Held {
    /// How many points, with the halo.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.before + self.own + self.after
    }

    /// Its own points among all of the axis.
    #[must_use]
    pub fn owned(&self) -> Range<usize> {
        self.start..self.start + self.own
    }

    /// Its own points among those in its memory.
    #[must_use]
    pub fn inner(&self) -> Range<usize> {
        self.before..self.before + self.own
    }

    /// All that it holds, among all of the axis.
    ///
    /// # Panics
    /// When the halo goes past the ends of a ring; [`Held::point`] knows those.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        let end = self.start + self.own + self.after;
        assert!(
            self.before <= self.start && end <= self.points,
            "the halo goes around the ring"
        );
        self.start - self.before..end
    }

    /// The point of the axis that place `local` of its memory holds.
    ///
    /// ```
    /// use spmd::decomposition::Blocks;
    /// let held = Blocks::new(9, 3)?.periodic().held(0, 1)?;
    /// assert_eq!([0, 1, 4].map(|local| held.point(local)), [8, 0, 3]);
    /// # Ok::<(), spmd::decomposition::SplitError>(())
    /// ```
    #[must_use]
    pub fn point(&self, local: usize) -> usize {
        (self.points + self.start + local - self.before) % self.points
    }
}
