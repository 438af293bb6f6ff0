// A disk that turns read-only under a running program, as Linux makes it after an error of the
// device: while the file that $READ_ONLY names is there, whatever would change a file fails with
// EROFS. Nobody may remount a disk on which files are open for writing, not even as root.

#include <cerrno>
#include <cstdarg>
#include <cstdlib>
#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

bool is_on() {
    const char *sign = getenv("READ_ONLY");
    return sign != nullptr && access(sign, F_OK) == 0;
}

bool is_refused(int file) {
    struct stat known;
    if (!is_on() || fstat(file, &known) != 0 || !S_ISREG(known.st_mode)) return false;
    errno = EROFS;
    return true;
}

template <typename F> F real(const char *name) { return reinterpret_cast<F>(dlsym(RTLD_NEXT, name)); }

}  // namespace

extern "C" {

ssize_t write(int file, const void *bytes, size_t count) {
    static auto next = real<ssize_t (*)(int, const void *, size_t)>("write");
    return is_refused(file) ? -1 : next(file, bytes, count);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t at) {
    static auto next = real<ssize_t (*)(int, const void *, size_t, off64_t)>("pwrite64");
    return is_refused(file) ? -1 : next(file, bytes, count, at);
}

int ftruncate64(int file, off64_t length) {
    static auto next = real<int (*)(int, off64_t)>("ftruncate64");
    return is_refused(file) ? -1 : next(file, length);
}

int open64(const char *path, int how, ...) {
    static auto next = real<int (*)(const char *, int, mode_t)>("open64");
    va_list more;
    va_start(more, how);
    const mode_t mode = (how & O_CREAT) ? va_arg(more, mode_t) : 0;
    va_end(more);
    if ((how & (O_WRONLY | O_RDWR)) && is_on()) {
        errno = EROFS;
        return -1;
    }
    return next(path, how, mode);
}

}
