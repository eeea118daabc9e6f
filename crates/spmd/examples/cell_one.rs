//! A cell that starts ranks and keeps something on them, compiled as evcxr does it.

use spmd::prelude::*;
use spmd::serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(crate = "spmd::serde")]
struct Grid {
    left: f64,
    right: f64,
}

/// Starts the cluster; the other cell gets it as evcxr hands a variable on.
///
/// # Panics
/// When an answer is wrong.
#[unsafe(no_mangle)]
pub extern "C" fn first() -> *mut Cluster {
    let cluster = Cluster::local(2).unwrap();
    let sums = cluster.run(&0.5, |world, x| {
        let mut sum = 0.0;
        world.all_reduce_into(
            &(f64::from(world.rank()) + x),
            &mut sum,
            SystemOperation::sum(),
        );
        world.keep(
            "grid",
            Grid {
                left: sum,
                right: -sum,
            },
        );
        world.keep("plain", vec![sum; 3]);
        sum
    });
    assert_eq!(sums.unwrap(), [2.0, 2.0]);
    Box::into_raw(Box::new(cluster))
}
