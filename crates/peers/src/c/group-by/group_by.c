/* Least, mean, greatest and count for each station of a text file with lines "name;-12.3".
 *
 * The file is mapped into memory; each thread takes a megabyte at a time and has a hash table of its own.
 * Eight bytes at a time are looked at for the semicolon, and the number is read as one word, three rows in turns:
 * what the fastest solutions of the "one billion row challenge" do. The input is taken to be well formed. */

#define _GNU_SOURCE
#include "peer.h"
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define SLOTS 32768 /* a power of two; the course's tables have at most 10 000 stations */
#define PIECE (4u << 20)
#define CURSORS 3
#define AHEAD 64

typedef struct {
    uint64_t head[2];
    const char *name;
    int64_t sum;
    uint64_t count;
    uint32_t length;
    int32_t least, greatest;
} slot;

typedef struct {
    const char *text;
    size_t size;
    size_t *taken;
    slot *slots;
} share;

static uint64_t word(const char *p) {
    uint64_t w;
    memcpy(&w, p, 8);
    return w;
}

static uint64_t semicolons(uint64_t w) {
    uint64_t x = w ^ 0x3b3b3b3b3b3b3b3bull;
    return (x - 0x0101010101010101ull) & ~x & 0x8080808080808080ull;
}

static slot *place(slot *slots, uint64_t h0, uint64_t h1, const char *name, uint32_t length) {
    uint64_t hash = (h0 ^ (h1 << 29 | h1 >> 35) ^ length) * 0x9e3779b97f4a7c15ull;
    for (size_t i = hash >> 49;; i = (i + 1) & (SLOTS - 1)) {
        slot *s = slots + i;
        if (s->head[0] == h0 && s->head[1] == h1 && s->length == length &&
            (length <= 16 || !memcmp(s->name, name, length)))
            return s;
        if (!s->name) {
            *s = (slot){{h0, h1}, name, 0, 0, length, INT32_MAX, INT32_MIN};
            return s;
        }
    }
}

/* Takes in one row; tells where the next one begins. */
static inline const char *row(slot *slots, const char *p, int may_look_ahead) {
    uint64_t h0, h1 = 0, found;
    uint32_t length;
    char copy[AHEAD + 128];
    const char *name = p;
    if (!may_look_ahead) {
        /* Near the end of the map: look at a copy with room behind it. */
        const char *end = memchr(p, '\n', AHEAD + 64);
        size_t bytes = (size_t)(end - p) + 1;
        memset(copy, 0, sizeof copy);
        memcpy(copy, p, bytes);
        p = copy;
    }
    h0 = word(p);
    if ((found = semicolons(h0))) {
        length = (uint32_t)__builtin_ctzll(found) / 8;
        h0 &= (found ^ (found - 1)) >> 8;
    } else {
        h1 = word(p + 8);
        if ((found = semicolons(h1))) {
            length = 8 + (uint32_t)__builtin_ctzll(found) / 8;
            h1 &= (found ^ (found - 1)) >> 8;
        } else {
            length = 16;
            while (!(found = semicolons(word(p + length)))) length += 8;
            length += (uint32_t)__builtin_ctzll(found) / 8;
        }
    }
    /* The point is the only byte of the number without bit 4, after a minus. */
    uint64_t number = word(p + length + 1);
    int point = __builtin_ctzll(~number & 0x10101000);
    int64_t minus = (int64_t)(~number << 59) >> 63;
    uint64_t digits = ((number & ~(uint64_t)(minus & 0xff)) << (28 - point)) & 0x0f000f0f00ull;
    int32_t tenths = (int32_t)((digits * 0x640a0001ull) >> 32 & 0x3ff);
    tenths = (int32_t)((tenths ^ minus) - minus);

    slot *s = place(slots, h0, h1, name, length);
    s->least = tenths < s->least ? tenths : s->least;
    s->greatest = tenths > s->greatest ? tenths : s->greatest;
    s->sum += tenths;
    s->count++;
    return name + length + 1 + (point >> 3) + 3;
}

