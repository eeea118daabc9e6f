//! The per-user cache of peers that are ready to run, each in a folder named by what it was made of.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::scratch::Scratch;

/// A short name for the contents of `parts`: 64-bit FNV-1a, in hexadecimal.
///
/// Source: Fowler, Noll, Vo, <https://www.rfc-editor.org/rfc/rfc9923>. Not against malice, only
/// to tell versions apart.
pub(crate) fn key<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut eat = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    for part in parts {
        part.bytes().for_each(&mut eat);
        // A byte that no text contains keeps "ab", "c" apart from "a", "bc".
        eat(0xff);
    }
    format!("{hash:016x}")
}

/// The folder `cache/peers/name`, made by `fill` if it is not there yet.
///
/// It is filled under another name and renamed when complete: whoever finds it finds all of it,
/// and of two who make it at once the first wins and the second uses that.
pub(crate) fn folder<E: From<io::Error>>(
    cache: &Path,
    name: &str,
    fill: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<PathBuf, E> {
    let peers = cache.join("peers");
    let target = peers.join(name);
    if target.is_dir() {
        return Ok(target);
    }
    let unfinished = Scratch::new(&peers, ".unfinished", name)?;
    fill(unfinished.path())?;
    match fs::rename(unfinished.path(), &target) {
        Err(_) if target.is_dir() => Ok(target),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(target),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn keys_tell_contents_and_borders_apart() {
        assert_eq!(key(["a", "b"]), key(["a", "b"]));
        assert_ne!(key(["a", "b"]), key(["ab"]));
        assert_ne!(key(["a", "b"]), key(["b", "a"]));
        assert_eq!(key([]), "cbf29ce484222325");
    }

    #[test]
    fn two_at_once_both_find_a_whole_folder() {
        let cache = Scratch::new(&std::env::temp_dir(), "peers-cache", "two-at-once").unwrap();
        let (barrier, fills) = (Barrier::new(4), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let found = folder::<io::Error>(cache.path(), "x", |inside| {
                        // All four have begun before the first is done.
                        barrier.wait();
                        fills.fetch_add(1, Ordering::Relaxed);
                        fs::write(inside.join("a"), "1")?;
                        fs::write(inside.join("b"), "2")
                    })
                    .unwrap();
                    assert_eq!(fs::read_to_string(found.join("b")).unwrap(), "2");
                });
            }
        });
        assert_eq!(fills.into_inner(), 4);
        assert_eq!(fs::read_dir(cache.path().join("peers")).unwrap().count(), 1);
    }

    #[test]
    fn what_could_not_be_made_leaves_nothing() {
        let cache = Scratch::new(&std::env::temp_dir(), "peers-cache", "not-made").unwrap();
        let result = folder(cache.path(), "x", |inside| {
            fs::write(inside.join("half"), "")?;
            Err(io::Error::other("no compiler"))
        });
        assert_eq!(result.unwrap_err().to_string(), "no compiler");
        assert_eq!(fs::read_dir(cache.path().join("peers")).unwrap().count(), 0);
    }
}
