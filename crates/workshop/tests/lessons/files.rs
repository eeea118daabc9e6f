//! What can be said of a lesson's file without a kernel.

use std::fs;

use serde_json::{Value, json};

use crate::notebook::{code, exercise, lesson, notebook, text};
use crate::place::{Place, Said};

/// What the checks say of one notebook.
fn checked(name: &str, notebook: &Value) -> Option<Said> {
    let place = Place::new(name)?;
    place.put("09-square", notebook);
    Some(place.workshop(&["test", "--only", "lesson-files"]))
}

/// A lesson as it is after a run, for one thing to be broken in it.
fn executed() -> Value {
    let mut lesson = lesson();
    let cells = lesson["cells"].as_array_mut().unwrap();
    let code = cells.iter_mut().filter(|cell| cell["cell_type"] == "code");
    for (number, cell) in code.enumerate() {
        cell["execution_count"] = (number + 1).into();
        if let Some(exercise) = cell["metadata"]["exercise"].as_str() {
            let said = format!("exercise {exercise}: wrong\n");
            cell["outputs"] = json!([{"output_type": "stream", "name": "stdout", "text": said}]);
        }
    }
    lesson
}

fn html(page: &str) -> Value {
    json!([{
        "output_type": "execute_result", "execution_count": 1, "metadata": {},
        "data": {"text/html": page, "text/plain": "a picture"},
    }])
}

#[test]
fn a_lesson_with_all_that_it_must_have_passes() {
    if let Some(said) = checked("whole", &executed()) {
        said.passes().has(&["workshop: 1 passed, 0 failed"]);
        assert!(!said.text.contains(": note"), "{}", said.text);
    }
}

