//! How far an answer lies from the oracle's: the largest relative error, and where.
//!
//! The error of an element is `|a − b| / max(|b|, rms(b))`, with `rms` over the array it lies in:
//! relative where the oracle is large, and relative to a typical element where it is small. A
//! component that cancels to nearly zero has no digits of its own to compare. Integers,
//! booleans and text must be equal.

use std::fmt::Display;

use crate::checked::Disagreement;

/// Something that can be compared with an oracle of type `O`: numbers, slices, `Vec`, arrays, tuples, ndarray.
///
/// To make your own type comparable, pass each part on with [`Comparison::part`]:
///
/// ```
/// use bench::{Agree, Comparison, compare};
///
/// struct Field { steps: usize, values: Vec<f64> }
///
/// impl Agree for Field {
///     fn compare_into(&self, oracle: &Self, to: &mut Comparison) {
///         to.part(".steps", |to| self.steps.compare_into(&oracle.steps, to));
///         to.part(".values", |to| self.values.compare_into(&oracle.values, to));
///     }
/// }
///
/// let a = Field { steps: 3, values: vec![1.0, 2.0] };
/// let b = Field { steps: 3, values: vec![1.0, 2.002] };
/// assert!((compare(&b, &a).error() - 1e-3).abs() < 1e-9);
/// ```
pub trait Agree<O: ?Sized = Self> {
    /// Compares `self` with `oracle` and notes the worst element in `to`.
    fn compare_into(&self, oracle: &O, to: &mut Comparison);

    /// Sum of the squares of the oracle's numbers, and how many they are: what `rms` is made of.
    fn squares(oracle: &O) -> (f64, usize) {
        let _ = oracle;
        (0.0, 0)
    }
}

/// Compares an answer with an oracle.
///
/// ```
/// let far = bench::compare(&vec![1.0, 2.0, 3.3], &vec![1.0, 2.0, 3.0]);
/// assert!((far.error() - 0.1).abs() < 1e-12);
/// assert_eq!(far.place(), "[2]");
/// ```
pub fn compare<T, O>(value: &T, oracle: &O) -> Comparison
where
    T: Agree<O> + ?Sized,
    O: ?Sized,
{
    let mut to = Comparison::default();
    value.compare_into(oracle, &mut to);
    to
}

/// The worst element seen so far while two values are compared.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    path: Vec<Step>,
    scale: f64,
    worst: Option<Worst>,
    shape: Option<Worst>,
}

#[derive(Clone, Debug)]
struct Worst {
    error: f64,
    place: String,
    expected: String,
    got: String,
}

#[derive(Clone, Debug)]
enum Step {
    Index(usize),
    Name(&'static str),
    /// The index that follows counts elements of an array of this shape in logical order.
    Within(Vec<usize>),
}

impl Comparison {
    /// The largest relative error; 0 when all is equal, infinite when a shape or a kind differs.
    pub fn error(&self) -> f64 {
        match (&self.shape, &self.worst) {
            (Some(_), _) => f64::INFINITY,
            (None, Some(worst)) => worst.error,
            (None, None) => 0.0,
        }
    }

    /// Where the largest error lies, as you would index it; empty for a single number or when all is equal.
    pub fn place(&self) -> &str {
        self.shape
            .as_ref()
            .or(self.worst.as_ref())
            .map_or("", |worst| &worst.place)
    }

    /// What to say when the largest error exceeds `tolerance`.
    pub fn disagreement(&self, tolerance: f64) -> Option<Disagreement> {
        if let Some(shape) = self.shape.clone() {
            return Some(Disagreement::Shape {
                place: shape.place,
                expected: shape.expected,
                got: shape.got,
            });
        }
        // Written so that a NaN tolerance allows nothing.
        let allowed = self.error() <= tolerance;
        let worst = self.worst.clone().filter(|_| !allowed)?;
        Some(Disagreement::Value {
            place: worst.place,
            expected: worst.expected,
            got: worst.got,
            error: worst.error,
            tolerance,
        })
    }

    /// Compares one field of a larger value; `name` is how it is reached, such as `.mass`.
    pub fn part(&mut self, name: &'static str, compare: impl FnOnce(&mut Self)) {
        self.path.push(Step::Name(name));
        // Each field has a scale of its own: an energy says nothing about a position.
        let scale = std::mem::replace(&mut self.scale, 0.0);
        compare(self);
        self.scale = scale;
        self.path.pop();
    }

    /// Compares element `index` of an array.
    pub fn element(&mut self, index: usize, compare: impl FnOnce(&mut Self)) {
        self.path.push(Step::Index(index));
        compare(self);
        self.path.pop();
    }

    /// Compares elements that are counted in the logical order of an array of this `shape`.
    pub fn within(&mut self, shape: &[usize], compare: impl FnOnce(&mut Self)) {
        self.path.push(Step::Within(shape.to_vec()));
        compare(self);
        self.path.pop();
    }

    /// Compares the elements of an array whose squares sum to `squares.0` over `squares.1` numbers.
    pub fn array(&mut self, squares: (f64, usize), compare: impl FnOnce(&mut Self)) {
        let rms = (squares.0 / squares.1.max(1) as f64).sqrt();
        let scale = self.scale;
        if rms.is_finite() {
            self.scale = scale.max(rms);
        }
        compare(self);
        self.scale = scale;
    }

    /// Notes a pair of numbers.
    pub fn number(&mut self, got: f64, expected: f64) {
        let same = got == expected || (got.is_nan() && expected.is_nan());
        let error = if same {
            return;
        } else if got.is_finite() && expected.is_finite() {
            (got - expected).abs() / expected.abs().max(self.scale)
        } else {
            f64::INFINITY
        };
        self.note(error, || (format!("{expected:?}"), format!("{got:?}")));
    }

