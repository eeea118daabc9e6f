use super::super::State;
use super::seldom::simulate;
use super::*;
use kernels::heat::sweep_naive;

fn ok<T>(answer: T) -> Result<T, String> {
    Ok(answer)
}

fn exchange_from(from: fn(isize, isize, isize) -> (isize, isize)) -> Verdict {
    exchange(|strips| {
        let size = strips.len() as isize;
        ok(filled(strips, |rank, side| Some(from(rank, side, size))))
    })
}

fn says(verdict: &Verdict, words: &str) {
    assert_eq!(verdict.state(), State::Wrong, "{}", verdict.text());
    assert!(verdict.text().contains(words), "{}", verdict.text());
}

fn right(verdict: &Verdict) {
    assert!(verdict.state() >= State::Right, "{}", verdict.text());
}

#[test]
fn typical_wrong_exchanges_are_told_apart() {
    let edge = |side: isize| if side < 0 { -2 } else { 1 };
    right(&exchange(|strips| {
        ok(filled(strips, |rank, side| Some((rank + side, edge(side)))))
    }));
    let halo = exchange_from(|rank, side, _| (rank + side, if side < 0 { -1 } else { 0 }));
    says(&halo, "Off by one");
    let far = exchange_from(|rank, side, _| (rank + side, if side < 0 { 1 } else { -2 }));
    says(&far, "wrong neighbour");
    let swapped = exchange_from(|rank, side, _| (rank - side, if side < 0 { 1 } else { -2 }));
    says(&swapped, "interchanged");
    let ring = exchange_from(|rank, side, size| {
        (
            (rank + side).rem_euclid(size),
            if side < 0 { -2 } else { 1 },
        )
    });
    says(&ring, "no ring");
    let inside = |strips: &[Strip]| {
        let mut rows = filled(strips, |rank, side| Some((rank + side, edge(side))));
        if let Some(rows) = rows.get_mut(1) {
            rows[COLUMNS] = 8.0;
        }
        ok(rows)
    };
    says(&exchange(inside), "Rank 1's own rows");
    let stuck = |_: &[Strip]| Err("deadlock: for 3 s every rank has waited");
    says(&exchange(stuck), "send_receive");
    let unwritten = |_: &[Strip]| Err("rank 0 panicked: not yet implemented");
    assert_eq!(exchange(unwritten).state(), State::NotYet);
}

fn changes(answer: fn(&Change) -> f64, all: fn(&[f64]) -> f64) -> Verdict {
    largest_change(|changes| {
        let own: Vec<f64> = changes.iter().map(answer).collect();
        ok(vec![all(&own); own.len()])
    })
}

fn own_change((old, new, columns): &Change, size: fn(f64) -> f64, halo: usize) -> f64 {
    let own = columns * (1 - halo)..old.len() - columns * (1 - halo);
    let pairs = old[own.clone()].iter().zip(&new[own]);
    pairs.map(|(old, new)| size(new - old)).fold(0.0, f64::max)
}

#[test]
fn typical_wrong_changes_are_told_apart() {
    let most = |of: &[f64]| of.iter().copied().fold(0.0, f64::max);
    right(&changes(|change| own_change(change, f64::abs, 0), most));
    says(
        &changes(|change| own_change(change, f64::abs, 1), most),
        "halo rows were counted",
    );
    says(
        &changes(|change| own_change(change, |x| x, 0), most),
        "absolute value",
    );
    says(
        &changes(
            |change| own_change(change, f64::abs, 0),
            |of| of.iter().sum(),
        ),
        "the sum over the ranks",
    );
    let own = |changes: &[Change]| {
        ok(changes
            .iter()
            .map(|change| own_change(change, f64::abs, 0))
            .collect())
    };
    says(&largest_change(own), "wait for it for ever");
}

/// Own rows by rank, and messages.
fn answer(
    size: usize,
    task: &Task,
    every: usize,
    sweeps: usize,
    rounds: usize,
) -> Result<(Vec<Vec<f64>>, Vec<usize>), String> {
    let whole = simulate(task, size, every, sweeps);
    let neighbours = |rank: usize| usize::from(rank > 0) + usize::from(rank + 1 < size);
    let sent = (0..size).map(|rank| rounds * neighbours(rank)).collect();
    Ok((
        whole
            .chunks(whole.len() / size)
            .map(<[f64]>::to_vec)
            .collect(),
        sent,
    ))
}

#[test]
fn typical_wrong_rounds_are_told_apart() {
    right(&seldom(|size, task| {
        answer(size, task, task.3, task.2, task.2.div_ceil(task.3))
    }));
    let often = seldom(|size, task| answer(size, task, task.3, task.2, task.2));
    says(&often, "would do");
    let longer = |size, task: &Task| answer(size, task, task.3, task.2.next_multiple_of(task.3), 1);
    says(&seldom(longer), "last round may be shorter");
    let shorter = |size, task: &Task| answer(size, task, task.3, task.2 - task.2 % task.3, 1);
    says(&seldom(shorter), "last round is missing");
    says(
        &seldom(|size, task| answer(size, task, task.3 + 1, task.2, 1)),
        "used up",
    );
    says(
        &seldom(|size, task| answer(size, task, usize::MAX, task.2, 1)),
        "never again",
    );
    says(
        &seldom(|size, task| answer(size, task, 0, task.2, 0)),
        "never filled",
    );
}

#[test]
fn strips_that_exchange_in_time_are_the_plate_itself() {
    for (size, depth) in [(1, 1), (2, 3), (3, 2), (6, 1)] {
        let (rows, columns, sweeps) = (2 + 3 * size, 5, 8);
        let plate: Vec<f64> = (0..rows * columns).map(|k| (k * 37 % 11) as f64).collect();
        let (mut u, mut next) = (plate.clone(), plate.clone());
        for _ in 0..sweeps {
            sweep_naive(&u, &mut next, columns, 0.25).unwrap();
            std::mem::swap(&mut u, &mut next);
        }
        let task = (plate, columns, sweeps, depth);
        assert_eq!(
            simulate(&task, size, depth, sweeps),
            u[columns..u.len() - columns]
        );
        assert!(
            size == 1 || simulate(&task, size, depth + 1, sweeps) != u[columns..u.len() - columns]
        );
    }
}

#[test]
fn one_bit_beside_a_border_is_found() {
    let plain = || vec![1.0, 2.0, 3.0];
    right(&your_own(plain, |_| ok(plain())));
    let unwritten = |_: usize| Err::<Vec<f64>, _>("rank 0 panicked: not yet implemented");
    assert_eq!(your_own(plain, unwritten).state(), State::NotYet);
    let off = |size: usize| {
        ok(vec![
            1.0,
            2.0 + if size == 3 { f64::EPSILON * 2.0 } else { 0.0 },
            3.0,
        ])
    };
    says(&your_own(plain, off), "Number 1");
    says(
        &your_own(|| vec![0.0; 3], |_| ok(vec![0.0; 3])),
        "told apart",
    );
}
