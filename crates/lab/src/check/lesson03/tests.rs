//! The reference solutions pass, and typical wrong answers are called by their names.

use super::super::State;
use super::*;

fn says(verdict: &Verdict, words: &str) {
    assert_eq!(verdict.state(), State::Wrong, "{}", verdict.text());
    assert!(verdict.text().contains(words), "{}", verdict.text());
}

#[test]
fn contiguity_tells_mistakes_apart() {
    assert!(contiguous(contiguous_reference).state() >= State::Right);
    says(
        &contiguous(|_, strides| strides.last().is_none_or(|stride| *stride == ITEM)),
        "does not begin where the one before it ends",
    );
    let strict = |shape: &[usize], strides: &[isize]| {
        let mut expected = ITEM;
        shape.iter().zip(strides).rev().all(|(&n, &stride)| {
            let is_right = stride == expected;
            expected *= n.cast_signed();
            is_right
        })
    };
    says(&contiguous(strict), "length 1");
    let no_empty = |shape: &[usize], strides: &[isize]| {
        !shape.contains(&0) && contiguous_reference(shape, strides)
    };
    says(&contiguous(no_empty), "Without numbers");
    // Only the first axis is looked at for 0, or none.
    let strides_match = |shape: &[usize], strides: &[isize]| {
        let mut expected = ITEM;
        shape.iter().zip(strides).rev().all(|(&n, &stride)| {
            let is_right = n <= 1 || stride == expected;
            expected *= n.cast_signed();
            is_right
        })
    };
    says(&contiguous(strides_match), "Without numbers");
    let first_axis = |shape: &[usize], strides: &[isize]| {
        shape.first() == Some(&0) || strides_match(shape, strides)
    };
    says(&contiguous(first_axis), "Without numbers");
    says(&contiguous(|_, _| true), "From the last axis");
    let backwards = |shape: &[usize], strides: &[isize]| {
        let sizes: Vec<isize> = strides.iter().map(|stride| stride.abs()).collect();
        contiguous_reference(shape, &sizes)
    };
    says(&contiguous(backwards), "goes backwards");
    let text = contiguous(|_, _| false).text();
    assert!(
        text.contains("Yours says false, expected is true."),
        "{text}"
    );
    // One remark for the one case that is shown, not one for each that follows.
    assert_eq!(text.lines().count(), 3, "{text}");
    assert_eq!(contiguous(|_, _| todo!()).state(), State::NotYet);
}

fn smallest(call: f64, pair: f64, share: f64) -> usize {
    (call * (1.0 - share) / (share * pair))
        .sqrt()
        .ceil()
        .max(1.0) as usize
}

#[test]
fn break_even_tells_mistakes_apart() {
    assert!(worth_a_call(smallest).state() >= State::Right);
    let search = |call: f64, pair: f64, share: f64| {
        (1..)
            .find(|&n| call <= share * (call + (n * n) as f64 * pair))
            .unwrap_or(1)
    };
    assert!(worth_a_call(search).state() >= State::Right);
    let linear = |call: f64, pair: f64, share: f64| {
        (call * (1.0 - share) / (share * pair)).ceil().max(1.0) as usize
    };
    says(&worth_a_call(linear), "take the root");
    let of_work =
        |call: f64, pair: f64, share: f64| (call / (share * pair)).sqrt().ceil().max(1.0) as usize;
    says(&worth_a_call(of_work), "call / (call + work)");
    let swapped = |call: f64, pair: f64, share: f64| {
        (call * share / ((1.0 - share) * pair))
            .sqrt()
            .ceil()
            .max(1.0) as usize
    };
    says(&worth_a_call(swapped), "it is the call's");
    let nearest = |call: f64, pair: f64, share: f64| {
        (call * (1.0 - share) / (share * pair))
            .sqrt()
            .round()
            .max(1.0) as usize
    };
    says(&worth_a_call(nearest), "One body more is needed");
    let down = |call: f64, pair: f64, share: f64| {
        (call * (1.0 - share) / (share * pair)).sqrt().max(1.0) as usize
    };
    says(&worth_a_call(down), "round up");
    let one_more = |call: f64, pair: f64, share: f64| {
        (call * (1.0 - share) / (share * pair)).sqrt() as usize + 1
    };
    says(&worth_a_call(one_more), "exactly the share");
    let less_than = |call: f64, pair: f64, share: f64| {
        let part = |n: usize| call / (call + (n * n) as f64 * pair);
        (1..).find(|&n| call == 0.0 || part(n) < share).unwrap_or(1)
    };
    says(&worth_a_call(less_than), "exactly the share");
    says(&worth_a_call(|_, _, _| 0), "at least 1");
    says(&worth_a_call(|_, _, _| 1_000_000), "Fewer are enough");
}

