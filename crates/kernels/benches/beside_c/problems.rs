//! The problems, each with its answer checked before anything is timed.

use crate::peers::C;
use crate::race::{Runner, race};
use kernels::{mandelbrot, matmul, montecarlo, nbody, random, threads};
use std::hint::black_box;

type Problem = fn(Option<&C>);

pub(crate) const ALL: &[(&str, Problem)] = &[
    ("nbody", nbody_step),
    ("heat", crate::memory::heat_sweeps),
    ("mandelbrot", counts),
    ("pi", pi),
    ("matmul", product),
    ("reduce", crate::reduce::sum_and_dot),
    ("stream", crate::memory::bandwidth),
];

pub(crate) fn pool(n: usize) -> rayon::ThreadPool {
    threads::pool(n).expect("this machine has threads")
}

type Accelerate = unsafe extern "C" fn(
    i64,
    *const f64,
    *const f64,
    *const f64,
    *const f64,
    *mut f64,
    *mut f64,
    *mut f64,
    i32,
);

fn call(f: Accelerate, bodies: &nbody::Bodies, out: &mut nbody::Accelerations, threads: i32) {
    let (n, [x, y, z]) = (bodies.len() as i64, bodies.position());
    let m = bodies.mass().as_ptr();
    out.reset(bodies.len());
    let [ax, ay, az] = out.axes_mut().map(<[f64]>::as_mut_ptr);
    // SAFETY: n numbers behind each pointer; the three written to are apart and borrowed here.
    unsafe {
        f(
            n,
            m,
            x.as_ptr(),
            y.as_ptr(),
            z.as_ptr(),
            ax,
            ay,
            az,
            threads,
        );
    };
}

/// Times of one evaluation: a hundred steps take 101, and each a kick, a drift and a kick.
fn nbody_step(c: Option<&C>) {
    const STEPS: usize = 100;
    let start = nbody::plummer(1024, 1);
    let oracle = nbody::accelerations_naive(&start.to_vec());
    let mut peers: Vec<(String, Accelerate)> = Vec::new();
    for name in [
        "nbody_plain",
        "nbody_pairs",
        "nbody_newton",
        "nbody_newton_pairs",
    ] {
        // SAFETY: the arguments of `ARGUMENTS` in nbody.c.
        peers.extend(c.map_or(Vec::new(), |c| unsafe { c.each(name) }));
    }
    for (name, f) in &peers {
        for threads in [1, 2] {
            let mut out = nbody::Accelerations::default();
            call(*f, &start, &mut out, threads);
            for (a, b) in out.to_vec().iter().flatten().zip(oracle.iter().flatten()) {
                assert!((a - b).abs() < 1e-10, "{name}: {b} beside {a}");
            }
        }
    }
    let two = pool(2);
    let mut runners = vec![
        Runner::new("soa", || {
            nbody::advance_soa(&mut start.clone(), 1e-5, STEPS);
        }),
        Runner::new("simd", || {
            nbody::advance_simd(&mut start.clone(), 1e-5, STEPS);
        }),
        Runner::new("par, 2 threads", || {
            nbody::advance_par(&mut start.clone(), 1e-5, STEPS, &two);
        }),
    ];
    for (name, f) in &peers {
        for threads in [1, 2] {
            // That one is serial whatever one asks for.
            if threads == 2 && name.ends_with("nbody_pairs") {
                continue;
            }
            let name = format!("{name}, {threads} thread(s)");
            let start = &start;
            runners.push(Runner::new(name, move || {
                nbody::advance_with(&mut start.clone(), 1e-5, STEPS, |bodies, out| {
                    call(*f, bodies, out, threads);
                });
            }));
        }
    }
    let runners = runners.into_iter().map(|r| r.answers(STEPS + 1)).collect();
    race("n-body, 1024 bodies, one step of 100", 15, runners);
}

