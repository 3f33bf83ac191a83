// io_faults.cpp - preloaded into a program under test: lets its calls to the disk fail, or kills it there, as a file says.
//
// I2M_TEST_FAULTS names that file. One line: CALL PART SKIP ACTION
//   CALL    open, write, sync, rename, unlink, mkdir, truncate, or any of them: *
//   PART    a part of the path that is meant, or *
//   SKIP    so many such calls succeed first; the count begins anew when the line changes
//   ACTION  ENOSPC, EIO, EROFS: the call fails with it, and so do all after it; KILL: the program dies before the call
// Without the file, or with an empty one, every call goes through.
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

constexpr std::size_t kMaxText = 512;

std::atomic<int> g_seen{0};           // such calls since the line changed
std::atomic<unsigned> g_line_sum{0};  // of the line that g_seen belongs to

/// Fills `out` without going through the calls that are replaced here.
bool read_control(char (&out)[kMaxText]) {
    const char* const path = std::getenv("I2M_TEST_FAULTS");
    if (path == nullptr) return false;
    const long fd = ::syscall(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0);
    if (fd < 0) return false;
    const long got = ::syscall(SYS_read, fd, out, kMaxText - 1);
    ::syscall(SYS_close, fd);
    if (got <= 0) return false;
    out[got] = '\0';
    return true;
}

unsigned sum_of(const char* text) {
    unsigned sum = 2166136261U;
    for (; *text != '\0'; ++text) sum = (sum ^ static_cast<unsigned char>(*text)) * 16777619U;
    return sum;
}

int number_of(const char* action) {
    if (std::strcmp(action, "ENOSPC") == 0) return ENOSPC;
    if (std::strcmp(action, "EROFS") == 0) return EROFS;
    return EIO;
}

/// True, with errno set, when this call is to fail. Does not return when the program is to die.
bool must_fail(const char* call, const char* path) {
    const int before = errno;
    char text[kMaxText];
    if (!read_control(text)) return errno = before, false;
    char wanted[32];
    char part[256];
    char action[32];
    int skip = 0;
    if (std::sscanf(text, "%31s %255s %d %31s", wanted, part, &skip, action) != 4) return errno = before, false;
    if (std::strcmp(wanted, "*") != 0 && std::strcmp(wanted, call) != 0) return errno = before, false;
    if (std::strcmp(part, "*") != 0 && std::strstr(path, part) == nullptr) return errno = before, false;
    const unsigned sum = sum_of(text);
    if (g_line_sum.exchange(sum) != sum) g_seen = 0;
    if (g_seen.fetch_add(1) < skip) return errno = before, false;
    if (std::strcmp(action, "KILL") == 0) ::syscall(SYS_kill, ::syscall(SYS_getpid), SIGKILL);
    errno = number_of(action);
    return true;
}

bool must_fail(const char* call, int fd) {
    char link[64];
    std::snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    char path[kMaxText];
    const long size = ::syscall(SYS_readlinkat, AT_FDCWD, link, path, kMaxText - 1);
    if (size <= 0 || path[0] != '/') return false;  // sockets and pipes
    path[size] = '\0';
    return must_fail(call, path);
}

template <class Function>
Function real(const char* name) {
    return reinterpret_cast<Function>(::dlsym(RTLD_NEXT, name));
}

bool is_for_writing(int flags) { return (flags & (O_WRONLY | O_RDWR | O_CREAT)) != 0; }

int open_with(const char* name, const char* path, int flags, unsigned mode) {
    if (is_for_writing(flags) && must_fail("open", path)) return -1;
    return real<int (*)(const char*, int, unsigned)>(name)(path, flags, mode);
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const unsigned mode = va_arg(rest, unsigned);
    va_end(rest);
    return open_with("open", path, flags, mode);
}
int open64(const char* path, int flags, ...) {
    va_list rest;
    va_start(rest, flags);
    const unsigned mode = va_arg(rest, unsigned);
    va_end(rest);
    return open_with("open64", path, flags, mode);
}
ssize_t write(int fd, const void* data, size_t size) {
    if (must_fail("write", fd)) return -1;
    return real<ssize_t (*)(int, const void*, size_t)>("write")(fd, data, size);
}
ssize_t pwrite64(int fd, const void* data, size_t size, off64_t at) {
    if (must_fail("write", fd)) return -1;
    return real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64")(fd, data, size, at);
}
ssize_t pwrite(int fd, const void* data, size_t size, off_t at) {
    if (must_fail("write", fd)) return -1;
    return real<ssize_t (*)(int, const void*, size_t, off_t)>("pwrite")(fd, data, size, at);
}
size_t fwrite(const void* data, size_t size, size_t count, FILE* file) {
    if (must_fail("write", ::fileno(file))) return 0;
    return real<size_t (*)(const void*, size_t, size_t, FILE*)>("fwrite")(data, size, count, file);
}
int fsync(int fd) { return must_fail("sync", fd) ? -1 : real<int (*)(int)>("fsync")(fd); }
int fdatasync(int fd) { return must_fail("sync", fd) ? -1 : real<int (*)(int)>("fdatasync")(fd); }
int ftruncate64(int fd, off64_t size) noexcept {
    return must_fail("truncate", fd) ? -1 : real<int (*)(int, off64_t)>("ftruncate64")(fd, size);
}
int rename(const char* from, const char* to) noexcept {
    return must_fail("rename", from) ? -1 : real<int (*)(const char*, const char*)>("rename")(from, to);
}
int unlink(const char* path) noexcept { return must_fail("unlink", path) ? -1 : real<int (*)(const char*)>("unlink")(path); }
int unlinkat(int folder, const char* path, int flags) noexcept {
    return must_fail("unlink", path) ? -1 : real<int (*)(int, const char*, int)>("unlinkat")(folder, path, flags);
}
int remove(const char* path) noexcept { return must_fail("unlink", path) ? -1 : real<int (*)(const char*)>("remove")(path); }
int mkdir(const char* path, mode_t mode) noexcept {
    return must_fail("mkdir", path) ? -1 : real<int (*)(const char*, mode_t)>("mkdir")(path, mode);
}

}  // extern "C"
