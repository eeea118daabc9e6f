//! The warmed build folders that kernels are copied from.
//!
//! A template is made by a real evcxr which loads what the lessons load, so that whatever
//! version of evcxr it is, cargo finds in the copy exactly what that evcxr will ask for.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use super::needs::{self, Deps};
use super::session::{self, Session};
use super::toolchain::Toolchain;
use super::{environment, extension, peers, programs, registry, stamp, std_source, tree};
use crate::error::Error;
use crate::lessons::Lesson;
use crate::lock;
use crate::paths::{self, Paths};
use crate::process;
use crate::setup::{self, Rest};
use crate::steps::{Step, Steps};

/// The file in a template that says what it was made from.
const STAMP: &str = "stamp";

/// The file in a template under way that says what it can be built upon with.
const BASE: &str = "base";

/// Warms what `lessons` load, and what every kernel starts with; does nothing for what is
/// warm already.
///
/// # Errors
/// When evcxr cannot load a lesson's crates, or the disk is full.
pub(crate) fn warm(paths: &Paths, lessons: &[Lesson], step: &Step<'_>) -> Result<(), Error> {
    let wanted = needs::groups(&paths.root, lessons);
    for (group, sets) in needs::groups(&paths.root, &setup::readable_lessons(paths)?) {
        if wanted.contains_key(&group) {
            warm_group(paths, &group, &sets, step)?;
        }
    }
    Ok(())
}

/// Warms what the other lessons load, or with [`Rest::Quick`] what of it takes a minute or two: run in the
/// background, its output goes to a log file.
///
/// # Errors
/// As [`warm`].
pub(crate) fn warm_rest(paths: &Paths, rest: Rest) -> Result<(), Error> {
    let groups = needs::groups(&paths.root, &setup::readable_lessons(paths)?);
    let mut groups: Vec<_> = groups.into_iter().collect();
    if rest == Rest::Quick {
        groups.retain(|(group, _)| needs::is_quick(&paths.root, group));
    }
    groups.sort_by_key(|(group, _)| needs::minutes(&paths.root, group));
    let has_programs = groups.iter().any(|(group, _)| group == needs::MPI);
    let steps = Steps::new(groups.len() + 2 + usize::from(has_programs));
    // In the order in which a reader comes to them: lessons 02 to 04, then those that take long to prepare.
    let (light, heavy): (Vec<_>, Vec<_>) = groups
        .into_iter()
        .partition(|(group, _)| group == needs::LIGHT);
    warm_groups(paths, &light, &steps)?;
    python_module(paths, &steps);
    let step = steps.begin("peers", "compiles the same work in other languages");
    let compiled = peers::prepare(paths).map(|()| step.done("compiled"));
    warm_groups(paths, &heavy, &steps)?;
    compiled
}

fn warm_groups(paths: &Paths, groups: &[(String, Vec<Deps>)], steps: &Steps) -> Result<(), Error> {
    for (group, sets) in groups {
        let step = steps.begin("warm", &format!("the lessons of the group `{group}`"));
        match warm_group(paths, group, sets, &step) {
            Ok(()) => step.done("warm"),
            // No MPI, say: the lessons that do without must open all the same.
            Err(error) if group != needs::LIGHT && !process::is_outside(&error) => {
                step.failed(&error);
            }
            Err(error) => return Err(error),
        }
        if group == needs::MPI {
            let step = steps.begin("programs", "builds what lesson 10 starts with mpirun");
            match programs::build(paths, &step) {
                Ok(()) => step.done("built"),
                Err(error) if process::is_outside(&error) => return Err(error),
                // The lesson's cells and `doctor` say so too.
                Err(error) => step.failed(&error),
            }
        }
    }
    Ok(())
}

fn python_module(paths: &Paths, steps: &Steps) {
    let step = steps.begin("Python module", "builds the kernels for lesson 03");
    match extension::install(paths, &step) {
        Ok(how) => step.done(how),
        // The other lessons go on without it; lesson 03 and `doctor` say so too.
        Err(error) => {
            step.failed(&error);
            println!("only lesson 03 and the peer `rung-kernels` need it: all else goes on");
        }
    }
}

/// The template of a group of lessons of this clone.
pub(crate) fn folder(paths: &Paths, group: &str) -> PathBuf {
    paths
        .templates()
        .join(format!("{}-{group}", paths::key_of(&paths.root)))
}

/// The clone that a template was made for.
pub(crate) fn clone_of(template: &Path) -> Option<PathBuf> {
    let stamp = fs::read_to_string(template.join(STAMP)).ok()?;
    stamp.lines().nth(2).map(PathBuf::from)
}

/// Whether the template of `group` was made.
pub(crate) fn is_there(paths: &Paths, group: &str) -> bool {
    folder(paths, group).join(STAMP).is_file()
}

/// Copies the template of `group` into `target`; false when there is none yet.
///
/// # Errors
/// When the disk is full.
pub(crate) fn copy(paths: &Paths, group: &str, target: &Path) -> Result<bool, Error> {
    let template = folder(paths, group);
    let Ok(guard) = File::open(template.with_extension("swap.lock")) else {
        return Ok(false);
    };
    guard
        .lock_shared()
        .map_err(Error::io("lock", &paths.templates()))?;
    if !is_there(paths, group) {
        return Ok(false);
    }
    tree::copy(&template, target, &|path| path.ends_with(STAMP))?;
    Ok(true)
}

