// thread_priority.hpp - who goes first when there are fewer cores than threads with work.
#pragma once

namespace i2m {

/// The calling thread lets the others of this program go first from now on. For threads that compute for long: on few cores they
/// would keep answers waiting. Where the system does not allow it nothing happens.
void step_back_this_thread();

}  // namespace i2m
