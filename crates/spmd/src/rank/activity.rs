//! What this rank is doing: written by every call of MPI, read by the thread that answers for it.

use std::sync::atomic::{AtomicBool, AtomicI32, AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use super::kind::Kind;
use super::recorder::Recorder;
use crate::raw;
use crate::wire::Doing;

/// What one rank is doing. Every store is relaxed.
#[derive(Debug)]
pub(crate) struct Activity {
    count: AtomicU64,
    kind: AtomicU32,
    peer: AtomicI32,
    tag: AtomicI32,
    pub(crate) recording: AtomicBool,
    said: Mutex<String>,
    pub(crate) recorder: Mutex<Recorder>,
}

/// Calls outside of any job are noted here.
static OWN: Activity = Activity::new();

/// A cell brings a copy of this crate; all copies in a rank note what they do in one place.
static SHARED: OnceLock<&'static Activity> = OnceLock::new();

/// Where this copy of the crate notes what it does.
#[inline]
pub(crate) fn current() -> &'static Activity {
    SHARED.get().copied().unwrap_or(&OWN)
}

/// From now on this copy of the crate notes what it does there.
pub(crate) fn share(activity: &'static Activity) {
    // A rank has one for all its life.
    let _ = SHARED.set(activity);
}

impl Activity {
    const fn new() -> Self {
        Self {
            count: AtomicU64::new(0),
            kind: AtomicU32::new(Kind::None as u32),
            peer: AtomicI32::new(0),
            tag: AtomicI32::new(0),
            recording: AtomicBool::new(false),
            said: Mutex::new(String::new()),
            recorder: Mutex::new(Recorder::new()),
        }
    }

    /// A call of MPI begins.
    #[inline]
    pub(crate) fn enter(&self, kind: Kind, peer: i32, tag: i32) {
        self.peer.store(peer, Ordering::Relaxed);
        self.tag.store(tag, Ordering::Relaxed);
        self.kind.store(kind as u32, Ordering::Relaxed);
        // One thread calls MPI, so nothing is lost between the load and the store.
        let count = self.count.load(Ordering::Relaxed);
        self.count.store(count.wrapping_add(1), Ordering::Relaxed);
    }

    /// It has ended.
    #[inline]
    pub(crate) fn leave(&self) {
        self.kind.store(Kind::None as u32, Ordering::Relaxed);
    }

    /// The call of MPI that this rank is in.
    pub(crate) fn kind(&self) -> Kind {
        Kind::from(self.kind.load(Ordering::Relaxed))
    }

    /// Notes what the program says that it does.
    pub(crate) fn say(&self, what: &str) {
        let mut said = lock(&self.said);
        said.clear();
        said.push_str(what);
        let count = self.count.load(Ordering::Relaxed);
        self.count.store(count.wrapping_add(1), Ordering::Relaxed);
    }

    /// For the report.
    pub(crate) fn snapshot(&self) -> Doing {
        let kind = self.kind();
        Doing {
            count: self.count.load(Ordering::Relaxed),
            call: (kind != Kind::None).then(|| self.words(kind)),
            waits: kind.waits(),
            said: lock(&self.said).clone(),
        }
    }

    /// The call of MPI in words.
    fn words(&self, kind: Kind) -> String {
        let (peer, tag) = (
            self.peer.load(Ordering::Relaxed),
            self.tag.load(Ordering::Relaxed),
        );
        let (any_source, any_tag) = raw::any_source_or_tag();
        let whom = if peer == any_source {
            "any rank".to_owned()
        } else {
            format!("rank {peer}")
        };
        let which = if tag == any_tag {
            String::new()
        } else {
            format!(", tag {tag}")
        };
        let name = kind.name();
        match kind {
            Kind::Recv | Kind::Probe | Kind::Mprobe => {
                format!("in {name}: waits for a message from {whom}{which}")
            }
            Kind::Sendrecv | Kind::SendrecvReplace => {
                format!("in {name}: sends to {whom} and waits for a message")
            }
            kind if kind.sends() => format!("in {name}: waits until {whom} receives{which}"),
            Kind::Wait | Kind::Waitall | Kind::Waitany | Kind::Waitsome => {
                format!("in {name}: waits for messages begun earlier")
            }
            kind if kind.is_rooted() => {
                format!("in {name} (root {peer}): waits for the other ranks")
            }
            kind if kind.waits() => format!("in {name}: waits for the other ranks"),
            _ => format!("in {name}"),
        }
    }
}

/// A panic elsewhere leaves nothing half done in what these guard.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
