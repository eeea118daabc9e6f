//! Data to the ranks and back, without a function.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Cluster;
use super::error::RunError;
use super::jobs::Arguments::One;
use crate::parcel::Bulk;
use crate::rank;
use crate::raw::Function;

impl Cluster {
    /// Keeps a value on every rank for later jobs, under a name: `world.take` finds it there. A large one is encoded
    /// once, and on a rank it is not copied again.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(2)?;
    /// cluster.keep("weights", &vec![0.5, 2.0])?;
    /// let mine = cluster.run(&(), |world, ()| {
    ///     let weights: Vec<f64> = world.take("weights");
    ///     weights[world.rank() as usize]
    /// })?;
    /// assert_eq!(mine, [0.5, 2.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Cluster::run`].
    pub fn keep<T>(&self, name: &str, value: &T) -> Result<(), RunError>
    where
        T: Serialize + DeserializeOwned + 'static,
    {
        let keep = Function::new(rank::keep::<T>);
        let (done, _) = self.perform(keep, false, &One(&(name, Bulk(value))))?;
        let _: Vec<()> = done;
        Ok(())
    }

    /// What every rank keeps under a name, in order of the ranks; it stays there.
    ///
    /// ```
    /// # spmd::init();
    /// use spmd::prelude::*;
    ///
    /// let cluster = Cluster::local(2)?;
    /// cluster.run(&(), |world, ()| world.keep("part", vec![world.rank(); 2]))?;
    /// assert_eq!(cluster.kept::<Vec<i32>>("part")?, [[0, 0], [1, 1]]);
    /// assert_eq!(cluster.kept::<Vec<i32>>("part")?.len(), 2); // again
    /// let none = cluster.kept::<f64>("path").unwrap_err().to_string();
    /// assert!(none.contains("this rank keeps nothing called \"path\"; kept are: part"), "{none}");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Cluster::run`]; also when a rank keeps nothing of this name and type.
    pub fn kept<T>(&self, name: &str) -> Result<Vec<T>, RunError>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        let lend = Function::fallible(rank::lend::<T>);
        let (values, _) = self.perform(lend, false, &One(&name))?;
        Ok(values)
    }
}
