//! The program that ranks start as: it loads the shared object that a cell became, and jumps in.
//!
//! usage: host IMAGE
//!
//! Everything else is in the image itself, so that the program on a rank is always the one that
//! the cell was compiled with. `build.rs` compiles this file, and the crate carries the result.

use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::os::unix::ffi::OsStringExt;

unsafe extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(image: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlerror() -> *const c_char;
}

const RTLD_NOW: c_int = 2;

fn main() {
    let Some(path) = std::env::args_os().nth(1) else {
        eprintln!("usage: host IMAGE");
        std::process::exit(2);
    };
    let Ok(image) = CString::new(path.clone().into_vec()) else {
        eprintln!("not a path: {path:?}");
        std::process::exit(2);
    };
    // SAFETY: both strings end with a zero byte; what is loaded is the reader's own cell.
    let entry = unsafe {
        let loaded = dlopen(image.as_ptr(), RTLD_NOW);
        if loaded.is_null() {
            std::ptr::null_mut()
        } else {
            dlsym(loaded, c"spmd_entry".as_ptr())
        }
    };
    if entry.is_null() {
        // SAFETY: after a failure it is a text of the loader's.
        let why = unsafe { CStr::from_ptr(dlerror()) };
        eprintln!("this rank cannot load the cell: {}", why.to_string_lossy());
        std::process::exit(2);
    }
    // SAFETY: `spmd_entry` is `raw::spmd_entry`, of this type, in every image with this crate.
    let entry: extern "C" fn() = unsafe { std::mem::transmute(entry) };
    entry();
}
