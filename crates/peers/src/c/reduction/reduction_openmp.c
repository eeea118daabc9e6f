/* Sum of an array on the threads of OpenMP, each with a part of its own, in lanes. */

#include "peer.h"

size_t peer_answers(const double *input, size_t inputs) {
    (void)input, (void)inputs;
    return 1;
}

void peer_run(const double *input, size_t inputs, double *answer) {
    double sum = 0.0;
#pragma omp parallel for simd schedule(static) reduction(+ : sum)
    for (size_t i = 0; i < inputs; i++) sum += input[i];
    *answer = sum;
}
