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
    pub fn keep<T: Serialize + DeserializeOwned + 'static>(&self, name: &str, value: T) {
        self.store.borrow_mut().keep(name, value);
    }

    /// Takes back what an earlier job has kept on this rank.
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
    /// # Errors
    /// When nothing has the name, or something of another type, which is kept then.
    pub fn try_take<T: Serialize + DeserializeOwned + 'static>(
        &self,
        name: &str,
    ) -> Result<T, String> {
        self.store.borrow_mut().take(name)
    }

    /// Notes what this rank does, for the message of a job that takes too long.
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
