//! Against the whole array in memory, at sizes that do not divide.

use std::path::PathBuf;

use kernels::heat::sweeps_naive;
use kernels::threads;
use ndarray::Array2;

use super::draft::Draft;
use super::files::Access;
use super::{Array, ChunkError, Compression, Heat, Layout, leftovers};

const ROOMY: usize = 64 << 20;

fn at(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join("plate.zarr")
}

/// Some numbers, none like its neighbours.
fn number(i: usize, j: usize) -> f64 {
    ((i * 7919 + j * 104_729) % 1009) as f64 / 7.0 - 40.0
}

fn whole([rows, columns]: [usize; 2]) -> Vec<f64> {
    let points = (0..rows).flat_map(|i| (0..columns).map(move |j| number(i, j)));
    points.collect()
}

#[test]
fn what_is_written_is_read_whatever_the_shapes() {
    let pool = threads::pool(2).unwrap();
    for (shape, chunk) in [
        ([1, 1], [1, 1]),
        ([1, 9], [4, 4]),
        ([9, 1], [2, 3]),
        ([8, 8], [4, 4]),
        ([17, 23], [5, 7]),
        ([6, 5], [100, 100]),
    ] {
        for compression in [Compression::None, Compression::Zstd(3)] {
            let folder = tempfile::tempdir().unwrap();
            let layout = Layout::new(shape, chunk).compressed(compression);
            Array::create(at(&folder), &layout, ROOMY, &pool, number).unwrap();
            let array = Array::open(at(&folder)).unwrap();
            assert_eq!((array.layout().shape, array.layout().chunk), (shape, chunk));
            let [rows, columns] = shape;
            let all = whole(shape);
            assert_eq!(array.read(0..rows, 0..columns).unwrap(), all);
            let (part, j) = (rows / 3..rows.div_ceil(2) + rows / 3, columns / 2);
            let expected: Vec<f64> = part.clone().map(|i| all[i * columns + j]).collect();
            assert_eq!(array.read(part, j..j + 1).unwrap(), expected);
            let max = all.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let min = all.iter().copied().fold(f64::INFINITY, f64::min);
            assert_eq!(array.max(ROOMY, &pool).unwrap(), max);
            assert_eq!(array.min(ROOMY, &pool).unwrap(), min);
            let sum: f64 = all.iter().sum();
            assert!((array.sum(ROOMY, &pool).unwrap() - sum).abs() < 1e-9 * all.len() as f64);
        }
    }
}

#[test]
fn sums_have_the_same_bits_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let layout = Layout::new([130, 71], [16, 10]);
    let two = threads::pool(2).unwrap();
    let array = Array::create(at(&folder), &layout, ROOMY, &two, number).unwrap();
    let sums = [1, 2, 3, 6].map(|n| array.sum(ROOMY, &threads::pool(n).unwrap()).unwrap());
    assert!(sums.iter().all(|sum| sum.to_bits() == sums[0].to_bits()));
}

#[test]
fn sweeps_are_those_of_the_whole_array() {
    let pool = threads::pool(2).unwrap();
    // Columns and rows, chunks, sweeps in all and in a pass; some passes are deeper than a chunk is high.
    for (shape, chunk, sweeps, per_pass) in [
        ([3, 3], [1, 1], 1, 1),
        ([3, 3], [2, 2], 5, 5),
        ([40, 30], [8, 8], 0, 4),
        ([40, 30], [8, 8], 4, 4),
        ([41, 29], [8, 9], 7, 3),
        ([41, 29], [3, 40], 20, 10),
        // So deep that rows which have become wrong are left out on the way.
        ([300, 20], [50, 20], 230, 115),
        ([121, 20], [120, 7], 101, 101),
        ([64, 17], [16, 5], 33, 50),
        ([9, 50], [1, 50], 6, 1),
        ([30, 30], [7, 7], 12, 4),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(shape, chunk);
        let array = Array::create(at(&folder), &layout, ROOMY, &pool, number).unwrap();
        let heat = Heat {
            r: 0.23,
            sweeps,
            per_pass,
        };
        let mut expected = whole(shape);
        let mut scratch = expected.clone();
        sweeps_naive(&mut expected, &mut scratch, shape[1], heat.r, sweeps).unwrap();
        // With all the memory there is, and with as little as goes.
        for budget in [ROOMY, array.heat_needs(heat, 2)] {
            let to = folder.path().join(format!("{budget}.zarr"));
            let cooled = array.heat(&to, heat, budget, &pool).unwrap();
            let cooled = cooled.read(0..shape[0], 0..shape[1]).unwrap();
            assert_eq!(cooled, expected, "{shape:?} {chunk:?} {sweeps} {per_pass}");
        }
        // Nothing but the three arrays is left.
        assert_eq!(folder.path().read_dir().unwrap().count(), 3);
    }
}

