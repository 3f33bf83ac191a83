// signals.cpp - stop signals are blocked everywhere and taken by sigwait in main.
#include "server/platform/signals.hpp"

#include <pthread.h>

#include <csignal>

namespace i2m {
namespace {

sigset_t stop_set() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

}  // namespace

StopSignals::StopSignals() {
    const sigset_t set = stop_set();
    ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

void StopSignals::wait() const {
    const sigset_t set = stop_set();
    int signal = 0;
    while (::sigwait(&set, &signal) != 0) {
    }
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    ::pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

}  // namespace i2m
