//! What may stand on an axis.

/// A number that a chart can take: floats and integers, and references to them.
///
/// ```
/// use show::Number;
/// assert_eq!(3_usize.number(), 3.0);
/// assert_eq!((&2.5_f32).number(), 2.5);
/// ```
pub trait Number {
    /// The value as a 64-bit float; integers over 2⁵³ lose their last digits.
    fn number(&self) -> f64;
}

macro_rules! numbers {
    ($($kind:ty)*) => {$(
        impl Number for $kind {
            fn number(&self) -> f64 {
                *self as f64
            }
        }
    )*};
}

numbers!(f64 f32 u8 u16 u32 u64 usize i8 i16 i32 i64 isize);

impl<T: Number + ?Sized> Number for &T {
    fn number(&self) -> f64 {
        (**self).number()
    }
}
