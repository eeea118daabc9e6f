// Direct gravity as one writes it in C: straight loops, each pair once, and AVX-512 by hand, either way.
#include <math.h>
#include <stdlib.h>

#define ARGUMENTS                                                                                  \
    long n, const double *restrict m, const double *restrict x, const double *restrict y,         \
        const double *restrict z, double *restrict ax, double *restrict ay, double *restrict az,   \
        int threads

void nbody_plain(ARGUMENTS) {
#pragma omp parallel for num_threads(threads)
    for (long i = 0; i < n; i++) {
        double sx = 0, sy = 0, sz = 0;
        for (long j = 0; j < n; j++) {
            double dx = x[j] - x[i], dy = y[j] - y[i], dz = z[j] - z[i];
            double r2 = dx * dx + dy * dy + dz * dz;
            double w = j == i ? 0.0 : m[j] / (r2 * sqrt(r2));
            sx += w * dx, sy += w * dy, sz += w * dz;
        }
        ax[i] = sx, ay[i] = sy, az[i] = sz;
    }
}

void nbody_pairs(ARGUMENTS) {
    (void)threads;
    for (long i = 0; i < n; i++) ax[i] = ay[i] = az[i] = 0;
    for (long i = 0; i < n; i++) {
        double sx = 0, sy = 0, sz = 0;
        for (long j = i + 1; j < n; j++) {
            double dx = x[j] - x[i], dy = y[j] - y[i], dz = z[j] - z[i];
            double r2 = dx * dx + dy * dy + dz * dz;
            double w = 1.0 / (r2 * sqrt(r2));
            double wi = m[i] * w, wj = m[j] * w;
            sx += wj * dx, sy += wj * dy, sz += wj * dz;
            ax[j] -= wi * dx, ay[j] -= wi * dy, az[j] -= wi * dz;
        }
        ax[i] += sx, ay[i] += sy, az[i] += sz;
    }
}

#ifdef __AVX512F__
#include <immintrin.h>
// Eight bodies i at a time against every j; estimate of 1/r and two Newton steps.
void nbody_newton(ARGUMENTS) {
#pragma omp parallel for num_threads(threads)
    for (long i = 0; i < n; i += 8) {
        __mmask8 in = n - i >= 8 ? 0xff : (1 << (n - i)) - 1;
        __m512d xi = _mm512_maskz_loadu_pd(in, x + i), yi = _mm512_maskz_loadu_pd(in, y + i),
                zi = _mm512_maskz_loadu_pd(in, z + i);
        __m512d sx = _mm512_setzero_pd(), sy = sx, sz = sx, half = _mm512_set1_pd(0.5),
                three_halves = _mm512_set1_pd(1.5);
        for (long j = 0; j < n; j++) {
            __m512d dx = _mm512_sub_pd(_mm512_set1_pd(x[j]), xi),
                    dy = _mm512_sub_pd(_mm512_set1_pd(y[j]), yi),
                    dz = _mm512_sub_pd(_mm512_set1_pd(z[j]), zi);
            __m512d r2 = _mm512_fmadd_pd(dx, dx, _mm512_fmadd_pd(dy, dy, _mm512_mul_pd(dz, dz)));
            __mmask8 other = _mm512_cmp_pd_mask(r2, _mm512_setzero_pd(), _CMP_NEQ_OQ);
            __m512d h = _mm512_mul_pd(half, r2), r = _mm512_maskz_rsqrt14_pd(other, r2);
            r = _mm512_mul_pd(r, _mm512_fnmadd_pd(_mm512_mul_pd(h, r), r, three_halves));
            r = _mm512_mul_pd(r, _mm512_fnmadd_pd(_mm512_mul_pd(h, r), r, three_halves));
            __m512d w = _mm512_mul_pd(_mm512_mul_pd(_mm512_set1_pd(m[j]), r), _mm512_mul_pd(r, r));
            sx = _mm512_fmadd_pd(w, dx, sx);
            sy = _mm512_fmadd_pd(w, dy, sy);
            sz = _mm512_fmadd_pd(w, dz, sz);
        }
        _mm512_mask_storeu_pd(ax + i, in, sx);
        _mm512_mask_storeu_pd(ay + i, in, sy);
        _mm512_mask_storeu_pd(az + i, in, sz);
    }
}

