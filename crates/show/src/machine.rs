//! What the numbers were measured on, as a card.

use crate::table::Table;
use crate::units::bytes;
use bench::machine::Machine;

/// Processor, caches, memory, system and compiler as a table of two columns.
///
/// ```
/// let card = show::machine_card(bench::machine::Machine::here());
/// assert!(card.text().contains("rustc"));
/// ```
#[must_use]
pub fn machine_card(machine: &Machine) -> Table {
    let unknown = |text: &str| {
        if text.is_empty() {
            "unknown".to_owned()
        } else {
            text.to_owned()
        }
    };
    let caches: Vec<String> = machine
        .caches
        .iter()
        .map(|cache| {
            let shared = match cache.shared_by {
                0 | 1 => String::new(),
                n => format!(" for {n} threads"),
            };
            format!("L{} {}{shared}", cache.level, bytes(cache.bytes as f64))
        })
        .collect();
    let memory = if machine.memory == 0 {
        String::new()
    } else {
        bytes(machine.memory as f64)
    };
    let cores = match machine.cores {
        0 => format!("{} threads for this program", machine.threads),
        n => format!("{n} cores, {} threads for this program", machine.threads),
    };
    let build = &machine.build;
    let on = |flag| if flag { "on" } else { "off" };
    let flags = format!(
        "opt-level {}, overflow checks {}, debug assertions {}, compiled for {}",
        build.opt_level,
        on(build.overflow_checks),
        on(build.debug_assertions),
        build.target_simd
    );
    Table::new("This machine", &["", ""])
        .row(&["processor", &unknown(&machine.cpu)])
        .row(&["cores", &cores])
        .row(&["vector instructions", &unknown(machine.simd)])
        .row(&["caches", &unknown(&caches.join(", "))])
        .row(&["memory", &unknown(&memory)])
        .row(&["system", &unknown(&machine.os)])
        .row(&["compiler", build.rustc])
        .row(&["built with", &flags])
}
