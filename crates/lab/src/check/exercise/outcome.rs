//! What the steps of a check add up to.

use super::Exercise;
use super::alone::Sharing;
use crate::check::progress;
use crate::check::speed::Speed;
use crate::check::verdict::{State, Verdict};

impl Exercise {
    /// What was found; in a lesson it is noted as the reader's progress.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        let (state, mut remarks, failure) = match (&self.found, self.speed) {
            (Some(found), _) => (found.state, found.remarks.clone(), found.case.clone()),
            (None, Some(_)) if self.sharing == Sharing::Alone => {
                let words = "Of the threads of the pool one does all that the pool does; the others have nothing to do: `par_iter`, \
                             `par_chunks` and `par_chunks_mut` share it out. (Threads that you start yourself are not looked at.)";
                (State::Right, vec![words.to_owned()], Vec::new())
            }
            (None, Some(speed)) => (self.pace(speed), self.remarks(speed), Vec::new()),
            (None, None) => (State::Right, Vec::new(), Vec::new()),
        };
        if self.found.is_none() {
            remarks.insert(0, passes(self.passed));
        }
        remarks.retain(|remark| !remark.is_empty());
        progress::note(&self.id, state);
        Verdict {
            exercise: self.id,
            state,
            remarks,
            failure,
            rows: self.rows,
        }
    }

    fn pace(&self, speed: Speed) -> State {
        match speed.is_fast(self.allowed) {
            true => State::RightAndFast,
            false => State::Right,
        }
    }

    /// What the times say, and how sure that is.
    fn remarks(&self, speed: Speed) -> Vec<String> {
        let mut remarks = vec![speed.words(self.allowed, self.reference)];
        if !speed.is_fast(self.allowed) {
            remarks.push(self.when_slow.to_owned());
            if self.sharing == Sharing::Elsewhere {
                remarks.push(
                    "The threads of the pool mostly wait: for a lock, or for threads that you start yourself. Such threads stay on the core \
                     of the one that starts them, since each thread of this pool has a core of its own."
                        .to_owned(),
                );
            }
        }
        if speed.is_doubtful(self.allowed) {
            remarks.push(
                "The machine is noisy just now: another run may say otherwise. (The ratio is that of samples \
                 taken side by side; that of the medians in the table can differ.)"
                    .to_owned(),
            );
        }
        remarks
    }
}

fn passes(n: usize) -> String {
    match n {
        0 => String::new(),
        1 => "The only test passes.".to_owned(),
        n => format!("All {n} tests pass."),
    }
}
