//! Answers in memory that the next call uses again, as a numerical program would.

use std::cell::{RefCell, RefMut};
use std::fmt::Debug;
use std::rc::Rc;

use bench::{Agree, Comparison};

/// Numbers that a closure of a race writes and hands out without copying them.
#[derive(Clone, Debug)]
pub(crate) struct Kept(Rc<RefCell<Vec<f64>>>);

impl Kept {
    pub(crate) fn new(numbers: Vec<f64>) -> Self {
        Self(Rc::new(RefCell::new(numbers)))
    }

    pub(crate) fn numbers(&self) -> RefMut<'_, Vec<f64>> {
        self.0.borrow_mut()
    }
}

/// A call that writes `n` numbers into the same memory each time.
pub(crate) fn into<'a, E: Debug>(
    n: usize,
    write: impl Fn(&mut [f64]) -> Result<(), E> + 'a,
) -> impl FnMut() -> Kept + 'a {
    // Touched once, so that the first call does not wait for pages; and what it leaves out is no number.
    let numbers = Kept::new(vec![f64::NAN; n]);
    move || {
        write(&mut numbers.numbers()).expect("the oracle took this input");
        numbers.clone()
    }
}

impl Agree<Vec<f64>> for Kept {
    fn compare_into(&self, oracle: &Vec<f64>, to: &mut Comparison) {
        self.0.borrow().compare_into(oracle, to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_compared_number_by_number() {
        let kept = Kept::new(vec![1.0, 2.0]);
        assert!(bench::compare(&kept, &vec![1.0, 2.0]).error() < 1e-15);
        kept.numbers()[1] = 3.0;
        assert!(bench::compare(&kept, &vec![1.0, 2.0]).error() > 0.1);
    }
}
