//! What the compiler cannot check: addresses of code in other images, fork, raw handles of MPI.
//!
//! The calls of MPI that `pmpi` passes through are the only other `unsafe` code of this crate.
//!
//! Why calling code of another file is sound here: a cell and the rank that runs it are two
//! copies of one build. The rank loads the very file that the cell is in; before it calls
//! anything there it compares that file's [`SPMD_FINGERPRINT`] (the sources of this crate,
//! the compiler, the MPI library) with its own. Within a file, an offset is an address.

use std::ffi::{CStr, CString, c_char, c_int};
use std::io;
use std::mem::{self, ManuallyDrop};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use mpi::ffi;
use mpi::topology::SimpleCommunicator;
use mpi::traits::FromRaw;
use serde::{Deserialize, Serialize};

use crate::rank::{Context, World};

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

/// What runs on a rank: it is made where the types are known, and called where they are not.
pub(crate) type Call = unsafe fn(*const (), &mut Context<'_>);

/// Calls `call`, which must be the address of a [`Call`] made for `function`.
///
/// # Safety
/// Both come from one [`Job`](crate::wire::Job), whose image passed [`load`].
pub(crate) unsafe fn call(call: *const (), function: *const (), context: &mut Context<'_>) {
    // SAFETY: the caller's promise; the same compiler made both sides, so the types are the same.
    let call: Call = unsafe { mem::transmute::<*const (), Call>(call) };
    // SAFETY: as above.
    unsafe { call(function, context) }
}

/// Takes back a function from its address.
///
/// # Safety
/// `address` was made from a function of this type in the same image.
pub(crate) unsafe fn function<A, R>(address: *const ()) -> fn(&World, &A) -> R {
    // SAFETY: the caller's promise.
    unsafe { mem::transmute::<*const (), fn(&World, &A) -> R>(address) }
}

/// A communicator of the same ranks, whose messages meet no others; called by all of them.
pub(crate) fn duplicate(communicator: ffi::MPI_Comm) -> ffi::MPI_Comm {
    // SAFETY: a live communicator of ours.
    unsafe {
        let mut new = ffi::RSMPI_COMM_NULL;
        ffi::PMPI_Comm_dup(communicator, &mut new);
        new
    }
}

/// A communicator of the first `count` ranks; called by these and no others.
pub(crate) fn communicator_of_first(count: i32) -> ffi::MPI_Comm {
    // SAFETY: MPI is initialised; the handles are local and every group is freed.
    unsafe {
        let mut world_group = ffi::RSMPI_GROUP_NULL;
        let mut group = ffi::RSMPI_GROUP_NULL;
        let mut communicator = ffi::RSMPI_COMM_NULL;
        let ranks: Vec<c_int> = (0..count).collect();
        ffi::PMPI_Comm_group(ffi::RSMPI_COMM_WORLD, &mut world_group);
        ffi::PMPI_Group_incl(world_group, count, ranks.as_ptr(), &mut group);
        ffi::PMPI_Comm_create_group(ffi::RSMPI_COMM_WORLD, group, 0, &mut communicator);
        ffi::PMPI_Group_free(&mut group);
        ffi::PMPI_Group_free(&mut world_group);
        communicator
    }
}

/// The safe wrapper of one; [`free`] does what its drop would do.
pub(crate) fn wrap(communicator: ffi::MPI_Comm) -> ManuallyDrop<SimpleCommunicator> {
    // SAFETY: made by `duplicate`, and freed after the last use of this.
    ManuallyDrop::new(unsafe { SimpleCommunicator::from_raw(communicator) })
}

/// Receives what was sent and never received: source, tag and bytes of each message. `service`
/// has the same ranks, and nobody else uses it.
pub(crate) fn strays(
    communicator: ffi::MPI_Comm,
    service: ffi::MPI_Comm,
) -> Vec<(i32, i32, usize)> {
    let mut found = Vec::new();
    // SAFETY: a live communicator, whose every rank comes here; the buffer has the message's size.
    unsafe {
        // What every rank has sent before it comes here is there when it has.
        ffi::PMPI_Barrier(service);
        loop {
            let (mut flag, mut bytes) = (0, 0);
            let mut status = mem::MaybeUninit::<ffi::MPI_Status>::zeroed();
            let (any, tag) = (ffi::RSMPI_ANY_SOURCE, ffi::RSMPI_ANY_TAG);
            ffi::PMPI_Iprobe(any, tag, communicator, &mut flag, status.as_mut_ptr());
            if flag == 0 {
                return found;
            }
            let status = status.assume_init();
            ffi::PMPI_Get_count(&status, ffi::RSMPI_UINT8_T, &mut bytes);
            let mut buffer = vec![0_u8; usize::try_from(bytes).unwrap_or(0)];
            let (source, tag) = (status.MPI_SOURCE, status.MPI_TAG);
            let into = buffer.as_mut_ptr().cast();
            ffi::PMPI_Recv(
                into,
                bytes,
                ffi::RSMPI_UINT8_T,
                source,
                tag,
                communicator,
                ffi::RSMPI_STATUS_IGNORE,
            );
            found.push((source, tag, buffer.len()));
        }
    }
}

/// Frees a communicator of [`duplicate`].
pub(crate) fn free(mut communicator: ffi::MPI_Comm) {
    // SAFETY: nobody has it any more.
    unsafe { ffi::PMPI_Comm_free(&mut communicator) };
}

/// Calls `handler` with the error's text whenever a call of MPI fails, instead of ending everything.
pub(crate) fn on_mpi_error() {
    unsafe extern "C" fn failed(_: *mut ffi::MPI_Comm, code: *mut c_int) {
        // SAFETY: MPI passes the error's code.
        crate::rank::mpi_failed(&mpi_error(unsafe { *code }));
    }
    type Named = unsafe extern "C" fn(*mut ffi::MPI_Comm, *mut c_int);
    type Variadic = unsafe extern "C" fn(*mut ffi::MPI_Comm, *mut c_int, ...);
    // SAFETY: the further arguments are left alone, as the standard allows; a C function that is
    // called with more arguments than it takes finds the first ones where it looks for them on
    // every ABI that MPI libraries are built for.
    unsafe {
        let failed = mem::transmute::<Named, Variadic>(failed);
        let mut handler = ffi::RSMPI_ERRORS_ARE_FATAL;
        ffi::PMPI_Comm_create_errhandler(Some(failed), &mut handler);
        ffi::PMPI_Comm_set_errhandler(ffi::RSMPI_COMM_WORLD, handler);
    }
}

fn mpi_error(code: c_int) -> String {
    // Both libraries need less than 512 bytes.
    let mut text = [0 as c_char; 2048];
    let mut length = 0;
    // SAFETY: the buffer is longer than MPI_MAX_ERROR_STRING, and zero at its end.
    unsafe {
        ffi::PMPI_Error_string(code, text.as_mut_ptr(), &mut length);
        CStr::from_ptr(text.as_ptr()).to_string_lossy().into_owned()
    }
}

/// Splits this process in two: `true` in the new one, which goes with the old one.
///
/// # Errors
/// When there is no room for another process.
pub(crate) fn fork() -> io::Result<Option<i32>> {
    // SAFETY: this process has one thread yet, so nothing is half done in the copy.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        0 => Ok(None),
        child => Ok(Some(child)),
    }
}

