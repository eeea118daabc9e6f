//! `threads=`: a pool of its own for each number, made when it is first asked for and kept.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use rayon::ThreadPool;

use crate::numbers::Count;

/// More is a slip of the keyboard, not a machine.
const MOST: usize = 1024;

/// The pools of one process, by their number of threads.
struct Pools {
    process: u32,
    made: HashMap<usize, Arc<ThreadPool>>,
}

static POOLS: Mutex<Option<Pools>> = Mutex::new(None);

/// The argument `threads`: one (the caller's own) or a pool.
#[derive(Clone)]
pub(crate) enum Threads {
    /// The thread that called.
    Own,
    /// The threads of a pool.
    Pool(Arc<ThreadPool>),
}

impl Threads {
    /// Whether there is no thread at all, which cannot be.
    pub(crate) fn is_none(&self) -> bool {
        matches!(self, Threads::Pool(pool) if pool.current_num_threads() == 0)
    }

    /// Runs `work` on the pool, or right here.
    pub(crate) fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        match self {
            Threads::Own => work(),
            Threads::Pool(pool) => pool.install(work),
        }
    }
}

impl<'py> FromPyObject<'_, 'py> for Threads {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match given.extract::<Count>()?.named("threads")? {
            1 => Ok(Threads::Own),
            n if n > MOST => Err(PyValueError::new_err(format!(
                "{n} threads; ask for at most {MOST}"
            ))),
            n => pool(n).map(Threads::Pool),
        }
    }
}

fn pool(n: usize) -> PyResult<Arc<ThreadPool>> {
    let process = std::process::id();
    let mut pools = POOLS.lock().unwrap_or_else(PoisonError::into_inner);
    if pools.as_ref().is_some_and(|pools| pools.process != process) {
        // After a fork (multiprocessing on Linux) the child has the pools, but not their threads,
        // and to end a pool is to wait for these.
        std::mem::forget(pools.take());
    }
    let made = &mut pools
        .get_or_insert_with(|| Pools {
            process,
            made: HashMap::new(),
        })
        .made;
    if let Some(pool) = made.get(&n) {
        return Ok(Arc::clone(pool));
    }
    let pool = kernels::threads::pool(n).map_err(|error| match n {
        0 => PyValueError::new_err(error.to_string()),
        _ => PyRuntimeError::new_err(error.to_string()),
    })?;
    let pool = Arc::new(pool);
    made.insert(n, Arc::clone(&pool));
    Ok(pool)
}
