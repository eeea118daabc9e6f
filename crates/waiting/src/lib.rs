//! Many requests at once: a local server with faults made on purpose, and clients with threads and with tokio.
//!
//! The requests are those of a made-up weather service on this machine, over real sockets. See
//! [`Server`] for what it can do wrong, [`FetchError`] for how each of it ends.
//!
//! ```
//! use waiting::{Reply, Server, by_tasks, by_threads, one_after_another};
//!
//! let server = Server::start(|_| Reply::after_ms(2))?;
//! let stations: Vec<u64> = (0..20).collect();
//! let sums = one_after_another(server.address(), &stations);
//! assert_eq!(by_threads(server.address(), &stations, 20), sums);
//! assert_eq!(by_tasks(server.address(), &stations, 20), sums);
//! # Ok::<(), std::io::Error>(())
//! ```

mod blocking;
mod body;
mod bootstrap;
pub mod check;
mod client;
mod crowd;
mod error;
mod load;
mod memory;
mod patience;
mod picture;
pub mod prelude;
mod readings;
mod run;
mod server;
mod ways;

pub use blocking::BlockingClient;
pub use body::{LONGEST_BODY, parse};
pub use bootstrap::bootstrap;
pub use client::Client;
pub use crowd::{Crowd, crowd, crowd_table};
pub use error::FetchError;
pub use load::{Load, load_at};
pub use memory::{added_memory, memory_of_children, open_files};
pub use patience::{Retry, retry, within};
pub use picture::over_time;
pub use readings::{HOURS, readings_of, sum_of};
pub use run::{Heartbeat, beside_heartbeat, block_on, live_tasks};
pub use server::{Reply, Served, Server, Visit, nobody};
pub use ways::{by_tasks, by_threads, fetch_all, one_after_another};

pub use tokio;
