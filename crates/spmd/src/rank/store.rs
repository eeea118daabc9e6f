//! What a rank keeps from one job to the next.
//!
//! Each cell is a crate of its own to the compiler, so "the same type" needs care: a `struct`
//! that two cells define has one name, and may have two layouts. A type that is all of crates
//! which every cell shares is the same everywhere, and its value stays where it is. A value of
//! any other type goes to a further cell by its serialised form.

use std::any::{Any, type_name};
use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::raw;

/// Crates that a cell does not define.
const SHARED: [&str; 8] = [
    "alloc",
    "core",
    "std",
    "hashbrown",
    "ndarray",
    "num_complex",
    "kernels",
    "bench",
];

type Encode = fn(&dyn Any) -> Option<Vec<u8>>;

/// One value with its type.
struct Kept {
    value: Box<dyn Any>,
    type_name: String,
    /// Where the type is defined, if cells may differ about it.
    image: Option<Option<std::path::PathBuf>>,
    encode: Encode,
}

/// The values that jobs left on this rank, by name.
#[derive(Default)]
pub(crate) struct Store {
    kept: BTreeMap<String, Kept>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.kept.keys()).finish()
    }
}

impl Store {
    pub(crate) fn keep<T: Serialize + DeserializeOwned + 'static>(&mut self, name: &str, value: T) {
        let type_name = type_name::<T>();
        let kept = Kept {
            value: Box::new(value),
            image: (!is_shared(type_name)).then(raw::own_image),
            type_name: type_name.to_owned(),
            encode: |value| postcard::to_stdvec(value.downcast_ref::<T>()?).ok(),
        };
        self.kept.insert(name.to_owned(), kept);
    }

    /// # Errors
    /// When nothing has the name, or something of another type; it stays then.
    pub(crate) fn take<T: Serialize + DeserializeOwned + 'static>(
        &mut self,
        name: &str,
    ) -> Result<T, String> {
        let Some(kept) = self.kept.get(name) else {
            let names: Vec<&str> = self.kept.keys().map(String::as_str).collect();
            let there = if names.is_empty() {
                "nothing is kept (ranks that were started anew have nothing)".to_owned()
            } else {
                format!("kept are: {}", names.join(", "))
            };
            return Err(format!("this rank keeps nothing called {name:?}; {there}"));
        };
        let wanted = type_name::<T>();
        let differs = || {
            format!(
                "{name:?} is kept as a {}, not as a {wanted}",
                kept.type_name
            )
        };
        if shape(&kept.type_name) != shape(wanted) {
            return Err(differs());
        }
        let stays = kept
            .image
            .as_ref()
            .is_none_or(|image| *image == raw::own_image());
        let value = if stays {
            if !kept.value.is::<T>() {
                return Err(differs());
            }
            None
        } else {
            let bytes = (kept.encode)(kept.value.as_ref());
            let moved = bytes.and_then(|bytes| {
                let (value, rest) = postcard::take_from_bytes::<T>(&bytes).ok()?;
                rest.is_empty().then_some(value)
            });
            Some(moved.ok_or_else(|| {
                format!("{name:?} was kept by a cell in which {wanted} was another type")
            })?)
        };
        let kept = self.kept.remove(name);
        value
            .or_else(|| kept?.value.downcast::<T>().ok().map(|value| *value))
            .ok_or_else(|| format!("{name:?} is gone"))
    }
}

/// Whether every path in the name of a type begins with a crate that all cells share.
fn is_shared(type_name: &str) -> bool {
    type_name
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .filter(|word| word.contains("::"))
        .all(|path| {
            let first = path.split("::").next().unwrap_or_default();
            SHARED.contains(&first)
        })
}

/// The name of a type, whatever the crates of the cells that define it are called.
fn shape(type_name: &str) -> String {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let mut words = Vec::new();
    for word in type_name.split_inclusive(|c| !is_path(c)) {
        match word.split_once("::") {
            Some((first, rest)) if !SHARED.contains(&first) => words.extend(["cell::", rest]),
            _ => words.push(word),
        }
    }
    words.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Grid(Vec<f64>);

    #[test]
    fn values_come_back_once_and_only_as_what_they_are() {
        let mut store = Store::default();
        store.keep("x", vec![1.0, 2.0]);
        assert!(
            store
                .take::<Vec<f32>>("x")
                .unwrap_err()
                .contains("Vec<f64>")
        );
        assert_eq!(store.take::<Vec<f64>>("x").unwrap(), [1.0, 2.0]);
        assert!(store.take::<Vec<f64>>("x").unwrap_err().contains("nothing"));
        store.keep("g", Grid(vec![3.0]));
        assert!(store.take::<u8>("y").unwrap_err().contains("kept are: g"));
        assert_eq!(store.take::<Grid>("g").unwrap(), Grid(vec![3.0]));
    }

    #[test]
    fn a_value_of_another_image_travels_by_its_bytes() {
        let mut store = Store::default();
        store.keep("g", Grid(vec![3.0]));
        store.kept.get_mut("g").unwrap().image = Some(Some("/another/cell.so".into()));
        assert_eq!(store.take::<Grid>("g").unwrap(), Grid(vec![3.0]));
        store.keep("g", Grid(vec![3.0]));
        let kept = store.kept.get_mut("g").unwrap();
        kept.image = Some(Some("/another/cell.so".into()));
        kept.encode = |_| Some(vec![9, 9]);
        assert!(
            store
                .take::<Grid>("g")
                .unwrap_err()
                .contains("another type")
        );
    }

    #[test]
    fn a_type_of_a_cell_is_told_from_shared_ones() {
        assert!(is_shared(type_name::<Vec<Option<(f64, String)>>>()));
        assert!(is_shared(
            "ndarray::ArrayBase<ndarray::OwnedRepr<f64>, ndarray::Dim<[usize; 2]>>"
        ));
        assert!(!is_shared("alloc::vec::Vec<ctx::Grid>"));
        assert!(!is_shared(type_name::<Grid>()));
        assert_eq!(
            shape("(ctx::Grid, alloc::vec::Vec<a::b::C>)"),
            "(cell::Grid, alloc::vec::Vec<cell::b::C>)"
        );
    }
}
