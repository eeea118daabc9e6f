//! One call of a function on this rank.

use std::any::Any;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, Once};

use mpi::ffi::MPI_Comm;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::activity::{self, Activity, lock};
use super::apart;
use super::store::Store;
use super::{World, report};
use crate::bytes;
use crate::parcel::{self, Address, Bulk, Encoded, Outlet, Way};
use crate::raw::{self, Reader, Writer};
use crate::wire::{Job, Report, Why};

thread_local! {
    /// For each number of ranks, a communicator that only this file uses: a collective call that
    /// the program left out must not be taken for one of ours.
    static SERVICE: RefCell<BTreeMap<u32, MPI_Comm>> = const { RefCell::new(BTreeMap::new()) };
    /// What jobs have left on this rank. Only the thread that runs jobs has it.
    static STORE: &'static RefCell<Store> = Box::leak(Box::new(RefCell::new(Store::default())));
}

/// What a job finds on its rank. It is made by the copy of this crate that the rank started
/// with, and used by the copy in the cell that the job is from.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    argument: Option<Argument<'a>>,
    /// Where a large result goes.
    outlet: Outlet<'a>,
    ranks: usize,
    /// Of the job's own.
    communicator: MPI_Comm,
    record: bool,
    activity: &'static Activity,
    store: &'static RefCell<Store>,
    outcome: Result<Encoded, Why>,
}

/// How an argument arrives.
#[derive(Debug)]
enum Argument<'a> {
    Whole(&'a [u8]),
    Passed(Reader),
}

/// Runs a job and reports.
pub(super) fn run(job: &Job, argument: &[u8], token: &str) -> io::Result<()> {
    let refused = |message| Why::Refused { message };
    apart::settle();
    let activity = activity::current();
    let service = SERVICE.with_borrow_mut(|made| {
        *made
            .entry(job.ranks)
            .or_insert_with(|| raw::communicator_of_first(job.ranks as i32))
    });
    let communicator = raw::duplicate(service);
    let argument = match job.argument.as_ref().map(Address::open) {
        None => Ok(Argument::Whole(argument)),
        Some(opened) => opened.map(Argument::Passed),
    };
    let number = job.number;
    let mut open = || open_window(number);
    let way = if job.may_share {
        Way::Asked(&mut open)
    } else {
        Way::Whole
    };
    let mut context = Context {
        argument: None,
        // The notebook ends this process when it stops reading.
        outlet: Outlet {
            way,
            goes_on: &|| true,
        },
        ranks: job.ranks as usize,
        communicator,
        record: job.record,
        activity,
        store: STORE.with(|store| *store),
        outcome: Err(refused("the job did not run".into())),
    };
    match argument {
        Err(why) => context.outcome = Err(refused(format!("the argument's memory: {why}"))),
        Ok(argument) => {
            context.argument = Some(argument);
            if let Err(message) = job.function.run(&mut context) {
                context.outcome = Err(refused(message));
            }
        }
    }
    raw::flush_c();
    let has_returned = context.outcome.is_ok();
    match context.outcome {
        Ok(result) => {
            let result = match result {
                Encoded::Whole(bytes) => bytes,
                Encoded::Passed | Encoded::Abandoned => Vec::new(),
            };
            let mut recorder = lock(&activity.recorder);
            let events = std::mem::take(&mut recorder.events);
            let record = (recorder.start, events);
            drop(recorder);
            let record = bytes::encode(&record).map_err(io::Error::other)?;
            let length = result.len() as u64;
            report(
                &Report::Done {
                    number,
                    result: length,
                },
                &[&result, &record],
            );
        }
        Err(why) => report(&Report::Failed { number, why }, &[]),
    }
    if has_returned {
        // What nobody has received must not meet the next job.
        for (source, tag, bytes) in raw::strays(communicator, service) {
            println!("note: {bytes} bytes from rank {source}, tag {tag}, were never received here");
        }
        raw::free(communicator);
    }
    let mut output = io::stdout();
    output.write_all(super::marker(token, &format!("job {number}")).as_bytes())?;
    output.flush()
}

