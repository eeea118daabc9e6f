/* Escape counts, point by point. With -fopenmp the rows are handed out eight at a time, since some
 * take longer. */

#include "peer.h"

size_t peer_answers(const double *input, size_t inputs) {
    (void)inputs;
    return (size_t)input[0] * (size_t)input[1];
}

static int count(double cx, double cy, int limit) {
    double x = cx, y = cy;
    for (int n = 0; n < limit; n++) {
        double x2 = x * x, y2 = y * y;
        if (x2 + y2 > 4.0) return n;
        y = (x + x) * y + cy;
        x = x2 - y2 + cx;
    }
    return limit;
}

void peer_run(const double *input, size_t inputs, double *answer) {
    (void)inputs;
    const long rows = (long)input[0], cols = (long)input[1];
    const double x0 = input[2], x1 = input[3], y0 = input[4], y1 = input[5];
    const int limit = (int)input[6];
#pragma omp parallel for schedule(dynamic, 8)
    for (long i = 0; i < rows; i++) {
        double cy = y0 + (y1 - y0) * ((i + 0.5) / rows);
        for (long j = 0; j < cols; j++) {
            double cx = x0 + (x1 - x0) * ((j + 0.5) / cols);
            answer[i * cols + j] = count(cx, cy, limit);
        }
    }
}