// Each pair once: four bodies i at a time against eight bodies j; with threads, sums for each of them.
void nbody_newton_pairs(ARGUMENTS) {
    for (long i = 0; i < n; i++) ax[i] = ay[i] = az[i] = 0;
    __m512d half = _mm512_set1_pd(0.5), three_halves = _mm512_set1_pd(1.5);
#pragma omp parallel for num_threads(threads) schedule(dynamic, 8) reduction(+ : ax[:n], ay[:n], az[:n])
    for (long i = 0; i < n; i += 4) {
        __m512d xi[4], yi[4], zi[4], mi[4], sx[4], sy[4], sz[4];
        for (int r = 0; r < 4; r++) {
            long k = i + r < n ? i + r : n - 1;
            xi[r] = _mm512_set1_pd(x[k]), yi[r] = _mm512_set1_pd(y[k]), zi[r] = _mm512_set1_pd(z[k]);
            mi[r] = _mm512_set1_pd(m[k]), sx[r] = sy[r] = sz[r] = _mm512_setzero_pd();
        }
        for (long j = i; j < n; j += 8) {
            __mmask8 in = n - j >= 8 ? 0xff : (1 << (n - j)) - 1;
            __m512d xj = _mm512_maskz_loadu_pd(in, x + j), yj = _mm512_maskz_loadu_pd(in, y + j),
                    zj = _mm512_maskz_loadu_pd(in, z + j), mj = _mm512_maskz_loadu_pd(in, m + j),
                    tx = _mm512_maskz_loadu_pd(in, ax + j), ty = _mm512_maskz_loadu_pd(in, ay + j),
                    tz = _mm512_maskz_loadu_pd(in, az + j);
#pragma GCC unroll 4
            for (int r = 0; r < 4; r++) {
                __mmask8 other = j > i ? in : in & (__mmask8)(0xff << (r + 1));
                __m512d dx = _mm512_sub_pd(xj, xi[r]), dy = _mm512_sub_pd(yj, yi[r]),
                        dz = _mm512_sub_pd(zj, zi[r]);
                __m512d r2 = _mm512_fmadd_pd(dx, dx, _mm512_fmadd_pd(dy, dy, _mm512_mul_pd(dz, dz)));
                __m512d h = _mm512_mul_pd(half, r2), w = _mm512_maskz_rsqrt14_pd(other, r2);
                w = _mm512_mul_pd(w, _mm512_fnmadd_pd(_mm512_mul_pd(h, w), w, three_halves));
                w = _mm512_mul_pd(w, _mm512_fnmadd_pd(_mm512_mul_pd(h, w), w, three_halves));
                w = _mm512_maskz_mul_pd(other, w, _mm512_mul_pd(w, w));
                __m512d wi = _mm512_mul_pd(w, mj), wj = _mm512_mul_pd(w, mi[r]);
                sx[r] = _mm512_fmadd_pd(wi, dx, sx[r]), tx = _mm512_fnmadd_pd(wj, dx, tx);
                sy[r] = _mm512_fmadd_pd(wi, dy, sy[r]), ty = _mm512_fnmadd_pd(wj, dy, ty);
                sz[r] = _mm512_fmadd_pd(wi, dz, sz[r]), tz = _mm512_fnmadd_pd(wj, dz, tz);
            }
            _mm512_mask_storeu_pd(ax + j, in, tx);
            _mm512_mask_storeu_pd(ay + j, in, ty);
            _mm512_mask_storeu_pd(az + j, in, tz);
        }
        for (int r = 0; r < 4 && i + r < n; r++) {
            ax[i + r] += _mm512_reduce_add_pd(sx[r]);
            ay[i + r] += _mm512_reduce_add_pd(sy[r]);
            az[i + r] += _mm512_reduce_add_pd(sz[r]);
        }
    }
}
#endif