#[test]
fn one_broken_thing_is_found_and_named() {
    let Some(place) = Place::new("broken") else {
        return;
    };
    type Break = fn(&mut Value);
    let broken: &[(&str, Break)] = &[
        ("the kernelspec is 'python3'", |n| {
            n["metadata"]["kernelspec"]["name"] = "python3".into();
        }),
        ("cells 1 and 2 have the same id `c0`", |n| {
            n["cells"][1]["id"] = "c0".into();
        }),
        ("1 of 3 code cells were not run, the first is cell 2", |n| {
            n["cells"][1]["execution_count"] = Value::Null;
        }),
        ("run as number 7, is number 1", |n| {
            n["cells"][1]["execution_count"] = 7.into();
        }),
        ("a picture with no words", |n| {
            n["cells"][1]["outputs"] = html("<img alt=' ' src='data:,'>");
        }),
        ("an SVG outside of an <img>", |n| {
            n["cells"][1]["outputs"] = html("<svg></svg>");
        }),
        (
            "`/home/ada` in its output is a folder of one machine",
            |n| {
                n["cells"][1]["outputs"] = html("built in /home/ada/clone");
            },
        ),
        ("`/tmp/x` is a folder of one machine", |n| {
            n["cells"][1]["source"] = "let path = \"/tmp/x\";".into();
        }),
        ("no heading or bold words `In practice`", |n| {
            n["cells"][8]["source"] = "## In theory".into();
        }),
        ("one title (`# …`), this one 2", |n| {
            n["cells"][8]["source"] = "# In practice".into();
        }),
        ("exercise 09.1 has no solution", |n| {
            n["cells"][4]["metadata"] = json!({});
        }),
        ("solution 09.2 has no exercise", |n| {
            n["cells"][5]["metadata"] = json!({});
        }),
        ("one ```rust block, this one 0", |n| {
            n["cells"][4]["source"] = "```python\n```".into();
        }),
        ("tag `excercise` is not known", |n| {
            n["cells"][1]["metadata"]["tags"] = json!(["excercise"]);
        }),
        ("does not begin a slide", |n| {
            n["cells"][0]["metadata"] = json!({});
        }),
        ("has the slide type `skip`", |n| {
            n["cells"][2]["metadata"]["slideshow"] = json!({"slide_type": "slide"});
        }),
        ("its exercise has no hint", |n| {
            n["cells"][3]["source"] = "Twice.".into();
            n["cells"][3]["metadata"] = json!({});
        }),
        ("a hint that is not tagged `hint`", |n| {
            n["cells"][6]["metadata"] = json!({});
        }),
        ("no heading or bold words `Predict.`", |n| {
            let title = n["cells"][0]["source"].as_str().unwrap();
            n["cells"][0]["source"] = title.replace("**Predict.**", "").into();
        }),
        ("a hint or solution that is not folded", |n| {
            n["cells"][3]["source"] = "Twice.".into();
        }),
        ("the title begins `# 09 · `", |n| {
            let title = n["cells"][0]["source"].as_str().unwrap();
            n["cells"][0]["source"] = title.replace("09 · S", "10 · S").into();
        }),
        ("sections numbered 2", |n| {
            let title = n["cells"][0]["source"].as_str().unwrap();
            n["cells"][0]["source"] = title.replace("## 1", "## 2").into();
        }),
        ("how many minutes", |n| {
            let title = n["cells"][0]["source"].as_str().unwrap();
            n["cells"][0]["source"] = title.replace("5 minutes", "time").into();
        }),
        ("no heading `### Exercise 09.2: …`", |n| {
            let title = n["cells"][0]["source"].as_str().unwrap();
            n["cells"][0]["source"] = title.replace("Exercise 09.2", "Exercise").into();
        }),
        ("does not say `exercise 09.1: not yet`", |n| {
            n["cells"][2]["outputs"] = json!([]);
        }),
        ("its comment says exercise 09.2", |n| {
            n["cells"][2]["source"] = "// exercise 09.2: again".into();
        }),
        ("`…` in code that may fail", |n| {
            let source = n["cells"][2]["source"].as_str().unwrap();
            n["cells"][2]["source"] = format!("// so …\n{source}").into();
        }),
        ("`²` in code that may fail", |n| {
            let source = n["cells"][4]["source"].as_str().unwrap();
            n["cells"][4]["source"] = source.replace("```rust\n", "```rust\n// x²\n").into();
        }),
        ("notes for the speaker without minutes", |n| {
            n["cells"][8]["metadata"] = json!({"slideshow": {"slide_type": "notes"}});
        }),
        ("a link to 08-circle.ipynb, which is not there", |n| {
            n["cells"][8]["source"] = "## In practice\n\n[before](08-circle.ipynb)".into();
        }),
        ("the variable `mean` hides the function `mean`", |n| {
            n["cells"][1]["source"] =
                "fn mean() {}\nlet (mut mean, n): (f64, i32) = (1.0, 2);".into();
        }),
        ("no row `<a id=\"clousre\"></a>` in GLOSSARY.md", |n| {
            n["cells"][8]["source"] =
                "## In practice [a](GLOSSARY.md), [a](GLOSSARY.md#closure), [b](GLOSSARY.md#clousre)".into();
        }),
        ("notebook format 4.4, expected 4.5", |n| {
            n["nbformat_minor"] = 4.into();
        }),
        ("not a valid notebook: at cells/0", |n| {
            n["cells"][0]["cell_type"] = "picture".into();
        }),
    ];
    let glossary = "| <a id=\"closure\"></a>`lambda` | closure |\n";
    fs::write(place.path("x").with_file_name("GLOSSARY.md"), glossary).unwrap();
    for (number, (_, change)) in broken.iter().enumerate() {
        let mut lesson = executed();
        change(&mut lesson);
        // All of lesson 09, so that the numbers of the exercises hold.
        place.put(&format!("09-broken-{number:02}"), &lesson);
    }
    let said = place.workshop(&["test", "--only", "lesson-files"]);
    said.fails().has(&["workshop: 0 passed, 1 failed"]);
    for (number, (expected, _)) in broken.iter().enumerate() {
        let name = format!("09-broken-{number:02}");
        let lines: Vec<&str> = said.text.lines().collect();
        let of_lesson = lines
            .iter()
            .skip_while(|line| !line.starts_with(&name))
            .take_while(|line| line.starts_with(&name) || line.starts_with("    "))
            .any(|line| line.contains(expected));
        assert!(of_lesson, "{name}: no `{expected}` in:\n{}", said.text);
    }
}

