//! The programs as a user starts them: with `mpirun`, on 1, 2, 3, 4 and 6 ranks.

mod hosts;
mod starting;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use starting::{Ended, begin, processes_with, run};

const SIZES: [usize; 5] = [1, 2, 3, 4, 6];
const HEAT: &str = env!("CARGO_BIN_EXE_heat-mpi");
const NBODY: &str = env!("CARGO_BIN_EXE_nbody-mpi");
const PLATE: &str = "--rows 41 --columns 30 --r 0.23";
const STARS: &str = "--bodies 37";

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Runs a program to its end, and returns the checkpoint that it left.
fn last(program: &str, ranks: usize, words: &str) -> Vec<u8> {
    let folder = folder();
    let file = folder.path().join("last");
    let ended = run(
        program,
        ranks,
        &format!("{words} --checkpoint {}", file.display()),
    );
    assert_eq!(ended.code, Some(0), "{words} on {ranks} ranks: {ended:?}");
    assert!(!folder.path().join("last.part").exists());
    fs::read(file).unwrap()
}

#[test]
fn heat_leaves_the_same_bytes_on_any_number_of_ranks() {
    let one = last(HEAT, 1, &format!("{PLATE} --steps 30 --check"));
    for ranks in SIZES {
        for manner in ["", "--tiles", "--in-turns", "--tiles --depth 3"] {
            let words = format!("{PLATE} --steps 30 --check {manner}");
            assert!(
                last(HEAT, ranks, &words) == one,
                "{manner} on {ranks} ranks"
            );
        }
    }
}

#[test]
fn nbody_leaves_the_same_bytes_on_any_number_of_ranks_and_threads() {
    let one = last(NBODY, 1, &format!("{STARS} --steps 6 --check"));
    for ranks in SIZES {
        for threads in [1, 3] {
            let words = format!("{STARS} --steps 6 --threads {threads}");
            assert!(
                last(NBODY, ranks, &words) == one,
                "{ranks} ranks of {threads} threads"
            );
        }
    }
}

#[test]
fn nbody_is_checked_bit_for_bit_from_the_start() {
    let folder = folder();
    let path = folder.path().join("stars");
    fs::write(&path, last(NBODY, 2, &format!("{STARS} --steps 4"))).unwrap();
    let resume = format!("{STARS} --steps 9 --threads 2 --resume {}", path.display());
    let ended = run(NBODY, 3, &format!("{resume} --check"));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("the oracle, equal"), "{ended:?}");
    let ended = run(NBODY, 2, &format!("{resume} --check=energy"));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    // Other bodies are not what these have come from.
    let ended = run(NBODY, 2, &format!("{resume} --check --seed 2"));
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(!ended.out.contains("one step"), "{ended:?}");
}

#[test]
fn a_resumed_run_ends_as_one_that_never_stopped() {
    for (program, words) in [(HEAT, PLATE), (NBODY, STARS)] {
        let never = last(program, 2, &format!("{words} --steps 20"));
        let folder = folder();
        let file = folder.path().join("half");
        let path = file.display();
        for (ranks, steps, more) in [(3, 9, ""), (1, 14, "--resume"), (4, 20, "--resume")] {
            let resume = if more.is_empty() {
                String::new()
            } else {
                format!("{more} {path}")
            };
            let words = format!("{words} --steps {steps} --every 4 --checkpoint {path} {resume}");
            let ended = run(program, ranks, &words);
            assert_eq!(ended.code, Some(0), "{ended:?}");
            // Another number of ranks is no fault, but it is said.
            let goes_on = format!(", on {ranks} ranks");
            assert_eq!(ended.err.contains(&goes_on), !more.is_empty(), "{ended:?}");
        }
        assert!(fs::read(&file).unwrap() == never, "{program}");
    }
}

