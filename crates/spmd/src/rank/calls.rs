//! What happens around each call of MPI: it is noted, and in a job that is recorded it is timed.
//!
//! Noting costs some stores: two ranks that exchange a message of 8 bytes every 200 ns would
//! notice more.

use std::ffi::c_int;
use std::sync::atomic::Ordering;

use super::activity::{current, lock};
use super::kind::Kind;
use super::recorder::Ending;
use crate::raw::{Call, Envelope, now};

/// Makes a call, which `real` does.
#[inline]
pub(crate) fn through(call: &Call, real: impl FnOnce() -> c_int) -> c_int {
    let activity = current();
    activity.enter(call.kind, call.peer, call.tag);
    let code = if activity.recording.load(Ordering::Relaxed) {
        recorded(call, real)
    } else {
        real()
    };
    activity.leave();
    code
}

#[cold]
fn recorded(call: &Call, real: impl FnOnce() -> c_int) -> c_int {
    let began = now();
    // A request is gone when the call that waited for it returns.
    let awaited = call.awaited();
    let code = real();
    let mut recorder = lock(&current().recorder);
    for (place, (before, after)) in awaited.iter().zip(call.awaited()).enumerate() {
        if let (Some(request), None) = (before, after) {
            recorder.complete(*request, call.envelope(place));
        }
    }
    // What was only looked for is not there yet.
    if matches!(call.kind, Kind::Probe | Kind::Mprobe) || call.kind.tests() {
        return code;
    }
    let members = call.members();
    let place = |rank: c_int| {
        let rank = usize::try_from(rank).ok()?;
        match &members {
            Some(members) => members.get(rank).copied(),
            None => u32::try_from(rank).ok(),
        }
    };
    let is_world = |members: &Vec<u32>| {
        members.len() == recorder.ranks && (0..).zip(members).all(|(rank, member)| rank == *member)
    };
    let ending = Ending {
        kind: call.kind,
        peer: members.as_ref().and_then(|_| place(call.peer)),
        tag: call.tag,
        bytes: call.sent(),
        began,
        members: members
            .clone()
            .filter(|members| !is_world(members))
            .unwrap_or_default(),
        request: call.begun(),
    };
    let received = |kind: Kind, (source, tag): (c_int, c_int)| {
        // Without a status, what is known is what the caller wanted.
        let wanted = Envelope {
            source,
            tag,
            bytes: call.received(),
        };
        let Envelope { source, tag, bytes } = call.envelope(0).unwrap_or(wanted);
        Ending {
            kind,
            peer: place(source),
            tag,
            bytes,
            ..ending.clone()
        }
    };
    match call.kind {
        Kind::Recv | Kind::Mrecv | Kind::Irecv | Kind::Imrecv => {
            recorder.push(received(call.kind, (call.peer, call.tag)));
        }
        Kind::Sendrecv | Kind::SendrecvReplace => {
            let second = received(Kind::Recv, call.from);
            recorder.push(ending);
            recorder.push(second);
        }
        _ => recorder.push(ending),
    }
    code
}
