//! Contenders that are not closures: what a race does with their times and their failures.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use bench::{BenchError, Checked, Contender, Cost, Label, Race, Started};

const SHORT: Duration = Duration::from_millis(5);

/// A contender from elsewhere that fails at one stage.
struct Outside {
    label: Label,
    fails_at: &'static str,
    /// Seconds that one call claims to take.
    takes: f64,
    calls: u32,
}

impl Outside {
    fn entry(name: &str, fails_at: &'static str) -> Box<dyn Contender> {
        Box::new(Self {
            label: Label::new(name, Cost::NONE),
            fails_at,
            takes: 1e-3,
            calls: 0,
        })
    }

    fn stage(&self, now: &str) -> Result<(), BenchError> {
        if self.fails_at == now {
            Err(BenchError::Failed {
                name: self.label.name.clone(),
                why: format!("fails at {now}"),
            })
        } else {
            Ok(())
        }
    }
}

impl Contender for Outside {
    fn label(&self) -> &Label {
        &self.label
    }
    fn start(&mut self) -> Result<Started, BenchError> {
        self.stage("start")?;
        Ok(Started {
            checked: Checked::on_trust("made up"),
            first: 99.0,
            typical: false,
            build: 5.0,
        })
    }
    fn time(&mut self, calls: u32) -> Result<f64, BenchError> {
        self.calls += calls;
        self.stage(if self.calls > 1 { "later" } else { "time" })?;
        Ok(self.takes * f64::from(calls))
    }
    fn finish(&mut self) -> Result<(), BenchError> {
        self.stage("finish")
    }
}

#[test]
fn a_contender_from_elsewhere_that_fails_is_a_gap_and_the_rest_goes_on() {
    let rows = Race::new("mixed")
        .against(&1, 0.0)
        .run("closure", Cost::NONE, || 1)
        .enter(["start", "time", "later", "finish", "never"].map(|at| Outside::entry(at, at)))
        .budget(SHORT)
        .size(7)
        .go()
        .unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["closure", "never"]);
    let gaps: Vec<&str> = rows.gaps().iter().map(|gap| gap.why.as_str()).collect();
    assert_eq!(
        gaps,
        [
            "fails at start",
            "fails at time",
            "fails at later",
            "fails at finish"
        ]
    );
    // The first call took 99 s in a compiler: kept apart, and no reason to take few samples.
    let row = rows.row("never").unwrap();
    assert_eq!(
        (row.first, row.build, row.median, row.size),
        (99.0, 5.0, 1e-3, 7)
    );
    assert!(row.samples >= 3);
}

#[test]
fn short_work_is_called_many_times_for_one_sample() {
    let quick = Outside {
        label: Label::new("quick", Cost::NONE),
        fails_at: "never",
        takes: 1e-7,
        calls: 0,
    };
    let rows = Race::new("quick")
        .against(&(), 0.0)
        .enter([Box::new(quick) as Box<dyn Contender>])
        .budget(SHORT)
        .go()
        .unwrap();
    let row = &rows[0];
    assert!(
        (row.median - 1e-7).abs() < 1e-15,
        "a time is that of one call: {}",
        row.median
    );
    // The budget of 5 ms at 0.1 to 0.2 ms a sample.
    assert!((10..=50).contains(&row.samples), "{} samples", row.samples);
}

/// A contender that notes each sample and each rest.
struct Noting {
    label: Label,
    log: Rc<RefCell<Vec<String>>>,
}

impl Contender for Noting {
    fn label(&self) -> &Label {
        &self.label
    }
    fn start(&mut self) -> Result<Started, BenchError> {
        self.log.borrow_mut().push(self.label.name.clone());
        Ok(Started {
            checked: Checked::on_trust("made up"),
            first: 1e-4,
            typical: true,
            build: 0.0,
        })
    }
    fn time(&mut self, calls: u32) -> Result<f64, BenchError> {
        self.log.borrow_mut().push(self.label.name.clone());
        Ok(1e-4 * f64::from(calls))
    }
    fn rest(&mut self) {
        self.log.borrow_mut().push("rest".to_owned());
    }
    fn finish(&mut self) -> Result<(), BenchError> {
        Ok(())
    }
}

#[test]
fn a_contender_rests_at_the_end_of_its_turn_and_not_between_its_samples() {
    let log = Rc::default();
    let noting = |name: &str| {
        let label = Label::new(name, Cost::NONE);
        let log = Rc::clone(&log);
        Box::new(Noting { label, log }) as Box<dyn Contender>
    };
    let race = Race::new("turns").against(&(), 0.0).budget(20 * SHORT);
    race.enter([noting("a"), noting("b")]).go().unwrap();
    let log = log.borrow();
    for pair in log.windows(2) {
        assert!(
            pair[0] == pair[1] || pair.contains(&"rest".to_owned()),
            "nobody rested between {} and {}",
            pair[0],
            pair[1]
        );
    }
    let rests = log.iter().filter(|word| *word == "rest").count();
    assert!(3 * rests <= log.len(), "{rests} rests in {}", log.len());
}
