# A folder is a CMake target is a namespace. Modules name the modules that they may include in DEPS, and this file
# refuses an edge that points up: proto, ledger <- storage <- server; clients see proto, ledger and each other only.
# tests/lint/layers.py holds every #include against the same declared DEPS.

# The rooms that a module of a room may depend on.
set(INGOT_EDGES_proto proto)
set(INGOT_EDGES_ledger proto ledger)
set(INGOT_EDGES_storage proto ledger storage)
set(INGOT_EDGES_server proto ledger storage server)
set(INGOT_EDGES_clients proto ledger clients)
set(INGOT_EDGES_tests proto ledger storage server clients tests)

function(ingot_target_name path out)
  string(REPLACE "/" "_" name ${path})
  set(${out} "ingot_${name}" PARENT_SCOPE)
endfunction()

function(ingot_link target path)
  cmake_parse_arguments(ARG "" "" "DEPS;LIBS" ${ARGN})
  string(REGEX MATCH "^[^/]+" room ${path})
  foreach(dep IN LISTS ARG_DEPS)
    string(REGEX MATCH "^[^/]+" dep_room ${dep})
    if(NOT dep_room IN_LIST INGOT_EDGES_${room})
      message(FATAL_ERROR "${path} may not depend on ${dep}: arrows go ${room} -> ${INGOT_EDGES_${room}}")
    endif()
    ingot_target_name(${dep} dep_target)
    target_link_libraries(${target} PUBLIC ${dep_target})
  endforeach()
  target_link_libraries(${target} PUBLIC ${ARG_LIBS} PRIVATE ingot_warnings)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  set_property(GLOBAL APPEND PROPERTY INGOT_DEPS "${path}:${ARG_DEPS}")
endfunction()

# ingot_module(ledger/merkle SRCS a.cc b.cc DEPS ledger/crypto LIBS absl::status)
function(ingot_module path)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS;LIBS" ${ARGN})
  ingot_target_name(${path} target)
  add_library(${target} STATIC ${ARG_SRCS})
  ingot_link(${target} ${path} DEPS ${ARG_DEPS} LIBS ${ARG_LIBS})
endfunction()

# ingot_program(ingotd server/main SRCS main.cc DEPS ...)
function(ingot_program name path)
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS;LIBS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  ingot_link(${name} ${path} DEPS ${ARG_DEPS} LIBS ${ARG_LIBS})
endfunction()

# ingot_test(tests/unit/ledger/merkle SRCS a_test.cc DEPS ledger/merkle [TIMEOUT 120] [LABELS unit])
# One binary and one ctest entry a folder.
function(ingot_test path)
  cmake_parse_arguments(ARG "" "TIMEOUT" "SRCS;DEPS;LIBS;LABELS" ${ARGN})
  ingot_target_name(${path} target)
  add_executable(${target} ${ARG_SRCS})
  ingot_link(${target} ${path} DEPS ${ARG_DEPS} LIBS ${ARG_LIBS} GTest::gmock GTest::gtest_main)
  string(REGEX REPLACE "^tests/" "" test_name ${path})
  add_test(NAME ${test_name} COMMAND ${target} WORKING_DIRECTORY ${PROJECT_SOURCE_DIR})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 300)
  endif()
  set_tests_properties(${test_name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
endfunction()

# ingot_fuzzer(entry SRCS entry_fuzz.cc DEPS ledger/entry): libFuzzer target, run for a bounded time by ctest.
# Seeds in tests/fuzz/corpus/<name>.
function(ingot_fuzzer name)
  if(NOT INGOT_FUZZ)
    return()
  endif()
  cmake_parse_arguments(ARG "" "" "SRCS;DEPS;LIBS" ${ARGN})
  set(target fuzz_${name})
  add_executable(${target} ${ARG_SRCS})
  ingot_link(${target} tests/fuzz/${name} DEPS ${ARG_DEPS} LIBS ${ARG_LIBS})
  target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  set(found ${CMAKE_BINARY_DIR}/corpus/${name})
  file(MAKE_DIRECTORY ${found})
  add_test(NAME fuzz/${name} COMMAND ${target} -max_total_time=15 -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
    ${found} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
  set_tests_properties(fuzz/${name} PROPERTIES TIMEOUT 120 LABELS fuzz)
endfunction()

# Writes the declared edges where tests/lint/layers.py reads them. Called last, from tests/.
function(ingot_write_edges)
  get_property(edges GLOBAL PROPERTY INGOT_DEPS)
  list(JOIN edges "\n" text)
  file(WRITE ${CMAKE_BINARY_DIR}/module_edges.txt "${text}\n")
endfunction()
