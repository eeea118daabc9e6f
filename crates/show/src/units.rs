//! Numbers as people read them: three digits and a prefix.

/// A number with three significant digits, without trailing zeros.
///
/// ```
/// assert_eq!(show::units::digits(1234.5), "1230");
/// assert_eq!(show::units::digits(0.001_234), "0.00123");
/// assert_eq!(show::units::digits(2.0), "2");
/// assert_eq!(show::units::digits(f64::NAN), "not a number");
/// ```
#[must_use]
pub fn digits(value: f64) -> String {
    significant(value, 3)
}

/// A number with `n` significant digits; very large and very small ones with a power of ten.
pub(crate) fn significant(value: f64, n: i32) -> String {
    if value.is_nan() {
        return "not a number".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { "∞" } else { "−∞" }.to_owned();
    }
    if value == 0.0 {
        return "0".to_owned();
    }
    let exponent = value.abs().log10().floor() as i32;
    if !(-4..6).contains(&exponent) {
        let mantissa = value / 10f64.powi(exponent);
        let mantissa = significant(mantissa, n);
        // 9.999 rounds to 10: one more in the exponent instead.
        let (mantissa, exponent) = match mantissa.as_str() {
            "10" => ("1".to_owned(), exponent + 1),
            "−10" => ("−1".to_owned(), exponent + 1),
            _ => (mantissa, exponent),
        };
        return match mantissa.as_str() {
            "1" => format!("10{}", superscript(exponent)),
            _ => format!("{mantissa}·10{}", superscript(exponent)),
        };
    }
    let unit = 10f64.powi(exponent - n + 1);
    let rounded = (value / unit).round() * unit;
    let decimals = (n - 1 - exponent).max(0) as usize;
    trim(&format!("{rounded:.decimals$}"))
}

/// A positive number as a power of ten, `10⁴` or `2·10⁴`; below a thousand as it is.
pub(crate) fn power(value: f64) -> String {
    let exponent = (value.log10() + 1e-9).floor() as i32;
    if (0..3).contains(&exponent) {
        return digits(value);
    }
    match significant(value / 10f64.powi(exponent), 3).as_str() {
        "1" => format!("10{}", superscript(exponent)),
        mantissa => format!("{mantissa}·10{}", superscript(exponent)),
    }
}

/// Without the zeros that say nothing, and with a true minus sign.
pub(crate) fn trim(number: &str) -> String {
    let short = match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number,
    };
    short.replace('-', "−")
}

/// An exponent in small raised digits: `-9` gives `⁻⁹`.
pub(crate) fn superscript(exponent: i32) -> String {
    exponent
        .to_string()
        .chars()
        .map(|c| match c {
            '-' => '⁻',
            '0' => '⁰',
            '1' => '¹',
            '2' => '²',
            '3' => '³',
            c => char::from_u32('⁰' as u32 + c as u32 - '0' as u32).unwrap_or(c),
        })
        .collect()
}

const PREFIXES: [(f64, &str); 11] = [
    (1e15, "P"),
    (1e12, "T"),
    (1e9, "G"),
    (1e6, "M"),
    (1e3, "k"),
    (1.0, ""),
    (1e-3, "m"),
    (1e-6, "µ"),
    (1e-9, "n"),
    (1e-12, "p"),
    (1e-15, "f"),
];

/// The prefix that brings `value` between 1 and 1000, as a factor and a letter.
fn prefix(value: f64) -> (f64, &'static str) {
    let size = value.abs();
    // 0.9995 and more shows as 1000 of the smaller prefix: take the larger one.
    PREFIXES
        .into_iter()
        .find(|&(factor, _)| size >= 0.9995 * factor)
        .unwrap_or((1.0, ""))
}

/// A number with an SI prefix and a unit: `3.2e9, "FLOP/s"` gives `3.2 GFLOP/s`.
///
/// ```
/// assert_eq!(show::units::si(3.2e9, "FLOP/s"), "3.2 GFLOP/s");
/// ```
#[must_use]
pub fn si(value: f64, unit: &str) -> String {
    if value == 0.0 || !value.is_finite() {
        return format!("{} {unit}", digits(value));
    }
    let (factor, letter) = prefix(value);
    format!("{} {letter}{unit}", digits(value / factor))
}

