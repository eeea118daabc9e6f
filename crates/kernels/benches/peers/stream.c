// STREAM's copy: with ordinary stores, and with stores that go past the caches.
#define ARGUMENTS long n, const double *restrict b, double *restrict a, int threads

void stream_copy(ARGUMENTS) {
#pragma omp parallel for simd num_threads(threads)
    for (long i = 0; i < n; i++) a[i] = b[i];
}

#ifdef __AVX512F__
#include <immintrin.h>
#include <stdint.h>
void stream_copy_streaming(ARGUMENTS) {
    long head = (64 - (uintptr_t)a % 64) % 64 / 8, whole = (n - head) / 8;
    for (long i = 0; i < head; i++) a[i] = b[i];
    for (long i = head + 8 * whole; i < n; i++) a[i] = b[i];
#pragma omp parallel num_threads(threads)
    {
#pragma omp for
        for (long k = 0; k < whole; k++)
            _mm512_stream_pd(a + head + 8 * k, _mm512_loadu_pd(b + head + 8 * k));
        _mm_sfence();
    }
}
#endif
