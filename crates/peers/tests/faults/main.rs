//! Peers that are wrong, missing, hanging, crashing or talking nonsense: each is a gap with its
//! reason, and the others get their rows.

mod fakes;
mod hanging;

use std::fs;

use fakes::{Cache, c, double, python, python_with, right, why};
use peers::{Settings, Work};

#[test]
fn a_wrong_answer_is_caught_and_the_rest_goes_on() {
    let cache = Cache::new("wrong");
    let rows = double(
        &[
            python(
                "wrong",
                "def run(x):\n    return [2 * v for v in x[:2]] + [8.1]\n",
            ),
            python("nan", "def run(x):\n    return [float('nan')] * 3\n"),
            python("short", "def run(x):\n    return [2.0]\n"),
            python(
                "drifts",
                "calls = 0\ndef run(x):\n    global calls\n    calls += 1\n    return [2 * v if calls < 3 else 0 for v in x]\n",
            ),
            right(),
        ],
        &cache.settings(),
    );
    assert!(why(&rows, "wrong").starts_with("wrong answer: expected 8.0, got 8.1 at [2, 0]"));
    assert!(why(&rows, "nan").contains("got NaN"));
    assert_eq!(
        why(&rows, "short"),
        "wrong answer: expected 3 numbers (24 bytes), got 8 bytes"
    );
    assert!(why(&rows, "drifts").starts_with("right answer at first, another one later"));
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = rows.row("right").unwrap();
    assert_eq!(row.checked, "the naive Rust oracle, equal");
    assert!(row.samples >= 3 && row.median > 0.0 && row.first > 0.0 && row.build == 0.0);
    assert_eq!(
        (row.size, row.threads, row.group.as_str()),
        (3, 1, "doubling")
    );
}

#[test]
fn a_missing_peer_says_why() {
    let cache = Cache::new("missing");
    let settings = cache.settings();
    let missing = python_with(
        "missing",
        "def run(x):\n    return x\n",
        &["no-such-package"],
    );
    let rows = double(&[missing, right()], &settings);
    assert_eq!(
        why(&rows, "missing"),
        "missing: no-such-package is not installed; `python3 -m pip install no-such-package`"
    );
    assert_eq!(rows.len(), 1);

    let none = Settings {
        python: "/no/such/python".into(),
        ..settings.clone()
    };
    let rows = double(&[right()], &none);
    assert!(why(&rows, "right").starts_with("missing: no working Python at /no/such/python"));
    // Programs that are no Python at all.
    for impostor in ["echo", "yes", "false"] {
        let other = Settings {
            python: impostor.into(),
            ..settings.clone()
        };
        let rows = double(&[right()], &other);
        assert!(
            why(&rows, "right").starts_with("missing: no working Python"),
            "{rows:?}"
        );
    }

    let no_cc = Settings {
        cc: "/no/such/cc".into(),
        ..settings
    };
    let rows = double(&[c("c", "")], &no_cc);
    assert!(
        why(&rows, "c").starts_with("missing: no C compiler at /no/such/cc"),
        "{rows:?}"
    );
}

#[test]
fn an_unknown_name_says_which_there_are_and_a_double_one_is_refused() {
    let cache = Cache::new("unknown");
    let bodies = kernels::nbody::plummer(4, 1);
    let rows = Work::nbody(&bodies).run(&["nunba"], &cache.settings());
    let why = why(&rows, "nunba");
    assert!(
        why.contains("\"nunba\"") && why.contains("cpython, numpy"),
        "{why}"
    );
    let rows = Work::nbody(&bodies).run(&["c", "c"], &cache.settings());
    assert_eq!((rows.len(), rows.gaps().len()), (0, 1));
    let none = kernels::nbody::plummer(0, 1);
    let rows = Work::nbody(&none).run(&["cpython"], &cache.settings());
    assert_eq!(rows.gaps()[0].why, "nothing to compute: size 0");
}