#[test]
fn a_run_killed_while_it_writes_leaves_the_last_good_checkpoint() {
    let folder = folder();
    let file = folder.path().join("often");
    let part = folder.path().join("often.part");
    let plate = "--rows 1500 --columns 1500";
    let words = format!(
        "{plate} --steps 100000 --every 1 --checkpoint {}",
        file.display()
    );
    let mut torn = false;
    for _ in 0..20 {
        let mut child = begin(HEAT, 2, &words);
        let start = Instant::now();
        // A whole one is there, and the next one is begun.
        while !(file.exists() && part.metadata().is_ok_and(|part| part.len() > 1 << 20)) {
            assert!(start.elapsed() < Duration::from_secs(60), "no checkpoint");
        }
        for process in processes_with(&file) {
            let _ = kill_process(Pid::from_raw(process).unwrap(), Signal::KILL);
        }
        child.wait();
        torn = part.exists();
        if torn {
            break;
        }
    }
    assert!(torn, "never caught in the middle");
    let bytes = fs::read(&file).unwrap();
    let step = u64::from_le_bytes(bytes[32..40].try_into().unwrap());
    let to = step + 3;
    let words = format!("{plate} --steps {to} --check --resume {}", file.display());
    let ended = run(HEAT, 3, &words);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("the oracle, equal"), "{ended:?}");
}

#[test]
fn bad_input_is_said_in_one_line_before_anything_is_computed() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    let (heat, stars) = (path("heat"), path("stars"));
    fs::write(&heat, last(HEAT, 1, &format!("{PLATE} --steps 3"))).unwrap();
    fs::write(&stars, last(NBODY, 1, &format!("{STARS} --steps 3"))).unwrap();
    let changed = |name: &str, change: fn(&mut Vec<u8>)| {
        let mut bytes = fs::read(&heat).unwrap();
        change(&mut bytes);
        fs::write(path(name), bytes).unwrap();
        path(name)
    };
    let flipped = changed("flipped", |bytes| bytes[500] ^= 1);
    let short = changed("short", |bytes| bytes.truncate(900));
    let later = changed("later", |bytes| bytes[8] = 9);
    let longer = changed("longer", |bytes| bytes.push(0));
    let empty = changed("empty", Vec::clear);
    let text = path("text");
    fs::write(
        &text,
        "This is a text, and longer than the first bytes of a checkpoint are.",
    )
    .unwrap();
    let resume = |file: &Path| format!("{PLATE} --steps 9 --resume {}", file.display());
    let cases = [
        (
            HEAT,
            "--rows 4 --columns 9 --steps 1".to_owned(),
            "at most 2 ranks",
        ),
        (HEAT, "--steps 0".to_owned(), "--steps 0"),
        (HEAT, "--steps 1 --every 0".to_owned(), "--every 0"),
        (HEAT, "--steps 1 --r 0.3".to_owned(), "r = 0.3"),
        (HEAT, "--steps 1 --rows 2".to_owned(), "2"),
        (HEAT, "--steps many".to_owned(), "many"),
        (HEAT, "--steps 1 --depth 0".to_owned(), "at least 1"),
        (
            HEAT,
            format!("{PLATE} --steps 1 --depth 14"),
            "at most 2 ranks",
        ),
        (
            HEAT,
            format!(
                "--steps 1 --checkpoint {}/no/where",
                folder.path().display()
            ),
            "there is no folder",
        ),
        (
            NBODY,
            format!("--steps 1 --times {}", folder.path().display()),
            "it is a folder",
        ),
        (HEAT, resume(&flipped), "damaged: its checksum"),
        (HEAT, resume(&short), "damaged: it has 900 bytes"),
        (HEAT, resume(&longer), "damaged: it has"),
        (HEAT, resume(&empty), "it has 0 bytes"),
        (HEAT, resume(folder.path()), "cannot read"),
        (HEAT, resume(&later), "version 9, not 1"),
        (HEAT, resume(&text), "it does not begin as one"),
        (HEAT, resume(&stars), "it is one of Nbody"),
        (HEAT, resume(&path("nowhere")), "cannot read"),
        (
            HEAT,
            format!("--steps 9 --resume {}", heat.display()),
            "give --rows 41 --columns 30 --r 0.23",
        ),
        (
            HEAT,
            format!("{PLATE} --steps 3 --resume {}", heat.display()),
            "has 3 steps already",
        ),
        (NBODY, "--steps 1 --bodies 2".to_owned(), "at most 2 ranks"),
        (NBODY, "--steps 1 --threads 0".to_owned(), "zero threads"),
        (NBODY, "--steps 1 --dt 0".to_owned(), "--dt 0"),
        (
            NBODY,
            format!("--steps 9 --resume {}", stars.display()),
            "give --bodies 37",
        ),
    ];
    for (program, words, part) in cases {
        let Ended { code, out, err } = run(program, 3, &words);
        let lines: Vec<&str> = err
            .lines()
            .filter(|line| line.starts_with("error: "))
            .collect();
        assert_eq!(lines.len(), 1, "{words}: {err}");
        assert!(lines[0].contains(part), "{words}: {err}");
        assert_eq!(code, Some(2), "{words}: {err}");
        // Launchers have something to say about any code; the program has not.
        assert!(
            !out.contains("one step") && !err.contains("step 1 of"),
            "{words}: {out}"
        );
    }
}