/// How a process ended, and the most memory that it held, in bytes.
pub(crate) fn wait(child: i32) -> (c_int, u64) {
    let mut status = 0;
    // SAFETY: both are filled by the system; the child is ours and not waited for elsewhere.
    unsafe {
        let mut usage = mem::zeroed::<libc::rusage>();
        while libc::wait4(child, &mut status, 0, &mut usage) == -1
            && io::Error::last_os_error().kind() == io::ErrorKind::Interrupted
        {}
        let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
        (status, usage.ru_maxrss as u64 * unit)
    }
}

/// Ends this process at once: no destructor, no `MPI_Finalize`, nothing that could wait.
pub(crate) fn leave(code: c_int) -> ! {
    // SAFETY: never returns.
    unsafe { libc::_exit(code) }
}

/// Writes out what C code has printed on standard output.
pub(crate) fn flush_c() {
    // SAFETY: NULL stands for all streams.
    unsafe { libc::fflush(std::ptr::null_mut()) };
}

/// The library's own name and version. May be asked before MPI is initialised.
pub(crate) fn library() -> String {
    let mut text = vec![0 as c_char; 16 * 1024];
    let mut length = 0;
    // SAFETY: the buffer is longer than MPI_MAX_LIBRARY_VERSION_STRING, and zero at its end.
    let text = unsafe {
        ffi::PMPI_Get_library_version(text.as_mut_ptr(), &mut length);
        CStr::from_ptr(text.as_ptr()).to_string_lossy().into_owned()
    };
    text.trim().to_owned()
}