#[test]
fn a_crashing_peer_says_how() {
    let cache = Cache::new("crashes");
    let rows = double(
        &[
            python(
                "raises",
                "def run(x):\n    raise ValueError('no such axis')\n",
            ),
            python("syntax", "def run(x)\n"),
            python("exits", "import os\ndef run(x):\n    os._exit(3)\n"),
            python(
                "later",
                "calls = 0\ndef run(x):\n    global calls\n    calls += 1\n    assert calls < 3, 'worn out'\n    return [2 * v for v in x]\n",
            ),
            c(
                "aborts",
                "#include <stdlib.h>\n#include \"peer.h\"\nsize_t peer_answers(const double *x, size_t n) { return n; }\nvoid peer_run(const double *x, size_t n, double *y) { abort(); }\n",
            ),
            right(),
        ],
        &cache.settings(),
    );
    assert_eq!(
        why(&rows, "raises"),
        "crashed (exit status: 1): ValueError: no such axis"
    );
    assert!(why(&rows, "syntax").contains("SyntaxError"), "{rows:?}");
    assert_eq!(why(&rows, "exits"), "crashed (exit status: 3)");
    assert!(
        why(&rows, "later").ends_with("AssertionError: worn out"),
        "{rows:?}"
    );
    assert!(why(&rows, "aborts").contains("signal: 6"), "{rows:?}");
    assert_eq!(rows.len(), 1);
}

#[test]
fn rubbish_is_told_from_an_answer_and_harmless_talk_does_no_harm() {
    let cache = Cache::new("rubbish");
    let head = "#include <stdio.h>\n#include \"peer.h\"\nsize_t peer_answers(const double *x, size_t n) { return n; }\n";
    let run = "void peer_run(const double *x, size_t n, double *y)";
    let leak = |body: &str| -> &'static str {
        Box::leak(format!("{head}{run} {{ {body} }}\n").into_boxed_str())
    };
    let rows = double(
        &[
            c("talks", leak("puts(\"hello\");")),
            c("floods", leak("for (;;) fputs(\"blah\", stdout);")),
            c("bad number", leak("puts(\"ready soon\");")),
            python(
                "chatty",
                "def run(x):\n    print('warning: deprecated')\n    return [2 * v for v in x]\n",
            ),
        ],
        &cache.settings(),
    );
    assert_eq!(
        why(&rows, "talks"),
        "answered \"hello\", which means nothing here"
    );
    assert!(
        why(&rows, "floods").starts_with("answered \"blahblah"),
        "{rows:?}"
    );
    assert!(why(&rows, "bad number").contains("ready soon"));
    assert_eq!(rows.row("chatty").unwrap().name, "chatty");
}

#[test]
fn c_is_compiled_once_and_what_does_not_compile_says_where() {
    let cache = Cache::new("compiles");
    let good = c(
        "good",
        "#include \"peer.h\"\nsize_t peer_answers(const double *x, size_t n) { return n; }\nvoid peer_run(const double *x, size_t n, double *y) { for (size_t i = 0; i < n; i++) y[i] = 2 * x[i]; }\n",
    );
    let bad = c("bad", "size_t peer_answers(int n) { retrun n; }\n");
    let rows = double(&[good, bad], &cache.settings());
    let built = rows.row("good").unwrap().build;
    assert!(built > 0.0);
    assert!(
        why(&rows, "bad").starts_with("could not be compiled: fake.c:1"),
        "{rows:?}"
    );
    // The second time the compiler's time is remembered, not spent; nothing is left of the other.
    let again = double(&[good], &cache.settings());
    assert_eq!(again.row("good").unwrap().build, built);
    assert_eq!(fs::read_dir(cache.0.join("peers")).unwrap().count(), 1);
}

#[test]
fn a_cache_that_cannot_be_written_is_a_reason_too() {
    let cache = Cache::new("file");
    fs::write(&cache.0, "a file where a folder should be").unwrap();
    let rows = double(&[right()], &cache.settings());
    fs::remove_file(&cache.0).unwrap();
    assert!(
        why(&rows, "right").starts_with("files of the peer: "),
        "{rows:?}"
    );
}
