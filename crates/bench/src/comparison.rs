//! The worst element found while an answer is compared with the oracle's.

use std::fmt::Display;

use crate::checked::Disagreement;

/// The worst element seen so far while two values are compared.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    path: Vec<Step>,
    scale: f64,
    worst: Option<Worst>,
    shape: Option<Worst>,
    compared: usize,
    not_finite: Option<(f64, String)>,
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

    /// How many numbers, words and the like were compared.
    ///
    /// ```
    /// assert_eq!(bench::compare(&(vec![1.0, 2.0], 3), &(vec![1.0, 2.5], 3)).compared(), 3);
    /// assert_eq!(bench::compare(&Vec::<f64>::new(), &Vec::new()).compared(), 0);
    /// ```
    pub fn compared(&self) -> usize {
        self.compared
    }

    /// The first number that is NaN, or the same infinity, on both sides, and its place as you would index
    /// it: the two agree, but no digit of them was compared.
    ///
    /// ```
    /// let same = bench::compare(&[1.0, f64::INFINITY], &[1.0, f64::INFINITY]);
    /// assert_eq!(same.error(), 0.0);
    /// assert_eq!(same.not_finite(), Some((f64::INFINITY, "[1]")));
    /// ```
    pub fn not_finite(&self) -> Option<(f64, &str)> {
        let (value, place) = self.not_finite.as_ref()?;
        Some((*value, place))
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
        self.compared += 1;
        let same = got == expected || (got.is_nan() && expected.is_nan());
        let error = if same {
            if !got.is_finite() && self.not_finite.is_none() {
                self.not_finite = Some((got, self.here()));
            }
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
        self.compared += 1;
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
