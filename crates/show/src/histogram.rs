//! How often which value occurs.

use crate::axis::Axis;
use crate::figure::Figure;
use crate::frame::{Frame, ORDINARY};
use crate::number::Number;
use crate::palette::{INK, OKABE_ITO, SOFT};
use crate::scale::{Kind, Scale, has_place, range};
use crate::svg::{Anchor, TEXT};
use crate::units::{count, with_unit};

/// A histogram of the values, with their median marked: what `unit` they are in is said as for a chart.
///
/// The number of bars follows Freedman and Diaconis ("On the histogram as a density estimator",
/// 1981): each is 2 · IQR · n^(−1/3) wide, where IQR is the distance between the quartiles.
///
/// ```
/// let figure = show::histogram("Samples", "time", "s", [1.0e-3, 1.1e-3, 1.1e-3, 1.4e-3]);
/// assert!(figure.alt.starts_with("Samples: 4 values between 1 ms and 1.4 ms, median 1.1 ms"));
/// ```
#[must_use]
pub fn histogram<V: IntoIterator<Item: Number>>(
    title: &str,
    name: &str,
    unit: &str,
    values: V,
) -> Figure {
    let all: Vec<f64> = values.into_iter().map(|v| v.number()).collect();
    let mut values: Vec<f64> = all
        .iter()
        .copied()
        .filter(|&v| has_place(Kind::Linear, v))
        .collect();
    values.sort_by(f64::total_cmp);
    let Some((low, high)) = range(Kind::Linear, values.iter().copied()) else {
        let why = if all.is_empty() {
            "there are no values"
        } else {
            "no value is finite"
        };
        return Figure::message(&format!("{title}: nothing to draw, {why}."));
    };
    let inside = without_outliers(&values);
    let outside = values.len() - inside.len();
    let (bins, from, to) = count_bins(inside, inside[0], inside[inside.len() - 1]);
    let tallest = bins.iter().copied().max().unwrap_or(1);
    let (x_axis, mut y_axis) = (Axis::new(name, unit), Axis::new("how many", ""));
    y_axis.from_zero = true;
    let mut frame = Frame::new(
        title,
        &x_axis,
        &y_axis,
        // The median's name stands above the tallest bar.
        ((from, to), (0.0, 1.12 * tallest as f64)),
        ORDINARY,
        24.0,
    );
    let width = (to - from) / bins.len() as f64;
    for (i, &n) in bins.iter().enumerate() {
        let edge = from + width * i as f64;
        if let (Some(a), Some(b)) = (frame.at((edge, n as f64)), frame.at((edge + width, 0.0))) {
            let gap = if b.0 - a.0 > 6.0 { 1.0 } else { 0.0 };
            frame
                .svg
                .rect(a.0, a.1, b.0 - a.0 - gap, b.1 - a.1, OKABE_ITO[4]);
        }
    }
    let median = quantile(&values, 0.5);
    if let Some(x) = frame.x.at(median) {
        frame.svg.polyline(
            &[(x, frame.top), (x, frame.bottom)],
            OKABE_ITO[1],
            2.0,
            "6 4",
        );
        let words = format!("median {}", with_unit(median, unit));
        let (x, anchor) = if x < (frame.left + frame.right) / 2.0 {
            (x + 8.0, Anchor::Start)
        } else {
            (x - 8.0, Anchor::End)
        };
        frame
            .svg
            .bold_over(x, frame.top + 14.0, anchor, TEXT, INK, &words);
    }
    if outside > 0 {
        let ends = match (from > low, to < high) {
            (true, true) => format!(
                "between {} and {}",
                with_unit(low, unit),
                with_unit(high, unit)
            ),
            (true, false) => format!("down to {}", with_unit(low, unit)),
            _ => format!("up to {}", with_unit(high, unit)),
        };
        let words = format!("not shown: {}, {ends}", count(outside as f64));
        frame.svg.text(
            frame.right,
            frame.top - 9.0,
            Anchor::End,
            TEXT - 1.0,
            SOFT,
            &words,
        );
    }
    let mut alt = format!(
        "{} values between {} and {}, median {}, half of them between {} and {}; tallest of {} bars: {}",
        count(values.len() as f64),
        with_unit(low, unit),
        with_unit(high, unit),
        with_unit(median, unit),
        with_unit(quantile(&values, 0.25), unit),
        with_unit(quantile(&values, 0.75), unit),
        bins.len(),
        count(tallest as f64)
    );
    if outside > 0 {
        alt += &format!("; {} far away are not shown", count(outside as f64));
    }
    if all.len() > values.len() {
        alt += &format!("; not finite: {}", count((all.len() - values.len()) as f64));
    }
    if !title.is_empty() {
        alt = format!("{title}: {alt}");
    }
    Figure::from_svg(&frame.svg.finish(), &(alt + "."))
}

