//! What a peer consists of.

use crate::settings::Settings;
use crate::workloads::module;

/// The name and the text of a source file.
pub type Source = (&'static str, &'static str);

/// One peer of one workload: its sources and how they become a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The name it is asked for and shown by, such as "numba".
    pub name: &'static str,
    /// Its files: name and contents. The first holds the work.
    pub files: &'static [Source],
    /// How they become a program.
    pub program: Program,
    /// Whether it uses [`Settings::threads`](crate::Settings::threads) threads or processes; else it gets one.
    pub parallel: bool,
    /// Whether its answer lies on the disk.
    pub on_disk: bool,
}

impl Peer {
    /// A Python peer: `files` are the module with `run`, then the one with `load` and `dump`.
    ///
    /// ```
    /// use peers::{Ahead, Peer};
    /// const PEER: Peer = Peer::python("numpy", &[("double.py", ""), ("arrays.py", "")], &["numpy"], Ahead::Nothing);
    /// assert!(!PEER.parallel && PEER.in_parallel().parallel);
    /// ```
    ///
    /// # Panics
    /// With fewer than two files.
    #[must_use]
    pub const fn python(
        name: &'static str,
        files: &'static [Source],
        packages: &'static [&'static str],
        ahead: Ahead,
    ) -> Self {
        let program = Program::Python {
            module: module(files[0].0),
            loader: module(files[1].0),
            packages,
            ahead,
        };
        Self {
            name,
            files,
            program,
            parallel: false,
            on_disk: false,
        }
    }

    /// A C peer.
    #[must_use]
    pub const fn c(
        name: &'static str,
        files: &'static [Source],
        flags: &'static [&'static str],
    ) -> Self {
        Self {
            name,
            files,
            program: Program::C { flags },
            parallel: false,
            on_disk: false,
        }
    }

    /// Threads (or processes) that it uses.
    pub(crate) fn threads(&self, settings: &Settings) -> usize {
        if self.parallel { settings.threads } else { 1 }
    }

    /// The same, on several threads or processes.
    #[must_use]
    pub const fn in_parallel(mut self) -> Self {
        self.parallel = true;
        self
    }

    /// The same, with an answer that lies on the disk: what it left to the system to write is written at the end of its
    /// turn, or the next one who waits for the disk would wait for that too.
    ///
    /// ```
    /// use peers::{Ahead, Peer};
    /// const PEER: Peer = Peer::python("zarr", &[("a.py", ""), ("b.py", "")], &["zarr"], Ahead::Nothing);
    /// assert!(!PEER.on_disk && PEER.on_disk().on_disk);
    /// ```
    #[must_use]
    pub const fn on_disk(mut self) -> Self {
        self.on_disk = true;
        self
    }
}
/// How the files of a [`Peer`] become a program that speaks the protocol of `python/driver.py`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// A Python module with a function `run`, and a module with `load` and `dump`.
    Python {
        /// The module that does the work.
        module: &'static str,
        /// The module that reads the input and turns the answer into bytes.
        loader: &'static str,
        /// Packages that must be there, as PyPI calls them.
        packages: &'static [&'static str],
        /// What happens to the module before it can be imported.
        ahead: Ahead,
    },
    /// C sources that are compiled together.
    C {
        /// The compiler's flags.
        flags: &'static [&'static str],
    },
}

/// What happens to a Python module before it can be imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ahead {
    /// Nothing: it is imported as it is.
    Nothing,
    /// Nothing, but its first call starts a just-in-time compiler.
    JustInTime,
    /// Cython, then the C compiler with these flags.
    Cython(&'static [&'static str]),
    /// Pythran, then the C++ compiler with these flags.
    Pythran(&'static [&'static str]),
    /// pybind11: the C++ compiler with these flags.
    Pybind11(&'static [&'static str]),
}

impl Program {
    /// Whether a compiler runs before the first call can be made.
    pub fn is_compiled(self) -> bool {
        match self {
            Self::C { .. } => true,
            Self::Python { ahead, .. } => !matches!(ahead, Ahead::Nothing | Ahead::JustInTime),
        }
    }

    /// Whether a compiler runs in the first call.
    pub fn is_just_in_time(self) -> bool {
        matches!(
            self,
            Self::Python {
                ahead: Ahead::JustInTime,
                ..
            }
        )
    }
}
