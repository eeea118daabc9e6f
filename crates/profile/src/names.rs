//! From addresses to names that a reader knows, without the frames that all stacks have.

use std::collections::HashMap;
use std::hint::black_box;

/// Runs the work under a frame that can be found in the stack: what is outside it is the notebook's.
#[inline(never)]
pub(crate) fn outermost(work: impl FnOnce()) {
    work();
    // Something must follow, or the call above would be a jump and this frame gone.
    black_box(());
}

/// Part of the name of [`outermost`].
const OUTERMOST: &str = "profile::names::outermost";
/// Part of the name of the signal handler.
const HANDLER: &str = "profile::sampler::on_tick";

/// Part of the name of what runs the work again and again.
const SAMPLER: &str = "profile::sampler::sample";

/// Names that were looked up before: finding one takes far longer than remembering it.
#[derive(Default)]
pub(crate) struct Names {
    known: HashMap<usize, Vec<String>>,
}

impl Names {
    /// The functions of a sampled stack (innermost address first), from the outermost to the innermost.
    pub(crate) fn stack(&mut self, addresses: &[usize]) -> Vec<String> {
        let mut frames: Vec<String> = Vec::new();
        for &address in addresses {
            let known = self
                .known
                .entry(address)
                .or_insert_with(|| look_up(address));
            frames.extend(known.iter().cloned());
        }
        trim(frames)
    }
}

/// The function at an address, with those that were inlined into it, innermost first.
fn look_up(address: usize) -> Vec<String> {
    let mut names = Vec::new();
    // The address is where a call returns to; the call itself is before it.
    backtrace::resolve(address.saturating_sub(1) as *mut _, |symbol| {
        names.extend(symbol.name().map(|name| format!("{name:#}")));
    });
    if names.is_empty() {
        names.push(String::new());
    }
    names
}

/// Innermost first with everything; outermost first without the handler, the notebook and the runtime.
fn trim(mut frames: Vec<String>) -> Vec<String> {
    if let Some(handler) = frames.iter().position(|name| name.contains(HANDLER)) {
        // Behind the handler is the frame through which the system called it.
        frames.drain(..(handler + 2).min(frames.len()));
    }
    if let Some(outermost) = frames.iter().position(|name| name.contains(OUTERMOST)) {
        frames.truncate(outermost);
    } else if frames
        .iter()
        .any(|name| name.starts_with("evcxr::") || name.contains(SAMPLER))
    {
        // Between two calls of the work, or a thread of the kernel itself.
        return Vec::new();
    }
    frames.reverse();
    let mut stack: Vec<String> = Vec::new();
    for name in frames.iter().map(|name| tidy(name)) {
        if is_glue(&name) {
            continue;
        }
        // Work that is split in two again and again is a tower of the same few frames.
        let tower = is_rayon(&name) && stack.last().is_some_and(|last| is_rayon(last));
        if !tower && !name.is_empty() {
            stack.push(if is_rayon(&name) {
                "rayon".to_owned()
            } else {
                name
            });
        }
    }
    stack
}

fn is_rayon(name: &str) -> bool {
    matches!(name.split("::").next(), Some("rayon" | "rayon_core"))
}

/// Frames that only hand a call on, or start a thread.
fn is_glue(name: &str) -> bool {
    const GLUE: [&str; 16] = [
        "std::panicking::",
        "std::panic::",
        "std::sys::",
        "std::sys_common::",
        "std::thread::",
        "std::rt::",
        "core::ops::function::",
        "core::panic::",
        "alloc::boxed::Box::call",
        "__rust_try",
        "__rust_begin_short_backtrace",
        "start_thread",
        "clone",
        "profile::profile",
        "profile::flamegraph",
        "_start",
    ];
    GLUE.iter().any(|start| name.starts_with(start)) || name.contains("core::ops::function::Fn")
}

/// A name without what only the compiler needs: types in angle brackets, closures, hashes.
fn tidy(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut depth = 0usize;
    let implementer = name.strip_prefix('<').map(implementer);
    let name = match &implementer {
        Some(path) => path.as_str(),
        None => name,
    };
    for letter in name.chars() {
        match letter {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(letter),
            _ => {}
        }
    }
    let parts = out.split("::").filter(|part| {
        !part.is_empty() && !part.starts_with("{closure") && !part.starts_with("{{closure")
    });
    let path = parts.collect::<Vec<_>>().join("::");
    // The crate that evcxr makes of a cell is called ctx.
    match path.strip_prefix("ctx::") {
        Some(rest) => format!("cell::{rest}"),
        None => path,
    }
}

/// `<A as B>::f` is called `A::f`: given what follows the first `<`.
fn implementer(rest: &str) -> String {
    let mut depth = 1usize;
    for (i, letter) in rest.char_indices() {
        match letter {
            '<' => depth += 1,
            // The `>` of `->` closes nothing.
            '>' if !rest[..i].ends_with('-') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            let owner = rest[..i].split(" as ").next().unwrap_or("");
            return format!("{}{}", owner.trim_start_matches(['&', '*']), &rest[i + 1..]);
        }
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_types_and_closures() {
        assert_eq!(
            tidy("kernels::nbody::naive::step::{{closure}}"),
            "kernels::nbody::naive::step"
        );
        assert_eq!(
            tidy("core::iter::Map<I,F>::fold::{closure#0}"),
            "core::iter::Map::fold"
        );
        assert_eq!(
            tidy("<core::iter::adapters::map::Map<I,F> as core::iter::Iterator>::fold"),
            "core::iter::adapters::map::Map::fold"
        );
    }

    #[test]
    fn functions_of_a_notebook_say_so() {
        assert_eq!(tidy("ctx::roots"), "cell::roots");
        assert_eq!(
            trim(vec![
                "<std::sys::thread::unix::Thread>::new::thread_start".to_owned()
            ]),
            [""; 0]
        );
    }

    #[test]
    fn only_the_work_is_left() {
        let frames = [
            "backtrace::trace",
            "profile::sampler::on_tick",
            "__restore_rt",
            "work::inner",
            "rayon_core::join::join",
            "rayon::iter::bridge",
            "work::outer",
            "profile::names::outermost",
            "main",
        ];
        assert_eq!(
            trim(frames.map(str::to_owned).to_vec()),
            ["work::outer", "rayon", "work::inner"]
        );
        assert!(trim(Vec::new()).is_empty());
    }

    #[test]
    fn what_the_kernel_does_beside_the_work_is_no_work() {
        let frames = ["__brk_call", "evcxr::runtime::Runtime::run_loop", "main"];
        assert_eq!(trim(frames.map(str::to_owned).to_vec()), [""; 0]);
    }

    #[test]
    fn a_thread_of_a_pool_starts_at_its_work() {
        let frames = [
            "work::inner",
            "rayon_core::job::execute",
            "std::sys::thread::start",
            "start_thread",
            "clone3",
        ];
        assert_eq!(
            trim(frames.map(str::to_owned).to_vec()),
            ["rayon", "work::inner"]
        );
    }
}
