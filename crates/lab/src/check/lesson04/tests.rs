use super::histogram::{counted, histogram_reference};
use super::same_bits::{squares_reference, uneven};
use super::steepness::{hills, slopes, steepness_reference};
use super::*;
use crate::check::{State, Verdict};
use rayon::prelude::*;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

fn wrong(verdict: &Verdict, says: &str) {
    assert_eq!(verdict.state(), State::Wrong, "{}", verdict.text());
    assert!(verdict.text().contains(says), "{}", verdict.text());
}

/// Right, and never fast, whoever else has the processors.
fn alone(verdict: &Verdict) {
    assert_eq!(verdict.state(), State::Right, "{}", verdict.text());
    if Machine::here().threads > 1 && cfg!(target_os = "linux") {
        assert!(
            verdict.text().contains("one does all that"),
            "{}",
            verdict.text()
        );
    }
}

/// The reference solutions are shared.
fn together(verdict: &Verdict) {
    assert!(verdict.state() >= State::Right, "{}", verdict.text());
    assert!(
        !verdict.text().contains("one does all that"),
        "{}",
        verdict.text()
    );
}

#[test]
fn who_works_alone_is_told_so() {
    alone(&histogram(super::histogram::counted));
    alone(&sum_of_squares(|x| x.iter().map(|x| x * x).sum()));
    together(&steepness(steepness_reference));
    together(&histogram(histogram_reference));
    together(&sum_of_squares(squares_reference));
}

#[test]
fn threads_of_ones_own_are_not_called_idle() {
    let scoped = |values: &[f64], bins: usize| {
        let share = values.len().div_ceil(2).max(1);
        std::thread::scope(|scope| {
            let parts: Vec<_> = values
                .chunks(share)
                .map(|part| scope.spawn(move || counted(part, bins)))
                .collect();
            let mut all = vec![0; bins];
            for part in parts {
                all.iter_mut()
                    .zip(part.join().unwrap())
                    .for_each(|(a, b)| *a += b);
            }
            all
        })
    };
    together(&histogram(scoped));
}

#[test]
fn steepness_tells_mistakes_apart() {
    let as_if_whole = |height: &[f64], out: &mut [f64], columns: usize| {
        let right = slopes(height, columns);
        let rows = out.par_chunks_mut(columns).enumerate();
        rows.for_each(|(i, out)| {
            for j in 0..columns {
                out[i * columns + j] = right[i * columns + j];
            }
        });
    };
    wrong(&steepness(as_if_whole), "its index is `j`");
    assert!(steepness(steepness_reference).state() >= State::Right);
    // On one thread is right too.
    let plain = |height: &[f64], out: &mut [f64], columns: usize| {
        let rows = height.len() / columns;
        let at = |i: usize, j: usize| height[i * columns + j];
        for k in 0..out.len() {
            let (i, j) = (k / columns, k % columns);
            let dx = at(i, (j + 1).min(columns - 1)) - at(i, j.saturating_sub(1));
            let dy = at((i + 1).min(rows - 1), j) - at(i.saturating_sub(1), j);
            out[k] = dx.hypot(dy);
        }
    };
    alone(&steepness(plain));
    let says = |yours: fn(&[f64], &mut [f64], usize), words: &str| wrong(&steepness(yours), words);
    says(
        |height, out, columns| {
            let left = |j: usize| j.wrapping_sub(1);
            (0..columns).for_each(|j| out[j] = height[left(j)]);
        },
        "`i.saturating_sub(1)` stays at 0",
    );
    says(|_, _, _| (), "was never written");
    says(
        |height, out, columns| {
            let rows = out.par_chunks_mut(columns).zip(height.par_chunks(columns));
            rows.for_each(|(out, row)| out.copy_from_slice(&slopes(row, columns)));
        },
        "along the row alone",
    );
    says(
        |height, out, columns| {
            let right = slopes(height, columns);
            out.copy_from_slice(&right);
            out.rotate_right(columns);
        },
        "one row too far",
    );
    says(
        |height, out, columns| {
            let halves = slopes(height, columns).into_iter().map(|slope| slope / 2.0);
            out.copy_from_slice(&halves.collect::<Vec<_>>());
        },
        "Half of each slope",
    );
    says(
        |height, out, columns| {
            let whole = out.len() - out.len() % (4 * columns);
            let right = slopes(height, columns);
            out[..whole].copy_from_slice(&right[..whole]);
        },
        "Row 0, column 0 was never written",
    );
    // As `np.gradient` divides where a row is alone.
    let verdict = steepness(|_, out, _| out.fill(f64::NAN));
    wrong(&verdict, "NaN is not a number");
    let text = verdict.text();
    assert!(!text.contains("never written"), "{text}");
    says(
        |height, _, _| assert!(height.len() > 1, "too small"),
        "too small",
    );
}

