//! The problems that wait for memory, each beside STREAM in the same race.

use crate::peers::C;
use crate::problems::pool;
use crate::race::{Runner, race};
use kernels::{heat, random, stream};
use std::cell::RefCell;

type Sweep = unsafe extern "C" fn(i64, i64, *const f64, *mut f64, f64, i32);
type Copy = unsafe extern "C" fn(i64, *const f64, *mut f64, i32);

/// Rows and columns of the grid.
const N: usize = 8192;
/// Sweeps in one go.
const SWEEPS: usize = 100;

pub(crate) fn heat_sweeps(c: Option<&C>) {
    let stream = random::Stream::new(1);
    let start: Vec<f64> = (0..N * N).map(|k| stream.uniform(k as u64)).collect();
    let two = pool(2);
    let mut out = start.clone();
    heat::sweep_naive(&start, &mut out, N, 0.25).expect("a good grid");
    let expected = out.clone();
    let mut peers: Vec<(String, Sweep)> = Vec::new();
    for name in ["heat_plain", "heat_streaming"] {
        // SAFETY: the arguments of `ARGUMENTS` in heat.c.
        peers.extend(c.map_or(Vec::new(), |c| unsafe { c.each(name) }));
    }
    let call = |f: Sweep, out: &mut [f64]| {
        // SAFETY: N × N numbers behind both pointers; the one written to is borrowed here.
        unsafe {
            f(
                N as i64,
                N as i64,
                start.as_ptr(),
                out.as_mut_ptr(),
                0.25,
                2,
            );
        };
    };
    for (name, f) in &peers {
        call(*f, &mut out);
        let near = |(a, b): (&f64, &f64)| (a - b).abs() < 1e-14;
        assert!(out.iter().zip(&expected).all(near), "{name} is wrong");
    }
    heat::sweep_par(&start, &mut out, N, 0.25, &two).expect("a good grid");
    assert!(out == expected, "par is wrong");
    // A hundred sweeps in tiles have the bits of a hundred single ones.
    let (mut u, mut other) = (start.clone(), expected);
    other.copy_from_slice(&start);
    heat::sweeps_par(&mut other, &mut out, N, 0.25, SWEEPS, &two).expect("a good grid");
    heat::sweeps_tiled_par(&mut u, &mut out, N, 0.25, SWEEPS, &two).expect("a good grid");
    assert!(u == other, "tiled is wrong");
    drop(other);
    let (out, u) = (RefCell::new(out), RefCell::new(u));
    let bytes = heat::cost_sweep(N, N).bytes;
    let mut runners = copies(c, &start, &out, &two);
    runners.push(
        Runner::new("par", || {
            heat::sweep_par(&start, &mut out.borrow_mut(), N, 0.25, &two).expect("a good grid");
        })
        .moves(bytes),
    );
    for (name, f) in &peers {
        runners.push(Runner::new(name, || call(*f, &mut out.borrow_mut())).moves(bytes));
    }
    let tiled = Runner::new(format!("tiled, par: one of {SWEEPS} sweeps"), || {
        let scratch = &mut out.borrow_mut();
        heat::sweeps_tiled_par(&mut u.borrow_mut(), scratch, N, 0.25, SWEEPS, &two)
            .expect("a good grid");
    });
    runners.push(tiled.answers(SWEEPS).moves(bytes));
    race(
        &format!("heat, {N} × {N}, one sweep, 2 threads"),
        9,
        runners,
    );
}

/// STREAM's copy: ours, and that of each build of the C peers.
fn copies<'a>(
    c: Option<&C>,
    from: &'a [f64],
    to: &'a RefCell<Vec<f64>>,
    pool: &'a rayon::ThreadPool,
) -> Vec<Runner<'a>> {
    let bytes = stream::cost_copy(from.len()).bytes;
    let ours = Runner::new("STREAM copy, par", || {
        stream::copy_par(&mut to.borrow_mut(), from, pool).expect("one length");
    });
    let mut runners = vec![ours.moves(bytes)];
    for name in ["stream_copy", "stream_copy_streaming"] {
        // SAFETY: the arguments of `ARGUMENTS` in stream.c.
        let peers: Vec<(String, Copy)> = c.map_or(Vec::new(), |c| unsafe { c.each(name) });
        // Without arithmetic, fast-math is the same.
        for (name, f) in peers.into_iter().take(1) {
            let copy = Runner::new(name, move || {
                let to = &mut to.borrow_mut();
                // SAFETY: as many numbers behind both pointers; the one written to is borrowed here.
                unsafe { f(from.len() as i64, from.as_ptr(), to.as_mut_ptr(), 2) };
                assert!(to[from.len() - 1].to_bits() == from[from.len() - 1].to_bits());
            });
            runners.push(copy.moves(bytes));
        }
    }
    runners
}

pub(crate) fn bandwidth(c: Option<&C>) {
    const LENGTH: usize = 1 << 25;
    let (b, c2, two) = (vec![1.0; LENGTH], vec![2.0; LENGTH], pool(2));
    let a = RefCell::new(vec![0.0; LENGTH]);
    let ok = "one length";
    let mut runners = copies(c, &b, &a, &two);
    runners.push(
        Runner::new("triad, par", || {
            stream::triad_par(&mut a.borrow_mut(), &b, &c2, 3.0, &two).expect(ok);
        })
        .moves(stream::cost_triad(LENGTH).bytes),
    );
    race(&format!("stream, {LENGTH} f64, 2 threads"), 11, runners);
    assert!(a.borrow().iter().all(|a| *a == 7.0));
}
