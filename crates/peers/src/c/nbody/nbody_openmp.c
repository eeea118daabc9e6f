/* Accelerations of N bodies on the threads of OpenMP: each thread has rows of its own and meets
 * every body, since two rows that share a pair would write to one sum. */

#include "peer.h"
#include <math.h>
#include <stdlib.h>

size_t peer_answers(const double *input, size_t inputs) {
    (void)input;
    return inputs / 4 * 3;
}

static void accelerations(size_t n, const double *restrict mass, const double *restrict x,
                          const double *restrict y, const double *restrict z,
                          double *restrict answer) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) {
        const double xi = x[i], yi = y[i], zi = z[i];
        double ax = 0.0, ay = 0.0, az = 0.0;
#pragma omp simd reduction(+ : ax, ay, az)
        for (size_t j = 0; j < n; j++) {
            double dx = x[j] - xi, dy = y[j] - yi, dz = z[j] - zi;
            double r2 = dx * dx + dy * dy + dz * dz;
            /* A body does not pull itself. */
            double w = j == i ? 0.0 : mass[j] / (r2 * sqrt(r2));
            ax += w * dx;
            ay += w * dy;
            az += w * dz;
        }
        answer[3 * i] = ax;
        answer[3 * i + 1] = ay;
        answer[3 * i + 2] = az;
    }
}

void peer_run(const double *input, size_t inputs, double *answer) {
    size_t n = inputs / 4;
    accelerations(n, input, input + n, input + 2 * n, input + 3 * n, answer);
}
