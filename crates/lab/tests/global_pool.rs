//! Nothing of ours touches rayon's global pool behind its reader's back. A test program of its own: once
//! the pool is there it stays.

use lab::check::{State, lesson04};
use lab::kernels::{heat, mandelbrot, matmul, montecarlo, nbody, reduce, stream, threads};
use lab::rayon;

#[test]
fn after_all_that_runs_in_parallel_the_global_pool_is_still_to_be_made() {
    let pool = threads::pool(2).unwrap();
    let view = mandelbrot::View::whole(20, 30, 40).unwrap();
    for schedule in [mandelbrot::Schedule::Static, mandelbrot::Schedule::Stealing] {
        let _ = mandelbrot::counts_par(&view, schedule, &pool);
        let _ = lab::traced::mandelbrot(&view, schedule, &pool);
    }
    let x = vec![1.0; 3_000_000];
    assert_eq!(reduce::sum_par(&x, &pool), 3e6);
    let mut y = x.clone();
    stream::copy_par(&mut y, &x, &pool).unwrap();
    let (mut u, mut v) = (x[..4000].to_vec(), x[..4000].to_vec());
    heat::sweep_par(&u, &mut v, 40, 0.2, &pool).unwrap();
    heat::sweeps_par(&mut u, &mut v, 40, 0.2, 5, &pool).unwrap();
    heat::sweeps_tiled_par(&mut u, &mut v, 40, 0.2, 5, &pool).unwrap();
    montecarlo::pi_par(100_000, 1, &pool).unwrap();
    let shape = matmul::Shape::square(64);
    matmul::matmul_par(shape, &x[..4096], &x[..4096], &mut y[..4096], &pool).unwrap();
    nbody::advance_par(&mut nbody::plummer(600, 1), 1e-3, 2, &pool);
    lab::ladder::nbody(4).unwrap();
    // A right answer and its race, and one that panics.
    let sum = |x: &[f64]| x.iter().map(|x| x * x).sum();
    assert!(lesson04::sum_of_squares(sum).state() >= State::Right);
    assert_eq!(lesson04::histogram(|_, _| todo!()).state(), State::NotYet);
    let made_now = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build_global();
    assert!(made_now.is_ok(), "somebody made it before: {made_now:?}");
}
