/* Hits in the quarter circle. The sums are of whole numbers, so any order gives the same, and the
 * compiler may use vector instructions. */

#include "peer.h"
#include <stdint.h>
#include <string.h>

size_t peer_answers(const double *input, size_t inputs) {
    (void)input;
    (void)inputs;
    return 1;
}

static uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

void peer_run(const double *input, size_t inputs, double *answer) {
    (void)inputs;
    const uint64_t samples = (uint64_t)input[0];
    uint64_t key, hits = 0;
    memcpy(&key, input + 1, sizeof key);
#pragma omp parallel for simd reduction(+ : hits)
    for (uint64_t k = 0; k < samples; k++) {
        uint64_t bits = mix(key + (k + 1) * 0x9e3779b97f4a7c15u);
        uint64_t x = bits >> 33, y = bits & 0x7fffffff;
        hits += x * x + y * y < (uint64_t)1 << 62;
    }
    answer[0] = 4.0 * (double)hits / (double)samples;
}
