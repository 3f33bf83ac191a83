# The switches that the presets turn, and the compiler flags that follow from them.
set(I2M_SANITIZE "" CACHE STRING "Sanitizers for -fsanitize=, e.g. address,undefined")
option(I2M_COVERAGE "Count executed lines (gcov)" OFF)
option(I2M_FUZZ "Build tests/fuzz as libFuzzer programs (clang)" OFF)
option(I2M_TESTS "Build the tests" ON)
option(I2M_OUTSIDE_TESTS "Without I2M_TESTS: build what tests finished programs and the page, for those of build/asan and build/tsan too" OFF)
option(I2M_PCH "Precompile the headers of the standard library and of GoogleTest" OFF)
option(I2M_UNITY "Compile our own files in groups: a third of the work, but a file that forgets an include is not found" OFF)
option(I2M_WERROR "Treat warnings in our own code as errors" ON)

find_program(I2M_CCACHE ccache)
if(I2M_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(launcher ${I2M_CCACHE})
  if(I2M_PCH)   # else ccache keeps nothing that was compiled with a precompiled header
    set(launcher ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${I2M_CCACHE})
  endif()
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

# Flags of every object file, third-party ones too: a sanitizer or a coverage build has to see all of them.
add_library(i2m_flags INTERFACE)
if(I2M_SANITIZE)
  # What a sanitizer leaves out is a property of the target, since these flags come after the target's own and would undo them.
  #   I2M_IS_WATCHED OFF      tests and what comes from outside: no UndefinedBehaviorSanitizer, which doubles the time to compile
  #   I2M_HAS_OWN_DATA ON     what one thread computes on its own data: no ThreadSanitizer, under which it runs fifty times slower
  #   I2M_TRUSTS_POINTERS ON  no check of each pointer that is followed or handed on: half of the time to compile such a file
  string(REPLACE ",undefined" "" for_others "${I2M_SANITIZE}")
  string(REPLACE "," "$<COMMA>" for_ours "-fsanitize=${I2M_SANITIZE}")
  set(is_watched "$<NOT:$<STREQUAL:$<TARGET_PROPERTY:I2M_IS_WATCHED>,OFF>>")
  set(has_own_data "$<BOOL:$<TARGET_PROPERTY:I2M_HAS_OWN_DATA>>")
  set(trusts_pointers "$<BOOL:$<TARGET_PROPERTY:I2M_TRUSTS_POINTERS>>")
  set(pointer_checks "null$<COMMA>alignment$<COMMA>nonnull-attribute$<COMMA>returns-nonnull-attribute")
  target_compile_options(i2m_flags INTERFACE
    "$<$<NOT:${has_own_data}>:$<IF:${is_watched},${for_ours},-fsanitize=${for_others}>>"
    "$<${trusts_pointers}:-fno-sanitize=${pointer_checks}>"
    -fno-omit-frame-pointer -fno-sanitize-recover=all)
  target_link_options(i2m_flags INTERFACE -fsanitize=${I2M_SANITIZE})
endif()
if(I2M_FUZZ)
  target_compile_options(i2m_flags INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(i2m_flags INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(I2M_COVERAGE)
  target_compile_options(i2m_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(i2m_flags INTERFACE --coverage)
endif()
if(EMSCRIPTEN)
  # WASM exceptions cost less than the JavaScript ones and work with -flto; SIMD is for the draft solver.
  target_compile_options(i2m_flags INTERFACE -fwasm-exceptions -msimd128)
  target_link_options(i2m_flags INTERFACE -fwasm-exceptions -msimd128)
endif()

# Flags of our own code only.
add_library(i2m_warnings INTERFACE)
target_compile_options(i2m_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast -Woverloaded-virtual
  -Wnon-virtual-dtor -Wcast-align -Wnull-dereference -Wdouble-promotion -Wformat=2 -Wimplicit-fallthrough
  $<$<BOOL:${I2M_WERROR}>:-Werror>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(i2m_warnings INTERFACE -Wduplicated-cond -Wlogical-op -Wunused-const-variable=1
    # g++ 12 reports these inside std::string and std::vector at -O2; they are the compiler's mistakes (GCC bug 105329).
    -Wno-restrict -Wno-null-dereference)
  if(I2M_UNITY)   # what is anonymous in a .cpp stays within it: nobody includes one
    target_compile_options(i2m_warnings INTERFACE -Wno-subobject-linkage)
  endif()
  # Instrumented code confuses the flow analysis behind these, and so do the library's templates out of a precompiled header.
  if(I2M_SANITIZE OR I2M_PCH)
    target_compile_options(i2m_warnings INTERFACE -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-stringop-overread
      -Wno-array-bounds)
  endif()
else()
  # GUARDED_BY and its kin (shared/base/thread_annotations) are checked by clang only.
  target_compile_options(i2m_warnings INTERFACE -Wthread-safety)
  if(EMSCRIPTEN)
    # std::ptrdiff_t has 32 bits here, so `iterator + uint32_t` would warn; the native build checks the same lines.
    target_compile_options(i2m_warnings INTERFACE -Wno-sign-conversion)
  endif()
endif()
