//! The first words with each rank: who it is, and whether it is what this cell was built for.

use std::collections::HashMap;
use std::io::Read;
use std::thread;
use std::time::{Duration, Instant};

use super::error::StartError;
use super::keep::{Keeper, SAID, system};
use super::reach::Reach;
use crate::line::{Listener, Stream};
use crate::raw;
use crate::wire::{self, Hello, Introduction, Line};

/// Ranks on this machine are up within a second; a cold file system takes longer.
pub(super) const START_LIMIT: Duration = Duration::from_secs(60);
/// So long the launcher may try what we could not reach: it may know another way.
const VAIN_LIMIT: Duration = Duration::from_secs(15);
/// A process that connects says at once who it is.
const HELLO_LIMIT: Duration = Duration::from_secs(5);

/// Why the ranks are not there.
#[derive(Debug)]
pub(super) enum Unmet {
    /// Their launcher runs, and not one has connected.
    Nobody(StartError),
    /// All else.
    Start(StartError),
}

impl From<StartError> for Unmet {
    fn from(why: StartError) -> Self {
        Self::Start(why)
    }
}

impl From<Unmet> for StartError {
    fn from(why: Unmet) -> Self {
        match why {
            Unmet::Nobody(why) | Unmet::Start(why) => why,
        }
    }
}

/// Waits for `limit` until every rank has connected twice, and makes sure that they are what they should be.
pub(super) fn meet(
    listener: &Listener,
    keeper: &mut Keeper,
    reach: &mut Reach,
    size: usize,
    token: &str,
    command: &str,
    limit: Duration,
) -> Result<Vec<(Stream, Stream, Introduction)>, Unmet> {
    let begin = Instant::now();
    let mut outputs: HashMap<u64, Stream> = HashMap::new();
    let mut controls: Vec<(u64, Stream, Introduction)> = Vec::new();
    while controls.len() < size {
        let Some(mut stream) = listener.accept().map_err(system("connect a rank"))? else {
            let has_ended = keeper.has_ended();
            let ended = match has_ended {
                true => "their launcher has ended".to_owned(),
                _ if begin.elapsed() > limit
                    || begin.elapsed() > VAIN_LIMIT && reach.is_in_vain() =>
                {
                    format!(
                        "{} of {size} ranks are there after {} s",
                        controls.len(),
                        begin.elapsed().as_secs()
                    )
                }
                _ => {
                    thread::sleep(Duration::from_millis(1));
                    continue;
                }
            };
            // What the ranks themselves said is in their output.
            let mut said = keeper.said();
            for output in outputs.values_mut() {
                said += &remains(output);
            }
            let why = StartError::Launch {
                command: command.to_owned(),
                ended,
                said,
            };
            return Err(
                match has_ended || !controls.is_empty() || !outputs.is_empty() {
                    true => Unmet::Start(why),
                    false => Unmet::Nobody(why),
                },
            );
        };
        let greeting = stream
            .patience(Some(HELLO_LIMIT))
            .and_then(|()| wire::receive::<Hello>(&mut stream));
        let Ok((hello, _)) = greeting else { continue };
        if hello.token != token || stream.patience(None).is_err() {
            continue;
        }
        match hello.line {
            Line::Output => {
                outputs.insert(hello.instance, stream);
            }
            Line::Control(introduction) => {
                check(&introduction, size)?;
                controls.push((hello.instance, stream, introduction));
            }
        }
    }
    controls.sort_by_key(|(_, _, introduction)| introduction.rank);
    let pairs = controls
        .into_iter()
        .map(|(instance, control, introduction)| {
            let output = outputs
                .remove(&instance)
                .ok_or_else(|| StartError::Library {
                    why: format!(
                        "rank {} has connected without its output",
                        introduction.rank
                    ),
                })?;
            Ok((control, output, introduction))
        });
    pairs
        .collect::<Result<_, StartError>>()
        .map_err(Unmet::Start)
}

/// What a rank that has ended printed.
fn remains(output: &mut Stream) -> String {
    let mut text = Vec::new();
    // It ends with the process; a rank that still runs is not waited for.
    let _ = output.patience(Some(Duration::from_millis(100)));
    let _ = output.read_to_end(&mut text);
    let text = String::from_utf8_lossy(&text);
    let lines = text
        .lines()
        .filter(|line| !line.starts_with('\u{2}'))
        .take(SAID);
    lines.map(|line| format!("\n{line}")).collect()
}

/// Refuses a rank that is not what this cell was built for.
fn check(rank: &Introduction, size: usize) -> Result<(), StartError> {
    let library = crate::library();
    if rank.fingerprint != raw::FINGERPRINT {
        return Err(StartError::Mismatch {
            ranks: rank.fingerprint.clone(),
        });
    }
    if rank.library != library {
        return Err(StartError::Library {
            why: format!(
                "the rank on {} has loaded another MPI library than this cell:\n  there: {}\n  here:  {library}",
                rank.host, rank.library
            ),
        });
    }
    if rank.size as usize != size {
        return Err(StartError::Library {
            why: format!(
                "{size} processes were started, but they see a world of {}: the launcher and the MPI library do not \
                 belong together. SPMD_MPIRUN names the launcher of {library}",
                rank.size
            ),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank() -> Introduction {
        Introduction {
            rank: 0,
            size: 2,
            host: "there".into(),
            process: 1,
            fingerprint: raw::FINGERPRINT.into(),
            library: crate::library(),
        }
    }

    #[test]
    fn ranks_of_another_build_library_or_world_are_refused_with_the_reason() {
        assert!(check(&rank(), 2).is_ok());
        let other = Introduction {
            fingerprint: "spmd 0.0.9, rustc 1.0".into(),
            ..rank()
        };
        let why = check(&other, 2).unwrap_err().to_string();
        assert!(
            why.contains("rustc 1.0") && why.contains(raw::FINGERPRINT),
            "{why}"
        );
        let other = Introduction {
            library: "Some MPI 1".into(),
            ..rank()
        };
        assert!(
            check(&other, 2)
                .unwrap_err()
                .to_string()
                .contains("Some MPI 1")
        );
        let other = Introduction { size: 1, ..rank() };
        assert!(
            check(&other, 2)
                .unwrap_err()
                .to_string()
                .contains("SPMD_MPIRUN")
        );
    }
}
