//! `cargo metadata`, as a kernel's evcxr gets it: without the crates whose types no cell meets.
//!
//! evcxr asks rust-analyzer for the type of each variable. That reads and resolves the sources of every crate which
//! `cargo metadata` names, with one thread, at each start of a kernel: for polars, of some 250. Left out are
//!
//! - procedural macros, and what they stand on: evcxr's rust-analyzer expands none;
//! - what is needed for building or testing alone;
//! - what a crate of the course stands on and does not name. One that says `seen = ["polars", …]` below
//!   `[package.metadata.workshop]` names all crates of other people, near or far below it, whose types it shows.
//!
//! What a cell itself loads by `:dep` stays, with all that it stands on.
//! The compiler is not concerned: it gets all crates, from the real cargo.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::os::unix::fs::symlink;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use serde_json::Value;

use crate::error::Error;

/// What this program is called when it stands in for cargo. rust-analyzer looks into this variable; evcxr and cells
/// take the cargo on the path.
pub(crate) const NAME: &str = "cargo";
pub(super) const VARIABLE: &str = "CARGO";

/// Puts the stand-in into a kernel's folder.
///
/// # Errors
/// When it cannot be made there.
pub(super) fn stand_in(build_folder: &Path) -> Result<PathBuf, Error> {
    let link = build_folder.join(NAME);
    let program = env::current_exe().map_err(Error::io("find", &link))?;
    symlink(program, &link).map_err(Error::io("make", &link))?;
    Ok(link)
}

/// Whether a program was started under the stand-in's name.
pub(crate) fn is_stand_in(program: &OsStr) -> bool {
    Path::new(program).file_name() == Some(OsStr::new(NAME))
}

/// Does what cargo does with these arguments, but leaves crates out of what `metadata` says.
///
/// # Errors
/// When there is no cargo.
pub(crate) fn run(arguments: &[OsString]) -> Result<ExitCode, Error> {
    let mut cargo = Command::new(NAME);
    cargo.args(arguments).env_remove(VARIABLE);
    let failed = |error| Error::io("start", Path::new(NAME))(error);
    if arguments.first().is_none_or(|verb| verb != "metadata") {
        return Err(failed(cargo.exec()));
    }
    let output = cargo.stderr(Stdio::inherit()).output().map_err(failed)?;
    let mut told = output.stdout;
    if let Ok(mut metadata) = serde_json::from_slice(&told)
        && keep_seen(&mut metadata).is_some()
    {
        told = metadata.to_string().into_bytes();
    }
    // Who does not want to hear all of it has gone.
    let _ = io::stdout().write_all(&told);
    let code = output.status.code().unwrap_or(1);
    Ok(u8::try_from(code).map_or(ExitCode::FAILURE, ExitCode::from))
}

/// Removes the crates that no cell sees; `None` where the answer has no graph of them.
fn keep_seen(metadata: &mut Value) -> Option<()> {
    let seen = seen(metadata)?;
    let is_seen = |id: &Value| id.as_str().is_some_and(|id| seen.contains(id));
    metadata["packages"]
        .as_array_mut()?
        .retain(|package| is_seen(&package["id"]));
    let nodes = metadata["resolve"]["nodes"].as_array_mut()?;
    nodes.retain(|node| is_seen(&node["id"]));
    for node in nodes {
        node["deps"]
            .as_array_mut()?
            .retain(|dep| is_library(dep) && is_seen(&dep["pkg"]));
        node["dependencies"].as_array_mut()?.retain(is_seen);
    }
    Some(())
}

/// The packages whose types can come to a cell, by their ids.
fn seen(metadata: &Value) -> Option<BTreeSet<String>> {
    let mut packages = BTreeMap::new();
    for package in metadata["packages"].as_array()? {
        packages.insert(package["id"].as_str()?, package);
    }
    let mut below = BTreeMap::new();
    for node in metadata["resolve"]["nodes"].as_array()? {
        below.insert(node["id"].as_str()?, node["deps"].as_array()?);
    }
    let members = metadata["workspace_members"].as_array()?;
    let cells = members.iter().filter_map(Value::as_str);
    // With the crate of the course that it is reached from: one may name what another does not.
    let mut waiting: Vec<(&str, Option<&str>)> = cells.map(|id| (id, None)).collect();
    let mut known = BTreeSet::new();
    while let Some((id, from)) = waiting.pop() {
        if !known.insert((id, from)) {
            continue;
        }
        let is_cell = members.iter().any(|member| member == id);
        let named = from.and_then(|from| names(packages.get(from)?));
        for dep in below.get(id)?.iter().filter(|dep| is_library(dep)) {
            let (dep, package) = packages.get_key_value(dep["pkg"].as_str()?)?;
            let is_ours = package["source"].is_null();
            let is_named = || named.is_none_or(|named| named.contains(&package["name"]));
            if is_cell || is_ours || (is_named() && !is_macro(package)) {
                waiting.push((dep, if is_ours { Some(dep) } else { from }));
            }
        }
    }
    Some(known.into_iter().map(|(id, _)| id.to_owned()).collect())
}

/// The crates of others that a crate of the course names, where it does.
fn names(package: &Value) -> Option<&Vec<Value>> {
    package["metadata"]["workshop"]["seen"].as_array()
}