#[test]
fn what_is_too_wide_or_too_long_is_noted_unless_tagged() {
    let wide = format!("let x = {};", "1 + ".repeat(25) + "1");
    let long = "let x = 1;\n".repeat(17);
    let mut lesson = executed();
    let cells = lesson["cells"].as_array_mut().unwrap();
    for (number, tags) in [(0, vec![]), (1, vec!["long"])] {
        let mut cell = code(&format!("{wide}\n{long}"), &tags);
        cell["execution_count"] = (number + 4).into();
        cell["id"] = format!("wide-{number}").into();
        cells.push(cell);
    }
    if let Some(said) = checked("wide", &lesson) {
        said.passes().has(&[
            "cell 10 (wide-0): note",
            "18 lines, more than 16",
            "line 1 wider than 90 columns",
        ]);
        assert!(!said.text.contains("wide-1"), "{}", said.text);
    }
}

#[test]
fn a_corrupt_file_is_named_with_the_line_and_left_alone() {
    let Some(place) = Place::new("corrupt") else {
        return;
    };
    let files = [
        ("09-cut", "{\n \"cells\": [\n", "line 3, column 1: not JSON"),
        ("09-empty", "\n", "the file is empty"),
        ("09-list", "[]", "not a notebook"),
        (
            "09-merged",
            "{\n<<<<<<< HEAD\n \"cells\": []\n",
            "line 2: a merge conflict is left in it",
        ),
    ];
    for (name, text, _) in files {
        fs::write(place.path(name), text).unwrap();
    }
    fs::write(place.path("09-latin"), b"{\"a\": \"\xe9\"}").unwrap();
    let said = place.workshop(&["run", "--write"]);
    said.fails()
        .has(&["lessons: 0 passed, 5 failed", "not UTF-8 text: byte 7"]);
    for (name, text, expected) in files {
        said.has(&[&format!("{name}: notebook: {expected}")]);
        assert_eq!(place.get(name), text);
    }
}

#[test]
fn a_name_that_no_lesson_has_gets_the_nearest() {
    let Some(place) = Place::new("names") else {
        return;
    };
    place.put("09-square", &notebook([text("# A")]));
    place
        .workshop(&["run", "sqare"])
        .fails()
        .has(&["there is no lesson `sqare`", "did you mean `09-square`?"]);
}

#[test]
fn an_exercise_counts_and_is_numbered_by_its_lesson() {
    let mut cells = vec![text("# Title")];
    cells.extend(exercise("08.1", "x", "x * x"));
    if let Some(said) = checked("numbers", &notebook(cells)) {
        said.fails().has(&[
            "a lesson has 2 to 4 exercises, this one 1",
            "numbered ['08.1'], expected ['09.1']",
        ]);
    }
}

#[test]
fn a_lesson_to_which_no_contents_page_leads_is_told() {
    let Some(place) = Place::new("rows") else {
        return;
    };
    place.put("09-square", &executed());
    let put = |file: &str, text: &str| fs::write(place.folder().join(file), text).unwrap();
    put("README.md", "[squares](notebooks/09-square.ipynb)\n");
    put("notebooks/README.md", "[medians](08-median.ipynb)\n");
    let test = ["test", "--only", "lesson-files"];
    let said = place.workshop(&test);
    said.fails()
        .has(&["no row in notebooks/README.md leads to it: `[…](09-square.ipynb)`"]);
    assert!(!said.text.contains("no row in README.md"), "{}", said.text);
    put("notebooks/README.md", "[squares](09-square.ipynb)\n");
    place.workshop(&test).passes();
}
