//! A small HTTP server on this machine, with delays and faults made on purpose.

mod connection;
mod log;
mod plan;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, oneshot};

use log::Log;
pub use log::Served;
pub use plan::{Reply, Visit};

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 4096;

/// A weather service on 127.0.0.1, on a port of its own: `GET /station/17` gives the readings of station 17.
///
/// It runs on one thread with tokio, and ends with all its connections when it is dropped, or with
/// the process. What it does with each request is up to its plan.
///
/// ```
/// use waiting::{Client, Reply, Server, block_on};
///
/// let server = Server::start(|visit| match visit.station {
///     7 => Reply::Busy,
///     _ => Reply::after_ms(5),
/// })?;
/// let client = Client::new(server.address());
/// assert_eq!(block_on(client.readings(3)), Ok(waiting::readings_of(3)));
/// assert!(block_on(client.readings(7)).is_err());
/// assert_eq!(server.requests(), 2);
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct Server {
    address: SocketAddr,
    log: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What all connections share.
struct Shared {
    plan: Box<dyn Fn(Visit) -> Reply + Send + Sync>,
    /// How many requests it works on at once; the others queue.
    seats: Option<Semaphore>,
    log: Log,
}

impl Server {
    /// A server that asks `plan` what to do with each request.
    ///
    /// # Errors
    /// When the system gives no socket or no thread.
    pub fn start(plan: impl Fn(Visit) -> Reply + Send + Sync + 'static) -> io::Result<Self> {
        Self::begin(Box::new(plan), None)
    }

    /// The same, working on at most `seats` requests at once (at least 1), while the others queue.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn with_seats(
        seats: usize,
        plan: impl Fn(Visit) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let seats = seats.clamp(1, Semaphore::MAX_PERMITS);
        Self::begin(Box::new(plan), Some(Semaphore::new(seats)))
    }

    fn begin(
        plan: Box<dyn Fn(Visit) -> Reply + Send + Sync>,
        seats: Option<Semaphore>,
    ) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let listener = {
            let _inside = runtime.enter();
            let socket = TcpSocket::new_v4()?;
            socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
            socket.listen(BACKLOG)?
        };
        let address = listener.local_addr()?;
        let log = Arc::new(Shared {
            plan,
            seats,
            log: Log::new(),
        });
        let (stop, stopped) = oneshot::channel();
        let shared = Arc::clone(&log);
        let thread = thread::Builder::new()
            .name("waiting-server".to_owned())
            .spawn(move || run(runtime, listener, shared, stopped))?;
        Ok(Self {
            address,
            log,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Connections that are open now.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.log.log.connections.load(Ordering::Relaxed)
    }

    /// Waits until no connection is open, for at most `patience`; how many are left.
    ///
    /// A client's end closes at once, the server hears of it a moment later.
    #[must_use]
    pub fn connections_after(&self, patience: Duration) -> usize {
        let until = Instant::now() + patience;
        while self.connections() > 0 && Instant::now() < until {
            thread::sleep(Duration::from_millis(1));
        }
        self.connections()
    }

    /// Requests that came since the start or [`Server::clear`].
    #[must_use]
    pub fn requests(&self) -> usize {
        self.log.log.requests()
    }

    /// Requests in flight now: they came, and have no whole answer yet.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.log.log.in_flight().0
    }

    /// The most requests in flight at once since the start or [`Server::clear`].
    #[must_use]
    pub fn most_in_flight(&self) -> usize {
        self.log.log.in_flight().1
    }

    /// Every request since the start or [`Server::clear`], in the order in which they came; 100 000 at most.
    #[must_use]
    pub fn served(&self) -> Vec<Served> {
        self.log.log.served()
    }

    /// Forgets what came so far: requests, attempts and times begin anew.
    pub fn clear(&self) {
        self.log.log.clear();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // If the thread is gone already, there is nobody to stop.
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("address", &self.address)
            .field("connections", &self.connections())
            .finish_non_exhaustive()
    }
}

/// The server's thread: accepts until it is told to stop; then the runtime drops every connection.
// It ends with this call, and all that it holds with it.
#[allow(clippy::needless_pass_by_value)]
fn run(
    runtime: Runtime,
    listener: TcpListener,
    shared: Arc<Shared>,
    stopped: oneshot::Receiver<()>,
) {
    runtime.spawn(async move {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    // Without it a small answer may wait for the client's acknowledgement.
                    let _ = stream.set_nodelay(true);
                    let shared = Arc::clone(&shared);
                    // How a connection ends is in the log; an error of it is the client's affair.
                    tokio::spawn(async move { connection::serve(stream, &shared).await });
                }
                // Too many open files, most likely: when some are closed it goes on.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
        }
    });
    // Stopped by a word, or because the server's owner is gone.
    let _ = runtime.block_on(stopped);
}

/// An address on this machine at which nobody listens, for a moment at least.
///
/// # Errors
/// When the system gives no socket.
///
/// ```
/// use waiting::{Client, FetchError, block_on};
/// let address = waiting::nobody()?;
/// let answer = block_on(Client::new(address).readings(1));
/// assert_eq!(answer, Err(FetchError::Refused { address }));
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn nobody() -> io::Result<SocketAddr> {
    std::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()
}
