//! A job's arguments on their way to the ranks.

use std::collections::VecDeque;
use std::thread;
use std::time::{Duration, Instant};

use super::error::RunError;
use super::ranks::{self, Ranks};
use crate::parcel::{Address, Encoded, Outlet, Way};
use crate::raw::Writer;
use crate::wire::{Job, Order};

/// Arguments that are worth a thread for each rank.
const LARGE: usize = 1 << 20;

/// What the ranks get.
pub(super) struct Arguments<'a> {
    /// How many there are: one for all ranks, or one for each.
    pub(super) count: usize,
    /// Encodes one of them.
    pub(super) encode: &'a dyn Fn(usize, &mut Outlet<'_>) -> postcard::Result<Encoded>,
}

/// Gives the job to its ranks. Small arguments go with the order. From the first large one on, arguments go through
/// windows; every rank has its order before anything must be read there, because ranks begin a job together.
///
/// If a rank fails meanwhile, what is left is not sent: that is for the one who waits for the job to find out.
/// The windows are his, for others still read there.
///
/// # Errors
/// [`RunError::Encode`], and whether ranks have been given the job.
pub(super) fn to_ranks(
    ranks: &Ranks,
    job: &Job,
    arguments: &Arguments<'_>,
    limit: Duration,
) -> Result<VecDeque<Writer>, (RunError, bool)> {
    let begin = Instant::now();
    let goes_on = || begin.elapsed() <= limit && !ranks.has_failed(job.number);
    let mut whole: Vec<Vec<u8>> = Vec::new();
    // Of the first large argument and of those after it.
    let mut windows: VecDeque<Writer> = VecDeque::new();
    let mut is_ordered = false;
    for place in 0..arguments.count {
        let window = windows.pop_front();
        let mut open = || {
            let writers = windows_for(job, arguments.count, place)?;
            order(ranks, job, arguments.count, &whole, &writers);
            is_ordered = true;
            windows = writers.into_iter().map(|(writer, _)| writer).collect();
            windows.pop_front()
        };
        let mut outlet = Outlet {
            way: match window {
                Some(writer) => Way::Open(writer),
                None if ranks.may_share => Way::Asked(&mut open),
                None => Way::Whole,
            },
            goes_on: &goes_on,
        };
        let encoded = (arguments.encode)(place, &mut outlet);
        let window = match outlet.way {
            Way::Open(writer) => Some(writer),
            Way::Asked(_) | Way::Whole => None,
        };
        match encoded {
            Ok(Encoded::Whole(bytes)) => whole.push(bytes),
            Ok(Encoded::Passed) => {}
            Ok(Encoded::Abandoned) => {
                windows.extend(window);
                return Ok(windows);
            }
            Err(why) => {
                let why = why.to_string();
                return Err((RunError::Encode { why }, is_ordered));
            }
        }
    }
    if !is_ordered {
        order(ranks, job, arguments.count, &whole, &[]);
    }
    Ok(windows)
}

/// Windows for the arguments from this place on; `None` if the system has no memory of the kind.
fn windows_for(job: &Job, count: usize, place: usize) -> Option<Vec<(Writer, Address)>> {
    let readers = if is_for_all(job, count) {
        job.ranks as usize
    } else {
        1
    };
    let made = (place..count).map(|_| {
        let writer = Writer::new(readers).ok()?;
        let address = Address::of(&writer).ok()?;
        Some((writer, address))
    });
    made.collect()
}

/// Whether all ranks have the same argument.
fn is_for_all(job: &Job, count: usize) -> bool {
    count < job.ranks as usize
}

/// Tells each rank what to run, and gives it its argument, or says where that comes.
fn order(ranks: &Ranks, job: &Job, count: usize, whole: &[Vec<u8>], windows: &[(Writer, Address)]) {
    let each = (0..job.ranks as usize)
        .zip(ranks.lines())
        .map(|(rank, line)| {
            let place = if is_for_all(job, count) { 0 } else { rank };
            let own = whole.get(place).map_or(&[][..], Vec::as_slice);
            let window = place
                .checked_sub(whole.len())
                .and_then(|place| windows.get(place));
            let order = Order::Run(Job {
                argument: window.map(|(_, address)| address.clone()),
                ..job.clone()
            });
            (line, order, own)
        });
    // A rank that is gone is noticed where its last words are.
    if whole.iter().all(|bytes| bytes.len() < LARGE) {
        for (line, order, argument) in each {
            let _ = ranks::order(line, &order, argument);
        }
    } else {
        thread::scope(|scope| {
            for (line, order, argument) in each {
                scope.spawn(move || _ = ranks::order(line, &order, argument));
            }
        });
    }
}
