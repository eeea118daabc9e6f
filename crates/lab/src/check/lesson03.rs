//! The exercises of lesson 03: the border between Python and Rust.

use super::{Exercise, Verdict};
use crate::extension::{Project, SCRIPT_LIMIT};
use bench::{Checked, Cost, Row, Rows};

/// Bytes of a float64.
const ITEM: isize = 8;

/// A shape and its strides in bytes, and what they are.
type Layout = (&'static [usize], &'static [isize], bool, &'static str);

const LAYOUTS: &[Layout] = &[
    (&[5], &[8], true, "a vector"),
    (&[5], &[16], false, "every other number of a vector"),
    (&[5], &[-8], false, "a vector from its end"),
    (&[2, 3], &[24, 8], true, "a matrix, row after row"),
    (&[2, 3], &[8, 16], false, "a matrix, column after column"),
    (&[2, 3], &[48, 8], false, "every other row of a matrix"),
    (&[2, 3], &[48, 16], false, "every other column of a matrix"),
    (&[4, 3], &[0, 8], false, "one row, broadcast to four"),
    (
        &[1, 3],
        &[4096, 8],
        true,
        "one row of a wide matrix: nobody steps along an axis of length 1",
    ),
    (&[3, 1], &[8, 4096], true, "one column, alone"),
    (&[1, 1], &[16, -8], true, "a single number"),
    (&[2, 3, 4], &[96, 32, 8], true, "three axes"),
    (
        &[2, 3, 4],
        &[96, 8, 24],
        false,
        "three axes, the last two exchanged",
    ),
    (
        &[2, 1, 4],
        &[32, 7, 8],
        true,
        "three axes, the middle one of length 1",
    ),
    (&[0, 3], &[8, 8], true, "no numbers at all"),
    (
        &[4, 0],
        &[48, 8],
        true,
        "no numbers: no columns of a wider matrix",
    ),
    (
        &[2, 0, 3],
        &[7, 90, 8],
        true,
        "no numbers: the axis in the middle is empty",
    ),
    (
        &[0, 3],
        &[24, 16],
        true,
        "no numbers: no rows, of every other column",
    ),
    (&[], &[], true, "no axis: a single number"),
];

/// Exercise 03.1: whether the float64 of an array lie one after another in memory, row by row.
///
/// ```
/// use lab::check::{State, lesson03::contiguous};
/// assert_eq!(contiguous(|_, _| todo!()).state(), State::NotYet);
/// ```
pub fn contiguous(yours: impl Fn(&[usize], &[isize]) -> bool) -> Verdict {
    let mut check = Exercise::new("03.1");
    for &(shape, strides, expected, what) in LAYOUTS {
        let input = format!("shape {shape:?}, strides {strides:?} bytes: {what}");
        check = check.that(input, || match yours(shape, strides) == expected {
            true => Ok(()),
            false => Err(remark(shape, strides, expected)),
        });
    }
    check.verdict()
}

fn remark(shape: &[usize], strides: &[isize], expected: bool) -> String {
    let why = if shape.contains(&0) {
        "Without numbers there is nothing that could lie in a wrong place."
    } else if !expected && strides.iter().any(|stride| *stride < 0) {
        "A negative stride goes backwards: the second number lies before the first."
    } else if expected && shape.contains(&1) {
        "Along an axis of length 1 nobody steps: its stride says nothing."
    } else if !expected && strides.last() == Some(&ITEM) {
        "The last stride is 8 bytes, but a row does not begin where the one before it ends."
    } else {
        "From the last axis to the first: each stride is the size of all that lies in the axes after it, in bytes (a \
         number has 8)."
    };
    format!("Yours says {}, expected is {expected}. {why}", !expected)
}

#[cfg(test)]
fn contiguous_reference(shape: &[usize], strides: &[isize]) -> bool {
    let mut expected = ITEM;
    for (&n, &stride) in shape.iter().zip(strides).rev() {
        if n == 0 {
            return true;
        }
        if n > 1 && stride != expected {
            return shape.contains(&0);
        }
        expected *= n.cast_signed();
    }
    true
}

/// Exercise 03.2: the smallest number of bodies for which the call takes at most `share` of the time.
///
/// A call costs `call` seconds, the work of N bodies N² times `pair` seconds.
///
/// ```
/// use lab::check::{State, lesson03::worth_a_call};
/// assert_eq!(worth_a_call(|_, _, _| todo!()).state(), State::NotYet);
/// ```
pub fn worth_a_call(yours: impl Fn(f64, f64, f64) -> usize) -> Verdict {
    let mut check = Exercise::new("03.2");
    // Times whose answer does not hang on the last digit; at the end some whose root is whole, without rounding.
    for (call, pair, share) in [
        (2e-5, 1e-6, 0.2),
        (1e-6, 3e-8, 0.4),
        (3e-7, 5e-10, 0.5),
        (3e-7, 5e-10, 0.01),
        (2e-6, 3e-10, 0.01),
        (5e-5, 1e-9, 0.02),
        (0.0, 1e-9, 0.01),
        (1.0, 1.0, 0.5),
        (3.0, 1.0, 0.25),
    ] {
        let input = format!("a call of {call:?} s, {pair:?} s a pair, a share of {share}");
        check = check.that(input, || {
            let n = yours(call, pair, share);
            judge(n, call, pair, share)
        });
    }
    check.verdict()
}

fn judge(n: usize, call: f64, pair: f64, share: f64) -> Result<(), String> {
    let part = |n: usize| call / (call + n as f64 * n as f64 * pair);
    if n == 0 {
        return Err(
            "It is 0, but without a body there is no call worth making: at least 1.".into(),
        );
    }
    let is_enough = |n: usize| call == 0.0 || part(n) <= share * (1.0 + 1e-12);
    if is_enough(n) && (n == 1 || !is_enough(n - 1)) {
        return Ok(());
    }
    let words = format!(
        "It is {n}; there the call takes {:.4} of the time.",
        part(n)
    );
    let linear = (call * (1.0 - share) / (share * pair)).ceil();
    let of_work = (call / (share * pair)).sqrt().ceil();
    let swapped = (call * share / ((1.0 - share) * pair)).sqrt().ceil();
    let hint = if n > 1 && part(n - 1) == share {
        " With one body less it takes exactly the share, and at most that is what is asked for: nothing is left to be rounded up."
    } else if n as f64 == swapped {
        " That would be right if `share` were the work's part of the time: it is the call's."
    } else if !is_enough(n) && is_enough(n + 1) {
        " One body more is needed: round up."
    } else if n as f64 == linear {
        " The work grows with N², not with N: take the root."
    } else if n as f64 == of_work {
        " This compares the call with the work; its share is of both together, call / (call + work)."
    } else if is_enough(n) {
        " Fewer are enough."
    } else {
        ""
    };
    Err(words + hint)
}

/// Exercise 03.3: a Python module of the reader's own, `mine` with a function `f(x, y)` of two
/// vectors, beside the same in NumPy: `oracle`, a Python expression such as `lambda x, y: x + y`.
///
/// "Fast" means no slower than that.
///
/// ```
/// use lab::check::{State, lesson03::own_module};
/// assert_eq!(own_module("fn f() { todo!() }", "").state(), State::NotYet);
/// ```
pub fn own_module(source: &str, oracle: &str) -> Verdict {
    let mut check = Exercise::new("03.3")
        .allow(1.0)
        .beside("NumPy")
        .functions(&["mine"])
        .ended_after(SCRIPT_LIMIT);
    let (mut said, mut proof) = (String::new(), None);
    check = check.that("the module `mine` and its function `f`", || {
        if without_remarks(source).contains("todo!(") {
            // In the module it would be an exception in Python; here it is the state of the exercise.
            todo!();
        }
        let module = Project::new("mine", source)
            .build()
            .map_err(|error| error.to_string())?;
        let script = SCRIPT.replace("ORACLE", oracle.trim());
        said = module.python(&script).map_err(|error| error.to_string())?;
        let why = said.lines().find_map(|line| line.strip_prefix("wrong: "));
        let in_python = || match why {
            Some(why) => Err(why.to_owned()),
            None if said.lines().any(|line| line == "done") => Ok(()),
            None => {
                Err("Python ended before all was compared: does something call `exit`?".to_owned())
            }
        };
        proof = Some(Checked::by(in_python)?);
        Ok(())
    });
    let times: Vec<(f64, f64)> = said.lines().filter_map(pair).collect();
    let (yours, numpy): (Vec<f64>, Vec<f64>) = times.into_iter().unzip();
    let Some(proof) = proof.filter(|_| !yours.is_empty()) else {
        return check.verdict();
    };
    let row = |name, times: &[f64]| Row::from_times(name, times, Cost::NONE, proof.clone());
    let mut rows = Rows::new("200 000 numbers each");
    rows.push(row("yours", &yours));
    rows.push(row("reference", &numpy));
    let gain = rows[1].median / rows[0].median;
    check
        .measured(rows)
        .that("your NumPy version", || match gain <= NO_NUMPY {
            true => Ok(()),
            false => Err(format!(
                "It takes {} as long as your module: is there a Python loop in it? NumPy works on whole arrays.",
                show::units::times(gain)
            )),
        })
        .verdict()
}

/// Who is slower than compiled code by more than this factor does not leave the loop to NumPy. (A general power, the
/// slowest of its operations, takes some thirty times as long as products.)
const NO_NUMPY: f64 = 60.0;

/// Rust without what `//` says.
fn without_remarks(source: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    source.lines().map(code).collect::<Vec<String>>().join("\n")
}

/// A line of two times.
fn pair(line: &str) -> Option<(f64, f64)> {
    let (a, b) = line.strip_prefix("times ")?.split_once(' ')?;
    Some((a.parse().ok()?, b.parse().ok()?))
}

/// Prints `wrong: …` for the first thing that is wrong, else times of f and of the oracle, in turns.
const SCRIPT: &str = include_str!("lesson03/own_module.py");

#[cfg(test)]
mod tests;
