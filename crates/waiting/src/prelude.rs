//! The names that lesson 05 uses without a path: `use waiting::prelude::*;`.

pub use std::net::SocketAddr;
pub use std::sync::Arc;
pub use std::thread;
pub use std::time::{Duration, Instant};

pub use tokio;
pub use tokio::sync::Semaphore;
pub use tokio::task::{JoinSet, spawn_blocking};

pub use crate::{
    BlockingClient, Client, FetchError, Reply, Retry, Server, beside_heartbeat, block_on,
    bootstrap, by_tasks, by_threads, crowd, crowd_table, fetch_all, live_tasks, load_at,
    one_after_another, over_time, readings_of, retry, sum_of, within,
};
