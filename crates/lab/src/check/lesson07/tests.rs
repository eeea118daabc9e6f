use super::{chunks_touched, mean, mean_reference, touched, window, window_reference, your_own};
use crate::check::State;
use std::ops::Range;

fn wrong(verdict: &crate::check::Verdict) -> String {
    assert_eq!(verdict.state(), State::Wrong);
    verdict.text()
}

#[test]
fn the_solutions_pass() {
    let grid = |rows: Range<usize>, columns: Range<usize>, chunk: [usize; 2]| {
        touched(&rows, chunk[0]) * touched(&columns, chunk[1])
    };
    assert_eq!(chunks_touched(grid).state(), State::Right);
    assert!(mean(mean_reference).state() >= State::Right);
    let rows = |band: Range<usize>, depth, rows| window_reference(&band, depth, rows);
    assert_eq!(window(rows).state(), State::Right);
}

#[test]
fn what_is_not_solved_says_so() {
    assert_eq!(chunks_touched(|_, _, _| todo!()).state(), State::NotYet);
    assert_eq!(mean(|_| todo!()).state(), State::NotYet);
    assert_eq!(window(|_, _, _| todo!()).state(), State::NotYet);
    assert_eq!(your_own(|_| todo!(), |_| 1.0).state(), State::NotYet);
    assert_eq!(your_own(|_| 1.0, |_| todo!()).state(), State::NotYet);
}

#[test]
fn wrong_counts_of_chunks_are_told_apart() {
    let both = |of: fn(&Range<usize>, usize) -> usize| {
        wrong(&chunks_touched(move |rows, columns, chunk| {
            of(&rows, chunk[0]) * of(&columns, chunk[1])
        }))
    };
    let lengths = both(|range, size| range.len().div_ceil(size));
    assert!(lengths.contains("Where the range begins"), "{lengths}");
    let last = both(|range, size| range.end / size - range.start / size + 1);
    assert!(last.contains("first row that is not wanted"), "{last}");
    let empty = both(|range, size| range.end.div_ceil(size) - range.start / size);
    assert!(empty.contains("lies in no chunk"), "{empty}");
    let sum = wrong(&chunks_touched(|rows, columns, chunk| {
        touched(&rows, chunk[0]) + touched(&columns, chunk[1])
    }));
    assert!(sum.contains("down times so many across"), "{sum}");
}

#[test]
fn wrong_means_are_told_apart() {
    let own = |x: &Vec<f64>| x.iter().sum::<f64>() / x.len() as f64;
    let means = wrong(&mean(move |chunks| {
        chunks.iter().map(own).sum::<f64>() / chunks.len() as f64
    }));
    assert!(means.contains("mean of the means"), "{means}");
    let chunks = wrong(&mean(|chunks| {
        chunks.iter().flatten().sum::<f64>() / chunks.len() as f64
    }));
    assert!(chunks.contains("not by how many chunks"), "{chunks}");
    let none = wrong(&mean(|chunks| {
        let count = chunks.iter().map(Vec::len).sum::<usize>();
        chunks.iter().flatten().sum::<f64>() / count as f64
    }));
    assert!(none.contains("0 / 0"), "{none}");
}

#[test]
fn wrong_windows_are_told_apart() {
    let bare = wrong(&window(|band, _, _| (band, 0)));
    assert!(bare.contains("its own edge for the rim"), "{bare}");
    let one = wrong(&window(|band, _, rows| window_reference(&band, 1, rows)));
    assert!(one.contains("The second one needs"), "{one}");
    let beyond = wrong(&window(|band, depth, _| {
        let start = band.start.saturating_sub(depth);
        (start..band.end + depth, band.start - start)
    }));
    assert!(beyond.contains("no rows beyond the last"), "{beyond}");
    let skipped = wrong(&window(|band, depth, rows| {
        (window_reference(&band, depth, rows).0, depth)
    }));
    assert!(skipped.contains("fewer rows than that"), "{skipped}");
}

#[test]
fn a_reduction_that_depends_on_the_cut_is_found() {
    let mean = |x: &[f64]| x.iter().sum::<f64>() / x.len() as f64;
    let means = wrong(&your_own(
        |chunks| chunks.iter().map(|x| mean(x)).sum::<f64>() / chunks.len() as f64,
        mean,
    ));
    assert!(means.contains("how many numbers it speaks for"), "{means}");
    let first = wrong(&your_own(|chunks| mean(&chunks[0]), mean));
    assert!(first.contains("put together in another way"), "{first}");
}
