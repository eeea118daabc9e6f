//! Comparing what kernels return: bodies, one by one or as arrays.

use kernels::nbody::{Bodies, Body};

use crate::agree::Agree;
use crate::comparison::Comparison;

impl Agree for Bodies {
    fn compare_into(&self, oracle: &Self, to: &mut Comparison) {
        to.part(".mass", |to| self.mass().compare_into(oracle.mass(), to));
        to.part(".position", |to| {
            axes(self.position(), oracle.position(), to);
        });
        to.part(".velocity", |to| {
            axes(self.velocity(), oracle.velocity(), to);
        });
    }
}

/// Each axis has the scale of its own numbers.
fn axes(got: [&[f64]; 3], oracle: [&[f64]; 3], to: &mut Comparison) {
    for (axis, (got, oracle)) in got.into_iter().zip(oracle).enumerate() {
        to.element(axis, |to| got.compare_into(oracle, to));
    }
}

/// Each number is relative to the larger of itself and its own vector's size.
impl Agree for Body {
    fn compare_into(&self, oracle: &Self, to: &mut Comparison) {
        to.part(".mass", |to| self.mass.compare_into(&oracle.mass, to));
        to.part(".position", |to| {
            self.position.compare_into(&oracle.position, to);
        });
        to.part(".velocity", |to| {
            self.velocity.compare_into(&oracle.velocity, to);
        });
    }
}
