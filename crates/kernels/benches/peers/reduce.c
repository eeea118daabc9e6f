// Sum and dot product as OpenMP's users write them. `simd` lets the compiler use lanes without fast-math.

double reduce_sum(long n, const double *restrict x, const double *restrict y, int threads) {
    (void)y;
    double sum = 0.0;
#pragma omp parallel for simd num_threads(threads) schedule(static) reduction(+ : sum)
    for (long i = 0; i < n; i++) sum += x[i];
    return sum;
}

double reduce_dot(long n, const double *restrict x, const double *restrict y, int threads) {
    double sum = 0.0;
#pragma omp parallel for simd num_threads(threads) schedule(static) reduction(+ : sum)
    for (long i = 0; i < n; i++) sum += x[i] * y[i];
    return sum;
}
