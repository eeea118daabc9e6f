//! What one call of a kernel costs: bytes moved and floating-point operations done.

/// Bytes and floating-point operations of one call.
///
/// Both are the *useful* work of the problem, not what one variant happens to do: a variant that
/// computes every pair twice does not earn twice the GFLOP/s. Square roots and divisions count as one.
///
/// ```
/// use kernels::cost::Cost;
/// let copy = Cost::new(16.0, 0.0);
/// let axpy = Cost::new(24.0, 2.0);
/// assert_eq!(copy + axpy, Cost::new(40.0, 2.0));
/// assert_eq!(axpy.intensity(), 2.0 / 24.0);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cost {
    /// Bytes between memory and the processor, when every input is read once and every output
    /// written once.
    pub bytes: f64,
    /// Floating-point operations.
    pub flops: f64,
}

impl Cost {
    /// Nothing counted: for work where neither bytes nor flops mean anything.
    pub const NONE: Cost = Cost {
        bytes: 0.0,
        flops: 0.0,
    };

    /// A cost of so many bytes and floating-point operations.
    ///
    /// ```
    /// # use kernels::cost::Cost;
    /// assert_eq!(Cost::new(8.0, 1.0).bytes, 8.0);
    /// ```
    #[must_use]
    pub const fn new(bytes: f64, flops: f64) -> Self {
        Cost { bytes, flops }
    }

    /// Arithmetic intensity, flops per byte; 0 when there are no flops, infinite without traffic.
    ///
    /// Williams, Waterman and Patterson, "Roofline", CACM 52(4), 2009.
    ///
    /// ```
    /// # use kernels::cost::Cost;
    /// assert_eq!(Cost::new(16.0, 4.0).intensity(), 0.25);
    /// assert_eq!(Cost::NONE.intensity(), 0.0);
    /// ```
    #[must_use]
    pub fn intensity(self) -> f64 {
        if self.flops == 0.0 {
            0.0
        } else {
            self.flops / self.bytes
        }
    }

    /// The cost of the same call made `times` times.
    ///
    /// ```
    /// # use kernels::cost::Cost;
    /// assert_eq!(Cost::new(8.0, 1.0).times(3), Cost::new(24.0, 3.0));
    /// ```
    #[must_use]
    pub fn times(self, times: usize) -> Self {
        Cost::new(self.bytes * times as f64, self.flops * times as f64)
    }
}

impl std::ops::Add for Cost {
    type Output = Cost;
    fn add(self, other: Cost) -> Cost {
        Cost::new(self.bytes + other.bytes, self.flops + other.flops)
    }
}