fn counts(c: Option<&C>) {
    type Counts = unsafe extern "C" fn(i64, i64, f64, f64, f64, f64, u32, *mut u32, i32);
    const N: usize = 1024;
    let view = mandelbrot::View::whole(N, N, 200).expect("a good view");
    let expected = mandelbrot::counts_naive(&view);
    let mut peers: Vec<(String, Counts)> = Vec::new();
    for name in ["mandelbrot_plain", "mandelbrot_avx2"] {
        // SAFETY: the arguments of `ARGUMENTS` in mandelbrot.c.
        peers.extend(c.map_or(Vec::new(), |c| unsafe { c.each(name) }));
    }
    let call = |f: Counts, threads: i32| {
        let mut out = vec![0; N * N];
        let n = N as i64;
        // SAFETY: N × N counts behind the pointer, borrowed here.
        unsafe { f(n, n, -2.0, 1.0, -1.5, 1.5, 200, out.as_mut_ptr(), threads) };
        out
    };
    for (name, f) in &peers {
        let differ = call(*f, 2)
            .iter()
            .zip(&expected)
            .filter(|(a, b)| a != b)
            .count();
        // C may fuse operations: the last bit, and so a count at the edge of the set, may differ.
        assert!(differ <= N, "{name}: {differ} differ");
    }
    for n in [1, 2] {
        let pool = pool(n);
        let schedule = mandelbrot::Schedule::Stealing;
        assert!(mandelbrot::counts_par(&view, schedule, &pool) == expected);
        let mut runners = vec![Runner::new("par, stealing", || {
            black_box(mandelbrot::counts_par(&view, schedule, &pool));
        })];
        if n == 1 {
            runners.push(Runner::new("simd", || {
                black_box(mandelbrot::counts_simd(&view));
            }));
        }
        for (name, f) in &peers {
            runners.push(Runner::new(name, || {
                black_box(call(*f, n as i32));
            }));
        }
        race(
            &format!("Mandelbrot, {N} × {N}, 200 iterations, {n} thread(s)"),
            21,
            runners,
        );
    }
}

fn pi(c: Option<&C>) {
    type Hits = unsafe extern "C" fn(u64, u64, i32) -> u64;
    const SAMPLES: u64 = 100_000_000;
    let key = random::Stream::new(1).key();
    let expected = montecarlo::pi_naive(SAMPLES, 1);
    let mut peers: Vec<(String, Hits)> = Vec::new();
    for name in ["pi_plain", "pi_lanes"] {
        // SAFETY: the arguments of both functions in pi.c.
        peers.extend(c.map_or(Vec::new(), |c| unsafe { c.each(name) }));
    }
    let call = |f: Hits, threads: i32| {
        // SAFETY: numbers in, a number out.
        let hits = unsafe { f(SAMPLES, key, threads) };
        Ok(montecarlo::pi_from_hits(hits, SAMPLES))
    };
    for (name, f) in &peers {
        assert_eq!(call(*f, 2), expected, "{name}");
    }
    for n in [1, 2] {
        let pool = pool(n);
        assert_eq!(montecarlo::pi_par(SAMPLES, 1, &pool), expected);
        let mut runners = vec![Runner::new("par", || {
            let _ = black_box(montecarlo::pi_par(SAMPLES, 1, &pool));
        })];
        if n == 1 {
            runners.push(Runner::new("simd", || {
                let _ = black_box(montecarlo::pi_simd(SAMPLES, 1));
            }));
        }
        for (name, f) in &peers {
            runners.push(Runner::new(name, || {
                let _ = black_box(call(*f, n as i32));
            }));
        }
        race(&format!("π, {SAMPLES} samples, {n} thread(s)"), 21, runners);
    }
}

fn product(_: Option<&C>) {
    const N: usize = 1024;
    let shape = matmul::Shape::square(N);
    let stream = random::Stream::new(1);
    let a: Vec<f64> = (0..N * N).map(|k| stream.uniform(k as u64)).collect();
    let (one, two) = (pool(1), pool(2));
    let [c1, c2, c3] = [(); 3].map(|()| std::cell::RefCell::new(vec![0.0; N * N]));
    let ok = "good shapes";
    let runners = vec![
        Runner::new("simd", || {
            matmul::matmul_simd(shape, &a, &a, &mut c1.borrow_mut()).expect(ok);
        }),
        Runner::new("library (matrixmultiply)", || {
            matmul::matmul_library(shape, &a, &a, &mut c2.borrow_mut()).expect(ok);
        }),
        Runner::new("par, 1 thread", || {
            matmul::matmul_par(shape, &a, &a, &mut c3.borrow_mut(), &one).expect(ok);
        }),
        Runner::new("par, 2 threads", || {
            matmul::matmul_par(shape, &a, &a, &mut c3.borrow_mut(), &two).expect(ok);
        }),
    ];
    race(
        &format!("matrix product, {N} × {N} (answers compared after)"),
        11,
        runners,
    );
    for (x, y) in c1.borrow().iter().zip(c2.borrow().iter()) {
        assert!((x - y).abs() <= 1e-12 * x.abs());
    }
    assert_eq!(c1, c3);
}
