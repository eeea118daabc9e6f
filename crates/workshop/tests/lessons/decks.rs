//! `cargo workshop slides`, on notebooks made for the purpose. What a deck is shown with comes from
//! npm or the cache; without either nothing is tested here.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::notebook::{code, lesson, notebook, text};
use crate::place::Place;

/// A cell with a slide type.
fn on(mut cell: Value, kind: &str) -> Value {
    cell["metadata"]["slideshow"] = json!({"slide_type": kind});
    cell
}

/// A code cell that has run.
fn ran(source: &str, printed: &str) -> Value {
    let mut cell = code(source, &[]);
    cell["execution_count"] = 1.into();
    cell["outputs"] = json!([{"output_type": "stream", "name": "stdout", "text": printed}]);
    cell
}

/// The place with the theme of this clone.
fn place(name: &str) -> Option<Place> {
    Place::looking(name, &["deck.html", "theme.css"])
}

fn deck(place: &Place) -> PathBuf {
    place.folder().join("target/workshop/slides/09-square.html")
}

#[test]
fn a_deck_has_what_the_slide_types_say_and_asks_nobody_for_anything() {
    let Some(place) = place("deck") else { return };
    let cells = [
        on(text("# Square\n\nof $x^2$"), "slide"),
        on(text("**Speaker, 2 minutes.** Welcome."), "notes"),
        on(text("not on a slide"), "skip"),
        on(ran("let x = 3; x * x", "9"), "subslide"),
        on(text("then [this](GLOSSARY.md)"), "fragment"),
    ];
    place.put("09-square", &notebook(cells));
    let said = place.workshop(&["slides", "09", "--check", "--pdf"]);
    if said.cannot() {
        return;
    }
    said.passes()
        .has(&["2 pages", "0 problems", "09-square.pdf: 2 pages"]);
    let page = fs::read_to_string(deck(&place)).unwrap();
    assert!(page.contains("<aside class=\"notes\">") && page.contains("Welcome."));
    assert!(page.contains("class=\"fragment\"") && page.contains("MathJax"));
    assert!(!page.contains("not on a slide"));
    // The glossary does not go with a deck.
    assert!(page.contains("then this") && !page.contains("GLOSSARY"));
}

#[test]
fn what_does_not_fit_or_has_no_alt_text_is_found() {
    let Some(place) = place("faults") else { return };
    let long: String = (0..60).map(|n| format!("let x{n} = {n};\n")).collect();
    let mut bare = ran("picture", "");
    bare["outputs"] = json!([{
        "output_type": "execute_result", "execution_count": 1, "metadata": {},
        "data": {"text/html": "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"},
    }]);
    let cells = [
        on(text("# Square"), "slide"),
        on(ran(&long, "9"), "slide"),
        on(bare, "slide"),
    ];
    place.put("09-square", &notebook(cells));
    let said = place.workshop(&["slides", "09", "--check"]);
    if said.cannot() {
        return;
    }
    said.fails().has(&[
        "09-square, page 2 at 1280 × 720",
        "px outside",
        "09-square, page 3",
        "a picture without alt text",
    ]);
}

#[test]
fn a_lesson_without_outputs_is_named_and_leaves_nothing() {
    let Some(place) = place("no outputs") else {
        return;
    };
    place.put("09-square", &lesson());
    let said = place.workshop(&["slides", "09"]);
    if said.cannot() {
        return;
    }
    said.fails().has(&["09-square: it has no outputs"]);
    assert!(!deck(&place).exists());
}
