//! What `Cargo.lock` says that a crate stands on.

use std::collections::{BTreeMap, BTreeSet};

/// The packages of a lock file.
#[derive(Debug, Default)]
pub(super) struct Locked {
    /// Name and version, as dependencies name a package when its name alone would not do.
    packages: BTreeMap<(String, String), Package>,
}

#[derive(Debug, Default)]
struct Package {
    checksum: String,
    dependencies: Vec<String>,
}

impl Locked {
    /// Reads the file as cargo writes it; what is not understood is left out.
    pub(super) fn parse(text: &str) -> Self {
        let mut packages = BTreeMap::new();
        for block in text.split("[[package]]").skip(1) {
            let value = |key: &str| {
                block
                    .lines()
                    .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = "))
                    .map(|value| value.trim_matches('"').to_owned())
                    .unwrap_or_default()
            };
            let dependencies = block
                .lines()
                .filter_map(|line| Some(line.strip_prefix(" \"")?.strip_suffix("\",")?.to_owned()))
                .collect();
            let package = Package {
                checksum: value("checksum"),
                dependencies,
            };
            packages.insert((value("name"), value("version")), package);
        }
        Self { packages }
    }

    /// The packages that `roots` and what they stand on are built from: name, version, checksum.
    pub(super) fn below(&self, roots: &[String]) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut left: Vec<String> = roots.to_vec();
        while let Some(wanted) = left.pop() {
            let mut words = wanted.split(' ');
            let (name, version) = (words.next().unwrap_or_default(), words.next());
            for ((its_name, its_version), package) in &self.packages {
                let is_it =
                    its_name == name && version.is_none_or(|version| version == its_version);
                if is_it && found.insert(format!("{its_name} {its_version} {}", package.checksum)) {
                    left.extend(package.dependencies.iter().cloned());
                }
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "a"
version = "0.1.0"
dependencies = [
 "b",
 "c 2.0.0",
]

[[package]]
name = "b"
version = "1.0.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "bb"

[[package]]
name = "c"
version = "1.0.0"
checksum = "c1"

[[package]]
name = "c"
version = "2.0.0"
checksum = "c2"
dependencies = [
 "a",
]
"#;

    #[test]
    fn only_what_a_crate_stands_on_counts() {
        let locked = Locked::parse(LOCK);
        let below = |root: &str| Vec::from_iter(locked.below(&[root.to_owned()]));
        assert_eq!(below("a"), ["a 0.1.0 ", "b 1.0.0 bb", "c 2.0.0 c2"]);
        assert_eq!(below("b"), ["b 1.0.0 bb"]);
        assert_eq!(below("none"), [""; 0]);
        assert!(Locked::parse("").below(&["a".into()]).is_empty());
    }
}
