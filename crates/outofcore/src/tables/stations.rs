//! Made-up weather stations.

use kernels::random::Stream;

/// How many stations there are.
pub const MOST_STATIONS: usize = 10_000;

const FIRST: [&str; 20] = [
    "Al", "Bre", "Cor", "Da", "El", "Fjor", "Gra", "Hal", "Is", "Ka", "Lü", "Mo", "Nor", "Os",
    "Pa", "Que", "Ros", "San", "Tol", "Vi",
];
const SECOND: [&str; 25] = [
    "ba", "ber", "da", "den", "do", "ga", "hol", "in", "ka", "lan", "li", "ma", "mer", "na", "nor",
    "pe", "ra", "ri", "sö", "ta", "ti", "ve", "vo", "wi", "za",
];
const THIRD: [&str; 20] = [
    "", "burg", "by", "dal", "don", "field", "gorod", "ham", "haven", "la", "mouth", "nes",
    "polis", "ra", "sted", "ton", "vik", "ville", " Bay", " del Mar",
];

/// The name of station `k` and its mean temperature in tenths of a degree: both made up, no two names alike.
///
/// ```
/// use outofcore::tables::station;
/// assert_eq!(station(0).0, "Alba");
/// assert_eq!(station(1).0, "Breber");
/// assert_eq!(station(500).0, "Algaburg");
/// assert!((-100..400).contains(&station(7).1));
/// ```
///
/// # Panics
/// For `k ≥` [`MOST_STATIONS`].
#[must_use]
pub fn station(k: usize) -> (String, i64) {
    assert!(k < MOST_STATIONS, "there are {MOST_STATIONS} stations");
    // 20 and 25 are not prime to each other: the second syllable moves on with each round of the first.
    let (first, second) = (k % 20, (k + k / 100) % 25);
    let third = k / 500;
    let name = [FIRST[first], SECOND[second], THIRD[third]].concat();
    let mean = Stream::new(k as u64).bits(0) % 400;
    (name, i64::try_from(mean).unwrap_or(0) - 50)
}
