//! Host files, of the kinds that Open MPI and MPICH read: `host slots=4` and `host:4`.

/// The hosts that a file names, and how many ranks it asks for on each of them.
///
/// A host without a number gets one rank; to Open MPI it would mean as many as it has cores, all on the first host.
pub(super) fn read(text: &str) -> Result<Vec<(String, usize)>, String> {
    let mut hosts = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let mut words = line
            .split('#')
            .next()
            .unwrap_or_default()
            .split_whitespace();
        let Some(host) = words.next() else {
            continue;
        };
        let (host, mut count) = match host.split_once(':') {
            Some((host, count)) => (host, Some(count)),
            None => (host, None),
        };
        for word in words {
            match word.split_once('=') {
                Some(("slots", some)) => count = Some(some),
                Some(("max_slots" | "max-slots", _)) => {}
                _ => {
                    return Err(format!(
                        "line {}: {word:?} is not understood; users and ports belong into ~/.ssh/config",
                        number + 1
                    ));
                }
            }
        }
        let count = count.map_or(Ok(1), |count| {
            let read = count.parse().ok().filter(|&count| count > 0);
            read.ok_or_else(|| format!("line {}: {count:?} is no number of slots", number + 1))
        });
        hosts.push((host.to_owned(), count?));
    }
    if hosts.is_empty() {
        return Err("it names no host; a line is `host` or `host slots=4`".into());
    }
    Ok(hosts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(of: &[(&str, usize)]) -> Vec<(String, usize)> {
        of.iter()
            .map(|&(name, count)| (name.to_owned(), count))
            .collect()
    }

    #[test]
    fn host_files_of_both_kinds_are_read() {
        let open = read("a\nb slots=4 max_slots=8\n# c\n\nd:3 # e");
        assert_eq!(open, Ok(hosts(&[("a", 1), ("b", 4), ("d", 3)])));
        assert_eq!(read("a:2\nb:3"), Ok(hosts(&[("a", 2), ("b", 3)])));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, part) in [
            ("a slots=many", "line 1"),
            ("a\nb:0", "line 2"),
            ("a user=b", "\"user=b\""),
            ("# nothing", "no host"),
        ] {
            let why = read(text).unwrap_err();
            assert!(why.contains(part), "{why}");
        }
    }
}
