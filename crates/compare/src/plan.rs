//! What a run of the comparison is to do.

use std::path::{Path, PathBuf};
use std::time::Duration;

use bench::machine::Machine;
use bench::{BenchError, Contest, Rows};
use kernels::threads;
use peers::{Settings, Work};
use rayon::ThreadPool;

use crate::scenarios::{Kind, SCENARIOS, Scenario, ranks};

/// What to run, at which size, on how many threads.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Small sizes and short races: minutes become seconds.
    pub quick: bool,
    /// Scenarios, kinds of work ([`Kind`](crate::Kind)) and peers by name; all when there is none.
    pub only: Vec<String>,
    /// Threads of the rows that use several.
    pub threads: usize,
    /// Where peers are found, and how long they may take.
    pub settings: Settings,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            quick: false,
            only: Vec::new(),
            threads: Machine::here().threads,
            settings: Settings::default(),
        }
    }
}

impl Plan {
    /// Whether this scenario takes part.
    ///
    /// ```
    /// let plan = compare::Plan { only: vec!["pi".into(), "numba".into()], ..Default::default() };
    /// assert!(plan.has_scenario("pi") && !plan.has_scenario("nbody"));
    /// assert!(plan.has_peer("numba") && !plan.has_peer("numpy"));
    /// assert!(compare::Plan::default().has_scenario("nbody"));
    /// let plan = compare::Plan { only: vec!["mpi".into()], ..Default::default() };
    /// assert!(plan.has_scenario("heat-mpi") && plan.has_scenario("nbody-mpi") && !plan.has_scenario("heat"));
    /// ```
    #[must_use]
    pub fn has_scenario(&self, name: &str) -> bool {
        let kind = SCENARIOS.iter().find(|scenario| scenario.name == name);
        let kind = kind.map_or("", |scenario| scenario.kind.name());
        self.chosen(name, is_work) || self.only.iter().any(|word| word == kind)
    }

    /// Whether this peer takes part. The Rust rows always do: they are what peers are compared with.
    #[must_use]
    pub fn has_peer(&self, name: &str) -> bool {
        self.chosen(name, is_peer)
    }

    /// The folder below `data/results` that this run writes to: only whole runs with all peers belong to the repository.
    #[must_use]
    pub fn folder(&self, results: &Path) -> PathBuf {
        if self.is_part() {
            results.join("part")
        } else if self.quick {
            results.join("quick")
        } else {
            results.to_owned()
        }
    }

    /// Whether some peers are left out of the scenarios that run.
    fn is_part(&self) -> bool {
        self.only.iter().any(|name| is_peer(name))
    }

    /// A name that chooses among others of its kind; when none of the kind is named, all take part.
    fn chosen(&self, name: &str, kind: fn(&str) -> bool) -> bool {
        let mut of_kind = self.only.iter().filter(|word| kind(word)).peekable();
        of_kind.peek().is_none() || of_kind.any(|word| word == name)
    }

    /// Rows for names that are neither scenario nor peer, and for more threads than there are cores.
    ///
    /// ```
    /// let plan = compare::Plan { only: vec!["nunba".into()], ..Default::default() };
    /// assert!(plan.remarks().gaps()[0].why.contains("numba"));
    /// ```
    #[must_use]
    pub fn remarks(&self) -> Rows {
        let mut rows = Rows::new("about this run");
        for name in self.unknown() {
            let scenarios: Vec<&str> = SCENARIOS.iter().map(|scenario| scenario.name).collect();
            rows.push_gap(
                name,
                &format!(
                    "unknown: there are the scenarios {}, the kinds {} and the peers {}",
                    scenarios.join(", "),
                    Kind::ALL.map(Kind::name).join(", "),
                    peer_names().join(", ")
                ),
            );
        }
        let cores = Machine::here().threads;
        if self.threads > cores {
            let threads = self.threads;
            rows.push_gap(
                &format!("{threads} threads"),
                &format!("this machine runs {cores} at once: rows on several threads share them"),
            );
        }
        rows
    }

    /// The names of `only` that mean nothing here.
    #[must_use]
    pub fn unknown(&self) -> Vec<&str> {
        let names = self.only.iter().map(String::as_str);
        names
            .filter(|name| !is_work(name) && !is_peer(name))
            .collect()
    }

    /// One of two sizes.
    pub(crate) fn size<T>(&self, quick: T, whole: T) -> T {
        if self.quick { quick } else { whole }
    }

    /// The threads of the Rust rows, bound to processors as OpenMP's are here: a row on all of them is
    /// called inside of `pool.install`.
    pub(crate) fn pool(&self) -> Result<ThreadPool, BenchError> {
        threads::pinned(self.threads).map_err(|error| BenchError::Failed {
            name: "rust par".to_owned(),
            why: error.to_string(),
        })
    }

    /// Runs a race of Rust rows with those peers of `work` that take part, but for `left_out`.
    pub(crate) fn go<O: ?Sized>(
        &self,
        race: Contest<'_, O>,
        work: &Work,
        left_out: &[&str],
    ) -> Result<Rows, BenchError> {
        let names: Vec<&str> = work
            .peers
            .iter()
            .map(|peer| peer.name)
            .filter(|name| self.has_peer(name) && !left_out.contains(name))
            .collect();
        let settings = Settings {
            threads: self.threads,
            ..self.settings.clone()
        };
        race.size(work.size)
            .budget(self.size(Duration::from_secs(3), Duration::from_secs(20)))
            .enter(work.contenders(&names, &settings))
            .go()
    }
}

/// A scenario, or a kind of them.
fn is_work(name: &str) -> bool {
    let named = |scenario: &Scenario| name == scenario.name || name == scenario.kind.name();
    SCENARIOS.iter().any(named)
}

fn is_peer(name: &str) -> bool {
    peer_names().contains(&name)
}

fn peer_names() -> Vec<&'static str> {
    let mut names: Vec<&str> = peers::all()
        .into_iter()
        .flat_map(|(_, peers)| peers.iter().map(|peer| peer.name))
        .chain(ranks::PEERS)
        .chain(ranks::HEAT_PEERS)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