#[test]
fn a_module_is_not_written_while_its_code_says_so() {
    let half = own_module("fn f() { if true { todo!() } }", "");
    assert_eq!(half.state(), State::NotYet);
    assert!(
        half.text().contains("`mine` still says `todo!()`"),
        "{half}"
    );
    // As far as the build, which is not there in a test of units, or refuses it.
    let done = own_module("// was todo!() once\nfn f( {}", "");
    assert_eq!(done.state(), State::Wrong, "{done}");
}

const SOLUTION: &str = r#"
use numpy::{PyArray1, PyReadonlyArray1};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

#[pymodule]
mod mine {
    use super::*;

    #[pyfunction]
    fn f<'py>(
        py: Python<'py>,
        x: PyReadonlyArray1<'py, f64>,
        y: PyReadonlyArray1<'py, f64>,
    ) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let (x, y) = (x.as_slice()?, y.as_slice()?);
        if x.len() != y.len() {
            return Err(PyValueError::new_err("x and y of one length"));
        }
        let saddle = |(x, y): (&f64, &f64)| x * (x * x - 3.0 * y * y);
        let out = py.detach(|| x.iter().zip(y).map(saddle).collect());
        Ok(PyArray1::from_vec(py, out))
    }
}
"#;

const ORACLE: &str = "lambda x, y: x**3 - 3 * x * y**2";

/// Building takes the environment that `cargo workshop setup` makes; `cargo workshop test` tells where.
#[test]
fn a_module_of_ones_own_is_built_and_compared() {
    if std::env::var_os("WORKSHOP_EXTENSIONS").is_none() {
        println!("not looked at: needs `cargo workshop test`");
        return;
    }
    let right = own_module(SOLUTION, ORACLE);
    assert!(right.state() >= State::Right, "{}", right.text());
    assert!(!right.text().contains("not checked"), "{}", right.text());
    says(&own_module(SOLUTION, "lambda x, y: x + y"), "expected");
    says(
        &own_module(SOLUTION, "lambda x, y: (x - y) ** 0.5"),
        "your NumPy version gives nan",
    );
    says(
        &own_module(SOLUTION, "lambda x, y: np.log(0 * x)"),
        "your NumPy version gives -inf",
    );
    let one = SOLUTION.replace("x * (x * x - 3.0 * y * y)", "1.0 + 0.0 * x * y");
    says(
        &own_module(&one, "lambda x, y: 0 * x + 1"),
        "gives 1.0 for all of them",
    );
    says(
        &own_module(SOLUTION, "lambda x, y: 1.0"),
        "gives a float, not an array",
    );
    says(
        &own_module(
            SOLUTION,
            "lambda x, y: np.array([a**3 - 3 * a * b**2 for a, b in zip(x, y)])",
        ),
        "is there a Python loop",
    );
    says(
        &own_module(SOLUTION, "lambda x, y: exit(0)"),
        "Python ended before",
    );
    says(
        &own_module(&SOLUTION.replace("fn f<", "fn g<"), ORACLE),
        "the function in it `f`",
    );
    says(
        &own_module(SOLUTION, "lambda x: x"),
        "your NumPy version raises TypeError",
    );
    let panics = SOLUTION.replace(
        "            return Err(PyValueError::new_err(\"x and y of one length\"));\n",
        "            panic!(\"x and y of one length\");\n",
    );
    says(&own_module(&panics, ORACLE), "a panic reached Python");
    let zips = SOLUTION.replace("if x.len() != y.len()", "if false");
    says(&own_module(&zips, ORACLE), "no exception");
    let exits = SOLUTION.replace(
        "        let (x, y) =",
        "        std::process::exit(0);\n        #[allow(unreachable_code)]\n        let (x, y) =",
    );
    says(&own_module(&exits, ORACLE), "Python ended before");
    // What takes lists and float32 and answers right is right.
    let converts = SOLUTION.replace("PyReadonlyArray1", "PyArrayLike1");
    let converts = converts.replace(
        "PyArrayLike1<'py, f64>,",
        "PyArrayLike1<'py, f64, AllowTypeChange>,",
    );
    let converts = converts.replace(
        "{PyArray1, PyArrayLike1}",
        "{AllowTypeChange, PyArray1, PyArrayLike1}",
    );
    let right = own_module(&converts, ORACLE);
    assert!(right.state() >= State::Right, "{}", right.text());
    let single = SOLUTION.replace("PyReadonlyArray1<'py, f64>", "PyReadonlyArray1<'py, f32>");
    let single = single
        .replace("PyArray1<f64>", "PyArray1<f32>")
        .replace("(&f64, &f64)", "(&f32, &f32)");
    says(&own_module(&single, ORACLE), "from=float64, to=float32");
    says(&own_module("fn f( {}", ORACLE), "error");
}
