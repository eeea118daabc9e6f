//! Colours that stay apart for colour-blind readers, and on a bad projector.

/// The eight colours of Okabe and Ito (2008), in the order in which the pictures use them.
///
/// The yellow is missing: as a thin line on white nobody sees it.
pub const OKABE_ITO: [&str; 7] = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000",
];

/// Text, axes and frames.
pub(crate) const INK: &str = "#222222";
/// Text that explains.
pub(crate) const SOFT: &str = "#595959";
/// Grid lines.
pub(crate) const GRID: &str = "#e3e3e3";

/// Which colour the series number `i` has; they repeat after seven.
#[must_use]
pub fn colour(i: usize) -> &'static str {
    OKABE_ITO[i % OKABE_ITO.len()]
}

/// Points on a path from dark blue over grey to yellow that grows evenly in lightness, so that it
/// reads the same with every kind of colour blindness and in print (after Nuñez, Anderton and
/// Renslow, "Optimizing colormaps with consideration for color vision deficiency", 2018).
const CONTROL: [[f64; 3]; 9] = [
    [0.0, 32.0, 81.0],
    [17.0, 54.0, 108.0],
    [60.0, 77.0, 110.0],
    [98.0, 100.0, 111.0],
    [127.0, 124.0, 117.0],
    [154.0, 148.0, 120.0],
    [187.0, 175.0, 113.0],
    [226.0, 203.0, 92.0],
    [253.0, 234.0, 69.0],
];

/// The colour of the value `t` between 0 (dark) and 1 (light), as red, green and blue.
///
/// ```
/// assert_eq!(show::palette::sequential(0.0), [0, 32, 81]);
/// assert_eq!(show::palette::sequential(7.0), show::palette::sequential(1.0));
/// ```
#[must_use]
pub fn sequential(t: f64) -> [u8; 3] {
    let place = t.clamp(0.0, 1.0) * (CONTROL.len() - 1) as f64;
    let left = (place as usize).min(CONTROL.len() - 2);
    let part = place - left as f64;
    std::array::from_fn(|c| {
        (CONTROL[left][c] * (1.0 - part) + CONTROL[left + 1][c] * part).round() as u8
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lightness_grows_all_the_way() {
        let luma = |[r, g, b]: [u8; 3]| {
            0.2126 * f64::from(r) + 0.7152 * f64::from(g) + 0.0722 * f64::from(b)
        };
        let steps: Vec<f64> = (0..=64)
            .map(|i| luma(sequential(f64::from(i) / 64.0)))
            .collect();
        assert!(steps.windows(2).all(|pair| pair[1] > pair[0]), "{steps:?}");
    }
}
