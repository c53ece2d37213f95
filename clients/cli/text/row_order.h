// Rows of reports in the order of a column that a person chose, in bounded memory.
#ifndef INGOT_CLIENTS_CLI_TEXT_ROW_ORDER_H_
#define INGOT_CLIENTS_CLI_TEXT_ROW_ORDER_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace ingot::cli {

// What stands in a column: numbers by size, money by currency first, dates and times by day, the rest by letters.
struct RowKey {
  std::string text;
  int64_t number = 0;

  std::strong_ordering operator<=>(const RowKey&) const = default;
};

// For rows of one type. Thread-safe.
class RowOrder {
 public:
  // `column` is one of RowNames(type), alone (smallest first) or followed by ":desc" (largest first). InvalidArgument,
  // which names the columns that there are.
  static absl::StatusOr<RowOrder> Parse(const google::protobuf::Descriptor* type, std::string_view column);

  RowKey KeyOf(const google::protobuf::Message& row) const;
  bool descending() const { return descending_; }

 private:
  RowOrder(const google::protobuf::FieldDescriptor* field, bool descending) : field_(field), descending_(descending) {}

  const google::protobuf::FieldDescriptor* field_;
  bool descending_;
};

// The first `keep` rows of an order, of any number of rows added in any order; of equals the first added comes first.
// Not thread-safe.
template <typename Row>
class FirstRows {
 public:
  // REQUIRES: keep > 0.
  FirstRows(const RowOrder& order, size_t keep) : order_(order), keep_(keep), kept_(Before{order.descending()}) {}

  // Whether a row had to be left out: this one or another.
  bool Add(Row row) {
    RowKey key = order_.KeyOf(row);
    kept_.insert(Kept{std::move(key), added_++, std::move(row)});
    if (kept_.size() <= keep_) return false;
    kept_.erase(std::prev(kept_.end()));
    return true;
  }

  // Hands them out, in order.
  std::vector<Row> Take() {
    std::vector<Row> rows;
    rows.reserve(kept_.size());
    while (!kept_.empty()) rows.push_back(std::move(kept_.extract(kept_.begin()).value().row));
    return rows;
  }

 private:
  struct Kept {
    RowKey key;
    uint64_t number;
    Row row;
  };
  struct Before {
    bool descending;
    bool operator()(const Kept& a, const Kept& b) const {
      if (a.key != b.key) return descending ? b.key < a.key : a.key < b.key;
      return a.number < b.number;
    }
  };

  RowOrder order_;
  size_t keep_;
  uint64_t added_ = 0;
  std::set<Kept, Before> kept_;
};

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TEXT_ROW_ORDER_H_
