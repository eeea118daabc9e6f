//! How answers are compared: numbers, nested arrays, ndarray, tuples, shapes and special values.

use bench::{Agree, Checked, compare};
use ndarray::{Array2, array};

/// The error and place of the worst element.
fn worst<T: Agree<O> + ?Sized, O: ?Sized>(value: &T, oracle: &O) -> (f64, String) {
    let comparison = compare(value, oracle);
    (comparison.error(), comparison.place().to_owned())
}

#[test]
fn equal_things_agree_exactly() {
    assert_eq!(worst(&1.5, &1.5), (0.0, String::new()));
    assert_eq!(worst(&vec![0.0; 3], &vec![-0.0; 3]), (0.0, String::new()));
    assert_eq!(
        worst(&[f64::NAN, f64::INFINITY], &[f64::NAN, f64::INFINITY]).0,
        0.0
    );
    assert_eq!(worst(&(1, vec![2.0]), &(1, vec![2.0])).0, 0.0);
    assert_eq!(worst::<Vec<f64>, Vec<f64>>(&vec![], &vec![]).0, 0.0);
}

#[test]
fn the_error_is_relative_where_large_and_to_the_typical_where_small() {
    assert_eq!(worst(&1100.0, &1000.0).0, 0.1);
    let (error, place) = worst(&vec![3.0, 4.0, 1e-9], &vec![3.0, 4.0, 0.0]);
    assert!(
        error < 1e-9,
        "an element that cancels to zero has no digits of its own: {error}"
    );
    assert_eq!(place, "[2]");
    let (error, _) = worst(&vec![100.0, 1.1], &vec![100.0, 1.0]);
    assert!(error < 2e-3, "rms 71, off by 0.1: {error}");
    assert_eq!(
        worst(&1e-300, &0.0).0,
        f64::INFINITY,
        "one number: nothing to scale with"
    );
}

#[test]
fn special_values_on_one_side_only_never_agree() {
    for (got, expected) in [
        (f64::NAN, 1.0),
        (1.0, f64::NAN),
        (f64::INFINITY, 1.0),
        (f64::INFINITY, f64::NEG_INFINITY),
    ] {
        assert_eq!(worst(&got, &expected).0, f64::INFINITY);
        assert!(Checked::against(&[got, 1.0], &[expected, 1.0], 1e300).is_err());
    }
    assert!(
        Checked::against(&2.0, &1.0, f64::NAN).is_err(),
        "a NaN tolerance allows nothing"
    );
}

#[test]
fn shapes_are_compared_first() {
    let error = Checked::against(&vec![1.0; 3], &vec![1.0; 4], 1.0).unwrap_err();
    assert_eq!(error.to_string(), "expected shape [4], got [3]");
    let error =
        Checked::against(&vec![vec![1.0], vec![]], &vec![vec![1.0], vec![1.0]], 1.0).unwrap_err();
    assert_eq!(error.to_string(), "expected shape [1], got [0] at [1]");
    let error = Checked::against(
        &Array2::<f64>::zeros((2, 3)),
        &Array2::<f64>::zeros((3, 2)),
        1.0,
    )
    .unwrap_err();
    assert_eq!(error.to_string(), "expected shape [3, 2], got [2, 3]");
}

#[test]
fn ndarray_is_compared_in_logical_order() {
    let a = array![[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]];
    let transposed_layout = array![[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]].reversed_axes();
    assert_eq!(worst(&transposed_layout, &a).0, 0.0);
    assert_eq!(worst(&a.view(), &a).0, 0.0);
    let mut b = a.clone();
    b[[1, 2]] = 6.6;
    let (error, place) = worst(&b, &a);
    assert!((error - 0.1).abs() < 1e-12);
    assert_eq!(place, "[1, 2]");
}

#[test]
fn each_field_of_a_tuple_has_its_own_scale() {
    // Beside positions of a million, an energy that is off by 1 of 2 must not look small.
    let (error, place) = worst(&(vec![1e6, 1e6], 3.0), &(vec![1e6, 1e6], 2.0));
    assert_eq!((error, place.as_str()), (0.5, ".1"));
}

#[test]
fn integers_text_and_f32() {
    assert_eq!(worst(&3, &3).0, 0.0);
    let error = Checked::against(&vec![1_u64, 2], &vec![1, 3], 1e9).unwrap_err();
    assert!(
        error.to_string().starts_with("expected 3, got 2 at [1]"),
        "{error}"
    );
    assert_eq!(worst(&"a".to_owned(), &"b".to_owned()).0, f64::INFINITY);
    let (error, _) = worst(&vec![0.1_f32], &vec![0.1_f64]);
    assert!(error > 0.0 && error < 1e-7);
}

#[test]
fn slices_vectors_and_arrays_mix() {
    let v = vec![1.0, 2.0];
    assert_eq!(worst(&v, &v[..]).0, 0.0);
    assert_eq!(worst(&v[..], &v).0, 0.0);
    assert_eq!(worst(&v, &[1.0, 2.0]).0, 0.0);
    assert_eq!(worst(&&v, &v).0, 0.0);
    assert_eq!(worst(&vec![[1.0, 2.0]], &vec![[1.0, 2.0]]).0, 0.0);
}

#[test]
fn bodies_are_compared_part_by_part() {
    use kernels::nbody::{Bodies, plummer};
    let a = plummer(5, 1);
    assert_eq!(worst(&a, &a), (0.0, String::new()));
    let mut b = a.clone();
    b.velocity_mut()[2][3] += 0.5;
    let (error, place) = worst(&b, &a);
    assert!(error > 0.05, "{error}");
    assert_eq!(place, ".velocity[2][3]");
    assert_eq!(worst(&b.to_vec(), &a.to_vec()).1, "[3].velocity[2]");
    let fewer: Bodies = plummer(4, 1);
    assert_eq!(worst(&fewer, &a), (f64::INFINITY, ".mass".to_owned()));
}
