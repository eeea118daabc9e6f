// One sweep of the heat equation: plain, and with stores that go past the caches.
#include <stdint.h>

#define ARGUMENTS                                                                                  \
    long rows, long columns, const double *restrict u, double *restrict out, double r, int threads

void heat_plain(ARGUMENTS) {
#pragma omp parallel for num_threads(threads)
    for (long i = 1; i < rows - 1; i++) {
        const double *a = u + (i - 1) * columns, *h = a + columns, *b = h + columns;
        double *o = out + i * columns;
        for (long j = 1; j < columns - 1; j++)
            o[j] = h[j] + r * (a[j] + b[j] + h[j - 1] + h[j + 1] - 4.0 * h[j]);
    }
}

#ifdef __AVX512F__
#include <immintrin.h>
void heat_streaming(ARGUMENTS) {
#pragma omp parallel for num_threads(threads)
    for (long i = 1; i < rows - 1; i++) {
        const double *a = u + (i - 1) * columns, *h = a + columns, *b = h + columns;
        double *o = out + i * columns;
        long j = 1;
        for (; j < columns - 1 && (uintptr_t)(o + j) % 64; j++)
            o[j] = h[j] + r * (a[j] + b[j] + h[j - 1] + h[j + 1] - 4.0 * h[j]);
        for (; j + 8 <= columns - 1; j += 8) {
            __m512d here = _mm512_loadu_pd(h + j);
            __m512d s = _mm512_add_pd(_mm512_loadu_pd(a + j), _mm512_loadu_pd(b + j));
            s = _mm512_add_pd(_mm512_add_pd(s, _mm512_loadu_pd(h + j - 1)), _mm512_loadu_pd(h + j + 1));
            s = _mm512_sub_pd(s, _mm512_mul_pd(_mm512_set1_pd(4.0), here));
            _mm512_stream_pd(o + j, _mm512_add_pd(here, _mm512_mul_pd(_mm512_set1_pd(r), s)));
        }
        for (; j < columns - 1; j++)
            o[j] = h[j] + r * (a[j] + b[j] + h[j - 1] + h[j + 1] - 4.0 * h[j]);
        _mm_sfence();
    }
}
#endif