fn warm_group(paths: &Paths, group: &str, sets: &[Deps], step: &Step<'_>) -> Result<(), Error> {
    paths::private_folder(&paths.templates())?;
    let template = folder(paths, group);
    let _lock = lock::take(&template.with_extension("warm.lock"), |who| {
        step.say(&format!(
            "waiting for another set-up of this clone, process {who}"
        ));
    })?;
    let toolchain = Toolchain::find()?;
    std_source::prepare(paths, &toolchain)?;
    registry::prepare(paths, group)?;
    let (base, sources) = stamp::of_template(paths, &toolchain, group, sets)?;
    let stamp = format!("{base}\n{sources}\n{}\n", paths.root.display());
    let found = fs::read_to_string(template.join(STAMP)).unwrap_or_default();
    if found == stamp {
        return Ok(());
    }
    let part = template.with_extension("part");
    begin(&part, &template, &base, found.lines().next() == Some(&base))?;
    begin_from_another_clone(paths, &part, group, &base)?;
    for deps in sets {
        let crates: Vec<_> = deps
            .iter()
            .filter_map(|line| needs::crate_of(line))
            .collect();
        step.sparse(&format!("loading lab {}", crates.join(" ")));
        environment::begin_with(paths, deps, &part)?;
        let session = Session {
            argv: super::evcxr_argv(paths, &toolchain)?,
            env: environment::of_kernel(paths, &toolchain, &part, group),
            cwd: paths.notebooks(),
            cells: cells_that_load(deps, &crates),
        };
        session::run(paths, &session, &|line| {
            if line.trim_start().starts_with("Compiling") {
                step.sparse(line.trim());
            }
        })?;
    }
    drop_cells(&part)?;
    fs::write(part.join(STAMP), stamp).map_err(Error::io("write", &part))?;
    fs::remove_file(part.join(BASE)).map_err(Error::io("remove", &part))?;
    swap(&part, &template)
}

/// Prepares the folder that becomes the template. What an interrupted set-up or a crate with
/// an error left there is built upon, as is the old template, when the compiler and the
/// dependencies are the same: cargo then builds what is missing or was edited.
fn begin(part: &Path, template: &Path, base: &str, is_same_base: bool) -> Result<(), Error> {
    let begun = part.join(BASE);
    if fs::read_to_string(&begun).is_ok_and(|found| found == base) {
        return Ok(());
    }
    tree::remove(part)?;
    fs::create_dir(part).map_err(Error::io("make", part))?;
    if is_same_base {
        tree::copy(template, part, &|path| path.ends_with(STAMP))?;
    }
    fs::write(&begun, base).map_err(Error::io("write", &begun))
}

/// Takes what another clone has built of the same group with the same compiler and crates, where this clone has
/// nothing yet: polars is built once on a machine, not once for each clone.
fn begin_from_another_clone(
    paths: &Paths,
    part: &Path,
    group: &str,
    base: &str,
) -> Result<(), Error> {
    if group == needs::LIGHT || part.join("target").exists() {
        return Ok(());
    }
    let entries = fs::read_dir(paths.templates()).into_iter().flatten();
    let others = entries.filter_map(|entry| Some(entry.ok()?.path()));
    for other in others.filter(|path| is_of(path, group)) {
        let Ok(guard) = File::open(other.with_extension("swap.lock")) else {
            continue;
        };
        guard
            .lock_shared()
            .map_err(Error::io("lock", &paths.templates()))?;
        let stamp = fs::read_to_string(other.join(STAMP)).unwrap_or_default();
        if stamp.lines().next() == Some(base) {
            return tree::copy(&other, part, &|path| path.ends_with(STAMP));
        }
    }
    Ok(())
}

/// Whether a folder is a template of a group.
pub(super) fn is_of(folder: &Path, group: &str) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    name.and_then(|name| name.split_once('-'))
        .is_some_and(|(_, its)| its == group)
}

/// The lesson's own `:dep` lines, then a use of each crate: fails when one is not there.
fn cells_that_load(deps: &Deps, crates: &[&str]) -> Vec<String> {
    let uses: Vec<_> = ["lab"]
        .iter()
        .chain(crates)
        .map(|name| format!("use {name} as _;"))
        .collect();
    vec![[deps.clone(), uses].concat().join("\n")]
}

/// Cells carry the path of their folder in their names: in a copy they are of no use.
fn drop_cells(part: &Path) -> Result<(), Error> {
    let is_cell = |path: &Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        ["ctx-", "libctx", "ctx.", "libcode_"]
            .iter()
            .any(|start| name.starts_with(start))
    };
    let mut folders = vec![part.join("target")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(Error::io("read", &folder))? {
            let path = entry.map_err(Error::io("read", &folder))?.path();
            match (is_cell(&path), path.is_dir()) {
                (true, true) => tree::remove(&path)?,
                (true, false) => fs::remove_file(&path).map_err(Error::io("remove", &path))?,
                (false, true) => folders.push(path),
                (false, false) => {}
            }
        }
    }
    Ok(())
}

/// Puts a finished template in its place while nobody copies it.
fn swap(part: &Path, template: &Path) -> Result<(), Error> {
    let _guard = lock::take(&template.with_extension("swap.lock"), |_| {})?;
    tree::remove(template)?;
    fs::rename(part, template).map_err(Error::io("make", template))
}
