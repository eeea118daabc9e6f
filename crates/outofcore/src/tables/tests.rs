use std::fs;
use std::path::PathBuf;

use super::*;
use kernels::random::Stream;
use kernels::threads::pool;

fn file(folder: &tempfile::TempDir, text: &[u8]) -> PathBuf {
    let path = folder.path().join("rows.txt");
    fs::write(&path, text).unwrap();
    path
}

/// The answer of all ways, which must be one.
fn group(text: &[u8], on_bad: OnBad) -> Result<Summary, String> {
    let folder = tempfile::tempdir().unwrap();
    let table = Table::open(&file(&folder, text)).unwrap();
    let answer = table.group_naive(on_bad).map_err(|e| e.to_string());
    assert_eq!(table.group_words(on_bad).map_err(|e| e.to_string()), answer);
    for threads in [1, 2, 3] {
        let par = table.group_par(on_bad, &pool(threads).unwrap());
        assert_eq!(par.map_err(|e| e.to_string()), answer, "{threads} threads");
    }
    answer
}

fn kinds(text: &[u8]) -> Vec<(u64, BadKind)> {
    let bad = group(text, OnBad::Count).unwrap().bad;
    bad.listed()
        .iter()
        .map(|row| (row.line, row.kind))
        .collect()
}

#[test]
fn a_few_rows_by_hand() {
    let answer = group(b"b;1.0\na;-2.5\nb;4.0\nb;-0.1\n", OnBad::Refuse).unwrap();
    let [a, b] = &answer.stations[..] else {
        panic!("{answer:?}")
    };
    assert_eq!(
        (a.name.as_str(), a.numbers()),
        ("a", [-2.5, -2.5, -2.5, 1.0])
    );
    assert_eq!(b.numbers(), [-0.1, 49.0 / 30.0, 4.0, 3.0]);
    assert_eq!((answer.rows(), answer.bad.count()), (4, 0));
}

#[test]
fn no_row_at_all_is_an_empty_answer() {
    assert_eq!(group(b"", OnBad::Refuse).unwrap(), Summary::default());
}

#[test]
fn all_ways_agree_on_generated_rows() {
    for (stations, rows) in [(1, 1), (3, 17), (413, 20_000), (MOST_STATIONS, 60_000)] {
        let text = Measurements::new(5, stations).text(0..rows);
        assert_eq!(group(&text, OnBad::Refuse).unwrap().rows(), rows);
    }
}

#[test]
fn several_pieces_of_a_file_are_as_one() {
    // More than two of the pieces that threads take.
    let text = Measurements::new(6, 100).text(0..900_000);
    assert!(text.len() > 2 * (4 << 20));
    assert_eq!(group(&text, OnBad::Refuse).unwrap().rows(), 900_000);
}

#[test]
fn names_of_every_length_are_told_apart() {
    let mut text = Vec::new();
    for length in 1..150 {
        for last in ["x", "y", "ö"] {
            text.extend(format!("{}{last};1.5\n", "n".repeat(length)).bytes());
            text.extend(format!("{last}{};-11.5\n", "n".repeat(length)).bytes());
        }
    }
    let answer = group(&text.repeat(3), OnBad::Refuse).unwrap();
    assert_eq!(answer.stations.len(), 2 * 3 * 149);
    assert!(answer.stations.iter().all(|station| station.count == 3));
}

#[test]
fn zero_bytes_and_a_length_at_the_end_of_a_name_are_no_other_name() {
    // As they would stand in the table: the rest is 0, and the last byte says how long a name is.
    let padded = |name: &str, length: char| format!("{name:\0<15}{length}");
    let names = [
        "a",
        "a\0",
        "a\0\0",
        &padded("a", '\x01'),
        &padded("a", '\x02'),
        &padded("b", '\0'),
    ];
    let rows: String = names.iter().map(|name| format!("{name};1.5\n")).collect();
    let answer = group(rows.repeat(40).as_bytes(), OnBad::Refuse).unwrap();
    let counts: Vec<_> = answer
        .stations
        .iter()
        .map(|station| station.count)
        .collect();
    assert_eq!(counts, [40; 6]);
}

#[test]
fn every_kind_of_bad_row_is_found_and_named() {
    let text = "a;1.0\nno semicolon\nb;2.0;3.0\n;4.0\nc;warm\nd;NaN\nd;-inf\ne;1e1\ne;100.0\ne;1.25\n\na;5.0\n";
    let expected = [
        (2, BadKind::NoSemicolon),
        (3, BadKind::Semicolons),
        (4, BadKind::EmptyName),
        (5, BadKind::NotANumber),
        (6, BadKind::NotFinite),
        (7, BadKind::NotFinite),
        (8, BadKind::NotATemperature),
        (9, BadKind::NotATemperature),
        (10, BadKind::NotATemperature),
        (11, BadKind::NoSemicolon),
    ];
    assert_eq!(kinds(text.as_bytes()), expected);
    // The same among many good rows, where the quick way is at work.
    let good = Measurements::new(1, 20).text(0..1000);
    let among = [&good[..], text.as_bytes(), &good].concat();
    let moved = expected.map(|(line, kind)| (line + 1000, kind));
    assert_eq!(kinds(&among), moved);
    let answer = group(&among, OnBad::Count).unwrap();
    assert_eq!((answer.rows(), answer.bad.count()), (2002, 10));
    assert_eq!(answer.bad.of(BadKind::NotFinite), 2);
}

