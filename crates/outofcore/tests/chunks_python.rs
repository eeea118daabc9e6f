//! Python's zarr reads what is written here, and the other way round.

#![cfg(feature = "chunks")]

use std::path::{Path, PathBuf};
use std::process::Command;

use kernels::threads::pool;
use outofcore::chunks::{Array, ChunkError, Compression, Layout, OnMissing};

const ROOMY: usize = 64 << 20;
const SHAPE: [usize; 2] = [37, 29];

/// What both sides compute for themselves.
fn number(i: usize, j: usize) -> f64 {
    (i * 1000 + j) as f64 / 8.0
}

fn all() -> Vec<f64> {
    let [rows, columns] = SHAPE;
    (0..rows)
        .flat_map(|i| (0..columns).map(move |j| number(i, j)))
        .collect()
}

/// The course's Python, if it has zarr.
fn python() -> Option<PathBuf> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.venv/bin/python");
    let python = std::env::var_os("WORKSHOP_PYTHON").map_or(own, PathBuf::from);
    let found = Command::new(&python).args(["-c", "import zarr"]).output();
    let found = found.is_ok_and(|out| out.status.success());
    if !found {
        eprintln!("skipped: no zarr in {}", python.display());
    }
    found.then_some(python)
}

fn run(python: &Path, script: &str, folder: &Path) {
    let script = format!(
        "import numpy as np, zarr\n\
         whole = np.fromfunction(lambda i, j: (i * 1000 + j) / 8, (37, 29))\n{script}"
    );
    let out = Command::new(python)
        .args(["-c", &script])
        .arg(folder)
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
}

#[test]
fn zarr_reads_what_is_written_here() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let pool = pool(2).unwrap();
    for (name, compression) in [
        ("none", Compression::None),
        ("fast", Compression::Zstd(1)),
        ("small", Compression::Zstd(19)),
    ] {
        let layout = Layout::new(SHAPE, [8, 11]).compressed(compression);
        let path = folder.path().join(name);
        Array::create(path, &layout, 2 * ROOMY, &pool, number).unwrap();
    }
    std::fs::remove_file(folder.path().join("small/c/1/1")).unwrap();
    let script = "
for name in ['none', 'fast']:
    a = zarr.open_array(name, mode='r')
    assert a.metadata.zarr_format == 3 and a.dtype == 'float64'
    assert a.shape == (37, 29) and a.chunks == (8, 11), (a.shape, a.chunks)
    assert (a[:] == whole).all(), name
a = zarr.open_array('small', mode='r')[:]
assert np.isnan(a[8:16, 11:22]).all() and np.isnan(a).sum() == 88
";
    run(&python, script, folder.path());
}

#[test]
fn what_zarr_writes_is_read_here() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let script = "
from zarr.codecs import ZstdCodec, BytesCodec, GzipCodec, ShardingCodec
def make(name, **how):
    a = zarr.create_array(name, shape=whole.shape, chunks=(10, 9), dtype=how.pop('dtype', 'f8'), **how)
    a[:] = whole.astype(a.dtype)
make('default')
make('none', compressors=None)
make('checked', compressors=ZstdCodec(level=7, checksum=True))
make('big', serializer=BytesCodec(endian='big'))
make('dots', chunk_key_encoding={'name': 'default', 'separator': '.'})
make('gzip', compressors=GzipCodec())
make('float32', dtype='f4')
make('version2', zarr_format=2)
make('shards', shards=(20, 18))
zarr.create_array('cube', shape=(4, 4, 4), chunks=(2, 2, 2), dtype='f8')[:] = 1
zarr.create_group('group')
holes = zarr.create_array('holes', shape=(4, 4), chunks=(2, 2), dtype='f8', fill_value=0)
holes[0, 0] = 5
";
    run(&python, script, folder.path());
    let pool = pool(2).unwrap();
    for name in ["default", "none", "checked", "big", "dots"] {
        let array = Array::open(folder.path().join(name)).unwrap();
        assert_eq!(array.layout().chunk, [10, 9], "{name}");
        assert_eq!(array.read(0..37, 0..29).unwrap(), all(), "{name}");
        // The numbers are whole eighths: any order of adding gives this.
        let sum: f64 = all().iter().sum();
        assert_eq!(array.sum(ROOMY, &pool).unwrap(), sum, "{name}");
    }
    for (name, word) in [
        ("gzip", "gzip"),
        ("float32", "float32"),
        ("version2", "version 2"),
        ("shards", "sharding"),
        ("cube", "3 dimensions"),
        ("group", ""),
    ] {
        let error = Array::open(folder.path().join(name)).unwrap_err();
        assert!(
            matches!(error, ChunkError::Foreign { .. }),
            "{name}: {error}"
        );
        assert!(error.to_string().contains(word), "{name}: {error}");
    }
    let holes = Array::open(folder.path().join("holes")).unwrap();
    let refused = holes.sum(ROOMY, &pool);
    assert!(matches!(refused, Err(ChunkError::Missing { .. })));
    let filled = holes.on_missing(OnMissing::Fill);
    assert_eq!(filled.sum(ROOMY, &pool).unwrap(), 5.0);
}

#[test]
fn sweeps_of_an_array_of_zarr_are_read_by_zarr() {
    let Some(python) = python() else { return };
    let folder = tempfile::tempdir().unwrap();
    let make = "
from zarr.codecs import BytesCodec
a = zarr.create_array('big', shape=whole.shape, chunks=(10, 9), dtype='f8', fill_value=0, serializer=BytesCodec(endian='big'))
a[:] = whole
";
    run(&python, make, folder.path());
    let array = Array::open(folder.path().join("big")).unwrap();
    let heat = outofcore::chunks::Heat {
        r: 0.2,
        sweeps: 3,
        per_pass: 2,
    };
    let pool = pool(2).unwrap();
    array
        .heat(folder.path().join("later"), heat, ROOMY, &pool)
        .unwrap();
    let check = "
u = whole.copy()
for _ in range(3):
    c = u[1:-1, 1:-1]
    around = u[:-2, 1:-1] + u[2:, 1:-1] + u[1:-1, :-2] + u[1:-1, 2:]
    u[1:-1, 1:-1] = c + 0.2 * (around - 4 * c)
assert (zarr.open_array('later', mode='r')[:] == u).all()
";
    run(&python, check, folder.path());
}
