//! A workload with its input, its oracle's answer and its cost.

use std::rc::Rc;

use bench::{Contender, Cost, Race, Rows};

use crate::contender::{Guest, Input};
use crate::error::PeerError;
use crate::peer::{Ahead, Peer};
use crate::settings::Settings;

/// One workload at one size: what every peer gets, and what its answer must be.
#[derive(Clone, Debug)]
pub struct Work {
    /// The workload's short name, such as "nbody".
    pub name: &'static str,
    /// Its name in titles.
    pub title: String,
    /// Problem size as its rows state it.
    pub size: usize,
    /// Bytes and flops of one call.
    pub cost: Cost,
    /// What every peer reads: f64 values in the order that its loader knows.
    pub input: Vec<f64>,
    /// The oracle's answer, in row-major order.
    pub oracle: Vec<f64>,
    /// The shape of the answer.
    pub shape: Vec<usize>,
    /// Largest relative error allowed: see [`bench::Agree`].
    pub tolerance: f64,
    /// Who takes part.
    pub peers: &'static [Peer],
}

impl Work {
    /// The peers called `names`, ready to [enter](bench::Contest::enter) a race beside Rust closures.
    ///
    /// An unknown name takes part too, and becomes a gap that says which there are.
    pub fn contenders(&self, names: &[&str], settings: &Settings) -> Vec<Box<dyn Contender>> {
        let input = Rc::new(Input::new(self.clone()));
        names
            .iter()
            .map(|name| {
                let peer = self.find(name);
                let guest = Guest::new(name, peer, Rc::clone(&input), settings.clone());
                Box::new(guest) as Box<dyn Contender>
            })
            .collect()
    }

    /// Runs the peers called `names`, sample by sample in turns.
    pub fn run(&self, names: &[&str], settings: &Settings) -> Rows {
        let race = Race::new(&self.title)
            .against(&(), 0.0)
            .budget(settings.budget)
            .enter(self.contenders(names, settings));
        race.go().unwrap_or_else(|error| {
            // Only a name given twice ends a race of peers.
            let mut rows = Rows::new(&self.title);
            rows.push_gap(error.name(), &error.why());
            rows
        })
    }

    /// The same work with a peer more: a Python source that defines `run`, called with the arguments that NumPy's gets.
    ///
    /// Without a peer called "numpy" nothing is added: its loader is what reads the input.
    ///
    /// ```
    /// let work = peers::Work::reduction(&[1.0, 2.0]).join("mine", "def run(x):\n    return sum(x)\n");
    /// assert_eq!(work.peers.last().unwrap().name, "mine");
    /// ```
    #[must_use]
    pub fn join(mut self, name: &str, source: &str) -> Self {
        let numpy = self.peers.iter().find(|peer| peer.name == "numpy");
        let Some(&[_, loader, ..]) = numpy.map(|peer| peer.files) else {
            return self;
        };
        let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let file: String = name.chars().map(letter).collect();
        // Peers are made of constants: one that is added stays until the process ends.
        let keep = |text: String| -> &'static str { Box::leak(text.into_boxed_str()) };
        let file = keep(format!("{}_with_{file}.py", self.name));
        let files = Box::leak(Box::new([(file, keep(source.to_owned())), loader]));
        let peer = Peer::python(keep(name.to_owned()), files, &["numpy"], Ahead::Nothing);
        self.peers = Box::leak([self.peers, &[peer]].concat().into_boxed_slice());
        self
    }

    fn find(&self, name: &str) -> Result<Peer, PeerError> {
        if self.size == 0 {
            return Err(PeerError::Nothing);
        }
        let found = self.peers.iter().find(|peer| peer.name == name);
        found.copied().ok_or_else(|| PeerError::Unknown {
            name: name.to_owned(),
            have: self.peers.iter().map(|peer| peer.name).collect(),
        })
    }
}
