/* HTTP by hand on non-blocking sockets, all of them watched by one loop around poll. */

#define _GNU_SOURCE
#include "peer.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LONGEST = 4096 };

/* One connection and the request that it is busy with. */
struct link {
    size_t place;
    size_t used;
    char reply[LONGEST];
};

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int dial(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) fail("socket");
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons((unsigned short)port),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    if (connect(fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS)
        fail("connect");
    return fd;
}

static void ask(int fd, long station) {
    char request[128];
    int length = snprintf(request, sizeof request,
                          "GET /station/%ld HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", station);
    /* A line this short fits into the empty buffer of a socket. */
    if (write(fd, request, (size_t)length) != length) fail("write");
}

/* Reads what has come. 1 when the reply is whole, with the sum of its numbers; else 0. */
static int read_reply(int fd, struct link *link, double *sum) {
    ssize_t got = read(fd, link->reply + link->used, LONGEST - 1 - link->used);
    if (got < 0) {
        if (errno == EAGAIN || errno == EINTR) return 0;
        fail("read");
    }
    if (got == 0) {
        fputs("the server closed the connection, or sent too much\n", stderr);
        exit(1);
    }
    link->used += (size_t)got;
    link->reply[link->used] = 0;
    char *end = strstr(link->reply, "\r\n\r\n");
    if (!end) return 0;
    if (strncmp(link->reply, "HTTP/1.1 200 ", 13)) {
        fprintf(stderr, "%.*s\n", (int)strcspn(link->reply, "\r\n"), link->reply);
        exit(1);
    }
    char *field = strcasestr(link->reply, "\r\ncontent-length:");
    if (!field || field > end) {
        fputs("a reply without its length\n", stderr);
        exit(1);
    }
    size_t length = strtoul(field + 17, NULL, 10);
    char *body = end + 4;
    if (link->used < (size_t)(body - link->reply) + length) return 0;
    *sum = 0;
    for (char *next;; body = next) {
        double value = strtod(body, &next);
        if (next == body) return 1;
        *sum += value;
    }
}

size_t peer_answers(const double *input, size_t inputs) {
    (void)input;
    return inputs < 2 ? 0 : inputs - 2;
}

void peer_run(const double *input, size_t inputs, double *answer) {
    int port = (int)input[0];
    size_t count = peer_answers(input, inputs);
    const double *stations = input + 2;
    size_t open = (size_t)input[1] < count ? (size_t)input[1] : count;
    struct pollfd *watched = calloc(open + 1, sizeof *watched);
    struct link *links = calloc(open + 1, sizeof *links);
    if (!watched || !links) fail("memory");

    size_t next = 0, done = 0;
    for (size_t i = 0; i < open; i++) {
        links[i].place = next++;
        watched[i].fd = dial(port);
        /* Writable means connected. */
        watched[i].events = POLLOUT;
    }
    while (done < count) {
        if (poll(watched, open, -1) < 0 && errno != EINTR) fail("poll");
        for (size_t i = 0; i < open; i++) {
            struct link *link = &links[i];
            if (!watched[i].revents) continue;
            if (watched[i].events == POLLOUT) {
                ask(watched[i].fd, (long)stations[link->place]);
                watched[i].events = POLLIN;
            } else if (read_reply(watched[i].fd, link, &answer[link->place])) {
                done++;
                if (next < count) {
                    link->place = next++;
                    link->used = 0;
                    ask(watched[i].fd, (long)stations[link->place]);
                } else {
                    close(watched[i].fd);
                    /* poll passes over negative numbers. */
                    watched[i].fd = -1;
                }
            }
        }
    }
    free(links);
    free(watched);
}
