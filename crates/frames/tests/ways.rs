//! polars in its ways beside the group-by by hand, on good files and on bad ones.

use std::fs;
use std::path::{Path, PathBuf};

use frames::polars::prelude::*;
use frames::{
    FrameError, Way, bad_rows, group_by, numbers, results, results_of_course, scan, scan_by_hand,
};
use outofcore::tables::{BadKind, Measurements, OnBad, Table, TableError};

fn file(folder: &tempfile::TempDir, text: &[u8]) -> PathBuf {
    let path = folder.path().join("rows.txt");
    fs::write(&path, text).unwrap();
    path
}

fn by_hand(path: &Path) -> Vec<f64> {
    Table::open(path)
        .unwrap()
        .group_words(OnBad::Refuse)
        .unwrap()
        .numbers()
}

#[test]
fn all_ways_agree_with_the_one_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, &Measurements::new(4, 413).text(0..50_000));
    let expected = by_hand(&path);
    for way in Way::ALL {
        let got = numbers(&group_by(&path, way).unwrap()).unwrap();
        assert_eq!(got.len(), expected.len());
        for (got, expected) in got.iter().zip(&expected) {
            // Sums of floats, in any order.
            assert!(
                (got - expected).abs() <= 1e-9 * expected.abs().max(1.0),
                "{way:?}: {got} {expected}"
            );
        }
    }
}

#[test]
fn line_ends_of_windows_and_a_missing_last_one_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, b"a;1.0\r\nb;-2.0\r\na;2.0");
    for way in Way::ALL {
        assert_eq!(
            numbers(&group_by(&path, way).unwrap()).unwrap(),
            by_hand(&path),
            "{way:?}"
        );
    }
}

#[test]
fn a_file_that_is_not_there_and_text_for_a_number_are_errors_that_name_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let bad = file(&folder, b"a;1.0\nb;warm\n");
    for way in Way::ALL {
        let missing = group_by(&folder.path().join("none.txt"), way).unwrap_err();
        assert!(missing.to_string().contains("none.txt"), "{missing}");
        let error = group_by(&bad, way).unwrap_err();
        match (&error, way) {
            (FrameError::Table(TableError::Bad { row, .. }), Way::ReadByHand) => {
                assert_eq!((row.line, row.kind), (2, BadKind::NotANumber));
            }
            (FrameError::Polars { .. }, Way::Eager | Way::Lazy | Way::Streaming) => {}
            _ => panic!("{way:?}: {error:?}"),
        }
        assert!(error.to_string().contains("rows.txt"), "{error}");
    }
}

/// Rows of a file of many pieces, in the order of the file.
fn read_by_hand(path: &Path) -> PolarsResult<DataFrame> {
    let rows = scan_by_hand(path).unwrap();
    Ok(rows.collect_with_engine(Engine::Streaming)?.unwrap_single())
}

#[test]
fn a_file_that_is_read_by_hand_in_pieces_is_that_of_polars_row_for_row() {
    let folder = tempfile::tempdir().unwrap();
    // Odd numbers of rows, none and one among them; the last is a dozen pieces.
    for rows in [1, 2, 7, 1000, 333_333, 900_001] {
        let path = file(&folder, &Measurements::new(2, 1000).text(0..rows));
        let (ours, theirs) = (
            read_by_hand(&path).unwrap(),
            scan(&path).unwrap().collect().unwrap(),
        );
        assert!(ours.equals(&theirs), "{rows} rows");
    }
    let path = file(&folder, b"");
    let none = read_by_hand(&path).unwrap();
    assert_eq!(none.shape(), (0, 2));
    assert_eq!(none.get_column_names(), ["station", "temperature"]);
    assert_eq!(group_by(&path, Way::ReadByHand).unwrap().shape(), (0, 5));
}