fn is_macro(package: &Value) -> bool {
    let targets = package["targets"].as_array().into_iter().flatten();
    targets
        .filter_map(|target| target["kind"].as_array())
        .flatten()
        .any(|kind| kind == "proc-macro")
}

/// Whether a dependency is for more than building or testing: cargo says `null` for that.
fn is_library(dep: &Value) -> bool {
    dep["dep_kinds"]
        .as_array()
        .is_none_or(|kinds| kinds.iter().any(|kind| kind["kind"].is_null()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn package(id: &str, kind: &str, seen: Option<&[&str]>) -> Value {
        let source = seen.is_none().then_some("registry");
        json!({
            "id": id, "name": id, "targets": [{"kind": ["custom-build"]}, {"kind": [kind]}],
            "source": source, "metadata": {"workshop": {"seen": seen}},
        })
    }

    fn node(id: &str, deps: &[(&str, Option<&str>)]) -> Value {
        let named: Vec<_> = deps
            .iter()
            .map(|(pkg, kind)| json!({"pkg": pkg, "dep_kinds": [{"kind": kind}]}))
            .collect();
        let ids: Vec<_> = deps.iter().map(|(pkg, _)| pkg).collect();
        json!({"id": id, "deps": named, "dependencies": ids})
    }

    /// A cell that loads `frames`, which stands on a library with an engine and a client behind it, and names only
    /// the library.
    fn loaded(of_cell: &[(&str, Option<&str>)]) -> Value {
        let of_others = |id| package(id, "lib", None);
        let mut cell = of_others("ctx");
        cell["source"] = Value::Null;
        let mut tables = of_others("tables");
        tables["source"] = Value::Null;
        json!({
            "packages": [
                cell, package("frames", "lib", Some(&["plan", "derive"])), tables,
                of_others("plan"), of_others("engine"), of_others("client"),
                package("derive", "proc-macro", None), of_others("syn"), of_others("cc"),
                of_others("text"),
            ],
            "workspace_members": ["ctx"],
            "resolve": {"nodes": [
                node("ctx", of_cell),
                node("frames", &[("plan", None), ("tables", None), ("text", Some("dev"))]),
                node("tables", &[("text", None)]),
                node("plan", &[("engine", None), ("derive", None), ("cc", Some("build"))]),
                node("engine", &[("client", None)]),
                node("client", &[]), node("derive", &[("syn", None)]), node("syn", &[]),
                node("cc", &[]), node("text", &[]),
            ]},
        })
    }

    fn kept(mut metadata: Value) -> (Vec<String>, Value) {
        keep_seen(&mut metadata).unwrap();
        let ids = |list: &Value, name: &str| {
            let list = list.as_array().unwrap().iter();
            list.map(|item| item[name].as_str().unwrap().to_owned())
                .collect::<Vec<_>>()
        };
        let packages = ids(&metadata["packages"], "id");
        let nodes = metadata["resolve"]["nodes"].clone();
        assert_eq!(ids(&nodes, "id"), packages);
        for node in nodes.as_array().unwrap() {
            // rust-analyzer looks every one of them up.
            let deps = ids(&node["deps"], "pkg");
            assert!(deps.iter().all(|id| packages.contains(id)), "{node}");
            let direct = node["dependencies"].as_array().unwrap();
            assert!(
                direct
                    .iter()
                    .all(|id| packages.iter().any(|known| id == known)),
                "{node}"
            );
        }
        (packages, nodes)
    }

    #[test]
    fn what_a_crate_of_the_course_does_not_name_is_left_out_and_so_are_macros_and_builds() {
        let (packages, nodes) = kept(loaded(&[("frames", None)]));
        // `tables` names nothing: all that it stands on is seen.
        assert_eq!(packages, ["ctx", "frames", "tables", "plan", "text"]);
        // For tests alone, so not from here.
        assert_eq!(nodes[1]["deps"].as_array().unwrap().len(), 2, "{nodes}");
        assert_eq!(nodes[3]["deps"].as_array().unwrap().len(), 0, "{nodes}");
    }

    #[test]
    fn what_a_cell_loads_itself_stays_with_all_that_it_stands_on() {
        let (packages, _) = kept(loaded(&[("engine", None)]));
        assert_eq!(packages, ["ctx", "engine", "client"]);
        let (packages, _) = kept(loaded(&[("frames", None), ("plan", None)]));
        let all = [
            "ctx", "frames", "tables", "plan", "engine", "client", "text",
        ];
        assert_eq!(packages, all);
        let (packages, _) = kept(loaded(&[("derive", None)]));
        assert_eq!(packages, ["ctx", "derive", "syn"]);
    }

    #[test]
    fn an_answer_without_a_graph_is_left_as_it_is() {
        let mut without = json!({"packages": [], "workspace_members": [], "resolve": null});
        assert_eq!(keep_seen(&mut without), None);
    }

    #[test]
    fn only_the_name_of_cargo_makes_a_stand_in() {
        assert!(is_stand_in(OsStr::new("/tmp/kernel/cargo")));
        assert!(!is_stand_in(OsStr::new("/venv/bin/workshop")));
        assert!(!is_stand_in(OsStr::new("cargo-workshop")));
    }
}
