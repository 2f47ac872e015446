// Counts the calls by which a process changes what is on the disk, and fails it at one of them.
//
// Loaded with LD_PRELOAD. Only what lies below CRASHPOINT_ROOT counts; SQLite's index of its
// write-ahead log (`-shm`) does not, because it is made anew whenever it is needed.
//
//   CRASHPOINT_ROOT    an absolute path without links
//   CRASHPOINT_AT      the number of the call, from 1; 0 or nothing: none
//   CRASHPOINT_MODE    kill   the process is killed before the call
//                      torn   a write gets half of its bytes to the file, then the process is killed
//                      full   this call, and each later one that needs space, fails: no space left
//                      error  this call alone fails: input/output error
//   CRASHPOINT_TRACE   a file to which every counted call that succeeded is appended, with the bytes
//                      that it wrote (see disk.py), or the one call at which the process was failed
//
// The calls are made directly, so that nothing depends on what the C library makes of them.

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum mode { KILL, TORN, FULL, ERROR };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static const char *root;
static size_t root_length;
static long at, count;
static enum mode mode;
static int trace = -1;

__attribute__((constructor)) static void begin(void) {
  root = getenv("CRASHPOINT_ROOT");
  root_length = root ? strlen(root) : 0;
  const char *number = getenv("CRASHPOINT_AT"), *name = getenv("CRASHPOINT_MODE");
  at = number ? atol(number) : 0;
  if (name && !strcmp(name, "torn")) mode = TORN;
  if (name && !strcmp(name, "full")) mode = FULL;
  if (name && !strcmp(name, "error")) mode = ERROR;
  const char *path = getenv("CRASHPOINT_TRACE");
  if (path) {
    int low = (int)syscall(SYS_openat, AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0644);
    // Out of the way of the numbers that the program expects.
    trace = fcntl(low, F_DUPFD_CLOEXEC, 500);
    syscall(SYS_close, low);
  }
}

static int counts(const char *path) {
  size_t length = strlen(path);
  if (!root_length || length < root_length || strncmp(path, root, root_length)) return 0;
  if (path[root_length] != '/' && path[root_length] != 0) return 0;
  return length < 4 || strcmp(path + length - 4, "-shm");
}

static int path_of(int fd, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = 0;
  return length > 0;
}

static void resolve(int directory, const char *name, char *path) {
  char base[PATH_MAX];
  if (name[0] == '/') {
    snprintf(path, PATH_MAX, "%s", name);
    return;
  }
  if (directory == AT_FDCWD) {
    if (syscall(SYS_getcwd, base, sizeof base) < 0) base[0] = 0;
  } else {
    path_of(directory, base);
  }
  if (snprintf(path, PATH_MAX, "%s/%s", base, name) >= PATH_MAX) path[0] = 0;
}

static unsigned long long inode_at(int directory, const char *name, int flags) {
  struct stat status;
  return fstatat(directory, name, &status, flags) == 0 ? status.st_ino : 0;
}

static void put(const void *bytes, size_t size) {
  while (size > 0) {
    ssize_t written = syscall(SYS_write, trace, bytes, size);
    if (written <= 0) _exit(99);
    bytes = (const char *)bytes + written;
    size -= written;
  }
}

