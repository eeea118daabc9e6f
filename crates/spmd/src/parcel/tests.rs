//! Values through windows, between threads instead of processes.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde::de::DeserializeOwned;
use serde::ser::{Error, SerializeSeq};
use serde::{Serialize, Serializer};

use super::*;
use crate::raw::PIECE;

/// Encodes for so many readers; what became of the value, and what each of them got.
fn pass<T, R>(value: &T, readers: usize) -> (postcard::Result<Encoded>, Vec<postcard::Result<R>>)
where
    T: Serialize,
    R: DeserializeOwned + Send,
{
    thread::scope(|scope| {
        let mut threads = Vec::new();
        let mut open = || {
            let writer = Writer::new(readers).unwrap();
            let address = Address::of(&writer).unwrap();
            for _ in 0..readers {
                let address = address.clone();
                threads.push(scope.spawn(move || decode(address.open().unwrap())));
            }
            Some(writer)
        };
        let mut outlet = Outlet {
            way: Way::Asked(&mut open),
            goes_on: &|| true,
        };
        let encoded = encode(value, &mut outlet);
        drop(outlet);
        let got = threads.into_iter().map(|thread| thread.join().unwrap());
        (encoded, got.collect())
    })
}

#[test]
fn values_of_any_size_come_as_they_are() {
    let piece = PIECE / 8;
    for length in [
        0,
        1,
        piece - 3,
        piece - 1,
        piece,
        piece + 1,
        8 * piece,
        1_000_001,
    ] {
        for before in ["", "é", "seven.."] {
            let numbers: Vec<f64> = (0..length).map(|i| (i as f64).sqrt()).collect();
            let value = (before.to_owned(), numbers, u64::MAX);
            let plain = postcard::to_stdvec(&value).unwrap();
            for readers in [1, 3] {
                let (encoded, got) = pass::<_, (String, Vec<f64>, u64)>(&value, readers);
                if plain.len() <= PIECE {
                    assert!(
                        encoded.unwrap() == Encoded::Whole(plain.clone()),
                        "{length}"
                    );
                    assert!(got.is_empty());
                } else {
                    assert_eq!(encoded.unwrap(), Encoded::Passed);
                    assert_eq!(got.len(), readers);
                    assert!(got.iter().all(|got| got.as_ref() == Ok(&value)), "{length}");
                }
            }
        }
    }
}

#[test]
fn texts_longer_than_all_pieces_together_are_whole() {
    let texts = ["é".repeat(6 * PIECE), String::new(), "x".repeat(PIECE)];
    let (encoded, got) = pass::<_, [String; 3]>(&texts, 2);
    assert_eq!(encoded.unwrap(), Encoded::Passed);
    assert!(got.iter().all(|got| got.as_ref() == Ok(&texts)));
}

#[test]
fn what_a_type_does_not_want_is_read_nevertheless() {
    let value = (1_u8, vec![2.0; 1_000_000]);
    let (encoded, got) = pass::<_, u8>(&value, 2);
    assert_eq!(encoded.unwrap(), Encoded::Passed);
    assert_eq!(got, [Ok(1), Ok(1)]);
    let (encoded, got) = pass::<_, (u8, Vec<String>)>(&value, 1);
    assert_eq!(encoded.unwrap(), Encoded::Passed);
    assert!(got[0].is_err());
}

/// Numbers of which one cannot be written.
struct Broken(usize);

impl Serialize for Broken {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut seq = to.serialize_seq(Some(1_000_000))?;
        for i in 0..self.0 {
            seq.serialize_element(&(i as f64))?;
        }
        Err(S::Error::custom("broken"))
    }
}

#[test]
fn a_value_that_breaks_off_is_an_error_on_both_sides() {
    let (encoded, got) = pass::<_, Vec<f64>>(&Broken(10), 1);
    assert!(encoded.is_err() && got.is_empty());
    let (encoded, got) = pass::<_, Vec<f64>>(&Broken(900_000), 3);
    assert!(encoded.is_err());
    assert!(got.len() == 3 && got.iter().all(Result::is_err));
}

/// Encodes into a window whose one reader does as told.
fn with_reader(value: &Vec<f64>, reader: fn(Reader), goes_on: &dyn Fn() -> bool) -> Encoded {
    let writer = Writer::new(1).unwrap();
    let address = Address::of(&writer).unwrap();
    let thread = thread::spawn(move || reader(address.open().unwrap()));
    let way = Way::Open(writer);
    let encoded = encode(value, &mut Outlet { way, goes_on });
    thread.join().unwrap();
    encoded.unwrap()
}

#[test]
fn nobody_waits_for_somebody_who_is_gone() {
    let value = vec![1.0; 1_000_000];
    assert_eq!(with_reader(&value, drop, &|| true), Encoded::Abandoned);
    let takes_one = |mut reader: Reader| assert!(reader.advance().unwrap());
    assert_eq!(with_reader(&value, takes_one, &|| true), Encoded::Abandoned);
    // Also when all of it is posted.
    let small = vec![1.0; 10];
    assert_eq!(with_reader(&small, drop, &|| true), Encoded::Abandoned);

    let asked = AtomicUsize::new(0);
    let thrice = || asked.fetch_add(1, Ordering::Relaxed) < 3;
    let waits = |reader: Reader| {
        thread::sleep(std::time::Duration::from_millis(300));
        drop(reader);
    };
    assert_eq!(with_reader(&value, waits, &thrice), Encoded::Abandoned);
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}

#[test]
fn a_reader_is_told_when_the_writer_stops() {
    let writer = Writer::new(1).unwrap();
    let reader = Address::of(&writer).unwrap().open().unwrap();
    let stop = reader.stop();
    let thread = thread::spawn(move || decode::<Vec<f64>>(reader));
    stop.abandon();
    assert!(thread.join().unwrap().is_err());
    drop(writer);
}

#[test]
fn memory_that_is_no_window_or_another_is_refused() {
    let writer = Writer::new(1).unwrap();
    let address = Address::of(&writer).unwrap();
    let other = Address {
        inode: address.inode + 1,
        ..address.clone()
    };
    assert!(other.open().is_err());
    let file = File::options().read(true).open("/proc/self/exe").unwrap();
    assert!(Reader::open(file).is_err());
    drop(writer);
    assert!(address.open().is_err(), "nobody holds it");
}

#[test]
fn a_process_without_the_token_shares_nothing() {
    assert!(!can_share(std::process::id(), "no such token, surely"));
    assert!(!can_share(u32::MAX, ""));
}
