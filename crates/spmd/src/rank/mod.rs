//! The process on a rank: it initialises MPI once, and then runs what the notebook asks for.
//!
//! It is two processes. The one that `mpirun` started connects its output to the notebook, and
//! waits for the other, which is the rank: so there is always somebody who can tell how the rank
//! ended. In the rank, one thread calls MPI and runs jobs; another one answers the notebook, and
//! ends the process when the notebook is gone.

mod activity;
mod apart;
pub(crate) mod calls;
mod job;
pub(crate) mod kind;
mod lend;
mod recorder;
mod store;
mod world;

use std::env;
use std::io::{self, Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, mpsc};
use std::thread;

use mpi::Threading;
use mpi::traits::{Communicator, CommunicatorCollectives};
use rustix::process::{Signal, set_parent_process_death_signal};

use crate::launchers;
use crate::leftovers;
use crate::line::{self, Stream};
use crate::raw;
use crate::wire::{self, Hello, Introduction, Job, Line, Order, Report, Why};
use activity::lock;
pub(crate) use job::Context;
pub(crate) use lend::{keep, lend};
pub use world::World;

/// What this process is for, when it is started as part of a cluster.
pub(crate) const ROLE: &str = "SPMD_ROLE";
/// Where the notebook listens.
pub(crate) const ADDRESS: &str = "SPMD_ADDRESS";
/// What proves to the notebook that it started this process.
pub(crate) const TOKEN: &str = "SPMD_TOKEN";

/// The connection to the notebook.
static CONTROL: OnceLock<Mutex<Stream>> = OnceLock::new();
/// The number of the job that runs.
static JOB: AtomicU64 = AtomicU64::new(0);

/// Does what this process was started for, and ends it.
pub(crate) fn play() {
    let role = env::var(ROLE).unwrap_or_default();
    let done = match role.as_str() {
        "keeper" => crate::keeper::keep(),
        "rank" => start(),
        other => Err(io::Error::other(format!("{ROLE} is {other:?}"))),
    };
    if let Err(error) = done {
        eprintln!("spmd, {role}: {error}");
        raw::leave(2);
    }
    raw::leave(0);
}

fn start() -> io::Result<()> {
    let variable =
        |name: &str| env::var(name).map_err(|_| io::Error::other(format!("{name} is not set")));
    let (address, token) = (variable(ADDRESS)?, variable(TOKEN)?);
    let instance = random();
    let mut output = line::connect(&address)?;
    let hello = |line| Hello {
        token: token.clone(),
        instance,
        line,
    };
    wire::send(&mut output, &hello(Line::Output), &[])?;
    if let Some(child) = raw::fork()? {
        watch(child, output, &token);
    }
    // The rank goes when the process goes that mpirun knows.
    set_parent_process_death_signal(Some(Signal::KILL))?;
    rustix::stdio::dup2_stdout(&output)?;
    rustix::stdio::dup2_stderr(&output)?;
    drop(output);

    let (universe, _) = mpi::initialize_with_threading(Threading::Funneled)
        .ok_or_else(|| io::Error::other("MPI is initialised already"))?;
    raw::on_mpi_error();
    let world = universe.world();
    let introduction = Introduction {
        rank: world.rank() as u32,
        size: world.size() as u32,
        host: rustix::system::uname()
            .nodename()
            .to_string_lossy()
            .into_owned(),
        process: std::process::id(),
        fingerprint: raw::FINGERPRINT.to_owned(),
        library: raw::library(),
    };
    // The first messages between ranks open connections: not in the reader's first job.
    world.barrier();
    leftovers::unlink_own();
    let mut control = line::connect(&address)?;
    wire::send(&mut control, &hello(Line::Control(introduction)), &[])?;
    let orders = control.try_clone()?;
    let _ = CONTROL.set(Mutex::new(control));
    let (tell, jobs) = mpsc::channel();
    thread::Builder::new()
        .name("spmd-control".into())
        .spawn(move || listen(orders, &tell))?;
    while let Ok((job, argument)) = jobs.recv() {
        JOB.store(job.number, Ordering::Relaxed);
        job::run(&job, &argument, &token)?;
    }
    drop(universe);
    Ok(())
}

/// Waits for the rank, and tells the notebook how it ended.
fn watch(child: i32, mut output: Stream, token: &str) -> ! {
    let before = out_of_memory();
    let (status, memory) = raw::wait(child);
    let is_for_memory = out_of_memory() > before;
    let status = ExitStatus::from_raw(status);
    let words = match status.signal() {
        Some(9) if is_for_memory => "memory 9".to_owned(),
        Some(signal) => format!("signal {signal}"),
        None => format!("exit {}", status.code().unwrap_or(-1)),
    };
    let word = marker(token, &format!("ended {words} {memory}"));
    // The notebook may be gone, which is why the rank has ended. On another host than its own, nobody may be left
    // who could end what has launched this.
    if output.write_all(word.as_bytes()).is_err() && matches!(output, Stream::Tcp(_)) {
        launchers::end_later();
    }
    raw::leave(status.code().unwrap_or(1))
}

/// How many processes this machine has killed for want of memory; 0 where it does not tell.
fn out_of_memory() -> u64 {
    let counters = std::fs::read_to_string("/proc/vmstat").unwrap_or_default();
    let number = counters
        .lines()
        .find_map(|line| line.strip_prefix("oom_kill "));
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}

/// A line in the output of a rank that is not the program's.
pub(crate) fn marker(token: &str, what: &str) -> String {
    format!("\u{2}{token} {what}\n")
}

/// Answers the notebook; ends the process when the notebook is gone.
fn listen(mut orders: Stream, tell: &mpsc::Sender<(Job, Vec<u8>)>) {
    loop {
        match wire::receive(&mut orders) {
            Ok((Order::Run(job), argument)) => {
                if tell.send((job, argument)).is_err() {
                    return;
                }
            }
            Ok((Order::Status, _)) => report(&Report::Status(activity::current().snapshot()), &[]),
            // Without a sender the other thread finalises MPI.
            Ok((Order::Quit, _)) => return,
            Err(_) => raw::leave(1),
        }
    }
}

/// Tells the notebook.
pub(crate) fn report(report: &Report, payload: &[&[u8]]) {
    if let Some(control) = CONTROL.get()
        && wire::send(&mut *lock(control), report, payload).is_err()
    {
        raw::leave(1);
    }
}

/// A call of MPI has failed: nothing is certain about this rank's messages any more.
pub(crate) fn mpi_failed(message: &str) -> ! {
    let call = activity::current().snapshot().call.unwrap_or_default();
    let why = Why::Mpi {
        call,
        message: message.to_owned(),
    };
    report(
        &Report::Failed {
            number: JOB.load(Ordering::Relaxed),
            why,
        },
        &[],
    );
    raw::leave(1)
}

/// A number that no other process has.
pub(crate) fn random() -> u64 {
    let mut bytes = [0; 8];
    let read = std::fs::File::open("/dev/urandom").and_then(|mut file| file.read_exact(&mut bytes));
    if read.is_err() {
        bytes = (u64::from(std::process::id()) << 32).to_le_bytes();
    }
    u64::from_le_bytes(bytes)
}
