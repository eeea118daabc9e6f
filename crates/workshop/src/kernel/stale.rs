//! Removing from the cache what no clone has a use for any more.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{extension, needs, programs, registry, template, tree};
use crate::paths::Paths;

/// A home of crates that no set-up asked for in this long belongs to a lock file that is gone.
const UNUSED: Duration = Duration::from_secs(30 * 24 * 3600);

/// Removes templates and builds of clones that are gone, and homes of crates that are long unused.
/// What cannot be removed now is tried again the next time.
pub(crate) fn sweep(paths: &Paths) {
    for folder in folders(&paths.templates()) {
        if template::clone_of(&folder).is_some_and(|root| !root.exists())
            && !is_last_of_a_heavy_group(paths, &folder)
        {
            let _ = tree::remove(&folder);
            for side in ["warm.lock", "swap.lock"] {
                let _ = fs::remove_file(folder.with_extension(side));
            }
        }
    }
    let extensions = folders(&extension::folders(paths)).into_iter();
    let extensions = extensions.map(|folder| (folder, extension::CLONE));
    let programs = folders(&programs::folders(paths)).into_iter();
    let programs = programs.map(|folder| (folder, programs::CLONE));
    for (folder, name) in extensions.chain(programs) {
        let clone = fs::read_to_string(folder.join(name));
        if clone.is_ok_and(|root| !Path::new(&root).exists()) {
            let _ = tree::remove(&folder);
            let _ = fs::remove_file(folder.with_extension("lock"));
        }
    }
    let own = registry::folder(paths, needs::LIGHT);
    for folder in folders(&paths.cache) {
        if folder != own && registry::is_complete(&folder) && is_unused(&folder) {
            let _ = tree::remove(&folder);
        }
    }
}

/// Whether no other template of the same heavy group is there: the next clone builds upon it, in a minute
/// where polars alone would take many.
fn is_last_of_a_heavy_group(paths: &Paths, folder: &Path) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    let group = name.and_then(|name| Some(name.split_once('-')?.1));
    group.is_some_and(|group| {
        group != needs::LIGHT
            && !folders(&paths.templates())
                .iter()
                .any(|other| other != folder && template::is_of(other, group))
    })
}

fn is_unused(home: &Path) -> bool {
    fs::metadata(home.join(registry::COMPLETE))
        .and_then(|found| found.modified())
        .is_ok_and(|used| used.elapsed().is_ok_and(|age| age > UNUSED))
}

fn folders(parent: &Path) -> Vec<PathBuf> {
    fs::read_dir(parent).map_or_else(
        |_| Vec::new(),
        |entries| {
            entries
                .filter_map(|entry| Some(entry.ok()?.path()))
                .filter(|path| path.is_dir())
                .collect()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::File;
    use std::time::SystemTime;

    #[test]
    fn only_what_nobody_uses_goes() {
        let temp = tempfile::tempdir().unwrap();
        let paths = Paths::below(temp.path());
        let cache = paths.cache.clone();
        fs::create_dir_all(&paths.root).unwrap();
        let make = |folder: &str, file: &str, text: &str| {
            fs::create_dir_all(cache.join(folder)).unwrap();
            fs::write(cache.join(folder).join(file), text).unwrap();
        };
        let stamp = |root: &Path| format!("base\nsources\n{}\n", root.display());
        make("templates/a-light", "stamp", &stamp(&paths.root));
        make("templates/b-light", "stamp", &stamp(&cache.join("gone")));
        make("templates/b-light.part", "base", "");
        make("templates/b-slow", "stamp", &stamp(&cache.join("gone")));
        make("templates/a-slower", "stamp", &stamp(&paths.root));
        make("templates/b-slower", "stamp", &stamp(&cache.join("gone")));
        make(
            "extensions/a",
            extension::CLONE,
            &paths.root.to_string_lossy(),
        );
        make("extensions/b", extension::CLONE, "/gone");
        make("programs/a", programs::CLONE, &paths.root.to_string_lossy());
        make("programs/b", programs::CLONE, "/gone");
        make("crates-old", registry::COMPLETE, "");
        make("crates-new", registry::COMPLETE, "");
        make("logs", "x", "");
        File::options()
            .write(true)
            .open(cache.join("crates-old").join(registry::COMPLETE))
            .unwrap()
            .set_modified(SystemTime::now() - 2 * UNUSED)
            .unwrap();
        sweep(&paths);
        let there = |name: &str| cache.join(name).is_dir();
        assert!(there("templates/a-light") && !there("templates/b-light"));
        // The next clone builds upon the last one of a heavy group.
        assert!(there("templates/b-slow"));
        assert!(there("templates/a-slower") && !there("templates/b-slower"));
        assert!(there("extensions/a") && !there("extensions/b"));
        assert!(there("programs/a") && !there("programs/b"));
        assert!(there("crates-new") && !there("crates-old") && there("logs"));

        make("crates-old", registry::COMPLETE, "");
        registry::touch(&cache.join("crates-old"));
        sweep(&paths);
        assert!(there("crates-old"));
    }
}