#[test]
fn a_panic_in_a_worker_thread_is_a_wrong_answer_and_no_more() {
    let panics = |_: &[f64], out: &mut [f64], columns: usize| {
        out.par_chunks_mut(columns)
            .enumerate()
            .for_each(|(i, out)| assert!(i != 2 && !out.is_empty(), "row {i} is unlucky"));
        out.copy_from_slice(&slopes(&hills(out.len() / columns, columns), columns));
    };
    wrong(&steepness(panics), "row 2 is unlucky");
    assert!(steepness(steepness_reference).state() >= State::Right);
}

#[test]
fn histogram_tells_mistakes_apart() {
    assert!(histogram(histogram_reference).state() >= State::Right);
    let bin = |value: &f64, bins: usize| ((value * bins as f64) as usize).min(bins - 1);
    let locked = |values: &[f64], bins: usize| {
        let counts = Mutex::new(vec![0; bins]);
        values
            .par_iter()
            .for_each(|value| counts.lock().unwrap()[bin(value, bins)] += 1);
        counts.into_inner().unwrap()
    };
    assert!(histogram(locked).state() >= State::Right);
    let lost = |values: &[f64], bins: usize| {
        let counts: Vec<AtomicU64> = (0..bins).map(|_| AtomicU64::new(0)).collect();
        values.par_iter().skip(1).for_each(|value| {
            counts[bin(value, bins)].fetch_add(1, Ordering::Relaxed);
        });
        counts.into_iter().map(AtomicU64::into_inner).collect()
    };
    wrong(&histogram(lost), "0 of 1 values were counted");
    let twice = |values: &[f64], bins: usize| {
        let counts = counted(values, bins);
        counts.iter().map(|count| 2 * count).collect()
    };
    wrong(&histogram(twice), "2 values were counted, but there are 1");
    let upwards = |values: &[f64], bins: usize| {
        let mut counts = vec![0; bins];
        for value in values {
            counts[((value * bins as f64).ceil() as usize).saturating_sub(1)] += 1;
        }
        counts
    };
    wrong(&histogram(upwards), "belongs to the upper one");
    let of_nothing = |values: &[f64], bins: usize| {
        let part = values.len() / rayon::current_num_threads();
        let parts = values.par_chunks(part).map(|part| counted(part, bins));
        parts.reduce(
            || vec![0; bins],
            |a, b| a.iter().zip(b).map(|(a, b)| a + b).collect(),
        )
    };
    wrong(&histogram(of_nothing), "a part has at least");
    let none = |values: &[f64], bins: usize| {
        let parts = values.par_chunks(4).map(|part| counted(part, bins));
        let add = |a: Vec<u64>, b: Vec<u64>| a.iter().zip(b).map(|(a, b)| a + b).collect();
        parts.reduce_with(add).unwrap()
    };
    wrong(&histogram(none), "nothing to reduce");
    let backwards = |values: &[f64], bins: usize| {
        let mut counts = counted(values, bins);
        counts.reverse();
        counts
    };
    wrong(&histogram(backwards), "not each in its own bin");
    let edge = |values: &[f64], bins: usize| {
        let mut counts = vec![0; bins];
        for value in values {
            counts[(value * bins as f64) as usize] += 1;
        }
        counts
    };
    wrong(&histogram(edge), "`.min(bins - 1)`");
    assert_eq!(histogram(|_, _| todo!()).state(), State::NotYet);
}