#[test]
fn a_name_that_is_no_text_is_bad_each_time() {
    let good = Measurements::new(1, 20).text(0..50);
    let text = [&good[..], b"\xff\xfe;1.0\nok;1.0\n\xff\xfe;2.0\n", &good].concat();
    assert_eq!(
        kinds(&text),
        [(51, BadKind::NotUtf8), (53, BadKind::NotUtf8)]
    );
}

#[test]
fn either_end_of_a_line_and_none_at_the_last_are_good() {
    let answer = group(b"a;1.0\r\na;2.0\nb;3\r\nb;-4.5", OnBad::Refuse).unwrap();
    let numbers: Vec<_> = answer.stations.iter().map(Station::numbers).collect();
    assert_eq!(numbers, [[1.0, 1.5, 2.0, 2.0], [-4.5, -0.75, 3.0, 2.0]]);
    assert_eq!(
        kinds(b"a;1.0\r\n\r\nb"),
        [(2, BadKind::NoSemicolon), (3, BadKind::NoSemicolon)]
    );
}

#[test]
fn refused_rows_name_file_line_and_reason() {
    let error = group(b"a;1.0\nb;x\nc\n", OnBad::Refuse).unwrap_err();
    assert!(
        error.contains("rows.txt, line 2: no number after the semicolon: \"b;x\""),
        "{error}"
    );
    assert!(error.contains("1 more bad row"), "{error}");
}

#[test]
fn a_line_without_an_end_does_not_end_in_the_message() {
    let text = [
        b"a;1.0\n".to_vec(),
        vec![b'x'; 9_000_000],
        b";1.0\na;2.0\n".to_vec(),
    ]
    .concat();
    let answer = group(&text, OnBad::Count).unwrap();
    assert_eq!(answer.rows(), 2);
    let [row] = answer.bad.listed() else {
        panic!("{}", answer.bad)
    };
    assert_eq!((row.line, row.kind), (2, BadKind::TooLong));
    assert!(row.text.len() < 50);
}

#[test]
fn more_bad_rows_than_are_listed_are_counted_all_the_same() {
    let text: String = (0..1000).map(|k| format!("a;{k}.5\nbad {k}\n")).collect();
    let answer = group(text.as_bytes(), OnBad::Count).unwrap();
    // 100.5 and more are no temperatures of this table.
    assert_eq!((answer.rows(), answer.bad.count()), (100, 1900));
    let lines: Vec<u64> = answer.bad.listed().iter().map(|row| row.line).collect();
    assert_eq!(
        lines,
        (1..=MOST_LISTED as u64).map(|k| 2 * k).collect::<Vec<_>>()
    );
    assert!(answer.bad.to_string().ends_with("and 1800 more"));
}

#[test]
fn random_damage_is_seen_alike_by_all_ways() {
    let stream = Stream::new(9);
    for round in 0..200 {
        let mut text = Measurements::new(round, 30).text(0..60);
        for k in 0..6 {
            let bits = stream.split(round).bits(k);
            let place = (bits % text.len() as u64) as usize;
            text[place] = b"\n;.-\r0x\xff"[(bits >> 40) as usize % 8];
        }
        let answer = group(&text, OnBad::Count).unwrap();
        let lines = text.split_inclusive(|&byte| byte == b'\n').count() as u64;
        assert_eq!(answer.rows() + answer.bad.count(), lines);
    }
}

#[test]
fn a_file_is_the_same_on_any_number_of_threads() {
    let folder = tempfile::tempdir().unwrap();
    let measured = Measurements::new(3, 413);
    let rows = 300_001;
    let written = |threads: usize| {
        let path = folder.path().join(threads.to_string());
        let bytes = measured
            .write(&path, rows, &pool(threads).unwrap())
            .unwrap();
        let text = fs::read(path).unwrap();
        assert_eq!(bytes, text.len() as u64);
        text
    };
    let one = written(1);
    assert_eq!(one, measured.text(0..rows));
    assert!(one == written(2) && one == written(3));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 3);
}

#[test]
fn temperatures_lie_about_the_mean_of_their_station() {
    let measured = Measurements::new(2, 4);
    for k in 0..4 {
        let (name, mean) = station(k);
        let all: Vec<f64> = (0..40_000)
            .map(|row| measured.row(row))
            .filter(|row| row.0 == name)
            .map(|row| row.1 as f64 - mean as f64)
            .collect();
        assert!(all.len().abs_diff(10_000) < 500);
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        let deviation =
            (all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / all.len() as f64).sqrt();
        assert!(
            mean.abs() < 4.0 && (deviation - 100.0).abs() < 4.0,
            "{mean} {deviation}"
        );
    }
}

#[test]
fn stations_have_names_of_their_own() {
    let names: std::collections::HashSet<String> =
        (0..MOST_STATIONS).map(|k| station(k).0).collect();
    assert_eq!(names.len(), MOST_STATIONS);
}

#[test]
fn what_cannot_be_written_is_named_and_the_old_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let blocked = file(&folder, b"old").join("below-a-file");
    let error = Measurements::new(1, 1)
        .write(&blocked, 1, &pool(1).unwrap())
        .unwrap_err();
    assert!(error.to_string().contains("below-a-file"), "{error}");
    assert_eq!(fs::read(folder.path().join("rows.txt")).unwrap(), b"old");
}
