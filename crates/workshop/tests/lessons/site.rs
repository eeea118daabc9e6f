//! `cargo workshop site`, on notebooks made for the purpose. MathJax and axe come from npm or the
//! cache; without either nothing is tested here.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::notebook::{code, lesson, notebook, text};
use crate::place::Place;

/// The place with the theme of this clone, a contents page and a glossary.
fn place(name: &str) -> Option<Place> {
    let place = Place::looking(name, &["site.html", "site.css", "search.js"])?;
    let put = |file: &str, text: &str| {
        fs::write(place.folder().join("notebooks").join(file), text).unwrap();
    };
    put(
        "README.md",
        "# The course\n\nBegin with [squares](09-square.ipynb). Of medians.\n",
    );
    put(
        "GLOSSARY.md",
        "# Glossary\n\n| | Rust |\n|---|---|\n| list | `Vec` |\n",
    );
    Some(place)
}

fn page(place: &Place, file: &str) -> PathBuf {
    place.folder().join("target/workshop/site").join(file)
}

/// A code cell that has run and shows HTML.
fn ran(source: &str, tags: &[&str], html: &str) -> Value {
    let mut cell = code(source, tags);
    cell["execution_count"] = 1.into();
    cell["outputs"] = json!([{
        "output_type": "execute_result", "execution_count": 1, "metadata": {},
        "data": {"text/html": html, "text/plain": "9"},
    }]);
    cell
}

const PICTURE: &str = "<img alt='a point' src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>";

#[test]
fn a_page_has_all_but_what_the_speaker_says_and_everybody_can_read_it() {
    let Some(place) = place("site") else { return };
    let mut notes = text("**Speaker, 2 minutes.** Welcome.");
    notes["metadata"]["slideshow"] = json!({"slide_type": "notes"});
    let cells = [
        text("# 09 · Square\n\nof $x^2$"),
        notes,
        text(
            "## Nine\n\n<details><summary>Hint</summary>\n\nThree [times](GLOSSARY.md) three.\n\n</details>",
        ),
        ran("let x = 3; x * x", &["hide-input"], PICTURE),
    ];
    place.put("09-square", &notebook(cells));
    let said = place.workshop(&["site", "--check"]);
    if said.cannot() {
        return;
    }
    said.passes().has(&[
        "09-square.html",
        "index.html: 0 problems",
        "09-square.html: 0 problems",
    ]);
    let made = fs::read_to_string(page(&place, "09-square.html")).unwrap();
    assert!(
        made.contains("href=\"glossary.html\">times</a> three")
            && made.contains("The code of this picture")
    );
    assert!(
        made.contains("mathjax.js") && !made.contains("Welcome"),
        "{made}"
    );
    let contents = fs::read_to_string(page(&place, "index.html")).unwrap();
    assert!(contents.contains("href=\"09-square.html\""), "{contents}");
    let places = fs::read_to_string(page(&place, "places.js")).unwrap();
    assert!(places.contains("\"09-square.html#Nine\""), "{places}");
}

#[test]
fn what_somebody_cannot_read_and_where_a_link_leads_nowhere_is_found() {
    let Some(place) = place("site faults") else {
        return;
    };
    let cells = [
        text("# 09 · Square\n\nsee [ten](10-ten.ipynb)"),
        ran(
            "x",
            &[],
            "<img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='><p style='color:#ccc;background:#fff'>pale</p>",
        ),
    ];
    place.put("09-square", &notebook(cells));
    let said = place.workshop(&["site", "--check"]);
    if said.cannot() {
        return;
    }
    said.fails().has(&[
        "image-alt",
        "color-contrast",
        "a link to 10-ten.html, which is not there",
    ]);
}

#[test]
fn a_lesson_without_outputs_is_named_and_the_old_site_stays() {
    let Some(place) = place("site without outputs") else {
        return;
    };
    place.put("09-square", &lesson());
    let old = page(&place, "index.html");
    fs::create_dir_all(old.parent().unwrap()).unwrap();
    fs::write(&old, "as it was").unwrap();
    let said = place.workshop(&["site"]);
    if said.cannot() {
        return;
    }
    said.fails()
        .has(&["09-square has cells that were not run", "--write"]);
    assert_eq!(fs::read_to_string(&old).unwrap(), "as it was");
    let beside = fs::read_dir(old.parent().unwrap().parent().unwrap()).unwrap();
    assert_eq!(beside.count(), 1, "something half-made was left");
}
