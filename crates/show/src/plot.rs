//! A reader's own drawing, made with plotters.

use crate::figure::Figure;
use plotters::coord::Shift;
use plotters::prelude::{DrawingArea, IntoDrawingArea, SVGBackend, WHITE};
use std::error::Error;
use std::fmt;

/// Where a drawing made with plotters goes: fill it, split it, put charts on it.
pub type Canvas<'a> = DrawingArea<SVGBackend<'a>, Shift>;

/// The drawing code of [`plot`] gave an error.
#[derive(Debug)]
pub struct PlotError(Box<dyn Error>);

impl fmt::Display for PlotError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the drawing code failed: {}", self.0)
    }
}

impl Error for PlotError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.0)
    }
}

/// A picture drawn by your own plotters code on a white page of `(width, height)` pixels.
///
/// `alt` says in words what the picture shows.
///
/// # Errors
/// The error that `draw` returns.
///
/// ```
/// use plotters::prelude::*;
/// let figure = show::plot("a circle", (200, 100), |root| {
///     root.draw(&Circle::new((100, 50), 20, BLUE.filled()))?;
///     Ok(())
/// })?;
/// assert_eq!(figure.alt, "a circle");
/// # Ok::<(), show::PlotError>(())
/// ```
pub fn plot<F>(alt: &str, size: (u32, u32), draw: F) -> Result<Figure, PlotError>
where
    F: FnOnce(&Canvas<'_>) -> Result<(), Box<dyn Error>>,
{
    let mut svg = String::new();
    {
        let root = SVGBackend::with_string(&mut svg, size).into_drawing_area();
        root.fill(&WHITE).map_err(|e| PlotError(e.into()))?;
        draw(&root).map_err(PlotError)?;
        root.present().map_err(|e| PlotError(e.into()))?;
    }
    Ok(Figure::from_svg(&svg, alt))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_drawing_code_comes_back() {
        let error = plot("", (10, 10), |_| Err("no ink".into())).unwrap_err();
        assert_eq!(error.to_string(), "the drawing code failed: no ink");
    }
}
