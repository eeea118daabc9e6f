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

            /// The call's name in the standard.
            ///
            /// ```
            /// use spmd::record::Kind;
            ///
            /// assert_eq!(Kind::Send.name(), "MPI_Send");
            /// assert_eq!(Kind::CommDup.name(), "MPI_Comm_dup");
            /// ```
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    Self::SendrecvReplace => "MPI_Sendrecv_replace",
                    Self::ReduceScatterBlock => "MPI_Reduce_scatter_block",
                    Self::IreduceScatterBlock => "MPI_Ireduce_scatter_block",
                    Self::CommDup => "MPI_Comm_dup",
                    Self::CommSplit => "MPI_Comm_split",
                    Self::CommCreate => "MPI_Comm_create",
                    Self::CartCreate => "MPI_Cart_create",
                    Self::CartSub => "MPI_Cart_sub",
                    $(#[allow(unreachable_patterns)] Self::$kind => concat!("MPI_", stringify!($kind))),*
                }
            }
        }
    };
}

kinds!(
    None,
    // To one rank.
    Send,
    Ssend,
    Bsend,
    Rsend,
    Isend,
    Issend,
    Ibsend,
    Irsend,
    Sendrecv,
    SendrecvReplace,
    // From one rank.
    Recv,
    Irecv,
    Mrecv,
    Imrecv,
    Probe,
    Mprobe,
    // For what was begun earlier.
    Wait,
    Waitall,
    Waitany,
    Waitsome,
    Test,
    Testall,
    Testany,
    Testsome,
    // All together. `is_collective` knows that they come last, and `blocking` that each begun one
    // follows the one that waits.
    Barrier,
    Ibarrier,
    Bcast,
    Ibcast,
    Gather,
    Igather,
    Gatherv,
    Igatherv,
    Scatter,
    Iscatter,
    Scatterv,
    Iscatterv,
    Allgather,
    Iallgather,
    Allgatherv,
    Iallgatherv,
    Alltoall,
    Ialltoall,
    Alltoallv,
    Ialltoallv,
    Reduce,
    Ireduce,
    Allreduce,
    Iallreduce,
    ReduceScatterBlock,
    IreduceScatterBlock,
    Scan,
    Iscan,
    Exscan,
    Iexscan,
    CommDup,
    CommSplit,
    CommCreate,
    CartCreate,
    CartSub
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
    ///
    /// ```
    /// use spmd::record::Kind;
    ///
    /// assert!(Kind::Isend.sends() && Kind::Sendrecv.sends() && !Kind::Recv.sends());
    /// ```
    #[must_use]
    pub fn sends(self) -> bool {
        (Self::Send as u32..=Self::SendrecvReplace as u32).contains(&(self as u32))
    }

    /// Whether one rank has a part of its own: the root.
    ///
    /// ```
    /// use spmd::record::Kind;
    ///
    /// assert!(Kind::Bcast.is_rooted() && Kind::Ireduce.is_rooted() && !Kind::Allreduce.is_rooted());
    /// ```
    #[must_use]
    pub fn is_rooted(self) -> bool {
        use Kind::{Bcast, Gather, Gatherv, Reduce, Scatter, Scatterv};
        matches!(
            self.blocking(),
            Bcast | Gather | Gatherv | Scatter | Scatterv | Reduce
        )
    }

    /// Whether every rank of the communicator makes this call together.
    ///
    /// ```
    /// use spmd::record::Kind;
    ///
    /// assert!(Kind::Barrier.is_collective() && Kind::CartSub.is_collective());
    /// assert!(!Kind::Wait.is_collective());
    /// ```
    #[must_use]
    pub fn is_collective(self) -> bool {
        self as u32 >= Self::Barrier as u32
    }

    /// The call that waits for the end of what this one begins; other calls are their own.
    ///
    /// ```
    /// use spmd::record::Kind;
    ///
    /// assert_eq!(Kind::Ibcast.blocking(), Kind::Bcast);
    /// assert_eq!(Kind::Exscan.blocking(), Kind::Exscan);
    /// ```
    #[must_use]
    pub fn blocking(self) -> Self {
        let (own, first) = (self as u32, Self::Barrier as u32);
        let is_begun = own > first && own <= Self::Iexscan as u32 && (own - first) % 2 == 1;
        if is_begun { Self::from(own - 1) } else { self }
    }

    /// Whether it can wait for another rank.
    ///
    /// ```
    /// use spmd::record::Kind;
    ///
    /// assert!(Kind::Send.waits() && Kind::Waitall.waits() && Kind::Barrier.waits());
    /// assert!(!Kind::Isend.waits() && !Kind::Testall.waits() && !Kind::Ibarrier.waits());
    /// ```
    #[must_use]
    pub fn waits(self) -> bool {
        use Kind::{Bsend, Ibsend, Imrecv, Irecv, Irsend, Isend, Issend, None, Rsend};
        !matches!(
            self,
            None | Bsend | Rsend | Isend | Issend | Ibsend | Irsend | Irecv | Imrecv
        ) && !self.tests()
            && self.blocking() == self
    }

    /// Whether it only looks whether something begun earlier is complete.
    pub(crate) fn tests(self) -> bool {
        use Kind::{Test, Testall, Testany, Testsome};
        matches!(self, Test | Testall | Testany | Testsome)
    }
}
