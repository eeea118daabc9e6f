//! Notebooks for tests, a cell at a time.

use serde_json::{Value, json};

/// A code cell with these tags.
pub(crate) fn code(source: &str, tags: &[&str]) -> Value {
    json!({
        "cell_type": "code", "source": source, "outputs": [], "execution_count": null,
        "metadata": {"tags": tags},
    })
}

/// A markdown cell without tags.
pub(crate) fn text(source: &str) -> Value {
    json!({"cell_type": "markdown", "source": source, "metadata": {}})
}

/// An exercise about squares: `unsolved` and `solution` are bodies of `fn square(x: i32) -> i32`.
/// Its check looks at one number only. The hint stands between them.
pub(crate) fn exercise(number: &str, unsolved: &str, solution: &str) -> [Value; 3] {
    let whole = |body: &str| {
        format!(
            "fn square(x: i32) -> i32 {{ {body} }}\n\
             let verdict = if square(3) == 9 {{ \"right\" }} else {{ \"wrong\" }};\n\
             println!(\"exercise {number}: {{verdict}}\");"
        )
    };
    let mut cell = code(&whole(unsolved), &["exercise"]);
    cell["metadata"]["exercise"] = number.into();
    cell["metadata"]["slideshow"] = json!({"slide_type": "skip"});
    let folded = format!(
        "<details><summary>Solution</summary>\n\n```rust\n{}\n```\n\nNine.\n</details>",
        whole(solution)
    );
    let mut answer = text(&folded);
    answer["metadata"] = json!({
        "tags": ["solution"], "exercise": number, "slideshow": {"slide_type": "skip"},
    });
    let mut hint = text("<details><summary>Hint 1</summary>\n\nTwice.\n</details>");
    hint["metadata"] = json!({"tags": ["hint"], "slideshow": {"slide_type": "skip"}});
    [cell, hint, answer]
}

/// A notebook of these cells, with ids `c0`, `c1`, …
pub(crate) fn notebook(cells: impl IntoIterator<Item = Value>) -> Value {
    let cells: Vec<Value> = cells
        .into_iter()
        .enumerate()
        .map(|(number, mut cell)| {
            cell["id"] = format!("c{number}").into();
            cell
        })
        .collect();
    json!({
        "nbformat": 4, "nbformat_minor": 5, "cells": cells,
        "metadata": {"kernelspec": {"name": "rust", "display_name": "Rust"}},
    })
}

/// A notebook that has all that a lesson 09 must have, before it is run.
pub(crate) fn lesson() -> Value {
    let mut title = text(
        "# 09 · Square\n\n**Where this lesson ends.** **Predict.** **You will do** a, **you will learn** b, \
         **you need** 5 minutes.\n\n## 1 · Multiply\n\n### Exercise 09.1: once\n\n### Exercise 09.2: again",
    );
    title["metadata"] = json!({"slideshow": {"slide_type": "slide"}});
    let mut cells = vec![title, code("let side = 3;\nside * side", &[])];
    cells.extend(exercise("09.1", "x + x", "x * x"));
    cells.extend(exercise("09.2", "x - x", "x * x"));
    cells.push(text("## In practice\n\nMultiply."));
    notebook(cells)
}