static const char *next_line(const char *from, const char *begin, const char *end) {
    if (from <= begin) return begin;
    if (from >= end) return end;
    const char *found = memchr(from - 1, '\n', (size_t)(end - from + 1));
    return found ? found + 1 : end;
}

static void *work(void *argument) {
    share *mine = argument;
    const char *text = mine->text, *all = text + mine->size, *safe = all - AHEAD;
    for (;;) {
        size_t start = __atomic_fetch_add(mine->taken, PIECE, __ATOMIC_RELAXED);
        if (start >= mine->size) return NULL;
        const char *at[CURSORS], *end[CURSORS];
        const char *stop = next_line(text + (start + PIECE < mine->size ? start + PIECE : mine->size), text, all);
        at[0] = next_line(text + start, text, all);
        size_t part = (size_t)(stop - at[0]) / CURSORS;
        for (int k = 1; k < CURSORS; k++) {
            at[k] = next_line(at[0] + (size_t)k * part, at[0], stop);
            end[k - 1] = at[k];
        }
        end[CURSORS - 1] = stop;
        while (at[0] < end[0] && at[1] < end[1] && at[2] < end[2] && at[2] < safe)
            for (int k = 0; k < CURSORS; k++) at[k] = row(mine->slots, at[k], 1);
        for (int k = 0; k < CURSORS; k++)
            while (at[k] < end[k]) at[k] = row(mine->slots, at[k], at[k] < safe);
    }
}

static int by_name(const void *a, const void *b) {
    const slot *x = a, *y = b;
    uint32_t shorter = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->name, y->name, shorter);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

/* The input: how many stations there are, then the bytes of the file's name, a number each. */
size_t peer_answers(const double *input, size_t inputs) {
    (void)inputs;
    return 4 * (size_t)input[0];
}

void peer_run(const double *input, size_t inputs, double *answer) {
    char path[4096] = {0};
    for (size_t i = 1; i < inputs && i < sizeof path; i++) path[i - 1] = (char)input[i];
    int file = open(path, O_RDONLY);
    struct stat about;
    if (file < 0 || fstat(file, &about)) {
        perror(path);
        exit(1);
    }
    size_t size = (size_t)about.st_size, taken = 0;
    const char *text = mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (text == MAP_FAILED) {
        perror("mmap");
        exit(1);
    }
    const char *asked = getenv("PEER_THREADS");
    int threads = asked ? atoi(asked) : 1;
    pthread_t running[64];
    share shares[64];
    if (threads < 1) threads = 1;
    if (threads > 64) threads = 64;
    for (int t = 0; t < threads; t++) {
        shares[t] = (share){text, size, &taken, calloc(SLOTS, sizeof(slot))};
        if (t) pthread_create(&running[t], NULL, work, &shares[t]);
    }
    work(&shares[0]);
    slot *sum = shares[0].slots;
    for (int t = 1; t < threads; t++) {
        pthread_join(running[t], NULL);
        for (size_t i = 0; i < SLOTS; i++) {
            slot *from = shares[t].slots + i;
            if (!from->name) continue;
            slot *to = place(sum, from->head[0], from->head[1], from->name, from->length);
            to->least = from->least < to->least ? from->least : to->least;
            to->greatest = from->greatest > to->greatest ? from->greatest : to->greatest;
            to->sum += from->sum;
            to->count += from->count;
        }
        free(shares[t].slots);
    }
    size_t used = 0;
    for (size_t i = 0; i < SLOTS; i++)
        if (sum[i].name) sum[used++] = sum[i];
    qsort(sum, used, sizeof(slot), by_name);
    for (size_t i = 0; i < used && i < (size_t)input[0]; i++) {
        double *to = answer + 4 * i;
        to[0] = sum[i].least / 10.0;
        to[1] = (double)sum[i].sum / (10.0 * (double)sum[i].count);
        to[2] = sum[i].greatest / 10.0;
        to[3] = (double)sum[i].count;
    }
    free(sum);
    munmap((void *)text, size);
    close(file);
}
