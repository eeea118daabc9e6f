//! The client for tasks: HTTP over connections that stay open, by hyper.

use std::fmt;
use std::future::{Future, poll_fn};
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;

use http_body_util::{BodyExt, Empty, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::body::{LONGEST_BODY, parse};
use crate::error::FetchError;

/// Asks the stations of one server; clones share the connections, which stay open for the next request.
///
/// It starts no task of its own: a connection is driven by whoever waits for its answer. A request
/// that is dropped half-way takes its connection with it. Connections belong to a loop: in another
/// [`block_on`](crate::block_on) it connects anew.
///
/// ```
/// use waiting::{Client, Reply, Server, block_on, readings_of};
///
/// let server = Server::start(|_| Reply::after_ms(1))?;
/// let client = Client::new(server.address());
/// let both = block_on(async { Ok::<_, waiting::FetchError>((client.readings(1).await?, client.readings(2).await?)) });
/// assert_eq!(both, Ok((readings_of(1), readings_of(2))));
/// assert_eq!(server.served()[1].connection, 0, "the second request used the connection of the first");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    idle: Arc<Mutex<Vec<Connection>>>,
}

impl Client {
    /// A client of the server at `address`; it connects when it has something to ask.
    #[must_use]
    pub fn new(address: SocketAddr) -> Self {
        Self {
            address,
            idle: Arc::default(),
        }
    }

    /// The readings of a station.
    ///
    /// # Errors
    /// [`FetchError`]: how the request failed.
    pub async fn readings(&self, station: u64) -> Result<Vec<f64>, FetchError> {
        parse(&self.get(&format!("/station/{station}")).await?)
    }

    /// The sum of a station's readings.
    ///
    /// # Errors
    /// As [`Client::readings`].
    pub async fn sum(&self, station: u64) -> Result<f64, FetchError> {
        Ok(self.readings(station).await?.iter().sum())
    }

    /// The body of the answer to `GET path`, of at most [`LONGEST_BODY`] bytes.
    async fn get(&self, path: &str) -> Result<Bytes, FetchError> {
        let mut connection = loop {
            match self.take_idle() {
                None => break Connection::open(self.address).await?,
                Some(mut connection) => {
                    // One that the server has closed meanwhile shows it now, and is left out.
                    if connection.is_ready().await {
                        break connection;
                    }
                }
            }
        };
        let body = connection.exchange(self.address, path).await?;
        self.lock().push(connection);
        Ok(body)
    }

    fn take_idle(&self) -> Option<Connection> {
        self.lock().pop()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// Bytes that a connection reads at a time: a whole answer, and a fraction of hyper's usual 8 KiB.
const READ_BUFFER: usize = 2048;

type Driver = http1::Connection<TokioIo<TcpStream>, Empty<Bytes>>;

/// An open connection: where requests go in, and what moves the bytes.
struct Connection {
    sender: http1::SendRequest<Empty<Bytes>>,
    driver: Pin<Box<Driver>>,
    /// The driver has ended and must not be asked again.
    ended: bool,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self, FetchError> {
        let failed = |error: io::Error| FetchError::of_system(&error, address);
        let stream = TcpStream::connect(address).await.map_err(failed)?;
        stream.set_nodelay(true).map_err(failed)?;
        let made = http1::Builder::new()
            .read_buf_exact_size(Some(READ_BUFFER))
            .handshake(TokioIo::new(stream))
            .await;
        let (sender, driver) = made.map_err(|error| from_hyper(&error, address))?;
        Ok(Self {
            sender,
            driver: Box::pin(driver),
            ended: false,
        })
    }

    /// Whether it can take a request: the last answer is read, and the server has not closed.
    async fn is_ready(&mut self) -> bool {
        poll_fn(|context| {
            // What came since then: the rest of the last answer's bookkeeping, or the server's good-bye.
            for _ in 0..2 {
                if !self.ended {
                    self.ended = self.driver.as_mut().poll(context).is_ready();
                }
                if let Poll::Ready(ready) = self.sender.poll_ready(context) {
                    return Poll::Ready(ready.is_ok() && !self.ended);
                }
            }
            Poll::Ready(false)
        })
        .await
    }

    async fn exchange(&mut self, address: SocketAddr, path: &str) -> Result<Bytes, FetchError> {
        let request = Request::get(path)
            .header("Host", address.to_string())
            .body(Empty::new())
            .map_err(|error| FetchError::System {
                why: error.to_string(),
            })?;
        let answer = self.sender.send_request(request);
        let mut answer = pin!(async {
            let response = answer.await.map_err(|error| from_hyper(&error, address))?;
            read(response, address).await
        });
        let (driver, ended) = (&mut self.driver, &mut self.ended);
        poll_fn(|context| {
            // First the request goes in, then the bytes move, then there may be an answer.
            for _ in 0..2 {
                if let Poll::Ready(answer) = answer.as_mut().poll(context) {
                    return Poll::Ready(answer);
                }
                if !*ended {
                    // Its error reaches the answer too, which says it better.
                    *ended = driver.as_mut().poll(context).is_ready();
                }
            }
            answer.as_mut().poll(context)
        })
        .await
    }
}

async fn read(response: Response<Incoming>, address: SocketAddr) -> Result<Bytes, FetchError> {
    let status = response.status();
    let body = Limited::new(response.into_body(), LONGEST_BODY)
        .collect()
        .await;
    if !status.is_success() {
        return Err(FetchError::Status {
            code: status.as_u16(),
        });
    }
    match body {
        Ok(body) => Ok(body.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(FetchError::TooMuch {
            limit: LONGEST_BODY,
        }),
        Err(error) => Err(match error.downcast_ref::<hyper::Error>() {
            Some(error) => from_hyper(error, address),
            None => FetchError::System {
                why: error.to_string(),
            },
        }),
    }
}

fn from_hyper(error: &hyper::Error, address: SocketAddr) -> FetchError {
    if error.is_parse() {
        return FetchError::Rubbish {
            why: error.to_string(),
        };
    }
    let cause =
        std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<io::Error>());
    match cause {
        Some(cause) => FetchError::of_system(cause, address),
        None if error.is_incomplete_message() || error.is_closed() || error.is_canceled() => {
            FetchError::Broken
        }
        None => FetchError::System {
            why: error.to_string(),
        },
    }
}
