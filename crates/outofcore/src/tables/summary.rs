//! The answer: a line a station.

use super::bad::BadRows;

/// What is known of a station; temperatures in tenths of a degree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Station {
    /// Its name.
    pub name: String,
    /// Its lowest temperature.
    pub min: i32,
    /// Its highest.
    pub max: i32,
    /// The sum of all.
    pub sum: i64,
    /// How many there are; at least 1.
    pub count: u64,
}

impl Station {
    /// The mean, in degrees.
    ///
    /// ```
    /// use outofcore::tables::Station;
    /// let here = Station { name: "Alba".into(), min: -5, max: 20, sum: 15, count: 2 };
    /// assert_eq!(here.numbers(), [-0.5, 0.75, 2.0, 2.0]);
    /// ```
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.sum as f64 / (10.0 * self.count as f64)
    }

    /// Least, mean and greatest in degrees, and how many: the numbers that peers give.
    #[must_use]
    pub fn numbers(&self) -> [f64; 4] {
        let degrees = |tenths: i32| f64::from(tenths) / 10.0;
        [
            degrees(self.min),
            self.mean(),
            degrees(self.max),
            self.count as f64,
        ]
    }
}

/// The answer of a group-by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// The stations, by the bytes of their names.
    pub stations: Vec<Station>,
    /// The rows that were left out.
    pub bad: BadRows,
}

impl Summary {
    /// How many good rows there were.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.stations.iter().map(|station| station.count).sum()
    }

    /// All [numbers](Station::numbers), station after station.
    #[must_use]
    pub fn numbers(&self) -> Vec<f64> {
        self.stations.iter().flat_map(Station::numbers).collect()
    }
}
