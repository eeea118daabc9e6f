//! Comparing ndarray arrays and views, of any number of dimensions, element by element.

use ndarray::{ArrayBase, Data, Dimension};

use crate::agree::Agree;
use crate::comparison::Comparison;

impl<A, B, S, R, D> Agree<ArrayBase<R, D>> for ArrayBase<S, D>
where
    A: Agree<B>,
    S: Data<Elem = A>,
    R: Data<Elem = B>,
    D: Dimension,
{
    fn compare_into(&self, oracle: &ArrayBase<R, D>, to: &mut Comparison) {
        if !to.shape(self.shape(), oracle.shape(), |shape| format!("{shape:?}")) {
            return;
        }
        to.array(<Self as Agree<ArrayBase<R, D>>>::squares(oracle), |to| {
            to.within(self.shape(), |to| {
                // Both iterate in logical order, whatever their layout in memory.
                for (flat, (got, expected)) in self.iter().zip(oracle.iter()).enumerate() {
                    to.element(flat, |to| got.compare_into(expected, to));
                }
            });
        });
    }

    fn squares(oracle: &ArrayBase<R, D>) -> (f64, usize) {
        oracle
            .iter()
            .map(A::squares)
            .fold((0.0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }
}
