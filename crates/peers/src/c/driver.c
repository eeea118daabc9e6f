/* Runs one C peer for the Rust side, which asks for times line by line.
 *
 *     peer INPUT ANSWER SECONDS
 *
 * Speaks the same protocol as ../python/driver.py. INPUT is f64 values as they lie in memory; the
 * peer says how many f64 its answer has for so many of them. No single step may take longer than
 * SECONDS. */

#define _POSIX_C_SOURCE 200809L
#include "peer.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double seconds(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static double *read_all(const char *path, size_t *count) {
    FILE *file = fopen(path, "rb");
    if (!file || fseek(file, 0, SEEK_END)) fail(path);
    long bytes = ftell(file);
    if (bytes < 0) fail(path);
    rewind(file);
    *count = (size_t)bytes / sizeof(double);
    /* One more, since malloc(0) may be a null pointer. */
    double *values = malloc((*count + 1) * sizeof(double));
    if (!values || fread(values, sizeof(double), *count, file) != *count) fail(path);
    fclose(file);
    return values;
}

static void write_all(const char *path, const double *values, size_t count) {
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(values, sizeof(double), count, file) != count || fclose(file)) fail(path);
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: %s INPUT ANSWER SECONDS\n", argv[0]);
        return 2;
    }
    unsigned limit = (unsigned)atof(argv[3]) + 1;
    alarm(limit);
    size_t inputs;
    double *input = read_all(argv[1], &inputs);
    size_t answers = peer_answers(input, inputs);
    double *answer = calloc(answers + 1, sizeof(double));
    if (!answer) fail("memory");

    double start = seconds();
    peer_run(input, inputs, answer);
    double first = seconds() - start;
    write_all(argv[2], answer, answers);
    printf("ready %.17g\n", first);
    fflush(stdout);

    char line[64];
    /* Waiting for the next question is not limited. */
    for (alarm(0); fgets(line, sizeof line, stdin); alarm(0)) {
        alarm(limit);
        long calls;
        if (sscanf(line, "time %ld", &calls) == 1) {
            start = seconds();
            for (long call = 0; call < calls; call++) peer_run(input, inputs, answer);
            printf("took %.17g\n", seconds() - start);
        } else if (!strncmp(line, "answer", 6)) {
            write_all(argv[2], answer, answers);
            puts("wrote");
        }
        fflush(stdout);
    }
    return 0;
}
