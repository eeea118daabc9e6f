//! What a compiler took, beside the times of what it compiled.

use crate::units::seconds;
use bench::Row;

pub(crate) const HEAD: &str = "compiling, once";

pub(crate) const NOTE: &str = " Compiling, once: before the first call, or in it; not in the time.";

pub(crate) fn words(row: &Row) -> String {
    row.compiling().map_or_else(|| "—".to_owned(), seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bench::{Checked, Cost, Rows};

    fn row(name: &str, first: f64, build: f64) -> Row {
        let mut row = Row::from_times(name, &[1e-3], Cost::NONE, Checked::on_trust("made up"));
        (row.first, row.build) = (first, build);
        row
    }

    fn text(made: &[(f64, f64)]) -> String {
        let mut rows = Rows::new("t");
        for (k, (first, build)) in made.iter().enumerate() {
            rows.push(row(&format!("row {k}"), *first, *build));
        }
        crate::table(&rows).text()
    }

    #[test]
    fn compilers_have_a_column_of_their_own_where_there_are_any() {
        assert!(!text(&[(1e-3, 0.0), (0.01, 0.0)]).contains("compiling"));
        let both = text(&[(1e-3, 0.0), (2.001, 0.0), (1e-3, 7.0)]);
        let line = |k: usize| both.lines().nth(k + 3).unwrap_or_default();
        assert!(both.contains(HEAD), "{both}");
        assert!(line(0).contains('—'), "{both}");
        assert!(line(1).contains("2 s"), "just in time: {both}");
        assert!(line(2).contains("7 s"), "ahead of time: {both}");
        assert!(both.contains("not in the time"));
    }

    #[test]
    fn a_cold_first_call_is_no_compiler() {
        let slow_once = text(&[(0.049, 0.0), (0.049, 0.0)]);
        assert!(!slow_once.contains("compiling"), "{slow_once}");
        let short = row("page faults", 0.015, 0.0);
        assert_eq!(short.compiling(), None);
    }
}
