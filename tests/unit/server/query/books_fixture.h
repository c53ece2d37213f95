// A life from the press shop to a new body in a node, and the books asked as any of its organisations.
#ifndef INGOT_TESTS_UNIT_SERVER_QUERY_BOOKS_FIXTURE_H_
#define INGOT_TESTS_UNIT_SERVER_QUERY_BOOKS_FIXTURE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "tests/support/works.h"
#include "tests/unit/server/support/grown_node.h"

namespace ingot::testing {

class BooksTest : public GrownNodeTest<Works> {
 protected:
  // All messages of a stream, together.
  template <typename Pages>
  absl::StatusOr<typename Pages::Response> Read(const std::string& organisation_id,
                                                const typename Pages::Request& request) {
    Pages pages(request);
    typename Pages::Response all;
    while (true) {
      typename Pages::Response next;
      const absl::StatusOr<bool> more = pages.Next(*As(organisation_id), &next);
      if (!more.ok()) return more.status();
      if (!*more) return all;
      all.MergeFrom(next);
    }
  }

  Works& works_ = setting_;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_SERVER_QUERY_BOOKS_FIXTURE_H_
