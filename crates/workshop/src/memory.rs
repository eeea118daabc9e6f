//! Large pages for large arrays.

use std::env;
use std::ffi::OsString;

/// What asks glibc's `malloc` for pages of 2 MiB, where the system gives them to those who ask.
///
/// NumPy asks for them itself, for arrays above 4 MiB. Without them a fresh array of 32 MB costs eight
/// thousand page faults, and a processor's prefetcher stops at the end of each 4 KiB. Programs that
/// are started from here inherit it, the peers of a comparison too. Who has set glibc's tunables
/// keeps their own; other C libraries know nothing of it.
pub(crate) fn large_pages() -> (&'static str, OsString) {
    const NAME: &str = "GLIBC_TUNABLES";
    let own = env::var_os(NAME);
    (NAME, own.unwrap_or("glibc.malloc.hugetlb=1".into()))
}
