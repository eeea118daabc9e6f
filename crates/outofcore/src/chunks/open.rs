//! What is told by an array's own description, and which descriptions are read here.

use std::io;
use std::num::NonZeroU64;
use std::path::Path;
use std::sync::Arc;

use zarrs::array::{ArrayMetadata, data_type};
use zarrs::config::MetadataRetrieveVersion;
use zarrs::filesystem::FilesystemStore;

use super::array::Stored;
use super::error::ChunkError;
use super::layout::{Compression, Layout};

/// What the description of an array says.
pub(super) struct Opened {
    pub(super) stored: Stored,
    pub(super) layout: Layout,
    pub(super) order: Order,
}

/// Which byte of a number comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    Little,
    Big,
}

/// The file that describes an array.
pub(super) const DESCRIPTION: &str = "zarr.json";
/// What it was called in the version before.
const DESCRIPTION_2: &str = ".zarray";

/// The array in a folder.
pub(super) fn open(path: &Path) -> Result<Opened, ChunkError> {
    let file = path.join(DESCRIPTION);
    if !file.is_file() {
        if path.join(DESCRIPTION_2).exists() {
            let why = "Zarr version 2";
            return Err(ChunkError::foreign(&path.join(DESCRIPTION_2), why));
        }
        return Err(ChunkError::Io {
            doing: "open",
            path: file,
            source: io::Error::new(io::ErrorKind::NotFound, "no array of Zarr version 3 here"),
        });
    }
    let foreign = |why: String| ChunkError::foreign(&file, why);
    let stored = Stored::open_opt(store(path)?, "/", &MetadataRetrieveVersion::V3);
    let stored = stored.map_err(|error| foreign(error.to_string()))?;
    let (layout, order) = layout(&stored).map_err(foreign)?;
    layout.check()?;
    Ok(Opened {
        stored,
        layout,
        order,
    })
}

/// The files below a folder.
pub(super) fn store(path: &Path) -> Result<Arc<FilesystemStore>, ChunkError> {
    let store = FilesystemStore::new(path);
    let failed = |error: zarrs::filesystem::FilesystemStoreCreateError| {
        ChunkError::io("open", path)(io::Error::other(error.to_string()))
    };
    store.map(Arc::new).map_err(failed)
}

fn layout(stored: &Stored) -> Result<(Layout, Order), String> {
    let ArrayMetadata::V3(metadata) = stored.metadata() else {
        return Err("Zarr version 2".to_owned());
    };
    let size = |n: u64| usize::try_from(n).map_err(|_| format!("{n} points in one direction"));
    let &[rows, columns] = stored.shape() else {
        return Err(format!("{} dimensions", stored.dimensionality()));
    };
    if *stored.data_type() != data_type::float64() {
        return Err(format!("numbers of type {}", metadata.data_type.name()));
    }
    if metadata.chunk_grid.name() != "regular" {
        return Err(format!("chunks in a {} grid", metadata.chunk_grid.name()));
    }
    let chunk = stored
        .chunk_shape(&[0, 0])
        .map_err(|error| error.to_string())?;
    let &[height, width] = &chunk[..] else {
        return Err(format!("chunks of {} dimensions", chunk.len()));
    };
    let names: Vec<&str> = metadata
        .codecs
        .iter()
        .map(zarrs::metadata::v3::MetadataV3::name)
        .collect();
    let said = |codec: usize, what: &str| {
        let configuration = metadata.codecs.get(codec)?.configuration()?;
        Some(configuration.get(what)?.clone())
    };
    let level = said(1, "level").and_then(|level| level.as_i64());
    let level = level
        .and_then(|level| i32::try_from(level).ok())
        .unwrap_or(0);
    let order = match said(0, "endian") {
        Some(endian) if endian.as_str() == Some("big") => Order::Big,
        _ => Order::Little,
    };
    let compression = match names[..] {
        ["bytes"] => Compression::None,
        ["bytes", "zstd"] => Compression::Zstd(level),
        _ => return Err(format!("the codecs {}", names.join(", "))),
    };
    let [height, width] = [height, width].map(NonZeroU64::get);
    let layout = Layout {
        shape: [size(rows)?, size(columns)?],
        chunk: [size(height)?, size(width)?],
        compression,
    };
    Ok((layout, order))
}