#[test]
fn what_a_query_asks_of_rows_read_by_hand_is_asked_of_rows_not_of_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, &Measurements::new(2, 100).text(0..200_000));
    let warm = || col("temperature").gt(lit(20.0));
    type Query = fn(LazyFrame, Expr) -> LazyFrame;
    let queries: [Query; 6] = [
        |rows, _| rows.select([len()]),
        |rows, _| rows.limit(70_000),
        |rows, _| rows.tail(70_001),
        |rows, _| rows.slice(90_000, 50_000).select([col("station")]),
        |rows, warm| rows.filter(warm).with_row_index("k", None),
        |rows, warm| rows.select([col("temperature").filter(warm).max()]),
    ];
    for (k, query) in queries.into_iter().enumerate() {
        for engine in [Engine::Streaming, Engine::InMemory] {
            let ask = |rows| {
                let found = query(rows, warm()).collect_with_engine(engine).unwrap();
                found.unwrap_single()
            };
            let ours = ask(scan_by_hand(&path).unwrap());
            assert!(ours.equals(&ask(scan(&path).unwrap())), "{k}, {engine:?}");
        }
    }
}

#[test]
fn names_longer_than_a_view_holds_and_lines_of_windows_are_read_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let text: String = (0..200)
        .map(|k| format!("{}{k};{}.5\r\n", "Lü".repeat(k % 30), k % 100))
        .collect();
    let path = file(&folder, text.trim_end().as_bytes());
    let theirs = scan(&path).unwrap().collect().unwrap();
    assert!(read_by_hand(&path).unwrap().equals(&theirs));
    assert_eq!(theirs.height(), 200);
}

#[test]
fn the_first_bad_row_of_the_file_is_named_whichever_piece_is_read_first() {
    let folder = tempfile::tempdir().unwrap();
    let good = Measurements::new(1, 413).text(0..300_000);
    // The first piece is good, two others are not.
    let path = file(
        &folder,
        &[&good, &b"Alba;warm\n"[..], &good, b"Alba\n"].concat(),
    );
    for _ in 0..10 {
        let error = group_by(&path, Way::ReadByHand).unwrap_err();
        let FrameError::Table(TableError::Bad { row, count, .. }) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(
            (row.line, row.kind, *count),
            (300_001, BadKind::NotANumber, 2)
        );
        let words = read_by_hand(&path).unwrap_err().to_string();
        assert!(
            words.contains("rows.txt, line 300001: no number after the semicolon"),
            "{words}"
        );
    }
}

#[test]
fn a_bad_row_of_any_kind_ends_a_query_that_is_read_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let text = fs::read(bad_rows().unwrap()).unwrap();
    let bad: Vec<&[u8]> = text
        .split_inclusive(|&byte| byte == b'\n')
        .skip(3)
        .take(7)
        .collect();
    let endless = [&b"x".repeat(3_000_000)[..], b";1.0\n"].concat();
    for (k, bad) in bad.into_iter().chain([&endless[..], b"\n"]).enumerate() {
        let good = Measurements::new(1, 10).text(0..100);
        let path = file(&folder, &[&good, bad, &good].concat());
        let error = group_by(&path, Way::ReadByHand).unwrap_err();
        assert!(
            error.to_string().contains("rows.txt, line 101: "),
            "{k}: {error}"
        );
    }
}

#[test]
fn the_plan_reads_only_the_columns_that_are_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder, b"a;1.0\n");
    let plan = scan(&path)
        .unwrap()
        .select([col("temperature").max()])
        .explain(true)
        .unwrap();
    assert!(plan.contains("PROJECT 1/2 COLUMNS"), "{plan}");
}

#[test]
fn the_results_of_the_course_are_one_frame() {
    let all = results_of_course().unwrap().collect().unwrap();
    assert!(all.height() > 20);
    let fastest = all
        .lazy()
        .filter(col("name").eq(lit("numpy")))
        .collect()
        .unwrap();
    assert!(
        fastest
            .column("median_s")
            .unwrap()
            .f64()
            .unwrap()
            .min()
            .unwrap()
            > 0.0
    );
}

#[test]
fn rows_without_a_time_are_left_out_and_no_results_are_an_error() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(
        results(folder.path()),
        Err(FrameError::NoResults { .. })
    ));
    let head = "group,name,size,threads,median_s,mad_s,min_s,samples,first_s,build_s,bytes,flops,checked,missing";
    let one =
        "g,a,1,1,0.5,0.1,0.4,3,0.6,0.0,0.0,0.0,\"the oracle, equal\",\ng,b,1,,,,,,,,,,,not there";
    fs::write(
        folder.path().join("compare-a-1.csv"),
        format!("{head}\n{one}\n"),
    )
    .unwrap();
    let all = results(folder.path()).unwrap().collect().unwrap();
    assert_eq!(all.height(), 1);
}
