//! A disk that is full and a line without an end: what is asked of the machine is more than a unit test should.

use std::fs::{self, File};
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;
use std::process::Command;

use kernels::threads::pool;
use outofcore::tables::{BadKind, Measurements, OnBad, Table};

/// A disk of one megabyte; gone when this is dropped.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// Only root may mount one.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m", "small"])
            .arg(folder.path())
            .output();
        let is_mounted = mount.is_ok_and(|output| output.status.success());
        is_mounted.then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.path()).status();
    }
}

#[test]
fn a_disk_that_fills_up_while_writing_keeps_the_old_file() {
    let Some(disk) = SmallDisk::mount() else {
        eprintln!("skipped: only root may mount the small disk that this test fills");
        return;
    };
    let (path, pool) = (disk.path().join("rows.txt"), pool(2).unwrap());
    let measured = Measurements::new(1, 20);
    measured.write(&path, 1000, &pool).unwrap();
    let before = fs::read(&path).unwrap();
    // Some ten megabytes.
    let error = measured
        .write(&path, 1_000_000, &pool)
        .unwrap_err()
        .to_string();
    assert!(error.contains(&*path.to_string_lossy()), "{error}");
    assert!(error.contains("No space left on device"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(
        fs::read_dir(disk.path()).unwrap().count(),
        1,
        "a part is left"
    );
    // What the failed write took has been given back.
    measured.write(&path, 2000, &pool).unwrap();
    assert!(
        Table::open(&path)
            .unwrap()
            .ends_with(&measured.text(1990..2000))
    );
}

#[test]
fn a_line_of_a_gigabyte_is_one_bad_row_and_takes_no_memory() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rows.txt");
    let mut file = File::create(&path).unwrap();
    file.write_all(b"a;1.0\nx").unwrap();
    // A hole: nothing of it lies on the disk.
    file.seek(SeekFrom::Current(1 << 30)).unwrap();
    file.write_all(b";1.0\na;2.0\n").unwrap();
    let table = Table::open(&path).unwrap();
    let answer = table.group_par(OnBad::Count, &pool(2).unwrap()).unwrap();
    assert_eq!((answer.rows(), answer.bad.count()), (2, 1));
    let row = &answer.bad.listed()[0];
    assert_eq!((row.line, row.kind), (2, BadKind::TooLong));
    assert!(row.text.len() < 200, "{}", row.text);
    #[cfg(target_os = "linux")]
    {
        let status = fs::read_to_string("/proc/self/status").unwrap();
        let own = status
            .lines()
            .find_map(|line| line.strip_prefix("RssAnon:"));
        let own = own.and_then(|own| own.split_whitespace().next()?.parse::<u64>().ok());
        assert!(own.unwrap() < 100_000, "{own:?} kB of its own");
    }
}
