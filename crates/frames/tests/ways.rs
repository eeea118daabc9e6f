//! polars in its three ways beside the group-by by hand, on good files and on bad ones.

use std::fs;
use std::path::{Path, PathBuf};

use frames::polars::prelude::*;
use frames::{FrameError, Way, group_by, numbers, results, results_of_course, scan};
use outofcore::tables::{Measurements, OnBad, Table};

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
        assert!(matches!(error, FrameError::Polars { .. }));
        assert!(error.to_string().contains("rows.txt"), "{error}");
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
