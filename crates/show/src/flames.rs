//! A flame graph: which functions were on the stack how often, and who called whom.

use crate::figure::Figure;
use crate::frame::{WIDTH, draw_title};
use crate::palette::{INK, SOFT};
use crate::svg::{Anchor, Svg, fit, text_width};
use crate::table::Table;
use std::collections::BTreeMap;

/// Light tints of the palette, dark text reads on all of them.
const TINTS: [&str; 5] = ["#F5C767", "#A6D8F5", "#8FD9C1", "#EBC3DA", "#D9D9D9"];
/// Height of one frame.
const ROW: f64 = 22.0;
/// Size of the text within frames.
const LABEL: f64 = 13.0;
/// Functions in the table below the picture.
const LISTED: usize = 10;

/// One function in the tree of calls.
#[derive(Default)]
struct Node {
    total: u64,
    /// Samples that ended here: the function itself, not what it called.
    own: u64,
    below: BTreeMap<String, Node>,
}

impl Node {
    fn add(&mut self, stack: &[String], count: u64) {
        self.total += count;
        match stack {
            [] => self.own += count,
            [first, rest @ ..] => self
                .below
                .entry(first.clone())
                .or_default()
                .add(rest, count),
        }
    }

    /// Levels of frames that are wide enough to be seen.
    fn depth(&self, least: u64) -> usize {
        let below = self.below.values().filter(|node| node.total >= least);
        below.map(|node| 1 + node.depth(least)).max().unwrap_or(0)
    }
}

/// A flame graph of sampled stacks, each from the outermost function to the innermost, with how often
/// it was seen.
///
/// A frame is as wide as the part of the samples in which its function was on the stack; what it
/// called stands on it. Left and right mean nothing. After Gregg, "The Flame Graph", CACM 2016.
///
/// ```
/// let stack = |names: &[&str]| names.iter().map(|name| name.to_string()).collect::<Vec<_>>();
/// let figure = show::flames("a program", &[(stack(&["main", "work"]), 90), (stack(&["main"]), 10)]);
/// assert!(figure.alt.contains("work 90 %, main 10 %"));
/// ```
#[must_use]
pub fn flames(title: &str, stacks: &[(Vec<String>, u64)]) -> Figure {
    let mut root = Node::default();
    for (stack, count) in stacks.iter().filter(|(stack, _)| !stack.is_empty()) {
        root.add(stack, *count);
    }
    if root.total == 0 {
        return Figure::message(&format!(
            "{title}: no samples, so there is nothing to draw."
        ));
    }
    let table = top(title, stacks, root.total);
    let least = (root.total / 250).max(1);
    let mut svg = Svg::new(WIDTH, 0.0);
    let top = draw_title(&mut svg, title);
    let modules = modules(&root);
    let legend = if modules.is_empty() { 0.0 } else { 30.0 };
    let bottom = top + ROW * root.depth(least) as f64;
    svg.height = bottom + legend + 22.0;
    let picture = Picture {
        least,
        scale: (WIDTH - 40.0) / root.total as f64,
        modules: &modules,
    };
    picture.draw(&mut svg, &root, 20.0, bottom);
    if legend > 0.0 {
        let mut x = 20.0;
        let others = TINTS.len() - 1;
        let named = modules.iter().map(String::as_str).take(others);
        for (tint, name) in named.enumerate().chain([(others, OTHERS)]) {
            svg.rect(x, bottom + 16.0, 14.0, 14.0, TINTS[tint]);
            svg.text(x + 20.0, bottom + 28.0, Anchor::Start, LABEL, SOFT, name);
            x += text_width(name, LABEL) + 44.0;
        }
    }
    let alt = alt(title, stacks, root.total);
    Figure::from_svg(&svg.finish(), &alt).with_text(table.text())
}

struct Picture<'a> {
    least: u64,
    scale: f64,
    modules: &'a [String],
}

impl Picture<'_> {
    fn draw(&self, svg: &mut Svg, node: &Node, left: f64, floor: f64) {
        let mut seen: Vec<_> = node.below.iter().collect();
        seen.retain(|(_, below)| below.total >= self.least);
        seen.sort_by_key(|(_, below)| std::cmp::Reverse(below.total));
        let mut x = left;
        for (name, below) in seen {
            let width = below.total as f64 * self.scale;
            let tint = self
                .modules
                .iter()
                .position(|m| m == module(name))
                .unwrap_or(usize::MAX);
            let y = floor - ROW;
            svg.rect(
                x,
                y + 1.0,
                (width - 1.0).max(0.5),
                ROW - 2.0,
                TINTS[tint.min(TINTS.len() - 1)],
            );
            let words = shorten(name, width - 8.0);
            if !words.is_empty() {
                svg.text(x + 5.0, y + 16.0, Anchor::Start, LABEL, INK, &words);
            }
            self.draw(svg, below, x, y);
            x += width;
        }
    }
}