#[test]
fn a_wrong_answer_on_the_last_rank_alone_is_no_fault_of_the_input() {
    let folder = folder();
    let path = folder.path().join("changed");
    let mut bytes = last(HEAT, 1, &format!("{PLATE} --steps 3"));
    // A point two rows above the rim, warmer than it was; the checksum is right again.
    let (sum, point) = (bytes.len() - 4, bytes.len() - 4 - 8 * (2 * 30 + 15));
    bytes[point..point + 8].copy_from_slice(&77.0_f64.to_le_bytes());
    let right = crc32fast::hash(&bytes[..sum]);
    bytes[sum..].copy_from_slice(&right.to_le_bytes());
    fs::write(&path, bytes).unwrap();
    let words = format!("{PLATE} --steps 4 --check --resume {}", path.display());
    let ended = run(HEAT, 2, &words);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    assert!(ended.err.contains("error: rank 1: "), "{ended:?}");
    assert!(!ended.out.contains("one step"), "{ended:?}");
}

#[test]
fn a_rank_that_stands_still_ends_the_run_within_its_patience() {
    let folder = folder();
    let file = folder.path().join("kept");
    let path = file.display();
    let words = format!("{PLATE} --steps 100000000 --every 50 --patience 2 --checkpoint {path}");
    let mut child = begin(HEAT, 3, &words);
    let start = Instant::now();
    while !file.exists() {
        assert!(start.elapsed() < Duration::from_secs(60), "no checkpoint");
        std::thread::sleep(Duration::from_millis(20));
    }
    let ranks: Vec<i32> = processes_with(&file)
        .into_iter()
        .filter(|process| {
            fs::read_link(format!("/proc/{process}/exe")).is_ok_and(|exe| exe == Path::new(HEAT))
        })
        .collect();
    assert_eq!(ranks.len(), 3);
    kill_process(Pid::from_raw(ranks[1]).unwrap(), Signal::STOP).unwrap();
    let ended = child.wait();
    let _ = kill_process(Pid::from_raw(ranks[1]).unwrap(), Signal::KILL);
    assert_ne!(ended.code, Some(0), "{ended:?}");
    assert!(
        ended.err.contains("nothing has come on for 2 s"),
        "{ended:?}"
    );
    assert!(
        ended.err.contains(&format!("resume from {path}")),
        "{ended:?}"
    );
    let step = u64::from_le_bytes(fs::read(&file).unwrap()[32..40].try_into().unwrap());
    let words = format!("{PLATE} --steps {} --check --resume {path}", step + 5);
    let ended = run(HEAT, 2, &words);
    assert_eq!(ended.code, Some(0), "{ended:?}");
}
