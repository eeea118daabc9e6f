//! The calls of MPI that are watched.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($kind:ident),* $(,)?) => {
        /// A call of MPI.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[allow(missing_docs)]
        #[repr(u32)]
        pub enum Kind { $($kind),* }

        impl Kind {
            const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The call's name in the standard, e.g. "MPI_Send".
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Self::$kind => concat!("MPI_", stringify!($kind))),* }
            }
        }
    };
}

kinds!(
    None,
    Send,
    Ssend,
    Bsend,
    Rsend,
    Isend,
    Issend,
    Ibsend,
    Irsend,
    Recv,
    Irecv,
    Mrecv,
    Imrecv,
    Probe,
    Mprobe,
    Sendrecv,
    Wait,
    Waitall,
    Waitany,
    Waitsome,
    Test,
    Barrier,
    Bcast,
    Gather,
    Gatherv,
    Scatter,
    Scatterv,
    Allgather,
    Allgatherv,
    Alltoall,
    Alltoallv,
    Reduce,
    Allreduce,
    ReduceScatterBlock,
    Scan,
    Exscan,
    CommDup,
    CommSplit,
    CommCreate,
    CartCreate
);

impl From<u32> for Kind {
    fn from(number: u32) -> Self {
        Self::ALL
            .get(number as usize)
            .copied()
            .unwrap_or(Self::None)
    }
}

impl Kind {
    /// Whether it sends one message to one rank.
    #[must_use]
    pub fn sends(self) -> bool {
        use Kind::{Bsend, Ibsend, Irsend, Isend, Issend, Rsend, Send, Sendrecv, Ssend};
        matches!(
            self,
            Send | Ssend | Bsend | Rsend | Isend | Issend | Ibsend | Irsend | Sendrecv
        )
    }

    /// Whether one rank has a part of its own: the root.
    #[must_use]
    pub fn is_rooted(self) -> bool {
        use Kind::{Bcast, Gather, Gatherv, Reduce, Scatter, Scatterv};
        matches!(self, Bcast | Gather | Gatherv | Scatter | Scatterv | Reduce)
    }

    /// Whether every rank of the communicator makes this call together.
    #[must_use]
    pub fn is_collective(self) -> bool {
        self as u32 >= Self::Barrier as u32
    }

    /// Whether it can wait for another rank.
    #[must_use]
    pub fn waits(self) -> bool {
        use Kind::{Bsend, Ibsend, Imrecv, Irecv, Irsend, Isend, Issend, None, Rsend, Test};
        !matches!(
            self,
            None | Bsend | Rsend | Isend | Issend | Ibsend | Irsend | Irecv | Imrecv | Test
        )
    }
}