#[test]
fn a_sum_of_squares_that_depends_on_the_threads_is_refused() {
    assert!(sum_of_squares(squares_reference).state() >= State::Right);
    let plain = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>();
    assert!(sum_of_squares(plain).state() >= State::Right);
    let by_threads = |x: &[f64]| {
        let part = x.len().div_ceil(rayon::current_num_threads()).max(1);
        let sums: Vec<f64> = x.par_chunks(part).map(plain).collect();
        sums.iter().sum::<f64>()
    };
    wrong(&sum_of_squares(by_threads), "may depend on the threads");
    let any_order = |x: &[f64]| x.par_iter().map(|x| x * x).sum::<f64>();
    wrong(&sum_of_squares(any_order), "thread");
    let blocks_in_any_order = |x: &[f64]| x.par_chunks(4096).map(plain).sum::<f64>();
    wrong(&sum_of_squares(blocks_in_any_order), "thread");
    let exact_only = |x: &[f64]| {
        let sums: Vec<f64> = x.par_chunks_exact(16).map(plain).collect();
        sums.iter().sum()
    };
    wrong(&sum_of_squares(exact_only), "a rest that is in no part");
    let eighths = |x: &[f64]| {
        let sums: Vec<f64> = x.par_chunks(x.len() / 8).map(plain).collect();
        sums.iter().sum()
    };
    wrong(&sum_of_squares(eighths), "when there are few");
    wrong(&sum_of_squares(|x| x.iter().sum()), "square each first");
    assert_eq!(sum_of_squares(|_| todo!()).state(), State::NotYet);
}

#[test]
fn what_is_ones_own_is_compared_with_its_plain_form() {
    let x = uneven(50_000);
    let plain = || x.iter().map(|x| x.sqrt()).sum::<f64>();
    let nan = || x.iter().map(|x| (-1.0 - x).sqrt()).sum::<f64>();
    wrong(&your_own(nan, nan), "The plain answer is NaN");
    let infinite = || vec![1.0, x[0] / 0.0];
    wrong(&your_own(infinite, infinite), "answer is inf at [1]");
    wrong(&your_own(|| (), || ()), "no number in the plain answer");
    let nothing = Vec::<f64>::new;
    wrong(&your_own(nothing, nothing), "no number in the plain answer");
    let verdict = your_own(plain, plain);
    alone(&verdict);
    let largest = || x.iter().copied().max_by(f64::total_cmp);
    let shared = || x.par_iter().copied().max_by(f64::total_cmp);
    assert!(your_own(largest, shared).state() >= State::Right);
    wrong(&your_own(largest, || None), "another shape");
    let known = plain();
    wrong(&your_own(plain, || known), "do both do the same work");
    let little = || std::hint::black_box(&x[..9]).iter().sum::<f64>();
    let verdict = your_own(little, little);
    assert!(
        verdict.text().contains("give it more to do"),
        "{}",
        verdict.text()
    );
    let parallel = || x.par_iter().map(|x| x.sqrt()).sum::<f64>();
    let verdict = your_own(plain, parallel);
    assert!(verdict.state() >= State::Right, "{}", verdict.text());
    assert!(verdict.text().contains("last digits"), "{}", verdict.text());
    let squares = || x.iter().map(|x| x * x).sum::<f64>();
    let verdict = your_own(squares, || squares_reference(&x));
    assert!(
        verdict.text().contains("threads are equal"),
        "{}",
        verdict.text()
    );
    wrong(&your_own(plain, squares), "expected");
    let calls = AtomicU64::new(0);
    let drifts = || calls.fetch_add(1, Ordering::Relaxed);
    wrong(&your_own(drifts, || 0), "Two calls of the plain one differ");
    let only_one = || rayon::current_num_threads() as u64;
    wrong(&your_own(|| 1_u64, only_one), "2 threads");
    let half: Verdict = your_own(|| 0.0, || -> f64 { todo!() });
    assert_eq!(half.state(), State::NotYet);
    assert!(half.text().contains("not all of it"), "{}", half.text());
    let other_half: Verdict = your_own(|| -> f64 { todo!() }, || 0.0);
    assert_eq!(other_half.state(), State::NotYet);
    let text = other_half.text();
    assert!(text.contains("`my_plain` still says"), "{text}");
}
