//! Sweeps of the heat equation on ranks, in C, and in Python with mpi4py and NumPy or Numba.

use std::fs;

use super::{Part, PeerError, Player, Program};
use crate::Cluster;
use crate::cluster::Session;

/// A plate, and what is done with it.
#[derive(Clone, Copy, Debug)]
pub struct Heat<'a> {
    /// Its points, row after row, with their fixed rim.
    pub plate: &'a [f64],
    /// Points of a row.
    pub columns: usize,
    /// The number r of the sweep, D Δt / Δx².
    pub r: f64,
    /// Sweeps of one sample.
    pub sweeps: usize,
    /// How often they are timed.
    pub samples: usize,
}

/// What a peer made of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cooled {
    /// The plate after the sweeps, to be checked before the times are looked at.
    pub plate: Vec<f64>,
    /// Seconds of one sweep, for each sample.
    pub times: Vec<f64>,
}

const HEAT: Program = Program {
    name: "heat",
    c: include_str!("heat.c"),
    python: include_str!("heat.py"),
    part: Some(Part {
        module: "sweep",
        numpy: include_str!("heat_numpy.py"),
        numba: include_str!("heat_numba.py"),
    }),
};

impl Player {
    /// Sweeps over a plate in strips of rows, on `ranks` ranks that are started for it by the launcher and
    /// with the settings of `cluster`.
    ///
    /// # Errors
    /// When the peer is not there or fails; what is missing is said.
    pub fn heat(
        self,
        cluster: &Cluster,
        ranks: usize,
        heat: &Heat<'_>,
    ) -> Result<Cooled, PeerError> {
        let session = cluster.folders()?;
        let cooled = self.heat_in(cluster, ranks, heat, &session);
        session.remove();
        cooled
    }

    fn heat_in(
        self,
        cluster: &Cluster,
        ranks: usize,
        heat: &Heat<'_>,
        session: &Session,
    ) -> Result<Cooled, PeerError> {
        let folder = session.temporary();
        let (source, target) = (folder.join("before.f64"), folder.join("after.f64"));
        let bytes: Vec<u8> = heat.plate.iter().flat_map(|x| x.to_ne_bytes()).collect();
        fs::write(&source, bytes)?;
        let numbers = [
            heat.columns.to_string(),
            heat.r.to_string(),
            heat.sweeps.to_string(),
            heat.samples.to_string(),
        ];
        let files = [source, target.clone()].map(|file| file.to_string_lossy().into_owned());
        let arguments: Vec<String> = files.into_iter().chain(numbers).collect();
        let text = self.start(&HEAT, cluster, ranks, &arguments, session)?;
        let plate = fs::read(&target)?;
        let number = |bytes: &[u8]| bytes.try_into().map_or(f64::NAN, f64::from_ne_bytes);
        Ok(Cooled {
            plate: plate.chunks(size_of::<f64>()).map(number).collect(),
            times: text
                .lines()
                .filter_map(|line| line.trim().parse().ok())
                .collect(),
        })
    }
}