static void record(const char *kind, unsigned long long inode, long long offset, size_t length,
                   const char *path, const char *other, const void *bytes) {
  if (trace < 0 || at > 0) return;
  int kept = errno;
  char line[2 * PATH_MAX + 128];
  int size = snprintf(line, sizeof line, "%s\t%llu\t%lld\t%zu\t%s\t%s\n", kind, inode, offset, length,
                      path + root_length, other ? other + root_length : "");
  put(line, size);
  if (bytes) put(bytes, length);
  errno = kept;
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

// Whether the call is to fail; does not return where the process is to die. A torn write is left to
// its caller, which asks `is_torn`.
static int is_torn;
static int reached(const char *kind, const char *path, int needs_space) {
  count++;
  is_torn = 0;
  if (at == 0 || count < at) return 0;
  if (count == at && trace >= 0) {
    char line[PATH_MAX + 64];
    put(line, snprintf(line, sizeof line, "failed\t%s\t%s\n", kind, path + root_length));
  }
  if (mode == FULL && needs_space) {
    errno = ENOSPC;
    return 1;
  }
  if (count > at) return 0;
  if (mode == ERROR) {
    errno = EIO;
    return 1;
  }
  if (mode == TORN && !strcmp(kind, "write")) is_torn = 1;
  else if (mode == KILL || mode == TORN) die();
  return 0;
}

// Writing.

static ssize_t write_at(int fd, const void *bytes, size_t size, off_t offset, int positioned) {
  char path[PATH_MAX];
  if (!path_of(fd, path) || !counts(path)) {
    return positioned ? syscall(SYS_pwrite64, fd, bytes, size, offset)
                      : syscall(SYS_write, fd, bytes, size);
  }
  pthread_mutex_lock(&lock);
  ssize_t written = -1;
  if (!reached("write", path, 1)) {
    struct stat status;
    fstat(fd, &status);
    if (!positioned) {
      int appends = fcntl(fd, F_GETFL) & O_APPEND;
      offset = appends ? status.st_size : syscall(SYS_lseek, fd, 0, SEEK_CUR);
    }
    size_t part = is_torn ? size / 2 : size;
    written = positioned ? syscall(SYS_pwrite64, fd, bytes, part, offset)
                         : syscall(SYS_write, fd, bytes, part);
    if (is_torn) die();
    if (written > 0) record("write", status.st_ino, offset, written, path, 0, bytes);
  }
  pthread_mutex_unlock(&lock);
  return written;
}

ssize_t write(int fd, const void *bytes, size_t size) { return write_at(fd, bytes, size, 0, 0); }

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  return write_at(fd, bytes, size, offset, 1);
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) {
  return write_at(fd, bytes, size, offset, 1);
}

// A gathered write goes out part by part: each may be the last.
ssize_t writev(int fd, const struct iovec *parts, int number) {
  ssize_t sum = 0;
  for (int i = 0; i < number; i++) {
    ssize_t written = write_at(fd, parts[i].iov_base, parts[i].iov_len, 0, 0);
    if (written < 0) return sum ? sum : written;
    sum += written;
    if ((size_t)written < parts[i].iov_len) break;
  }
  return sum;
}

