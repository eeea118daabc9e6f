//! Dask.array and zarr on arrays that are written here, and arrays of theirs read here.

use std::time::Duration;

use kernels::heat::sweeps_naive;
use outofcore::chunks::{Array, Compression, Layout};
use peers::{SAMPLED, Settings, Work};

#[test]
fn those_that_are_installed_agree_and_write_what_is_read_here() {
    let settings = Settings {
        budget: Duration::from_millis(20),
        threads: 2,
        ..Settings::default()
    };
    let pool = kernels::threads::pool(2).unwrap();
    // Sizes that do not divide; one pass, several passes, a halo as deep as a chunk.
    for (shape, chunk, sweeps, compression) in [
        ([40, 30], [16, 16], [6, 6], Compression::None),
        ([37, 53], [10, 20], [9, 4], Compression::Zstd(1)),
        ([33, 33], [8, 8], [16, 8], Compression::None),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("plate.zarr");
        let layout = Layout::new(shape, chunk).compressed(compression);
        let value = |i: usize, j: usize| ((7 * i + 3 * j) % 11) as f64 - 4.5;
        let array = Array::create(&path, &layout, 1 << 24, &pool, value).unwrap();
        let [rows, columns] = shape;
        let mut whole = array.read(0..rows, 0..columns).unwrap();
        let mut scratch = whole.clone();
        sweeps_naive(&mut whole, &mut scratch, columns, 0.2, sweeps[0]).unwrap();
        let sampled = (0..SAMPLED).map(|k| k * (rows - 1) / (SAMPLED - 1));
        let answer: Vec<f64> = sampled
            .flat_map(|i| whole[i * columns..][..columns].to_vec())
            .collect();
        let work = Work::chunks(&path, shape, 0.2, sweeps, &answer);
        let names: Vec<&str> = work.peers.iter().map(|peer| peer.name).collect();
        let done = work.run(&names, &settings);
        for gap in done.gaps() {
            assert!(
                gap.why.starts_with("missing: "),
                "{}: {}",
                gap.name,
                gap.why
            );
        }
        assert_eq!(done.len() + done.gaps().len(), names.len());
        for (name, row) in [("dask", "dask-array"), ("dask-numba", "dask-numba")] {
            if done.row(row).is_ok() {
                let theirs = Array::open(path.with_extension(format!("zarr.{name}"))).unwrap();
                let theirs = theirs.read(0..rows, 0..columns).unwrap();
                let far = theirs.iter().zip(&whole).map(|(a, b)| (a - b).abs());
                assert!(far.fold(0.0, f64::max) < 1e-12, "{name}");
            }
        }
    }
}
