/* a = b + s c, the triad of STREAM. With -fopenmp each thread has a part of the arrays. */

#include "peer.h"

size_t peer_answers(const double *input, size_t inputs) {
    (void)input;
    return (inputs - 1) / 2;
}

static void triad(size_t n, double *restrict a, const double *restrict b,
                  const double *restrict c, double s) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < n; i++) a[i] = b[i] + s * c[i];
}

void peer_run(const double *input, size_t inputs, double *answer) {
    size_t n = (inputs - 1) / 2;
    triad(n, answer, input + 1, input + 1 + n, input[0]);
}
