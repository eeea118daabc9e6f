use super::*;

fn svg_of(timeline: &Timeline) -> String {
    timeline.draw()
}

/// `rows` tasks of one millisecond each, in turns on `threads`.
fn in_turns(rows: usize, threads: usize) -> Spans {
    let span = |task: usize| Span {
        task,
        thread: task % threads,
        start: 1e-3 * (task / threads) as f64,
        end: 1e-3 * (1 + task / threads) as f64,
    };
    let names = (0..threads).map(|k| format!("worker-{k}")).collect();
    Spans::new(names, (0..rows).map(span).collect())
}

#[test]
fn each_task_is_a_box_in_the_colour_of_its_thread() {
    let spans = in_turns(40, 2);
    for picture in [timeline("t", &spans), timeline("t", &spans).tasks("row")] {
        let svg = svg_of(&picture);
        for thread in 0..2 {
            assert!(svg.matches(colour(thread)).count() >= 20, "{svg}");
        }
    }
}

#[test]
fn a_long_trace_makes_no_heavy_picture() {
    let spans = in_turns(100_000, 3);
    for picture in [timeline("t", &spans), timeline("t", &spans).tasks("row")] {
        assert!(svg_of(&picture).len() < 300_000);
        assert!(picture.figure().alt.contains("100000 tasks on 3 threads"));
    }
}

#[test]
fn odd_traces_are_drawn_or_said() {
    let nothing = timeline("empty", &Spans::default()).figure();
    assert_eq!(nothing.text, "empty: no task was recorded.");
    let moment = Spans::new(
        vec!["a".into()],
        vec![Span {
            task: 7,
            thread: 0,
            start: 0.0,
            end: 0.0,
        }],
    );
    for picture in [
        timeline("", &moment),
        timeline("", &moment).tasks("row").small(),
    ] {
        let svg = svg_of(&picture.until(f64::NAN));
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
    }
    // What lies beyond the axis is not drawn outside of it.
    let late = timeline("", &in_turns(10, 1)).until(1e-3);
    assert!(svg_of(&late).matches(colour(0)).count() <= 2);
}
