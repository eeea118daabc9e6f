//! Code in a shared object, named so that another process finds it.

use std::ffi::{CStr, CString, c_char};
use std::mem;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// What must agree before code is called: this crate's sources, the compiler, the MPI library.
pub(crate) const FINGERPRINT: &str = env!("SPMD_FINGERPRINT");

/// The same, where a rank that has loaded this image finds it.
// SAFETY: no other crate defines this name, and every copy of this one defines it alike.
#[unsafe(no_mangle)]
pub(crate) static SPMD_FINGERPRINT: Text =
    Text(concat!(env!("SPMD_FINGERPRINT"), "\0").as_ptr().cast());

/// Where `host.rs` jumps to.
// SAFETY: as above.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn spmd_entry() {
    crate::rank::play();
}

/// A text that ends with a zero byte.
#[repr(transparent)]
#[derive(Debug)]
pub(crate) struct Text(*const c_char);

// SAFETY: it points to a constant.
unsafe impl Sync for Text {}

/// Code, named so that another process that loads the same file finds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Code {
    /// The shared object; `None` is the program itself.
    pub(crate) image: Option<Vec<u8>>,
    /// Bytes from where the file is loaded.
    pub(crate) offset: usize,
}

impl Code {
    /// Names the function at `address`; `None` when no file holds it.
    pub(crate) fn at(address: *const ()) -> Option<Self> {
        let (image, base) = image_of(address)?;
        Some(Self {
            image,
            offset: address as usize - base,
        })
    }

    /// The image as a path.
    pub(crate) fn path(&self) -> Option<PathBuf> {
        let bytes = self.image.clone()?;
        Some(std::ffi::OsString::from_vec(bytes).into())
    }

    /// The address in this process; loads the image if it is not loaded.
    ///
    /// # Errors
    /// When it cannot be loaded, or holds another build of this crate.
    pub(crate) fn address(&self) -> Result<*const (), String> {
        let base = match self.path() {
            Some(path) => load(&path)?,
            None => main_base(),
        };
        Ok((base + self.offset) as *const ())
    }
}

/// The image that this code is in; `None` is the program itself.
pub(crate) fn own_image() -> Option<PathBuf> {
    // Of a name that no image shows to others: each finds its own.
    Code::at(own_image as *const ())?.path()
}

/// Where the program itself is loaded. A rank that is asked for this is that program.
fn main_base() -> usize {
    image_of(main_base as *const ()).map_or(0, |(_, base)| base)
}

/// The file that holds an address (`None` inside is the program itself), and where it is loaded.
fn image_of(address: *const ()) -> Option<(Option<Vec<u8>>, usize)> {
    let mut info = mem::MaybeUninit::<libc::Dl_info>::zeroed();
    // SAFETY: dladdr only looks the address up, and fills the structure when it returns non-zero.
    let info = unsafe {
        if libc::dladdr(address.cast(), info.as_mut_ptr()) == 0 {
            return None;
        }
        info.assume_init()
    };
    if info.dli_fname.is_null() {
        return None;
    }
    let base = info.dli_fbase as usize;
    // SAFETY: the loader's name of the image, which is never unloaded.
    let name = unsafe { CStr::from_ptr(info.dli_fname) };
    let is_program = main_program().is_some_and(|headers| headers.wrapping_sub(base) < 4096);
    Some(((!is_program).then(|| name.to_bytes().to_vec()), base))
}

/// Where the program's own headers are: in its first page.
fn main_program() -> Option<usize> {
    #[cfg(target_os = "linux")]
    // SAFETY: asks the kernel's table; no pointer is involved.
    let headers = unsafe { libc::getauxval(libc::AT_PHDR) } as usize;
    #[cfg(not(target_os = "linux"))]
    let headers = 0;
    (headers != 0).then_some(headers)
}

/// Loads an image for good, and tells where.
fn load(path: &Path) -> Result<usize, String> {
    let text = CString::new(path.as_os_str().as_bytes()).map_err(|error| error.to_string())?;
    // SAFETY: a path that ends with a zero byte; the constructors that run are the cell's own.
    let image = unsafe { libc::dlopen(text.as_ptr(), libc::RTLD_NOW | libc::RTLD_LOCAL) };
    if image.is_null() {
        // SAFETY: after a failure it is a text of the loader's.
        let why = unsafe { CStr::from_ptr(libc::dlerror()) };
        return Err(format!(
            "cannot load the cell: {}. Every host must see the same files under the same paths",
            why.to_string_lossy()
        ));
    }
    // SAFETY: looks a name up in an image that is loaded.
    let text = unsafe { libc::dlsym(image, c"SPMD_FINGERPRINT".as_ptr()) };
    if text.is_null() {
        return Err("the cell does not contain the crate `spmd`".into());
    }
    // SAFETY: in every version of this crate the name is that of a pointer to a C string.
    let theirs = unsafe { CStr::from_ptr(*text.cast::<*const c_char>()) };
    if theirs.to_bytes() != FINGERPRINT.as_bytes() {
        return Err(mismatch(&theirs.to_string_lossy()));
    }
    let (_, base) = image_of(text as *const ()).ok_or("the loader does not know the cell")?;
    Ok(base)
}

/// The words for two copies of this crate that must not call each other.
pub(crate) fn mismatch(theirs: &str) -> String {
    format!(
        "the ranks and this cell were not built alike, so no code is called.\n  the ranks: {FINGERPRINT}\n  \
         the cell:  {theirs}\nStart new ranks: let cluster = Cluster::local(…)?;"
    )
}
