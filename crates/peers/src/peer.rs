//! What a peer consists of.

/// One peer of one workload: its sources and how they become a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// The name it is asked for and shown by, such as "numba".
    pub name: &'static str,
    /// Its files: name and contents.
    pub files: &'static [(&'static str, &'static str)],
    /// How they become a program.
    pub program: Program,
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
}

impl Program {
    /// Whether a compiler runs before the first call can be made.
    pub fn is_compiled(self) -> bool {
        match self {
            Self::C { .. } => true,
            Self::Python { ahead, .. } => matches!(ahead, Ahead::Cython(_) | Ahead::Pythran(_)),
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
