//! Arrays as colours.

use crate::Named;
use crate::made_up::noise;
use show::heatmap;
use show::ndarray::Array2;

pub(crate) fn maps() -> Vec<Named> {
    let plate = Array2::from_shape_fn((90, 160), |(i, j)| {
        let (y, x) = (i as f64 / 90.0, j as f64 / 160.0);
        273.0 + 80.0 * (-8.0 * ((x - 0.3).powi(2) + (y - 0.4).powi(2))).exp()
    });
    let fractal = Array2::from_shape_fn((800, 1200), |(i, j)| {
        let (cx, cy) = (-2.1 + j as f64 * 0.0025, -1.0 + i as f64 * 0.0025);
        let (mut x, mut y, mut n) = (0.0, 0.0, 0.0);
        while x * x + y * y < 4.0 && n < 200.0 {
            (x, y, n) = (x * x - y * y + cx, 2.0 * x * y + cy, n + 1.0);
        }
        n
    });
    let mut small = Array2::from_shape_fn((4, 5), |(i, j)| (i * 5 + j) as f64);
    small[[2, 3]] = f64::NAN;
    let rough = Array2::from_shape_fn((1000, 1000), |(i, j)| noise((i * 1000 + j) as u64));
    vec![
        (
            "heatmap",
            heatmap("A warm spot on a plate", &plate)
                .unit("K")
                .x("x", "m", 0.0, 1.6)
                .y("y", "m", 0.0, 0.9)
                .figure(),
        ),
        (
            "fractal",
            heatmap("Mandelbrot set", &fractal)
                .unit("iterations")
                .log()
                .x("real", "", -2.1, 0.9)
                .y("imaginary", "", -1.0, 1.0)
                .figure(),
        ),
        (
            "a missing value",
            heatmap("4 × 5, one of them missing", &small).figure(),
        ),
        (
            "noise",
            heatmap("A million random numbers", &rough).figure(),
        ),
    ]
}
