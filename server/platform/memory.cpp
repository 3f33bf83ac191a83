// memory.cpp - by malloc_trim(3), which all arenas know since glibc 2.8.
#include "server/platform/memory.hpp"

#include <malloc.h>

namespace i2m {

void give_back_memory() { (void)::malloc_trim(0); }

}  // namespace i2m
