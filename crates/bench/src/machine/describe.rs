//! Reads the machine's description: Linux's own files first, the standard library elsewhere.

use std::fs;
use std::path::Path;
use std::thread;

use super::{Build, Cache, Machine};

pub(super) fn describe() -> Machine {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    Machine {
        cpu: cpu_name(&cpuinfo),
        threads: thread::available_parallelism().map_or(1, usize::from),
        cores: physical_cores(&cpuinfo),
        simd: simd(),
        caches: caches(Path::new("/sys/devices/system/cpu/cpu0/cache")),
        memory: memory(&fs::read_to_string("/proc/meminfo").unwrap_or_default()),
        os: os(),
        build: Build::here(),
    }
}

/// The value of the first line `key : value`.
fn field<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        (name.trim() == key).then(|| value.trim())
    })
}

fn cpu_name(cpuinfo: &str) -> String {
    // x86 says "model name"; ARM boards say "Model" or "Hardware", many ARM servers nothing.
    ["model name", "Model", "Hardware", "cpu model"]
        .iter()
        .find_map(|key| field(cpuinfo, key))
        .map(|name| name.split_whitespace().collect::<Vec<_>>().join(" "))
        .unwrap_or_default()
}

fn physical_cores(cpuinfo: &str) -> usize {
    let mut cores: Vec<(&str, &str)> = cpuinfo
        .split("\n\n")
        .filter_map(|one| Some((field(one, "physical id")?, field(one, "core id")?)))
        .collect();
    cores.sort_unstable();
    cores.dedup();
    cores.len()
}

fn memory(meminfo: &str) -> u64 {
    field(meminfo, "MemTotal")
        .and_then(|value| value.strip_suffix("kB"))
        .and_then(|kib| kib.trim().parse::<u64>().ok())
        .map_or(0, |kib| kib * 1024)
}

fn caches(folder: &Path) -> Vec<Cache> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut caches: Vec<Cache> = entries.flatten().filter_map(|e| cache(&e.path())).collect();
    caches.sort_by_key(|cache| cache.level);
    caches
}

fn cache(folder: &Path) -> Option<Cache> {
    let read = |name| fs::read_to_string(folder.join(name)).ok();
    if read("type")?.trim() == "Instruction" {
        return None;
    }
    Some(Cache {
        level: read("level")?.trim().parse().ok()?,
        bytes: size(read("size")?.trim())?,
        shared_by: read("shared_cpu_list").map_or(1, |list| count(list.trim())),
    })
}

/// Bytes in "48K" or "32M".
fn size(text: &str) -> Option<u64> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let factor = match &text[digits.len()..] {
        "" => 1,
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => return None,
    };
    digits.parse::<u64>().ok()?.checked_mul(factor)
}

/// How many numbers a list such as "0-3,8" names.
fn count(list: &str) -> usize {
    list.split(',')
        .filter_map(|part| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let (from, to): (usize, usize) = (from.parse().ok()?, to.parse().ok()?);
            Some(to.checked_sub(from)? + 1)
        })
        .sum::<usize>()
        .max(1)
}

fn os() -> String {
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let name = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="))
        .map_or(std::env::consts::OS, |name| name.trim_matches('"'));
    match fs::read_to_string("/proc/sys/kernel/osrelease") {
        Ok(kernel) => format!("{name}, Linux {}", kernel.trim()),
        Err(_) => format!("{name}, {}", std::env::consts::ARCH),
    }
}

#[cfg(target_arch = "x86_64")]
fn simd() -> &'static str {
    if is_x86_feature_detected!("avx512f") {
        "AVX-512"
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        "AVX2 and FMA"
    } else if is_x86_feature_detected!("avx") {
        "AVX"
    } else {
        "SSE2"
    }
}

#[cfg(target_arch = "aarch64")]
fn simd() -> &'static str {
    // Part of every 64-bit ARM processor.
    "NEON"
}

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
fn simd() -> &'static str {
    "no known vector instructions"
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO_CORES: &str = "processor\t: 0\nmodel name\t: Some   CPU @ 3GHz\nphysical id\t: 0\ncore id\t: 0\n\n\
                             processor\t: 1\nmodel name\t: Some   CPU @ 3GHz\nphysical id\t: 0\ncore id\t: 0\n\n\
                             processor\t: 2\nmodel name\t: Some   CPU @ 3GHz\nphysical id\t: 0\ncore id\t: 1\n";

    #[test]
    fn reads_cpuinfo_and_meminfo() {
        assert_eq!(cpu_name(TWO_CORES), "Some CPU @ 3GHz");
        assert_eq!(
            physical_cores(TWO_CORES),
            2,
            "two threads of one core count once"
        );
        assert_eq!(memory("MemTotal:       2 kB\nMemFree: 1 kB\n"), 2048);
    }

    #[test]
    fn rubbish_and_nothing_are_unknown_not_a_panic() {
        for text in [
            "",
            "\n\n",
            ":",
            "MemTotal: lots",
            "MemTotal: -3 kB",
            "model name",
        ] {
            assert_eq!(cpu_name(text), "");
            assert_eq!(physical_cores(text), 0);
            assert_eq!(memory(text), 0);
        }
        assert!(caches(Path::new("/no/such/folder")).is_empty());
    }

    #[test]
    fn cache_sizes_and_sharing() {
        assert_eq!(size("48K"), Some(48 << 10));
        assert_eq!(size("491520K"), Some(491_520 << 10));
        assert_eq!(size("2M"), Some(2 << 20));
        assert_eq!((size("K"), size("12X"), size("")), (None, None, None));
        assert_eq!(count("0-3,8"), 5);
        assert_eq!(count("7"), 1);
        assert_eq!((count(""), count("3-1"), count("x")), (1, 1, 1));
    }
}
