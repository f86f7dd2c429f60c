/* A disk that fails: while the file FAULT_FILE is there, every n-th write or sync of a file under FAULT_UNDER fails.
   FAULT_FILE says: the number of the error, w (writes), s (syncs) or b (both), and n. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static int counted;

static int concerned(int fd) {
    char link[64], path[4096];
    const char *under = getenv("FAULT_UNDER");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!under || length < 0) return 0;
    path[length] = 0;
    return strncmp(path, under, strlen(under)) == 0;
}

static int fails(int fd, char what) {
    int error, nth, kept = errno;
    char kind;
    const char *name = getenv("FAULT_FILE");
    FILE *told = name ? fopen(name, "r") : NULL;
    if (!told) { errno = kept; return 0; }
    int read = fscanf(told, "%d %c %d", &error, &kind, &nth);
    fclose(told);
    errno = kept;
    if (read != 3 || nth < 1 || (kind != 'b' && kind != what) || !concerned(fd)) return 0;
    if (__sync_add_and_fetch(&counted, 1) % nth) return 0;
    errno = error;
    return 1;
}

#define NEXT(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *from, size_t size) { return fails(fd, 'w') ? -1 : NEXT(write)(fd, from, size); }
ssize_t pwrite(int fd, const void *from, size_t size, off_t at) {
    return fails(fd, 'w') ? -1 : NEXT(pwrite)(fd, from, size, at);
}
ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) {
    return fails(fd, 'w') ? -1 : NEXT(pwrite64)(fd, from, size, at);
}
ssize_t pwritev(int fd, const struct iovec *from, int parts, off_t at) {
    return fails(fd, 'w') ? -1 : NEXT(pwritev)(fd, from, parts, at);
}
int fsync(int fd) { return fails(fd, 's') ? -1 : NEXT(fsync)(fd); }
int fdatasync(int fd) { return fails(fd, 's') ? -1 : NEXT(fdatasync)(fd); }
