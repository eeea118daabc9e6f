//! A later cell, with the same names and an image of its own.

use spmd::prelude::*;
use spmd::serde::{Deserialize, Serialize};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(crate = "spmd::serde")]
struct Grid {
    left: f64,
    right: f64,
}

/// Uses what the first cell has left on the ranks.
///
/// # Panics
/// When an answer is wrong.
///
/// # Safety
/// `cluster` is what the first cell returned.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn second(cluster: *mut Cluster) {
    // SAFETY: made by `Box::into_raw` in the other cell.
    let cluster = unsafe { Box::from_raw(cluster) };
    let grids = cluster.run(&(), |world, ()| {
        let plain: Vec<f64> = world.take("plain");
        assert_eq!(plain, [2.0; 3]);
        println!("in the second cell");
        world.take::<Grid>("grid").right
    });
    assert_eq!(grids.unwrap(), [-2.0, -2.0]);
    let error = cluster
        .run(&(), |world, ()| assert_ne!(world.rank(), 1, "on purpose"))
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("rank 1 panicked at") && error.contains("cell_two.rs"),
        "{error}"
    );
    // Ranks that this cell itself has started.
    assert_eq!(
        cluster.run(&1, |world, x| world.rank() + x).unwrap(),
        [1, 2]
    );
}
