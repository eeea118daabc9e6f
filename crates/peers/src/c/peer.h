/* What a C peer provides to driver.c. */

#include <stddef.h>

/* How many f64 the answer to this input has. */
size_t peer_answers(const double *input, size_t inputs);

/* The work: the same at every call. */
void peer_run(const double *input, size_t inputs, double *answer);
