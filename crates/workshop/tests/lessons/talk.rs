//! `cargo workshop slides talk`, on lessons and talks made for the purpose. What a deck is shown with
//! comes from npm or the cache; without either nothing is tested here.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use crate::notebook::{code, lesson, notebook, text};
use crate::place::{Place, Said};

/// The place with the theme of this clone and a talk.
fn place(name: &str, talk: &str) -> Option<Place> {
    let place = Place::looking(name, &["deck.html", "theme.css"])?;
    let there = place.folder().join("slides");
    fs::write(there.join("about.md"), "## About me\n\nYour name\n").unwrap();
    fs::write(there.join("talk.toml"), talk).unwrap();
    let mut nine = code("3 * 3", &[]);
    nine["execution_count"] = 1.into();
    nine["outputs"] = json!([{"output_type": "stream", "name": "stdout", "text": "9"}]);
    place.put("09-square", &with_ids(notebook([text("# Square"), nine])));
    Some(place)
}

/// The notebook with ids that a talk can name.
fn with_ids(mut notebook: Value) -> Value {
    for (number, id) in ["09-title", "09-nine"].into_iter().enumerate() {
        notebook["cells"][number]["id"] = id.into();
    }
    notebook
}

fn deck(place: &Place) -> PathBuf {
    place.folder().join("target/workshop/slides/talk.html")
}

/// What was said, unless the test cannot be made here.
fn said(place: &Place, options: &[&str]) -> Option<Said> {
    let said = place.workshop(&[&["slides", "talk"], options].concat());
    (!said.cannot()).then_some(said)
}

/// A talk of two slides; `minutes` is what it says to take in all, `cell` what its second slide shows.
fn talk(minutes: &str, cell: &str) -> String {
    let words = "word ".repeat(125);
    format!(
        "title = \"Squares\"\nminutes = {minutes}\n\n[[part]]\nname = \"All\"\nminutes = 2\n\n\
         [[part.slide]]\nfile = \"about.md\"\nminutes = 1\nnotes = \"{words}\"\n\n\
         [[part.slide]]\nwords = \"## Nine\"\ncells = [\"{cell}\"]\nminutes = 1\nnotes = \"{words}\"\n"
    )
}

#[test]
fn a_talk_shows_the_cells_it_names_and_says_how_long_its_notes_take() {
    let Some(place) = place("talk", &talk("2", "09-nine")) else {
        return;
    };
    let Some(said) = said(&place, &["--check", "--pdf"]) else {
        return;
    };
    said.passes().has(&[
        "2 pages",
        "its notes take 1:55 of 2:00",
        "talk: 2 pages, 0 problems",
    ]);
    let page = fs::read_to_string(deck(&place)).unwrap();
    assert!(
        page.contains("Your name") && page.contains("lesson 09-square, cell 1"),
        "{page}"
    );
    assert!(page.contains("data-timing=\"60\""));
}

#[test]
fn what_is_wrong_with_a_talk_is_said_by_name_and_leaves_nothing() {
    let few = talk("2", "09-nine").replace(&"word ".repeat(125), "Few words.");
    let wrong = [
        (
            talk("30", "09-nine"),
            "the parts take 2 min, expected 30 min",
        ),
        (
            talk("2", "09-nime"),
            "cell `09-nime` is gone from lesson 09-square; the nearest is `09-nine`",
        ),
        (talk("2", "04-race"), "no lesson has the number `04`"),
        (
            talk("2", "09-nine").replace("about.md", "me.md"),
            "`me.md` cannot be read",
        ),
        (
            talk("2", "09-nine").replace("cells", "cell"),
            "`cell` is not known; did you mean `cells`?",
        ),
        (
            talk("2", "09-nine").replace("title = ", "title "),
            "talk.toml is not TOML",
        ),
        (
            talk("2", "09-nine").replace("[\"09-nine\"]", "[3]"),
            "3 is not a table of keys and values",
        ),
        (
            talk("2", "09-nine").replace("cells = [\"09-nine\"]", "cells = \"09-nine\""),
            "`cells` is '09-nine', which is not a list",
        ),
        (few, "few words: they take 1 s, there are 60 s"),
    ];
    for (number, (talk, words)) in wrong.iter().enumerate() {
        let Some(place) = place(&format!("talk {number}"), talk) else {
            return;
        };
        let Some(said) = said(&place, &[]) else {
            return;
        };
        said.fails().has(&["talk.toml", words]);
        assert!(!deck(&place).exists());
    }
}

#[test]
fn a_lesson_without_outputs_is_named() {
    let Some(place) = place("talk without outputs", &talk("2", "09-nine")) else {
        return;
    };
    place.put("09-square", &with_ids(lesson()));
    let Some(said) = said(&place, &[]) else {
        return;
    };
    said.fails()
        .has(&["lesson 09-square has no outputs", "--write"]);
    assert!(!deck(&place).exists());
}

#[test]
fn without_a_browser_there_is_a_deck_and_no_pdf() {
    let Some(place) = place("talk without browser", &talk("2", "09-nine")) else {
        return;
    };
    let said = place.workshop_with(
        &["slides", "talk", "--pdf"],
        &[("PATH", "/nowhere"), ("CHROMIUM", "")],
    );
    if said.text.contains("npm") {
        return;
    }
    said.fails()
        .has(&["needs Chromium or Chrome, and none was found", "CHROMIUM"]);
    assert!(deck(&place).exists() && !deck(&place).with_extension("pdf").exists());
}
