// Hits in the quarter circle, with the random numbers of kernels::random: plain, and in lanes.
#include <stdint.h>

static const uint64_t GOLDEN = 0x9e3779b97f4a7c15u;

static inline uint64_t mix(uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static inline uint64_t hit(uint64_t bits) {
    uint64_t x = bits >> 33, y = bits & 0x7fffffff;
    return x * x + y * y < (uint64_t)1 << 62;
}

uint64_t pi_plain(uint64_t samples, uint64_t key, int threads) {
    uint64_t hits = 0;
#pragma omp parallel for num_threads(threads) reduction(+ : hits)
    for (uint64_t k = 0; k < samples; k++) hits += hit(mix(key + (k + 1) * GOLDEN));
    return hits;
}

// Sixteen lanes, each with a counter of its own. Samples: a multiple of 16.
uint64_t pi_lanes(uint64_t samples, uint64_t key, int threads) {
    uint64_t hits = 0;
#pragma omp parallel for num_threads(threads) reduction(+ : hits)
    for (uint64_t k = 0; k < samples; k += 16) {
        uint64_t h = 0;
#pragma omp simd reduction(+ : h)
        for (uint64_t l = 0; l < 16; l++) h += hit(mix(key + (k + l + 1) * GOLDEN));
        hits += h;
    }
    return hits;
}
