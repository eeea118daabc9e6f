//! Lines of code behind a row of the n-body comparison.

use peers::Peer;

/// The sources of the Rust rows: what was written for them, without what all kernels share (the vector
/// types of `kernels::simd`, some 450 lines for each kind of processor, and the team of threads).
const RUST: [(&str, &[&str]); 4] = [
    ("rust naive", &[NAIVE]),
    ("rust soa", &[SOA]),
    ("rust simd", &[SIMD, PACKED]),
    ("rust par", &[PAR, SIMD, PACKED]),
];
const NAIVE: &str = include_str!("../../../kernels/src/nbody/naive.rs");
const SOA: &str = include_str!("../../../kernels/src/nbody/soa.rs");
const SIMD: &str = include_str!("../../../kernels/src/nbody/simd.rs");
const PAR: &str = include_str!("../../../kernels/src/nbody/par.rs");
const PACKED: &str = include_str!("../../../kernels/src/nbody/packed.rs");

/// Functions of these files that have nothing to do with accelerations.
const OTHERS: [&str; 12] = [
    "advance_naive",
    "energy_naive",
    "advance_with",
    "kick",
    "drift",
    "advance_soa",
    "kinetic_energy",
    "potential_energy",
    "energy",
    "advance_simd",
    "advance_par",
    "accelerations_simd_at",
];

/// Each approach to n-body with its lines of code: those of its peers in `peers`, then those of the Rust rows.
///
/// Neither blank lines nor comments count, nor what hands the data over.
///
/// ```
/// let lines = lab::effort::nbody();
/// let of = |name: &str| lines.iter().find(|(row, _)| *row == name).unwrap().1;
/// assert!(of("numpy") < of("c") && of("rust naive") < of("rust simd"));
/// ```
#[must_use]
pub fn nbody() -> Vec<(&'static str, usize)> {
    let all = peers::all();
    let peers = all.iter().find(|(work, _)| *work == "nbody");
    let of_peer = |peer: &Peer| (peer.name, lines_of_code(peer.files[0].0, peer.files[0].1));
    let peers = peers
        .into_iter()
        .flat_map(|(_, peers)| peers.iter().map(of_peer));
    let of_rust = |(name, files): (&'static str, &[&str])| {
        let lines = |text: &&str| lines_of_code("x.rs", &without(text, &OTHERS));
        (name, files.iter().map(lines).sum())
    };
    peers.chain(RUST.map(of_rust)).collect()
}

/// Lines of a source file that are neither blank nor comment; the file's ending says which language.
///
/// In Rust, tests at the end of a file do not count.
///
/// ```
/// use lab::effort::lines_of_code;
/// assert_eq!(lines_of_code("a.py", "\"\"\"Words\n\nand more.\"\"\"\n\nx = 1  # one\n# no code\n"), 1);
/// assert_eq!(lines_of_code("a.c", "/* Words\n * and more. */\nint x;\n\n// no code\n"), 1);
/// assert_eq!(lines_of_code("a.rs", "//! Words\nfn f() {\n}\n#[cfg(test)]\nmod tests {}\n"), 2);
/// ```
#[must_use]
pub fn lines_of_code(file: &str, text: &str) -> usize {
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let (line_comment, open, close) = match ending {
        "py" | "pyx" => ("#", "\"\"\"", "\"\"\""),
        _ => ("//", "/*", "*/"),
    };
    let mut in_comment = false;
    let mut lines = 0;
    for line in text.lines().map(str::trim) {
        if ending == "rs" && line == "#[cfg(test)]" {
            break;
        }
        if in_comment {
            in_comment = !line.ends_with(close);
        } else if let Some(rest) = line.strip_prefix(open) {
            in_comment = !rest.ends_with(close);
        } else if !line.is_empty() && !line.starts_with(line_comment) {
            lines += 1;
        }
    }
    lines
}

/// A Rust source without some of its functions at the outermost level.
fn without(text: &str, functions: &[&str]) -> String {
    let mut kept = String::new();
    let mut skipping = false;
    for line in text.lines() {
        let name = line.split_once("fn ").map_or("", |(_, rest)| rest);
        let name = name.split(['(', '<']).next().unwrap_or("");
        if !line.starts_with(' ') && functions.contains(&name) {
            skipping = true;
        }
        if !skipping {
            kept += line;
            kept.push('\n');
        }
        skipping &= line != "}";
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{OTHERS, RUST, nbody, without};

    #[test]
    fn a_function_is_left_out_to_its_last_brace() {
        let text = "fn a() {\n    if x {\n    }\n}\npub(super) fn b<T>(t: T) {\n}\nfn c() {}\n";
        assert_eq!(
            without(text, &["a"]),
            "pub(super) fn b<T>(t: T) {\n}\nfn c() {}\n"
        );
        assert_eq!(
            without(text, &["b"]),
            "fn a() {\n    if x {\n    }\n}\nfn c() {}\n"
        );
    }

    #[test]
    fn every_function_that_is_left_out_is_there() {
        for other in OTHERS {
            let is_there = |text: &&str| text.contains(&format!("fn {other}("));
            assert!(
                RUST.iter().flat_map(|(_, files)| *files).any(is_there),
                "{other}"
            );
        }
    }

    #[test]
    fn every_row_has_lines() {
        let lines = nbody();
        assert!(lines.iter().all(|(_, lines)| *lines > 0), "{lines:?}");
        let naive = lines
            .iter()
            .find(|(name, _)| *name == "rust naive")
            .unwrap();
        assert!((15..25).contains(&naive.1), "{naive:?}");
    }
}
