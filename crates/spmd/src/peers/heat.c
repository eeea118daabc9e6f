/* A plate cools on some ranks, in strips of rows; the answer goes to a file, the times to the screen.
 *
 * usage: mpirun -n RANKS heat IN OUT COLUMNS R SWEEPS SAMPLES
 *
 * IN and OUT hold the plate as double, row after row. Prints the seconds of one sweep, once for each sample. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int rank, size, above, below;

static void sweep(double *restrict u, double *restrict new, long rows, long n, double r) {
    MPI_Sendrecv(u + n, n, MPI_DOUBLE, above, 0, u + (rows - 1) * n, n, MPI_DOUBLE, below, 0, MPI_COMM_WORLD,
                 MPI_STATUS_IGNORE);
    MPI_Sendrecv(u + (rows - 2) * n, n, MPI_DOUBLE, below, 1, u, n, MPI_DOUBLE, above, 1, MPI_COMM_WORLD,
                 MPI_STATUS_IGNORE);
    for (long i = 1; i < rows - 1; i++)
        for (long j = 1; j < n - 1; j++) {
            const double *at = u + i * n + j;
            new[i * n + j] = at[0] + r * (at[-n] + at[n] + at[-1] + at[1] - 4 * at[0]);
        }
}

static double *run(double *u, double *new, long rows, long n, double r, int sweeps) {
    for (int k = 0; k < sweeps; k++) {
        sweep(u, new, rows, n, r);
        double *old = u;
        u = new;
        new = old;
    }
    return u;
}

static double *room(size_t count) {
    double *place = malloc(count * sizeof(double));
    if (!place) {
        fprintf(stderr, "Error: no memory for %zu numbers\n", count);
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    return place;
}

int main(int argc, char **argv) {
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    MPI_Comm_size(MPI_COMM_WORLD, &size);
    above = rank > 0 ? rank - 1 : MPI_PROC_NULL;
    below = rank + 1 < size ? rank + 1 : MPI_PROC_NULL;
    FILE *in = argc == 7 ? fopen(argv[1], "rb") : NULL;
    if (!in) {
        fprintf(stderr, "Error: usage: heat IN OUT COLUMNS R SWEEPS SAMPLES\n");
        MPI_Abort(MPI_COMM_WORLD, 1);
    }
    long n = atol(argv[3]);
    double r = atof(argv[4]);
    int sweeps = atoi(argv[5]), samples = atoi(argv[6]);
    fseek(in, 0, SEEK_END);
    long all = ftell(in) / (long)sizeof(double) / n, inner = all - 2;
    long each = inner / size, more = inner % size;
    long own = each + (rank < more), first = each * rank + (rank < more ? rank : more);
    long rows = own + 2;
    double *start = room(rows * n), *u = room(rows * n), *new = room(rows * n);
    fseek(in, first * n * (long)sizeof(double), SEEK_SET);
    if (fread(start, sizeof(double), rows * n, in) != (size_t)(rows * n))
        MPI_Abort(MPI_COMM_WORLD, 1);
    fclose(in);
    memcpy(u, start, rows * n * sizeof(double));
    memcpy(new, start, rows * n * sizeof(double));
    double *answer = run(u, new, rows, n, r, sweeps);
    /* Each rank writes its rows; the first and the last one the rim as well. */
    long from = rank == 0 ? 0 : 1, to = rank + 1 == size ? rows : rows - 1;
    if (rank == 0)
        fclose(fopen(argv[2], "wb"));
    MPI_Barrier(MPI_COMM_WORLD);
    FILE *out = fopen(argv[2], "r+b");
    if (!out)
        MPI_Abort(MPI_COMM_WORLD, 1);
    fseek(out, (first + from) * n * (long)sizeof(double), SEEK_SET);
    fwrite(answer + from * n, sizeof(double), (to - from) * n, out);
    fclose(out);
    for (int k = 0; k < samples; k++) {
        memcpy(u, start, rows * n * sizeof(double));
        MPI_Barrier(MPI_COMM_WORLD);
        double begin = MPI_Wtime();
        run(u, new, rows, n, r, sweeps);
        MPI_Barrier(MPI_COMM_WORLD);
        if (rank == 0)
            printf("%.9e\n", (MPI_Wtime() - begin) / sweeps);
    }
    MPI_Finalize();
    return 0;
}
