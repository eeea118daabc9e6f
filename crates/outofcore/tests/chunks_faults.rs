//! What is missing, damaged, of another kind or too large for the disk is named, and nothing good is lost.

#![cfg(feature = "chunks")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kernels::threads::pool;
use outofcore::chunks::{Array, ChunkError, Compression, Heat, Layout, OnMissing, leftovers};

const ROOMY: usize = 64 << 20;
const HEAT: Heat = Heat {
    r: 0.2,
    sweeps: 6,
    per_pass: 3,
};

fn number(i: usize, j: usize) -> f64 {
    ((i * 7919 + j * 104_729) % 1009) as f64 / 7.0 - 40.0
}

fn plate(folder: &Path, compression: Compression) -> Array {
    let layout = Layout::new([40, 30], [16, 16]).compressed(compression);
    let pool = pool(2).unwrap();
    Array::create(folder.join("plate.zarr"), &layout, ROOMY, &pool, number).unwrap()
}

/// All that reads the whole array says the same.
fn errors(array: &Array) -> [ChunkError; 3] {
    let pool = pool(2).unwrap();
    let to = array.path().with_extension("later");
    let errors = [
        array.read(0..40, 0..30).unwrap_err(),
        array.sum(ROOMY, &pool).unwrap_err(),
        array.heat(&to, HEAT, ROOMY, &pool).unwrap_err(),
    ];
    assert!(!to.exists());
    assert!(leftovers(&to).unwrap().is_empty());
    errors
}

#[test]
fn a_missing_chunk_is_named_or_filled_as_the_caller_says() {
    let folder = tempfile::tempdir().unwrap();
    let array = plate(folder.path(), Compression::Zstd(1));
    let file = array.path().join("c/1/0");
    fs::remove_file(&file).unwrap();
    for error in errors(&array) {
        let ChunkError::Missing { path, chunk } = &error else {
            panic!("{error}");
        };
        assert_eq!((path, *chunk), (&file, [1, 0]));
    }
    let filled = Array::open(array.path())
        .unwrap()
        .on_missing(OnMissing::Fill);
    // Not zeros: whoever adds them up notices.
    assert!(filled.read(20..21, 3..4).unwrap()[0].is_nan());
    assert_eq!(filled.read(3..4, 3..4).unwrap(), [number(3, 3)]);
    assert!(filled.sum(ROOMY, &pool(2).unwrap()).unwrap().is_nan());
}

#[test]
fn a_damaged_chunk_is_named_and_the_others_can_be_read() {
    // What is done to the file of chunk (2, 1).
    let cut: fn(&mut Vec<u8>) = |bytes| bytes.truncate(bytes.len() / 2);
    let empty: fn(&mut Vec<u8>) = Vec::clear;
    let longer: fn(&mut Vec<u8>) = |bytes| bytes.extend([7; 9000]);
    let flipped: fn(&mut Vec<u8>) = |bytes| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 4;
    };
    // A frame that claims to hold 2⁶⁰ bytes must not be believed.
    let huge: fn(&mut Vec<u8>) = |bytes| {
        *bytes = vec![
            0x28, 0xb5, 0x2f, 0xfd, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0x10, 1, 0, 0,
        ];
    };
    let both = [Compression::None, Compression::Zstd(1)];
    for compression in both {
        for damage in [cut, empty, longer, flipped, huge] {
            if compression == Compression::None && damage as usize == flipped as usize {
                continue; // Without a checksum every number is as good as another.
            }
            let folder = tempfile::tempdir().unwrap();
            let array = plate(folder.path(), compression);
            let file = array.path().join("c/2/1");
            let mut bytes = fs::read(&file).unwrap();
            damage(&mut bytes);
            fs::write(&file, bytes).unwrap();
            for error in errors(&array) {
                let ChunkError::Damaged { path, chunk, .. } = &error else {
                    panic!("{error}");
                };
                assert_eq!((path, *chunk), (&file, [2, 1]));
                assert!(error.to_string().contains("c/2/1"), "{error}");
            }
            assert_eq!(array.read(31..32, 15..16).unwrap(), [number(31, 15)]);
        }
    }
}

