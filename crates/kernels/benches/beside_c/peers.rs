//! The C peers: compiled when this runs, loaded as a shared library.

use std::ffi::{CString, c_char, c_int, c_void};
use std::path::{Path, PathBuf};
use std::process::Command;

#[link(name = "dl")]
unsafe extern "C" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
}

const NOW: c_int = 2;

/// Both builds of the C peers.
pub(crate) struct C {
    libraries: Vec<(&'static str, *mut c_void)>,
}

impl C {
    /// Compiles and loads them.
    pub(crate) fn compile() -> Result<C, String> {
        let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
        let into = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let compiler = std::env::var("CC").unwrap_or_else(|_| "cc".into());
        let sources = std::fs::read_dir(&from).map_err(|e| format!("{}: {e}", from.display()))?;
        let mut sources: Vec<PathBuf> = sources.filter_map(|e| Some(e.ok()?.path())).collect();
        sources.retain(|file| file.extension().is_some_and(|end| end == "c"));
        sources.sort();
        let mut libraries = Vec::new();
        for (label, extra) in [("C", None), ("C fast-math", Some("-ffast-math"))] {
            let library = into.join(format!("peers{}.so", extra.unwrap_or("")));
            let mut command = Command::new(&compiler);
            command
                .args(["-O3", "-march=native", "-fopenmp", "-shared", "-fPIC"])
                .args(extra);
            command.arg("-o").arg(&library);
            command.args(&sources);
            let status = command
                .arg("-lm")
                .status()
                .map_err(|e| format!("{compiler}: {e}"))?;
            if !status.success() {
                return Err(format!("{compiler} failed: {status}"));
            }
            let path =
                CString::new(library.to_string_lossy().as_bytes()).map_err(|e| e.to_string())?;
            // SAFETY: a path that ends in 0; loading the library runs no code of ours.
            let handle = unsafe { dlopen(path.as_ptr(), NOW) };
            if handle.is_null() {
                return Err(format!("{} does not load", library.display()));
            }
            libraries.push((label, handle));
        }
        Ok(C { libraries })
    }

    /// The function `name` of each build that has it, as a function pointer type `F`.
    ///
    /// # Safety
    /// `F` is the type of a function pointer with the C function's arguments.
    pub(crate) unsafe fn each<F: Copy>(&self, name: &str) -> Vec<(String, F)> {
        assert_eq!(size_of::<F>(), size_of::<*mut c_void>());
        let symbol = CString::new(name).expect("a C name holds no 0");
        let find = |(label, library): &(&str, *mut c_void)| {
            // SAFETY: a library that was loaded and is never closed; a name that ends in 0.
            let address = unsafe { dlsym(*library, symbol.as_ptr()) };
            if address.is_null() {
                return None;
            }
            // SAFETY: as large as a pointer (asserted), and of this type by the contract.
            let function = unsafe { std::mem::transmute_copy::<*mut c_void, F>(&address) };
            Some((format!("{label}: {name}"), function))
        };
        let found: Vec<(String, F)> = self.libraries.iter().filter_map(find).collect();
        if found.is_empty() {
            println!(
                "no C beside: `{name}` is in no file of benches/peers that this machine can use"
            );
        }
        found
    }
}