/// A window for a result, once the notebook is told of it.
fn open_window(number: u64) -> Option<Writer> {
    let writer = Writer::new(1).ok()?;
    let result = Address::of(&writer).ok()?;
    report(&Report::Comes { number, result }, &[]);
    Some(writer)
}

fn decode<A: DeserializeOwned + 'static>(argument: Option<Argument<'_>>) -> Result<A, Why> {
    let decoded: postcard::Result<Bulk<A>> = match argument {
        Some(Argument::Whole(bytes)) => postcard::from_bytes(bytes),
        Some(Argument::Passed(reader)) => parcel::decode(reader),
        None => Err(postcard::Error::DeserializeUnexpectedEnd),
    };
    decoded.map(|bulk| bulk.0).map_err(|error| Why::Refused {
        message: format!("the argument does not arrive as it was sent: {error}"),
    })
}

fn encode<R: Serialize + 'static>(result: &R, outlet: &mut Outlet<'_>) -> Result<Encoded, Why> {
    let refused = |why: &str| Why::Refused {
        message: format!("the result cannot be sent: {why}"),
    };
    match parcel::encode(&Bulk(result), outlet) {
        Ok(Encoded::Abandoned) => Err(refused("nobody reads it")),
        Ok(encoded) => Ok(encoded),
        Err(error) => Err(refused(&error.to_string())),
    }
}

impl Context<'_> {
    /// Runs a function that returns a value.
    pub(crate) fn answer<A: DeserializeOwned + 'static, R: Serialize + 'static>(
        &mut self,
        function: fn(&World, &A) -> R,
    ) {
        self.perform(|world, argument, outlet| {
            encode(&function(world, &decode(argument)?), outlet)
        });
    }

    /// Runs a function that may return an error.
    pub(crate) fn try_answer<A: DeserializeOwned + 'static, R: Serialize + 'static, E: Display>(
        &mut self,
        function: fn(&World, &A) -> Result<R, E>,
    ) {
        self.perform(
            |world, argument, outlet| match function(world, &decode(argument)?) {
                Ok(result) => encode(&result, outlet),
                Err(error) => Err(Why::Error {
                    message: error.to_string(),
                }),
            },
        );
    }

    /// Runs a job in the cell's copy of this crate.
    fn perform(
        &mut self,
        work: impl FnOnce(&World, Option<Argument<'_>>, &mut Outlet<'_>) -> Result<Encoded, Why>,
    ) {
        activity::share(self.activity);
        note_panics();
        let world = World::new(raw::wrap(self.communicator), self.store);
        self.activity.say("");
        lock(&self.activity.recorder).begin(self.ranks);
        self.activity
            .recording
            .store(self.record, Ordering::Relaxed);
        let (argument, outlet) = (self.argument.take(), &mut self.outlet);
        let done = panic::catch_unwind(AssertUnwindSafe(|| work(&world, argument, outlet)));
        self.activity.recording.store(false, Ordering::Relaxed);
        self.activity.say("");
        // What println! holds back belongs to this image.
        let _ = io::stdout().flush();
        self.outcome = done.unwrap_or_else(|payload| Err(panicked(payload.as_ref())));
    }
}

/// Where the last panic was.
static PLACE: Mutex<String> = Mutex::new(String::new());

/// Keeps the place of a panic for the error that the notebook shows.
fn note_panics() {
    static NOTED: Once = Once::new();
    NOTED.call_once(|| {
        panic::set_hook(Box::new(|info| {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            *lock(&PLACE) = place;
        }));
    });
}

fn panicked(payload: &(dyn Any + Send)) -> Why {
    let message = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a value that is no text".to_owned());
    Why::Panic {
        message,
        at: lock(&PLACE).clone(),
    }
}
