// A fleet's life in a node, and queries against it as any of its organisations.
#ifndef INGOT_TESTS_UNIT_SERVER_QUERY_QUERY_FIXTURE_H_
#define INGOT_TESTS_UNIT_SERVER_QUERY_QUERY_FIXTURE_H_

#include <gmock/gmock.h>

#include "tests/support/fleet.h"
#include "tests/unit/server/support/grown_node.h"

namespace ingot::testing {

// Setting: Fleet, or what is one.
template <typename Setting>
class QueryTestOf : public GrownNodeTest<Setting> {
 protected:
  Setting& fleet_ = this->setting_;
};

using QueryTest = QueryTestOf<Fleet>;

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_SERVER_QUERY_QUERY_FIXTURE_H_
