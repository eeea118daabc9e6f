//! The same from shared objects, as cells are: each holds a copy of the crate.

use std::ffi::{CString, c_void};
use std::path::PathBuf;

use spmd::Cluster;

pub(crate) const TESTS: &[(&str, fn())] =
    &[("two_cells_share_a_cluster_and_what_it_keeps", two_cells)];

fn load(name: &str) -> *mut c_void {
    // The tests are in `deps`, beside `examples`.
    let program = std::env::current_exe().unwrap();
    let folder: PathBuf = program.ancestors().nth(2).unwrap().join("examples");
    let path = CString::new(folder.join(format!("lib{name}.so")).to_str().unwrap()).unwrap();
    // SAFETY: an image that cargo has built beside this program.
    let image = unsafe { libc::dlopen(path.as_ptr(), libc::RTLD_LAZY) };
    assert!(!image.is_null(), "{path:?} cannot be loaded");
    image
}

fn two_cells() {
    // SAFETY: the names and types of the functions in `examples/cell_one.rs` and `cell_two.rs`.
    unsafe {
        let first = libc::dlsym(load("cell_one"), c"first".as_ptr());
        let second = libc::dlsym(load("cell_two"), c"second".as_ptr());
        let first = std::mem::transmute::<*mut c_void, extern "C" fn() -> *mut Cluster>(first);
        let second = std::mem::transmute::<*mut c_void, extern "C" fn(*mut Cluster)>(second);
        second(first());
    }
}
