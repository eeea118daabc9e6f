//! Pictures of a grid on several ranks.

use show::ndarray::Array2;
use show::{Figure, heatmap, side_by_side};

/// Inner points of a plate, two by three ranks.
fn six(rows: usize, columns: usize) -> Vec<show::Part> {
    let (r, c) = (
        [1, rows / 2, rows - 1],
        [1, columns / 3, 2 * columns / 3, columns - 1],
    );
    let part = |k: usize| [r[k / 3]..r[k / 3 + 1], c[k % 3]..c[k % 3 + 1]];
    (0..6).map(part).collect()
}

pub(crate) fn domains() -> Figure {
    let strips: Vec<show::Part> = (0..3).map(|k| [1 + 4 * k..5 + 4 * k, 1..25]).collect();
    show::stack(&[
        show::subdomains("Three strips", (14, 26), &strips)
            .halo(1, false)
            .figure(),
        side_by_side(&[
            show::subdomains("Six tiles", (14, 20), &six(14, 20))
                .small()
                .figure(),
            show::subdomains("with halos", (14, 20), &six(14, 20))
                .halo(1, true)
                .small()
                .figure(),
        ]),
        show::subdomains("Large tiles", (1400, 2000), &six(1400, 2000))
            .halo(60, false)
            .figure(),
    ])
}

pub(crate) fn cooling() -> Figure {
    let value = |t: usize, i: usize, j: usize| {
        let (x, y) = (i as f64 - 30.0, j as f64 - 70.0);
        let width = 40.0 + 30.0 * t as f64;
        293.0 + 100.0 * 40.0 / width * (-(x * x + y * y) / width).exp()
    };
    let frames: Vec<Array2<f64>> = (0..24)
        .map(|t| Array2::from_shape_fn((64, 128), |(i, j)| value(t, i, j)))
        .collect();
    let film = show::film("A plate cools", &frames).unit("K");
    let times = (0..24).map(|t| 20 * t);
    let still = heatmap("The last frame", &frames[23])
        .unit("K")
        .parts(&six(64, 128));
    show::stack(&[
        film.times("after", "sweeps", times)
            .parts(&six(64, 128))
            .figure(),
        still.figure(),
    ])
}
