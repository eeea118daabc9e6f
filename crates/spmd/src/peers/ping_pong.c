/* Two ranks send a message of each size back and forth; prints the size and the seconds of one way.
   usage: mpirun -n 2 ping_pong BYTES… */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 7 };

/* Where pages of 2 MiB begin: a message that is copied from one process to the other page by page
   takes a third of the time in them, where the system gives them (glibc.malloc.hugetlb=1). */
static const size_t HUGE_PAGE = 2 << 20;

static unsigned char *room(int bytes) {
    unsigned char *place = aligned_alloc(HUGE_PAGE, (bytes / HUGE_PAGE + 1) * HUGE_PAGE);
    if (place == NULL) MPI_Abort(MPI_COMM_WORLD, 2);
    return place;
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double rounds(int rank, int count, unsigned char *ball, unsigned char *hand, int bytes) {
    double begin = MPI_Wtime();
    for (int i = 0; i < count; i++) {
        if (rank == 0) {
            MPI_Send(ball, bytes, MPI_UNSIGNED_CHAR, 1, 0, MPI_COMM_WORLD);
            MPI_Recv(hand, bytes, MPI_UNSIGNED_CHAR, 1, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
        } else {
            MPI_Recv(hand, bytes, MPI_UNSIGNED_CHAR, 0, 0, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
            MPI_Send(ball, bytes, MPI_UNSIGNED_CHAR, 0, 0, MPI_COMM_WORLD);
        }
    }
    return (MPI_Wtime() - begin) / (2.0 * count);
}

int main(int argc, char **argv) {
    int rank;
    MPI_Init(&argc, &argv);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank);
    int largest = 0;
    for (int argument = 1; argument < argc; argument++)
        if (atoi(argv[argument]) > largest) largest = atoi(argv[argument]);
    unsigned char *ball = room(largest), *hand = room(largest);
    for (int argument = 1; argument < argc; argument++) {
        int bytes = atoi(argv[argument]);
        for (int i = 0; i < bytes; i++) ball[i] = i % 251 + 1;
        memset(hand, 0, bytes);
        rounds(rank, argument == 1 ? 2000 : 10, ball, hand, bytes);
        double first = rounds(rank, 10, ball, hand, bytes);
        int count = (int)(2e-3 / first);
        count = count < 5 ? 5 : count > 5000 ? 5000 : count;
        MPI_Bcast(&count, 1, MPI_INT, 0, MPI_COMM_WORLD);
        double times[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) times[i] = rounds(rank, count, ball, hand, bytes);
        qsort(times, SAMPLES, sizeof *times, compare);
        if (memcmp(ball, hand, bytes) != 0) MPI_Abort(MPI_COMM_WORLD, 1);
        if (rank == 0) printf("%d %.9e\n", bytes, times[SAMPLES / 2]);
    }
    free(ball);
    free(hand);
    MPI_Finalize();
    return 0;
}
