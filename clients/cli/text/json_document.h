// A JSON reader (RFC 8259) that keeps line numbers and the text of every value, so that a mistake in a file of events
// is named by its line and field. Strict: no duplicate names, no trailing commas, no comments, UTF-8.
#ifndef INGOT_CLIENTS_CLI_TEXT_JSON_DOCUMENT_H_
#define INGOT_CLIENTS_CLI_TEXT_JSON_DOCUMENT_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace ingot::cli {

inline constexpr int kMaxJsonDepth = 32;

struct JsonMember;

// A value; views point into the text that was parsed.
struct JsonNode {
  enum class Kind { kNull, kBool, kNumber, kString, kArray, kObject };
  Kind kind = Kind::kNull;
  // Its spelling.
  std::string_view text;
  // Where it begins, from 1.
  int line = 1;
  // Of a string, decoded.
  std::string string;
  // Of an array.
  std::vector<JsonNode> elements;
  // Of an object, in the text's order, names decoded.
  std::vector<JsonMember> members;

  // The member of that name, or nullptr. REQUIRES: nothing.
  const JsonNode* Find(std::string_view name) const;
};

// A type of its own: a pair of an incomplete type does not compile everywhere.
struct JsonMember {
  std::string name;
  JsonNode value;
};

// The items of a text: the elements of one array, or values one after the other (JSON Lines, or any white space
// between). INVALID_ARGUMENT: "line 12: ...".
absl::StatusOr<std::vector<JsonNode>> ParseJsonItems(std::string_view text);

// The text as a JSON string, with quotes.
std::string JsonQuote(std::string_view text);

}  // namespace ingot::cli

#endif  // INGOT_CLIENTS_CLI_TEXT_JSON_DOCUMENT_H_
