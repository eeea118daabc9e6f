//! Exercise 00.4: a plate of the reader's own.

use super::super::Exercise;
use kernels::heat;
use ndarray::{Array2, ArrayView2, Zip};
use show::{Figure, side_by_side, stack};
use std::cell::RefCell;

/// Time steps between the two pictures of exercise 00.4, and r = D Δt / Δx² of each.
const STEPS: usize = 500;
const R: f64 = 0.2;

/// Exercise 00.4: a plate of the reader's own, and how they want to see it.
///
/// A sensible plate has 11 to 501 rows and columns, finite temperatures above absolute zero (°C),
/// and is not in balance already. When it is right, it is shown as it is and 500 time steps later.
///
/// ```
/// use lab::check::lesson00::own_plate;
/// use lab::prelude::*;
/// let plate = || Array2::from_shape_fn((21, 31), |(i, _)| if i == 5 { 90.0 } else { 10.0 });
/// let seen = own_plate(plate, |title, plate| heatmap(title, plate).unit("°C").figure());
/// assert!(seen.text.starts_with("exercise 00.4: right\n"));
/// assert!(seen.alt.contains("21 rows × 31 columns"));
/// ```
#[must_use]
pub fn own_plate(
    plate: impl FnOnce() -> Array2<f64>,
    picture: impl Fn(&str, ArrayView2<'_, f64>) -> Figure,
) -> Figure {
    let (start, later) = (RefCell::default(), RefCell::default());
    let pictures = RefCell::new(Vec::new());
    let verdict = Exercise::new("00.4")
        .that("the shape of the plate", || {
            let made = plate().as_standard_layout().into_owned();
            let (rows, cols) = made.dim();
            start.replace(made);
            if (11..=501).contains(&rows) && (11..=501).contains(&cols) {
                Ok(())
            } else {
                Err(format!(
                    "It is {rows} × {cols}; give it 11 to 501 rows and columns."
                ))
            }
        })
        .that("its temperatures", || temperatures(&start.borrow()))
        .that("it changes with time", || {
            later.replace(cooled(&start.borrow())?);
            changes(&start.borrow(), &later.borrow())
        })
        .that("the pictures", || {
            for (title, plate) in [("at the start", &start), ("500 steps later", &later)] {
                let figure = picture(title, plate.borrow().view());
                if !figure.html.contains("<img") || figure.alt.trim().is_empty() {
                    return Err("There is no picture in it: does heatmap(…) get the plate?".into());
                }
                pictures.borrow_mut().push(figure);
            }
            Ok(())
        })
        .verdict();
    let pictures = pictures.into_inner();
    if pictures.len() < 2 {
        return verdict.into();
    }
    stack(&[verdict.into(), side_by_side(&pictures)])
}

fn temperatures(plate: &Array2<f64>) -> Result<(), String> {
    for ((i, j), &t) in plate.indexed_iter() {
        if !t.is_finite() {
            return Err(format!(
                "At [{i}, {j}] it is {t}: not a number that can be drawn."
            ));
        }
        if t < -273.15 {
            return Err(format!(
                "At [{i}, {j}] it is {t} °C: colder than absolute zero."
            ));
        }
    }
    Ok(())
}

fn cooled(plate: &Array2<f64>) -> Result<Array2<f64>, String> {
    let columns = plate.ncols();
    let mut later = plate.clone();
    let mut scratch = plate.clone();
    let (Some(u), Some(spare)) = (later.as_slice_mut(), scratch.as_slice_mut()) else {
        return Err("Its rows do not lie one after the other in memory.".into());
    };
    heat::sweeps_naive(u, spare, columns, R, STEPS).map_err(|error| error.to_string())?;
    Ok(later)
}

fn changes(start: &Array2<f64>, later: &Array2<f64>) -> Result<(), String> {
    let most = Zip::from(start)
        .and(later)
        .fold(0.0, |most, a, b| f64::max(most, (a - b).abs()));
    if most >= 1.0 {
        return Ok(());
    }
    let how_little = match most {
        0.0 => "no point changes".to_owned(),
        0.0..0.01 => "no point changes by as much as 0.01 K".to_owned(),
        _ => format!("no point changes by more than {most:.2} K"),
    };
    Err(format!(
        "In {STEPS} steps {how_little}: it is nearly in balance already. Make a part hotter than the rest, and not at the rim alone: that stays \
         as it is, and a corner is nobody's neighbour."
    ))
}