/// Largest part of the values that may be left out of a picture: more is no outlier but the subject.
const LEFT_OUT: f64 = 0.1;

/// The values without those that would press all others into one bar: further from the quartiles
/// than ten times the distance between them, or, where these are many since half of the values are
/// nearly equal, further from the outer deciles than three times theirs.
fn without_outliers(sorted: &[f64]) -> &[f64] {
    let within = |q: f64, times: f64| {
        let (low, high) = (quantile(sorted, q), quantile(sorted, 1.0 - q));
        let reach = times * (high - low);
        if !(reach > 0.0 && reach.is_finite()) {
            return sorted;
        }
        let start = sorted.partition_point(|&v| v < low - reach);
        let end = sorted.partition_point(|&v| v <= high + reach);
        &sorted[start..end]
    };
    let near = within(0.25, 10.0);
    if (sorted.len() - near.len()) as f64 <= LEFT_OUT * sorted.len() as f64 {
        near
    } else {
        within(0.1, 3.0)
    }
}

/// How many values lie in each of equally wide bins, and the range of all bins.
fn count_bins(sorted: &[f64], low: f64, high: f64) -> (Vec<usize>, f64, f64) {
    if low == high {
        let around = Scale::around(Kind::Linear, low, high);
        return (vec![0, 0, sorted.len(), 0, 0], around.low, around.high);
    }
    // Halves, since the difference of two huge numbers may be too large for a float.
    let half_range = high / 2.0 - low / 2.0;
    let spread = quantile(sorted, 0.75) / 2.0 - quantile(sorted, 0.25) / 2.0;
    let width = 2.0 * spread / (sorted.len() as f64).cbrt();
    // Half the values equal, or a lone outlier far away: neither one bar nor a million.
    let wanted = if width > 0.0 {
        (half_range / width).ceil()
    } else {
        20.0
    };
    let n = wanted.clamp(5.0, 80.0) as usize;
    let mut bins = vec![0; n];
    for &value in sorted {
        let place = (value / 2.0 - low / 2.0) / half_range * n as f64;
        bins[(place as usize).min(n - 1)] += 1;
    }
    (bins, low, high)
}

/// The value below which the part `q` of the sorted values lies, between neighbours by a straight line.
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let place = q * (sorted.len() - 1) as f64;
    let (left, part) = (place.floor() as usize, place.fract());
    let right = (left + 1).min(sorted.len() - 1);
    sorted[left] * (1.0 - part) + sorted[right] * part
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_is_in_one_bin() {
        let values: Vec<f64> = (0..1000).map(|i| f64::from(i).sqrt()).collect();
        let (bins, from, to) = count_bins(&values, values[0], values[999]);
        assert_eq!(bins.iter().sum::<usize>(), 1000);
        assert_eq!((from, to), (values[0], values[999]));
    }

    #[test]
    fn a_far_value_is_counted_instead_of_drawn() {
        let values: Vec<f64> = (0..99)
            .map(|i| 1.0 + f64::from(i) * 1e-3)
            .chain([500.0])
            .collect();
        assert_eq!(without_outliers(&values).len(), 99);
        assert!(histogram("h", "", "", &values).alt.contains("1 far away"));
        assert_eq!(without_outliers(&[1.0, 1.0, 1.0, 9.0]).len(), 4);
    }

    #[test]
    fn a_quarter_of_the_values_is_no_outlier() {
        // Half of the times equal but for a clock tick, the others spread widely.
        let mut values: Vec<f64> = (0..75).map(|i| 336.0 + f64::from(i) * 1e-3).collect();
        values.extend((0..25).map(|i| 340.0 + f64::from(i)));
        assert_eq!(without_outliers(&values).len(), 100);
        values[99] = 9000.0;
        assert_eq!(without_outliers(&values).len(), 99);
    }

    #[test]
    fn odd_input_gives_a_picture_or_a_sentence() {
        assert!(histogram("h", "", "", [0.0; 0]).text.contains("no values"));
        assert!(
            histogram("h", "", "", [f64::NAN])
                .text
                .contains("no value is finite")
        );
        assert!(histogram("h", "x", "s", [3.0; 9]).html.contains("<img"));
        assert!(
            histogram("h", "x", "", [-1e299, 1e299, f64::INFINITY])
                .alt
                .contains("not finite: 1")
        );
    }
}