#[test]
fn an_array_takes_the_place_of_the_one_it_is_made_from() {
    let pool = threads::pool(2).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let layout = Layout::new([33, 12], [8, 8]).compressed(Compression::Zstd(1));
    let array = Array::create(at(&folder), &layout, ROOMY, &pool, number).unwrap();
    let (heat, mut expected) = (
        Heat {
            r: 0.2,
            sweeps: 9,
            per_pass: 4,
        },
        whole(layout.shape),
    );
    let mut scratch = expected.clone();
    sweeps_naive(&mut expected, &mut scratch, 12, 0.2, 9).unwrap();
    array.heat(at(&folder), heat, ROOMY, &pool).unwrap();
    let again = Array::open(at(&folder)).unwrap();
    assert_eq!(again.read(0..33, 0..12).unwrap(), expected);
    assert_eq!(again.layout().compression, Compression::Zstd(1));
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}

#[test]
fn past_the_cache_there_are_the_same_files_and_answers() {
    let pool = threads::pool(2).unwrap();
    let heat = Heat {
        r: 0.2,
        sweeps: 9,
        per_pass: 4,
    };
    // Chunks of whole blocks, which is what can be direct, and one of another size, which cannot.
    for (shape, chunk, possible) in [
        ([64, 64], [32, 16], Access::Direct),
        ([71, 93], [16, 32], Access::Direct),
        ([71, 93], [16, 33], Access::Cached),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let layout = Layout::new(shape, chunk);
        assert_eq!(Access::Direct.where_possible(&layout), possible);
        let mut array = Array::create(at(&folder), &layout, ROOMY, &pool, number).unwrap();
        assert_eq!(array.access, Access::Cached, "a small one");
        let usual = array.heat(folder.path().join("usual"), heat, ROOMY, &pool);
        let usual = usual.unwrap();
        array.access = possible;
        let direct = array.heat(folder.path().join("direct"), heat, ROOMY, &pool);
        let mut direct = direct.unwrap();
        direct.access = possible;
        for index in layout.indices() {
            let files = [&usual, &direct].map(|array| std::fs::read(array.file(index)).unwrap());
            assert!(files[0] == files[1], "{index:?} of {layout:?}");
        }
        let [rows, columns] = shape;
        let read = |array: &Array| array.read(0..rows, 0..columns).unwrap();
        assert_eq!(read(&direct), read(&usual));
        assert_eq!(
            direct.sum(ROOMY, &pool).unwrap(),
            usual.sum(ROOMY, &pool).unwrap()
        );
    }
    // Compressed files have any length.
    let layout = Layout::new([64, 64], [32, 16]).compressed(Compression::Zstd(3));
    assert_eq!(Access::Direct.where_possible(&layout), Access::Cached);
}

#[test]
fn what_is_still_being_written_is_no_left_over() {
    let folder = tempfile::tempdir().unwrap();
    let layout = Layout::new([4, 4], [2, 2]);
    let first = Draft::begin(&at(&folder), &layout).unwrap();
    assert!(leftovers(at(&folder)).unwrap().is_empty());
    // Another writer leaves it alone.
    let second = Draft::begin(&at(&folder), &layout).unwrap();
    assert_eq!(folder.path().read_dir().unwrap().count(), 2);
    for index in layout.indices() {
        first.write(index, &Array2::ones((2, 2)).view()).unwrap();
    }
    drop(second);
    first.finish().unwrap();
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
    // What nobody holds is one.
    let part = folder.path().join(".plate.zarr.part-1-0");
    std::fs::create_dir(&part).unwrap();
    assert_eq!(leftovers(at(&folder)).unwrap(), [part]);
}

#[test]
fn too_little_memory_and_shapes_that_cannot_be_are_refused_before_anything_is_written() {
    let pool = threads::pool(2).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let layout = Layout::new([100, 100], [32, 32]);
    let small = Array::create(at(&folder), &layout, 100, &pool, number);
    let needed = 2 * 32 * 32 * 8;
    assert!(matches!(small, Err(ChunkError::Memory { needed: n, given: 100, .. }) if n == needed));
    for layout in [
        Layout::new([0, 3], [1, 1]),
        Layout::new([3, 3], [1, 0]),
        Layout::new([usize::MAX, 3], [1, 1]),
        Layout::new([3, 3], [1, 1]).compressed(Compression::Zstd(40)),
    ] {
        let made = Array::create(at(&folder), &layout, ROOMY, &pool, number);
        assert!(matches!(made, Err(ChunkError::Layout { .. })), "{layout:?}");
    }
    let array = Array::create(at(&folder), &layout, ROOMY, &pool, number).unwrap();
    let heat = Heat {
        r: 0.2,
        sweeps: 8,
        per_pass: 8,
    };
    let refused = array.heat(at(&folder), heat, 1000, &pool);
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("the smallest step takes")
    );
    let thin = Layout::new([2, 9], [4, 4]);
    let thin = Array::create(folder.path().join("thin.zarr"), &thin, ROOMY, &pool, number).unwrap();
    assert!(matches!(
        thin.heat(at(&folder), heat, ROOMY, &pool),
        Err(ChunkError::Heat(_))
    ));
    assert!(matches!(
        array.read(0..101, 0..1),
        Err(ChunkError::Layout { .. })
    ));
    assert_eq!(array.read(0..100, 0..100).unwrap(), whole([100, 100]));
}
