//! Sum and dot product beside OpenMP's `reduction(+)`: in memory, and in the caches.

use crate::peers::C;
use crate::race::{Runner, race};
use kernels::{random, reduce, threads};
use std::hint::black_box;

type Reduce = unsafe extern "C" fn(i64, *const f64, *const f64, i32) -> f64;

/// Numbers in each array: far more than any cache holds, and what two second caches hold.
const LENGTHS: [usize; 2] = [1 << 25, 1 << 17];

pub(crate) fn sum_and_dot(c: Option<&C>) {
    let stream = random::Stream::new(1);
    for n in LENGTHS {
        let x: Vec<f64> = (0..n as u64).map(|k| stream.uniform(2 * k)).collect();
        let y: Vec<f64> = (0..n as u64).map(|k| stream.uniform(2 * k + 1)).collect();
        one(c, "reduce_sum", &x, &y, |pool| reduce::sum_par(&x, pool));
        one(c, "reduce_dot", &x, &y, |pool| {
            reduce::dot_par(&x, &y, pool).expect("one length")
        });
    }
}

fn one(
    c: Option<&C>,
    name: &str,
    x: &[f64],
    y: &[f64],
    ours: impl Fn(&rayon::ThreadPool) -> f64 + Sync,
) {
    // Short sums many times, so that the clock does not count.
    let calls = ((1 << 22) / x.len()).max(1);
    // SAFETY: the arguments of both functions in reduce.c.
    let peers: Vec<(String, Reduce)> = c.map_or(Vec::new(), |c| unsafe { c.each(name) });
    let call = |f: Reduce, threads: i32| {
        // SAFETY: as many numbers behind both pointers as are said to be.
        unsafe { f(x.len() as i64, x.as_ptr(), y.as_ptr(), threads) }
    };
    for threads in [1, 2] {
        let pool = threads::pool(threads).expect("this machine has threads");
        let expected = ours(&pool);
        for (name, f) in &peers {
            let got = call(*f, threads as i32);
            assert!((got - expected).abs() < 1e-9 * expected, "{name}: {got}");
        }
        let mut runners = vec![Runner::new("par", || {
            // OpenMP's threads stay awake from call to call, and so do these inside their pool.
            pool.install(|| {
                for _ in 0..calls {
                    black_box(ours(&pool));
                }
            });
        })];
        for (name, f) in &peers {
            runners.push(Runner::new(name, || {
                for _ in 0..calls {
                    black_box(call(*f, threads as i32));
                }
            }));
        }
        race(
            &format!(
                "{name}, {} numbers, {calls} call(s), {threads} thread(s)",
                x.len()
            ),
            15,
            runners,
        );
    }
}
