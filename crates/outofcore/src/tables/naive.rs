//! The oracle: the shortest code that is plainly right.

use std::collections::BTreeMap;

use super::bad::Met;
use super::parse;
use super::summary::Station;

/// Line after line into a sorted map.
pub(super) fn group(text: &[u8]) -> (Vec<Station>, Met) {
    let mut stations: BTreeMap<&str, Station> = BTreeMap::new();
    let mut bad = Met::default();
    let mut start = 0;
    for line in text.split_inclusive(|&byte| byte == b'\n') {
        match parse::line(line.strip_suffix(b"\n").unwrap_or(line)) {
            Ok((name, tenths)) => {
                let station = stations.entry(name).or_insert_with(|| Station {
                    name: name.to_owned(),
                    min: tenths,
                    max: tenths,
                    sum: 0,
                    count: 0,
                });
                station.min = station.min.min(tenths);
                station.max = station.max.max(tenths);
                station.sum += i64::from(tenths);
                station.count += 1;
            }
            Err(kind) => bad.note(start, kind),
        }
        start += line.len();
    }
    (stations.into_values().collect(), bad)
}