#[test]
fn another_version_type_dimension_or_codec_is_said_in_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let array = plate(folder.path(), Compression::Zstd(1));
    let file = array.path().join("zarr.json");
    let good = fs::read_to_string(&file).unwrap();
    let compact: String = good.chars().filter(|c| !c.is_whitespace()).collect();
    for (from, to, word) in [
        (r#""zarr_format":3"#, r#""zarr_format":4"#, "4"),
        (r#""float64""#, r#""int32""#, "int32"),
        (r#""shape":[40,30]"#, r#""shape":[40,30,2]"#, ""),
        (r#""name":"zstd""#, r#""name":"blosc""#, "blosc"),
        (r#""name":"regular""#, r#""name":"odd""#, "odd"),
        (r#""node_type":"array""#, r#""node_type":"group""#, ""),
        ("}", "", ""),
    ] {
        let other = compact.replacen(from, to, 1);
        assert_ne!(other, compact, "{from}");
        fs::write(&file, other).unwrap();
        let error = Array::open(array.path()).unwrap_err();
        let ChunkError::Foreign { path, why } = &error else {
            panic!("{to}: {error}");
        };
        assert_eq!(path, &file);
        assert!(why.contains(word), "{to}: {why}");
    }
    fs::remove_file(&file).unwrap();
    fs::write(array.path().join(".zarray"), "{}").unwrap();
    let error = Array::open(array.path()).unwrap_err();
    assert!(error.to_string().contains("Zarr version 2"), "{error}");
    let nothing = Array::open(folder.path().join("nothing")).unwrap_err();
    assert!(matches!(nothing, ChunkError::Io { .. }), "{nothing}");
}

#[test]
fn what_is_no_array_is_not_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("photographs");
    fs::create_dir(&path).unwrap();
    fs::write(path.join("1.jpg"), "x").unwrap();
    let layout = Layout::new([4, 4], [2, 2]);
    let made = Array::create(&path, &layout, ROOMY, &pool(1).unwrap(), number);
    assert!(matches!(made, Err(ChunkError::Exists { .. })), "{made:?}");
    assert!(path.join("1.jpg").is_file());
}

#[test]
fn an_open_array_gives_no_chunk_of_the_one_that_took_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let array = plate(folder.path(), Compression::None);
    let pool = pool(2).unwrap();
    Array::create(array.path(), array.layout(), ROOMY, &pool, |_, _| 7.0).unwrap();
    let old = array.read(0..40, 0..30);
    assert!(matches!(old, Err(ChunkError::Missing { .. })), "{old:?}");
    let new = Array::open(array.path()).unwrap();
    assert_eq!(new.read(0..1, 0..1).unwrap(), [7.0]);
}

/// A file system of 1 MiB in memory, while this lives.
struct Small(PathBuf);

impl Small {
    fn mount(at: &Path) -> Option<Self> {
        fs::create_dir(at).ok()?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=1m", "outofcore-test"]);
        let done = mount.arg(at).output().ok()?.status.success();
        done.then(|| Self(at.to_owned()))
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_disk_that_gets_full_leaves_the_old_array() {
    let folder = tempfile::tempdir().unwrap();
    let Some(small) = Small::mount(&folder.path().join("small")) else {
        eprintln!("skipped: only root can mount a small file system");
        return;
    };
    let array = plate(&small.0, Compression::None);
    let before = array.read(0..40, 0..30).unwrap();
    let pool = pool(2).unwrap();
    // 2 MB into 1 MiB.
    let large = Layout::new([500, 500], [64, 64]);
    let error = Array::create(array.path(), &large, ROOMY, &pool, number).unwrap_err();
    let ChunkError::Io { source, path, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(source.kind(), std::io::ErrorKind::StorageFull, "{error}");
    assert!(path.starts_with(&small.0), "{error}");
    assert!(leftovers(array.path()).unwrap().is_empty());
    assert_eq!(array.read(0..40, 0..30).unwrap(), before);
    // And there is room again.
    array.heat(array.path(), HEAT, ROOMY, &pool).unwrap();
}
