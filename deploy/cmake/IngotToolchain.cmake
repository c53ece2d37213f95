# Compiler settings and third-party packages, all from Debian 12.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
# Headers that do not fit a file's options are read as text.
set(CMAKE_PCH_WARN_INVALID OFF)
# For programs too, so that they and the libraries share precompiled headers.
add_compile_options(-fPIC -pthread)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

set(INGOT_SANITIZE "" CACHE STRING "value of -fsanitize, empty for none")
option(INGOT_FUZZ "build the libFuzzer targets (clang only)" OFF)
# Headers take most of a compilation, so a module's files are compiled some at a time. The presets dev and clang compile
# each file alone: a change rebuilds little there, and a missing #include shows.
option(INGOT_UNITY "compile a module's files together" ON)
# Debian's libraries are shared everywhere else, so that their security updates need no new build.
option(INGOT_STATIC_CLIENT "link gRPC, protobuf and Abseil into a release of ingot, which starts faster then" ON)

# A client that is not what the build is about costs as much time as everything else together.
set(INGOT_TEST_CLIENT "" CACHE FILEPATH "the program ingot that tests start; empty for this build's own")

set(CMAKE_CXX_FLAGS_DEBUG "-O1 -g1")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -g1")

find_program(CCACHE ccache)
if(CCACHE)
  # What ccache asks for where headers are precompiled.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-fpch-preprocess)
  endif()
endif()

# For our own code; generated code is compiled without them.
add_library(ingot_warnings INTERFACE)
target_compile_options(ingot_warnings INTERFACE
  -Wall -Wextra -Werror -Wnon-virtual-dtor -Woverloaded-virtual -Wno-missing-field-initializers)
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  target_compile_options(ingot_warnings INTERFACE -Wthread-safety)
else()
  # g++ 12 sees overlaps and overruns in std::string's own operators where there are none (its bugs 105651, 105329).
  target_compile_options(ingot_warnings INTERFACE -Wshadow=local -Wno-array-bounds -Wno-restrict
    -Wno-stringop-overflow -Wno-stringop-overread)
endif()

if(INGOT_SANITIZE)
  add_compile_options(-fsanitize=${INGOT_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${INGOT_SANITIZE})
  if(INGOT_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
endif()
if(INGOT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

find_package(Threads REQUIRED)
find_package(OpenSSL 3.0 REQUIRED)
find_package(absl REQUIRED)
find_package(Protobuf 3.21 REQUIRED)
find_package(gRPC REQUIRED)
find_package(RocksDB REQUIRED)
find_package(GTest REQUIRED)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
# HTTP for witnesses; Debian builds the header-only library as a shared one, and its flags must be ours.
find_package(PkgConfig REQUIRED)
pkg_check_modules(httplib REQUIRED IMPORTED_TARGET cpp-httplib)

# Events are taken apart on one thread and let go on another, which glibc's allocator does at half the speed
# (docs/adr/0021-jemalloc.md). Sanitizers bring their own.
if(NOT INGOT_SANITIZE)
  pkg_check_modules(jemalloc REQUIRED IMPORTED_TARGET jemalloc)
endif()

# Debian's libabsl is not instrumented: this makes its locks known to ThreadSanitizer (ingot_link adds it to programs).
if(INGOT_SANITIZE MATCHES "thread")
  add_library(ingot_tsan_locks OBJECT ${PROJECT_SOURCE_DIR}/tests/tsan/absl_locks.cc)
  target_link_libraries(ingot_tsan_locks PUBLIC absl::synchronization ${CMAKE_DL_LIBS} PRIVATE ingot_warnings)
endif()
