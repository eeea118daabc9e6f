// Escape counts: plain, and with AVX2 by hand, four registers unrolled.
#include <stdint.h>

#define ARGUMENTS                                                                                  \
    long rows, long columns, double x0, double x1, double y0, double y1, uint32_t limit,           \
        uint32_t *restrict counts, int threads

static inline double at(double from, double to, long k, long n) {
    return from + (to - from) * ((k + 0.5) / n);
}

void mandelbrot_plain(ARGUMENTS) {
#pragma omp parallel for num_threads(threads) schedule(dynamic, 8)
    for (long i = 0; i < rows; i++)
        for (long j = 0; j < columns; j++) {
            double cx = at(x0, x1, j, columns), cy = at(y0, y1, i, rows), x = cx, y = cy;
            uint32_t count = 0;
            for (; count < limit; count++) {
                double x2 = x * x, y2 = y * y;
                if (x2 + y2 > 4.0) break;
                y = (x + x) * y + cy;
                x = x2 - y2 + cx;
            }
            counts[i * columns + j] = count;
        }
}

#ifdef __AVX2__
#include <immintrin.h>
// Columns: a multiple of 16.
void mandelbrot_avx2(ARGUMENTS) {
#pragma omp parallel for num_threads(threads) schedule(dynamic, 8)
    for (long i = 0; i < rows; i++) {
        __m256d cy = _mm256_set1_pd(at(y0, y1, i, rows)), four = _mm256_set1_pd(4.0);
        for (long j = 0; j < columns; j += 16) {
            __m256d cx[4], x[4], y[4];
            __m256i n[4];
            for (int k = 0; k < 4; k++) {
                long c = j + 4 * k;
                cx[k] = _mm256_set_pd(at(x0, x1, c + 3, columns), at(x0, x1, c + 2, columns),
                                      at(x0, x1, c + 1, columns), at(x0, x1, c, columns));
                x[k] = cx[k], y[k] = cy, n[k] = _mm256_setzero_si256();
            }
            for (uint32_t step = 0; step < limit; step++) {
                __m256d any = _mm256_setzero_pd();
#pragma GCC unroll 4
                for (int k = 0; k < 4; k++) {
                    __m256d x2 = _mm256_mul_pd(x[k], x[k]), y2 = _mm256_mul_pd(y[k], y[k]);
                    __m256d in = _mm256_cmp_pd(_mm256_add_pd(x2, y2), four, _CMP_LE_OQ);
                    n[k] = _mm256_sub_epi64(n[k], _mm256_castpd_si256(in));
                    any = _mm256_or_pd(any, in);
                    y[k] = _mm256_add_pd(_mm256_mul_pd(_mm256_add_pd(x[k], x[k]), y[k]), cy);
                    x[k] = _mm256_add_pd(_mm256_sub_pd(x2, y2), cx[k]);
                }
                if (!_mm256_movemask_pd(any)) break;
            }
            for (int k = 0; k < 4; k++) {
                long long lanes[4];
                _mm256_storeu_si256((__m256i *)lanes, n[k]);
                for (int l = 0; l < 4; l++) counts[i * columns + j + 4 * k + l] = lanes[l];
            }
        }
    }
}
#endif
