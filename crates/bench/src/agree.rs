//! How far an answer lies from the oracle's: the largest relative error, and where.
//!
//! The error of an element is `|a − b| / max(|b|, rms(b))`, with `rms` over the array it lies in:
//! relative where the oracle is large, and relative to a typical element where it is small. A
//! component that cancels to nearly zero has no digits of its own to compare. Integers,
//! booleans and text must be equal.

use crate::comparison::Comparison;

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

/// Nothing agrees with nothing; a value and nothing differ in their shape.
impl<T: Agree<O>, O> Agree<Option<O>> for Option<T> {
    fn compare_into(&self, oracle: &Option<O>, to: &mut Comparison) {
        let filled = |is: &bool| if *is { "Some" } else { "None" }.to_owned();
        if to.shape(&self.is_some(), &oracle.is_some(), filled) {
            match (self, oracle) {
                (Some(got), Some(expected)) => got.compare_into(expected, to),
                _ => to.exact(&true, &true),
            }
        }
    }
    fn squares(oracle: &Option<O>) -> (f64, usize) {
        oracle.as_ref().map_or((0.0, 0), T::squares)
    }
}

impl Agree for () {
    fn compare_into(&self, (): &Self, _: &mut Comparison) {}
}
