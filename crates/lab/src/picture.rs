//! Pictures of ideas, drawn from the same data that the idea is about.

use show::plotters::prelude::*;
use show::plotters::style::text_anchor::{HPos, Pos, VPos};
use show::units::counted;
use show::{Figure, plot};

/// f64 in a cache line of 64 bytes.
const LINE: usize = 8;

/// Pixels: a box's width, between two lines, above the first line, at the sides.
const BOX: i32 = 46;
const GAP: i32 = 5;
const TOP: i32 = 40;
const SIDE: i32 = 8;

/// Numbers in the order in which they lie in memory, eight to a cache line; the wanted ones are filled.
///
/// A processor fetches whole cache lines (64 bytes on nearly every machine): how many are touched
/// for the wanted numbers is what a layout costs.
///
/// ```
/// let names = ["m0", "x0", "m1", "x1", "m2", "x2", "m3", "x3", "m4", "x4"];
/// let figure = lab::picture::cache_lines("Masses and places", &names, |name| name.starts_with('x'));
/// assert_eq!(
///     figure.alt,
///     "Masses and places: 10 numbers in 2 cache lines. The 5 wanted ones, from x0 to x4, lie in 2 of them."
/// );
/// ```
#[must_use]
pub fn cache_lines<S: AsRef<str>>(
    title: &str,
    numbers: &[S],
    wanted: impl Fn(&str) -> bool,
) -> Figure {
    let names: Vec<&str> = numbers.iter().map(AsRef::as_ref).collect();
    let alt = words(title, &names, &wanted);
    let lines = names.len().div_ceil(LINE) as i32;
    let width = 2 * SIDE + LINE as i32 * BOX;
    let height = TOP + lines.max(1) * (BOX * 2 / 3 + GAP) + SIDE;
    plot(&alt, (width as u32, height as u32), |root| {
        let ink = RGBColor(34, 34, 34);
        let middle = Pos::new(HPos::Center, VPos::Center);
        let head = ("sans-serif", 17).into_font().color(&ink);
        let style = head.pos(Pos::new(HPos::Left, VPos::Center));
        root.draw(&Text::new(title.to_owned(), (SIDE, TOP / 2), style))?;
        for (at, name) in names.iter().enumerate() {
            let (line, place) = ((at / LINE) as i32, (at % LINE) as i32);
            let left = SIDE + place * BOX;
            let top = TOP + line * (BOX * 2 / 3 + GAP);
            let (right, bottom) = (left + BOX, top + BOX * 2 / 3);
            // Okabe and Ito's blue with white text, or white with grey: also apart without colour.
            let (fill, text) = match wanted(name) {
                true => (RGBColor(0, 114, 178), WHITE),
                false => (RGBColor(244, 244, 244), RGBColor(105, 105, 105)),
            };
            root.draw(&Rectangle::new(
                [(left, top), (right, bottom)],
                fill.filled(),
            ))?;
            root.draw(&Rectangle::new([(left, top), (right, bottom)], ink))?;
            let style = ("sans-serif", 15).into_font().color(&text).pos(middle);
            let centre = ((left + right) / 2, (top + bottom) / 2);
            root.draw(&Text::new((*name).to_owned(), centre, style))?;
        }
        Ok(())
    })
    .unwrap_or_else(|why| Figure::message(&why.to_string()))
}

fn words(title: &str, names: &[&str], wanted: &impl Fn(&str) -> bool) -> String {
    let places: Vec<usize> = (0..names.len()).filter(|&at| wanted(names[at])).collect();
    let mut lines: Vec<usize> = places.iter().map(|at| at / LINE).collect();
    lines.dedup();
    let all = names.len().div_ceil(LINE);
    let all = counted(all, "cache line", "cache lines");
    let begin = format!(
        "{title}: {} in {all}.",
        counted(names.len(), "number", "numbers")
    );
    match (places.first(), places.last()) {
        (Some(&first), Some(&last)) => format!(
            "{begin} The {} wanted ones, from {} to {}, lie in {} of them.",
            places.len(),
            names[first],
            names[last],
            lines.len()
        ),
        _ => begin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alt(names: &[String]) -> String {
        cache_lines("t", names, |name| name.starts_with('x')).alt
    }

    #[test]
    fn the_words_count_the_lines_that_are_touched() {
        let fields = ["m", "x", "y", "z", "vx", "vy", "vz"];
        let x = |name: &str, i: usize| format!("{}{i}", name.replace('v', "u"));
        let structures: Vec<String> = (0..8).flat_map(|i| fields.map(|name| x(name, i))).collect();
        let arrays: Vec<String> = fields
            .iter()
            .flat_map(|name| (0..8).map(|i| x(name, i)))
            .collect();
        assert!(alt(&structures).ends_with("from x0 to x7, lie in 7 of them."));
        assert!(alt(&arrays).ends_with("from x0 to x7, lie in 1 of them."));
    }

    #[test]
    fn nothing_is_a_picture_too() {
        assert_eq!(alt(&[]), "t: 0 numbers in 0 cache lines.");
        assert!(!cache_lines("t", &["a"], |_| false).alt.contains("wanted"));
    }
}