/// The first part of a path, its crate; names without a path are those of C and of the system.
fn module(name: &str) -> &str {
    name.split_once("::").map_or(OTHERS, |(module, _)| module)
}

const OTHERS: &str = "others";
/// What `profile` calls the functions of a cell.
const CELL: &str = "cell";

/// Crates in the order of their colours: the reader's own cell, then by how often one of their functions was the innermost.
fn modules(root: &Node) -> Vec<String> {
    fn collect<'a>(node: &'a Node, into: &mut BTreeMap<&'a str, u64>) {
        for (name, below) in &node.below {
            *into.entry(module(name)).or_default() += below.own;
            collect(below, into);
        }
    }
    let mut seen = BTreeMap::new();
    collect(root, &mut seen);
    let mut seen: Vec<(&str, u64)> = seen.into_iter().collect();
    seen.sort_by_key(|&(name, own)| (name != CELL, std::cmp::Reverse(own)));
    let modules = seen.into_iter().map(|(name, _)| name);
    modules
        .filter(|name| *name != OTHERS)
        .map(str::to_owned)
        .collect()
}

/// As much of a path as there is room for: all, its last two parts, its last, a piece of that, nothing.
fn shorten(name: &str, room: f64) -> String {
    let parts: Vec<&str> = name.split("::").collect();
    let tails = [parts.len(), 2, 1].map(|n| parts[parts.len().saturating_sub(n)..].join("::"));
    if let Some(tail) = tails.iter().find(|tail| text_width(tail, LABEL) <= room) {
        return tail.clone();
    }
    if room > 40.0 {
        fit(&tails[2], LABEL, room)
    } else {
        String::new()
    }
}

/// How often each function was the innermost, and how often it was on the stack at all.
fn counts(stacks: &[(Vec<String>, u64)]) -> Vec<(&str, u64, u64)> {
    let mut seen: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (stack, count) in stacks {
        for (i, name) in stack.iter().enumerate() {
            // A recursive function is on the stack once, however deep.
            if !stack[..i].contains(name) {
                seen.entry(name).or_default().1 += count;
            }
        }
        if let Some(last) = stack.last() {
            seen.entry(last).or_default().0 += count;
        }
    }
    let mut list: Vec<_> = seen
        .into_iter()
        .map(|(name, (own, all))| (name, own, all))
        .collect();
    list.sort_by_key(|&(_, own, all)| std::cmp::Reverse((own, all)));
    list
}

fn percent(part: u64, whole: u64) -> String {
    match 100.0 * part as f64 / whole as f64 {
        p if p >= 9.95 || p == 0.0 => format!("{p:.0} %"),
        p => format!("{p:.1} %"),
    }
}

fn top(title: &str, stacks: &[(Vec<String>, u64)], total: u64) -> Table {
    let mut table = Table::new(title, &["itself", "with calls", "function"]);
    for (name, own, all) in counts(stacks).into_iter().take(LISTED) {
        table = table.row(&[percent(own, total), percent(all, total), name.to_owned()]);
    }
    table.note(format!("{total} samples."))
}

fn alt(title: &str, stacks: &[(Vec<String>, u64)], total: u64) -> String {
    let counts = counts(stacks);
    let most = counts.iter().filter(|(_, own, _)| *own > 0).take(4);
    let parts: Vec<String> = most
        .map(|(name, own, _)| format!("{name} {}", percent(*own, total)))
        .collect();
    format!(
        "{title}: flame graph of {total} samples; most time itself: {}.",
        parts.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(names: &str) -> Vec<String> {
        names.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn recursion_counts_once() {
        let stacks = [(stack("f f f"), 3), (stack("f g"), 1)];
        assert_eq!(counts(&stacks), [("f", 3, 4), ("g", 1, 1)]);
    }

    #[test]
    fn odd_stacks_do_not_hurt() {
        assert!(flames("none", &[]).text.contains("no samples"));
        assert!(
            flames("empty", &[(Vec::new(), 3)])
                .text
                .contains("no samples")
        );
        let deep = vec!["a::very::long::path::to::a::function".to_owned(); 200];
        assert!(flames("deep", &[(deep, 1)]).html.contains("<img"));
    }

    #[test]
    fn the_cell_has_the_same_colour_in_every_picture() {
        for (slow, quick) in [("cell::a", "kernels::b"), ("kernels::b", "cell::a")] {
            let mut root = Node::default();
            root.add(&stack(slow), 90);
            root.add(&stack(quick), 10);
            assert_eq!(modules(&root), ["cell", "kernels"]);
        }
    }

    #[test]
    fn a_narrow_frame_keeps_the_end_of_its_name() {
        assert_eq!(
            shorten("kernels::nbody::naive", 400.0),
            "kernels::nbody::naive"
        );
        assert_eq!(shorten("kernels::nbody::naive", 110.0), "nbody::naive");
        assert_eq!(shorten("kernels::nbody::naive", 5.0), "");
    }
}
