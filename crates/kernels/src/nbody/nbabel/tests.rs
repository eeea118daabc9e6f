//! Every mistake with its file and line; numbers that come back as they were.

use super::*;

fn message(text: &str) -> String {
    parse(text, "f.txt").unwrap_err().to_string()
}

#[test]
fn each_mistake_is_told_with_its_line() {
    let good = "0 1 0 0 0 0 0 0\n";
    let told = |second: &str| message(&format!("{good}\n{second}"));
    assert!(told("1 1 0 0 0 0 0").starts_with("f.txt:3: 7 columns instead of 8"));
    assert!(told("1 1 0 0 0 0 0 0 0").starts_with("f.txt:3: 9 columns"));
    assert!(told("1 1 inf 0 0 0 0 0").starts_with("f.txt:3: x is `inf`"));
    assert!(told("1 -1 1 0 0 0 0 0").starts_with("f.txt:3: mass is `-1`"));
    assert!(told("1 1 1 0 0 0 0 1,5").starts_with("f.txt:3: vz is `1,5`"));
    assert!(told("a 1 1 0 0 0 0 0").starts_with("f.txt:3: the index is `a`"));
    assert!(told("0 1 1 0 0 0 0 0").starts_with("f.txt:3: index 0 was used in line 1"));
    assert!(
        told("1 1 -0 0 0 9 0 0").starts_with("f.txt:3: at the same place as the body of line 1")
    );
}

#[test]
fn a_missing_file_is_named() {
    let error = read("no/such/file.txt").unwrap_err();
    assert!(error.to_string().starts_with("no/such/file.txt: "));
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn an_empty_file_has_no_bodies() {
    assert!(parse("", "f.txt").unwrap().is_empty());
}

/// Cut off, or meant for another size.
#[test]
fn a_wrong_count_is_told_with_both_numbers() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/nbabel-16.txt");
    assert_eq!(read_exactly(file, 16).unwrap().len(), 16);
    for count in [0, 15, 17] {
        let error = read_exactly(file, count).unwrap_err();
        let told = format!("nbabel-16.txt: 16 bodies instead of {count}");
        assert!(error.to_string().contains(&told), "{error}");
        assert!(error.line.is_none());
    }
}

#[test]
fn a_file_that_is_no_text_is_named() {
    let file = std::env::temp_dir().join(format!("nbabel-{}.bin", std::process::id()));
    std::fs::write(&file, [0xff, 0xfe, 0x00]).unwrap();
    let error = read(&file).unwrap_err();
    std::fs::remove_file(&file).unwrap();
    assert!(error.to_string().starts_with(&file.display().to_string()));
    assert!(matches!(error.reason, NbabelReason::Io(_)));
}

/// Read back, every number is the same: also the smallest, the largest, and minus zero.
#[test]
fn extreme_numbers_survive_the_text() {
    let body = |x: f64| Body {
        mass: f64::MIN_POSITIVE / 4.0,
        position: [x, -0.0, f64::MAX],
        velocity: [f64::EPSILON, 1.0 / 3.0, -1e-300],
    };
    let bodies = Bodies::from(&[body(0.1), body(-f64::MAX)][..]);
    let read = parse(&to_text(&bodies), "memory").unwrap();
    let bits = |bodies: &Bodies| -> Vec<u64> {
        let axes = bodies.position().into_iter().chain(bodies.velocity());
        axes.flatten().map(|value| value.to_bits()).collect()
    };
    assert_eq!((read.mass(), bits(&read)), (bodies.mass(), bits(&bodies)));
}
