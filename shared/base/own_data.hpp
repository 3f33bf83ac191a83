// own_data.hpp - tells ThreadSanitizer what one thread computes on data of its own.
#pragma once

#ifdef __SANITIZE_THREAD__
// The sanitizer's own entry points (sanitizer's dynamic annotations); they nest.
extern "C" void AnnotateIgnoreReadsBegin(const char* file, int line);
extern "C" void AnnotateIgnoreReadsEnd(const char* file, int line);
extern "C" void AnnotateIgnoreWritesBegin(const char* file, int line);
extern "C" void AnnotateIgnoreWritesEnd(const char* file, int line);
#endif

namespace i2m {

/// While it lives, ThreadSanitizer does not watch this thread's reads and writes; locks and other waits still count. For code that
/// is not compiled for it either (I2M_HAS_OWN_DATA in cmake/Options.cmake): the C library's copies, which are watched wherever
/// they are called from, take four fifths of a draft's time there. Nothing in other builds.
class OwnData {
public:
    OwnData(const OwnData&) = delete;
    OwnData& operator=(const OwnData&) = delete;
#ifdef __SANITIZE_THREAD__
    OwnData() {
        AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
        AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    }
    ~OwnData() {
        AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
        AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
    }
#else
    OwnData() {}   // NOLINT(modernize-use-equals-default): not trivial, so that an object of it counts as used
    ~OwnData() {}  // NOLINT(modernize-use-equals-default)
#endif
};

}  // namespace i2m
