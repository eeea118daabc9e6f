//! Host files, of the kinds that Open MPI and MPICH read: `host slots=4` and `host:4`.

/// The hosts that a file names.
pub(super) fn names(text: &str) -> Vec<String> {
    let lines = text
        .lines()
        .filter_map(|line| line.split('#').next()?.split_whitespace().next());
    lines
        .map(|host| host.split(':').next().unwrap_or(host).to_owned())
        .collect()
}

/// How many ranks a host file asks for.
pub(super) fn slots(text: &str) -> Result<usize, String> {
    let mut sum = 0;
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default().trim();
        let Some(host) = line.split_whitespace().next() else {
            continue;
        };
        let count = line
            .split_once("slots=")
            .map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default())
            .or_else(|| host.split_once(':').map(|(_, count)| count));
        sum += match count {
            None => 1,
            Some(count) => count
                .parse()
                .map_err(|_| format!("line {}: {count:?} is no number of slots", number + 1))?,
        };
    }
    if sum == 0 {
        return Err("it names no host; a line is `host` or `host slots=4`".into());
    }
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_files_of_both_kinds_are_counted() {
        assert_eq!(slots("a\nb slots=4 max_slots=8\n# c\n\n"), Ok(5));
        assert_eq!(slots("a:2\nb:3"), Ok(5));
        assert!(slots("a slots=many").unwrap_err().contains("line 1"));
        assert!(slots("# nothing").unwrap_err().contains("no host"));
    }

    #[test]
    fn hosts_are_named_without_their_slots() {
        assert_eq!(names("a\nb slots=4\n# c\n\nd:3 # e"), ["a", "b", "d"]);
    }
}