static int cut(int fd, off_t length) {
  char path[PATH_MAX];
  if (!path_of(fd, path) || !counts(path)) return (int)syscall(SYS_ftruncate, fd, length);
  pthread_mutex_lock(&lock);
  int result = -1;
  if (!reached("truncate", path, 0)) {
    struct stat status;
    fstat(fd, &status);
    result = (int)syscall(SYS_ftruncate, fd, length);
    if (result == 0) record("truncate", status.st_ino, length, 0, path, 0, 0);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

static int flush(int fd, long call) {
  char path[PATH_MAX];
  if (!path_of(fd, path) || !counts(path)) return (int)syscall(call, fd);
  pthread_mutex_lock(&lock);
  struct stat status;
  fstat(fd, &status);
  const char *kind = S_ISDIR(status.st_mode) ? "flush-directory" : "flush";
  int result = -1;
  if (!reached(kind, path, 0)) {
    // The disk is not waited for: what would be lost with it is worked out from the trace.
    result = 0;
    record(kind, status.st_ino, 0, 0, path, 0, 0);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int fsync(int fd) { return flush(fd, SYS_fsync); }
int fdatasync(int fd) { return flush(fd, SYS_fdatasync); }

// Names.

static int open_at(int directory, const char *name, int flags, mode_t rights) {
  char path[PATH_MAX];
  if (flags & (O_CREAT | O_TRUNC)) resolve(directory, name, path);
  if (!(flags & (O_CREAT | O_TRUNC)) || !counts(path)) {
    return (int)syscall(SYS_openat, directory, name, flags, rights);
  }
  pthread_mutex_lock(&lock);
  int is_new = inode_at(directory, name, 0) == 0;
  int fd = -1;
  const char *kind = is_new ? "create" : "truncate";
  if (!(is_new || flags & O_TRUNC) || !reached(kind, path, is_new)) {
    fd = (int)syscall(SYS_openat, directory, name, flags, rights);
    struct stat status;
    if (fd >= 0 && (is_new || flags & O_TRUNC)) {
      fstat(fd, &status);
      record(kind, status.st_ino, 0, 0, path, 0, 0);
    }
  }
  pthread_mutex_unlock(&lock);
  return fd;
}

#define RIGHTS(flags)                                     \
  mode_t rights = 0;                                      \
  if (flags & (O_CREAT | __O_TMPFILE)) {                  \
    va_list rest;                                         \
    va_start(rest, flags);                                \
    rights = va_arg(rest, mode_t);                        \
    va_end(rest);                                         \
  }

int open(const char *name, int flags, ...) {
  RIGHTS(flags)
  return open_at(AT_FDCWD, name, flags, rights);
}

int open64(const char *name, int flags, ...) {
  RIGHTS(flags)
  return open_at(AT_FDCWD, name, flags | O_LARGEFILE, rights);
}

int openat(int directory, const char *name, int flags, ...) {
  RIGHTS(flags)
  return open_at(directory, name, flags, rights);
}

int openat64(int directory, const char *name, int flags, ...) {
  RIGHTS(flags)
  return open_at(directory, name, flags | O_LARGEFILE, rights);
}

int creat(const char *name, mode_t rights) {
  return open_at(AT_FDCWD, name, O_WRONLY | O_CREAT | O_TRUNC, rights);
}

static int name_at(const char *kind, long call, int directory, const char *name, long argument,
                   int needs_space) {
  char path[PATH_MAX];
  resolve(directory, name, path);
  int is_there = inode_at(directory, name, AT_SYMLINK_NOFOLLOW) != 0;
  int does_nothing = is_there == !strcmp(kind, "mkdir");
  if (!counts(path) || does_nothing) return (int)syscall(call, directory, name, argument);
  pthread_mutex_lock(&lock);
  int result = -1;
  if (!reached(kind, path, needs_space)) {
    result = (int)syscall(call, directory, name, argument);
    unsigned long long inode = result == 0 ? inode_at(directory, name, AT_SYMLINK_NOFOLLOW) : 0;
    if (result == 0) record(kind, inode, 0, 0, path, 0, 0);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int mkdirat(int directory, const char *name, mode_t rights) {
  return name_at("mkdir", SYS_mkdirat, directory, name, rights, 1);
}
int mkdir(const char *name, mode_t rights) { return mkdirat(AT_FDCWD, name, rights); }
int unlinkat(int directory, const char *name, int flags) {
  const char *kind = flags & AT_REMOVEDIR ? "rmdir" : "unlink";
  return name_at(kind, SYS_unlinkat, directory, name, flags, 0);
}
int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }
int remove(const char *name) {
  int result = unlink(name);
  return result < 0 && errno == EISDIR ? rmdir(name) : result;
}

static int two_names(const char *kind, long call, int from, const char *old, int to, const char *new,
                     unsigned flags) {
  char path[PATH_MAX], other[PATH_MAX];
  resolve(from, old, path);
  resolve(to, new, other);
  if (!counts(path) && !counts(other)) return (int)syscall(call, from, old, to, new, flags);
  pthread_mutex_lock(&lock);
  int result = -1;
  if (!reached(kind, other, 1)) {
    result = (int)syscall(call, from, old, to, new, flags);
    if (result == 0) record(kind, inode_at(to, new, AT_SYMLINK_NOFOLLOW), 0, 0, path, other, 0);
  }
  pthread_mutex_unlock(&lock);
  return result;
}

int renameat2(int from, const char *old, int to, const char *new, unsigned flags) {
  return two_names("rename", SYS_renameat2, from, old, to, new, flags);
}
int renameat(int from, const char *old, int to, const char *new) {
  return renameat2(from, old, to, new, 0);
}
int rename(const char *old, const char *new) { return renameat2(AT_FDCWD, old, AT_FDCWD, new, 0); }
int linkat(int from, const char *old, int to, const char *new, int flags) {
  return two_names("link", SYS_linkat, from, old, to, new, flags);
}
int link(const char *old, const char *new) { return linkat(AT_FDCWD, old, AT_FDCWD, new, 0); }
