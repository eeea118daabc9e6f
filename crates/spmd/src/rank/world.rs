//! What a function finds on its rank.

use std::cell::RefCell;
use std::fmt;
use std::mem::ManuallyDrop;
use std::ops::Deref;

use mpi::topology::SimpleCommunicator;
use mpi::traits::Communicator;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::activity;
use super::store::Store;

/// The ranks of a job, seen from one of them: a communicator of the crate `mpi`, and what this
/// rank keeps.
///
/// Everything that the crate `mpi` does with a communicator works on it: `world.rank()`,
/// `world.size()`, `world.process_at_rank(1).send(…)`, `world.all_reduce_into(…)`.
pub struct World {
    /// It is freed by who made it.
    communicator: ManuallyDrop<SimpleCommunicator>,
    store: &'static RefCell<Store>,
}

impl World {
    pub(crate) fn new(
        communicator: ManuallyDrop<SimpleCommunicator>,
        store: &'static RefCell<Store>,
    ) -> Self {
        Self {
            communicator,
            store,
        }
    }

    /// Keeps a value on this rank for a later job, under a name; replaces what had the name.
    ///
    /// A value whose type comes from a crate stays where it is in memory; one whose type is
    /// defined in a cell is copied, through its serialised form, when another cell takes it.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(2)?;
    /// cluster.run(&3, |world, n| world.keep("part", vec![f64::from(world.rank()); *n]))?;
    /// let sums = cluster.run(&(), |world, ()| {
    ///     let part: Vec<f64> = world.take("part");
    ///     part.iter().sum::<f64>()
    /// })?;
    /// assert_eq!(sums, [0.0, 3.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn keep<T: Serialize + DeserializeOwned + 'static>(&self, name: &str, value: T) {
        self.store.borrow_mut().keep(name, value);
    }

    /// Takes back what an earlier job has kept on this rank. See [`World::keep`].
    ///
    /// # Panics
    /// When nothing has the name, or something of another type. The message says what there is.
    #[must_use]
    pub fn take<T: Serialize + DeserializeOwned + 'static>(&self, name: &str) -> T {
        match self.try_take(name) {
            Ok(value) => value,
            Err(why) => panic!("{why}"),
        }
    }

    /// Takes back what an earlier job has kept on this rank.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(1)?;
    /// cluster.run(&(), |world, ()| world.keep("n", 1_u32))?;
    /// let asked = cluster.run(&(), |world, ()| (world.try_take::<f64>("n"), world.try_take::<u32>("n")))?;
    /// assert_eq!(asked, [(Err("\"n\" is kept as a u32, not as a f64".to_owned()), Ok(1))]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// When nothing has the name, or something of another type, which is kept then.
    pub fn try_take<T: Serialize + DeserializeOwned + 'static>(
        &self,
        name: &str,
    ) -> Result<T, String> {
        self.store.borrow_mut().take(name)
    }

    pub(crate) fn store(&self) -> &'static RefCell<Store> {
        self.store
    }

    /// Notes what this rank does, for the message of a job that takes too long.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(1)?.limit(std::time::Duration::from_millis(1500));
    /// let late = cluster.run(&(), |world, ()| {
    ///     world.doing("step 7");
    ///     std::thread::sleep(std::time::Duration::from_secs(60));
    /// });
    /// assert!(late.unwrap_err().to_string().contains("rank 0: step 7"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn doing(&self, what: &str) {
        activity::current().say(what);
    }
}

impl Deref for World {
    type Target = SimpleCommunicator;

    fn deref(&self) -> &SimpleCommunicator {
        &self.communicator
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "World(rank {} of {})",
            self.communicator.rank(),
            self.communicator.size()
        )
    }
}