/// A time with the unit that fits: ns, µs, ms, s, min or h.
///
/// ```
/// assert_eq!(show::units::seconds(0.000_001_5), "1.5 µs");
/// assert_eq!(show::units::seconds(90.0), "90 s");
/// assert_eq!(show::units::seconds(7200.0), "2 h");
/// ```
#[must_use]
pub fn seconds(value: f64) -> String {
    match value.abs() {
        size if !size.is_finite() => digits(value),
        size if size >= 7200.0 => format!("{} h", digits(value / 3600.0)),
        size if size >= 120.0 => format!("{} min", digits(value / 60.0)),
        size if size >= 1.0 => format!("{} s", digits(value)),
        size if size > 0.0 && size < 1e-9 => format!("{} ns", digits(value * 1e9)),
        _ => si(value, "s"),
    }
}

/// An amount of memory with a binary prefix: `1.5 MiB` is 1 572 864 bytes.
///
/// ```
/// assert_eq!(show::units::bytes(1_572_864.0), "1.5 MiB");
/// ```
#[must_use]
pub fn bytes(value: f64) -> String {
    let mut scaled = value;
    for unit in ["B", "KiB", "MiB", "GiB", "TiB"] {
        if scaled.abs() < 1023.5 {
            return format!("{} {unit}", digits(scaled));
        }
        scaled /= 1024.0;
    }
    format!("{} PiB", digits(scaled))
}

/// A whole number in groups of three digits: `1 000 000` (with narrow spaces that do not break).
///
/// ```
/// assert_eq!(show::units::count(1_234_567.0), "1\u{202f}234\u{202f}567");
/// ```
#[must_use]
pub fn count(value: f64) -> String {
    if !value.is_finite() || value.abs() >= 1e15 || value.fract() != 0.0 {
        return digits(value);
    }
    let plain = format!("{:.0}", value.abs());
    let mut out = String::from(if value < 0.0 { "−" } else { "" });
    for (i, digit) in plain.chars().enumerate() {
        if i > 0 && (plain.len() - i) % 3 == 0 && plain.len() > 4 {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out
}

/// A number of things, in words: `1 rank`, `3 ranks`.
///
/// ```
/// assert_eq!(show::units::counted(1, "body", "bodies"), "1 body");
/// assert_eq!(show::units::counted(0, "body", "bodies"), "0 bodies");
/// ```
#[must_use]
pub fn counted(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// How many times: two digits below ten, whole numbers above a hundred, `7.9×`.
///
/// ```
/// assert_eq!(show::units::times(7.93), "7.9×");
/// assert_eq!(show::units::times(0.987), "0.99×");
/// assert_eq!(show::units::times(1234.0), "1230×");
/// ```
#[must_use]
pub fn times(ratio: f64) -> String {
    if ratio.is_nan() {
        return "—".to_owned();
    }
    let n = if ratio.abs() < 10.0 { 2 } else { 3 };
    format!("{}×", significant(ratio, n))
}

/// A value with its unit, in the prefix that fits: the unit decides (`s`, `B`, `×`, `%`, others as they are).
pub(crate) fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        "s" => seconds(value),
        "B" => bytes(value),
        "×" => times(value),
        "%" => format!("{} %", digits(value)),
        "" if value.fract() == 0.0 => count(value),
        "" => digits(value),
        _ => format!("{} {unit}", digits(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_carries_into_the_next_prefix() {
        assert_eq!(seconds(0.000_999_6), "1 ms");
        assert_eq!(seconds(0.9999), "1 s");
        assert_eq!(seconds(0.9994), "999 ms");
        assert_eq!(bytes(1023.9), "1 KiB");
    }

    #[test]
    fn powers_of_ten_at_the_ends() {
        assert_eq!(digits(1e-9), "10⁻⁹");
        assert_eq!(digits(-2.5e12), "−2.5·10¹²");
        assert_eq!(digits(9.9999e7), "10⁸");
        assert_eq!(digits(999_999.0), "1000000");
    }

    #[test]
    fn odd_values_have_words() {
        assert_eq!(seconds(f64::NAN), "not a number");
        assert_eq!(seconds(f64::INFINITY), "∞");
        assert_eq!(seconds(0.0), "0 s");
        assert_eq!(times(f64::NAN), "—");
        assert_eq!(count(-12.5), "−12.5");
        assert_eq!(count(1000.0), "1000");
        assert_eq!(with_unit(3.0, "K"), "3 K");
    }
}
