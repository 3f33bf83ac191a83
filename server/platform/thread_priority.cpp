// thread_priority.cpp - Linux has a niceness for each thread (setpriority(2), BUGS: by thread id, against POSIX).
#include "server/platform/thread_priority.hpp"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace i2m {

void step_back_this_thread() {
    constexpr int kNiceness = 5;  // a third of the share of the others
    const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
    const int present = ::getpriority(PRIO_PROCESS, thread);
    (void)::setpriority(PRIO_PROCESS, thread, present + kNiceness);
}

}  // namespace i2m