    /// Notes a pair that must be equal.
    pub fn exact<T: PartialEq + Display>(&mut self, got: &T, expected: &T) {
        if got != expected {
            self.note(f64::INFINITY, || (expected.to_string(), got.to_string()));
        }
    }

    /// Notes a pair of shapes; returns whether they are equal and elements can be compared.
    pub fn shape<T: PartialEq + ?Sized>(
        &mut self,
        got: &T,
        expected: &T,
        text: impl Fn(&T) -> String,
    ) -> bool {
        if got != expected && self.shape.is_none() {
            self.shape = Some(Worst {
                error: f64::INFINITY,
                place: self.here(),
                expected: text(expected),
                got: text(got),
            });
        }
        got == expected
    }

    fn note(&mut self, error: f64, texts: impl FnOnce() -> (String, String)) {
        if self.worst.as_ref().is_none_or(|worst| error > worst.error) {
            let (expected, got) = texts();
            self.worst = Some(Worst {
                error,
                place: self.here(),
                expected,
                got,
            });
        }
    }

    fn here(&self) -> String {
        let mut text = String::new();
        let mut shape: &[usize] = &[];
        for step in &self.path {
            match step {
                Step::Name(name) => text += name,
                Step::Within(of) => shape = of,
                Step::Index(i) => text += &format!("{:?}", unravel(*i, shape)),
            }
            if !matches!(step, Step::Within(_)) {
                shape = &[];
            }
        }
        text
    }
}

/// The index along each axis of element number `flat` in logical (row-major) order.
fn unravel(mut flat: usize, shape: &[usize]) -> Vec<usize> {
    if shape.is_empty() {
        return vec![flat];
    }
    let mut index = vec![0; shape.len()];
    for (i, n) in index.iter_mut().zip(shape).rev() {
        *i = flat % n;
        flat /= n;
    }
    index
}

macro_rules! floats {
    ($($float:ty),*) => {$(
        impl Agree<f64> for $float {
            fn compare_into(&self, oracle: &f64, to: &mut Comparison) {
                to.number(f64::from(*self), *oracle);
            }
            fn squares(oracle: &f64) -> (f64, usize) {
                (oracle * oracle, 1)
            }
        }
    )*};
}
floats!(f32, f64);

impl Agree for f32 {
    fn compare_into(&self, oracle: &Self, to: &mut Comparison) {
        to.number(f64::from(*self), f64::from(*oracle));
    }
    fn squares(oracle: &Self) -> (f64, usize) {
        (f64::from(*oracle).powi(2), 1)
    }
}

macro_rules! exact {
    ($($kind:ty),*) => {$(
        impl Agree for $kind {
            fn compare_into(&self, oracle: &Self, to: &mut Comparison) {
                to.exact(self, oracle);
            }
        }
    )*};
}
exact!(
    u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, bool, char, String
);

impl<T: Agree<O> + ?Sized, O: ?Sized> Agree<O> for &T {
    fn compare_into(&self, oracle: &O, to: &mut Comparison) {
        (**self).compare_into(oracle, to);
    }
    fn squares(oracle: &O) -> (f64, usize) {
        T::squares(oracle)
    }
}

impl<T: Agree<O>, O> Agree<[O]> for [T] {
    fn compare_into(&self, oracle: &[O], to: &mut Comparison) {
        if !to.shape(&self.len(), &oracle.len(), |n| format!("[{n}]")) {
            return;
        }
        to.array(<[T] as Agree<[O]>>::squares(oracle), |to| {
            for (i, (got, expected)) in self.iter().zip(oracle).enumerate() {
                to.element(i, |to| got.compare_into(expected, to));
            }
        });
    }
    fn squares(oracle: &[O]) -> (f64, usize) {
        oracle
            .iter()
            .map(T::squares)
            .fold((0.0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }
}

macro_rules! sequences {
    ($([$($generics:tt)*] $got:ty, $oracle:ty;)*) => {$(
        impl<T: Agree<O>, O, $($generics)*> Agree<$oracle> for $got {
            fn compare_into(&self, oracle: &$oracle, to: &mut Comparison) {
                <[T] as Agree<[O]>>::compare_into(&self[..], &oracle[..], to);
            }
            fn squares(oracle: &$oracle) -> (f64, usize) {
                <[T] as Agree<[O]>>::squares(&oracle[..])
            }
        }
    )*};
}
sequences! {
    [] Vec<T>, Vec<O>;
    [] Vec<T>, [O];
    [] [T], Vec<O>;
    [const N: usize] [T; N], [O; N];
    [const N: usize] Vec<T>, [O; N];
    [const N: usize] [T; N], [O];
    [const N: usize] [T; N], Vec<O>;
}

macro_rules! tuples {
    ($(($($got:ident $oracle:ident $index:tt $name:literal),*);)*) => {$(
        impl<$($got: Agree<$oracle>, $oracle),*> Agree<($($oracle,)*)> for ($($got,)*) {
            fn compare_into(&self, oracle: &($($oracle,)*), to: &mut Comparison) {
                $(to.part($name, |to| self.$index.compare_into(&oracle.$index, to));)*
            }
        }
    )*};
}
tuples! {
    (A X 0 ".0");
    (A X 0 ".0", B Y 1 ".1");
    (A X 0 ".0", B Y 1 ".1", C Z 2 ".2");
    (A X 0 ".0", B Y 1 ".1", C Z 2 ".2", D W 3 ".3");
}

impl Agree for () {
    fn compare_into(&self, (): &Self, _: &mut Comparison) {}
}
