/* Accelerations of N bodies: each pair once, arrays that do not overlap (`restrict`), so that with
 * -ffast-math the compiler uses vector instructions; without it the sums keep it from doing so. */

#include "peer.h"
#include <math.h>
#include <stdlib.h>

size_t peer_answers(const double *input, size_t inputs) {
    (void)input;
    return inputs / 4 * 3;
}

static void accelerations(size_t n, const double *restrict mass, const double *restrict x,
                          const double *restrict y, const double *restrict z, double *restrict ax,
                          double *restrict ay, double *restrict az) {
    for (size_t i = 0; i < n; i++) {
        const double xi = x[i], yi = y[i], zi = z[i], mi = mass[i];
        double axi = 0.0, ayi = 0.0, azi = 0.0;
        for (size_t j = i + 1; j < n; j++) {
            double dx = x[j] - xi, dy = y[j] - yi, dz = z[j] - zi;
            double r2 = dx * dx + dy * dy + dz * dz;
            double w = 1.0 / (r2 * sqrt(r2));
            double wj = w * mass[j], wi = w * mi;
            axi += wj * dx;
            ayi += wj * dy;
            azi += wj * dz;
            ax[j] -= wi * dx;
            ay[j] -= wi * dy;
            az[j] -= wi * dz;
        }
        ax[i] += axi;
        ay[i] += ayi;
        az[i] += azi;
    }
}

void peer_run(const double *input, size_t inputs, double *answer) {
    size_t n = inputs / 4;
    double *a = calloc(3 * n + 1, sizeof(double));
    if (!a) abort();
    accelerations(n, input, input + n, input + 2 * n, input + 3 * n, a, a + n, a + 2 * n);
    for (size_t i = 0; i < n; i++)
        for (size_t axis = 0; axis < 3; axis++) answer[3 * i + axis] = a[axis * n + i];
    free(a);
}
