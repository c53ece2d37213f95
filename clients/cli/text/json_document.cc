#include "clients/cli/text/json_document.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"

namespace ingot::cli {
namespace {

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

void AppendUtf8(uint32_t c, std::string* out) {
  if (c < 0x80) {
    out->push_back(static_cast<char>(c));
    return;
  }
  const int more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  constexpr uint8_t kLead[] = {0, 0xc0, 0xe0, 0xf0};
  out->push_back(static_cast<char>(kLead[more] | (c >> (6 * more))));
  for (int i = more - 1; i >= 0; --i) out->push_back(static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3f)));
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  bool AtEnd() {
    SkipSpace();
    return at_ == text_.size();
  }
  bool Take(char c) {
    SkipSpace();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  absl::StatusOr<JsonNode> Value(int depth);
  absl::Status Wrong(std::string_view what) const {
    return absl::InvalidArgumentError(Cat("line ", line_, ": ", what));
  }

 private:
  void SkipSpace() {
    for (; at_ < text_.size() && IsSpace(text_[at_]); ++at_) line_ += text_[at_] == '\n';
  }
  char Peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  absl::Status Object(int depth, JsonNode* node);
  absl::Status Array(int depth, JsonNode* node);
  absl::Status String(std::string* out);
  absl::Status Escape(std::string* out);
  absl::StatusOr<uint32_t> FourHexDigits();
  absl::Status Number();
  absl::Status Word(std::string_view word);

  std::string_view text_;
  size_t at_ = 0;
  int line_ = 1;
};

absl::StatusOr<JsonNode> Parser::Value(int depth) {
  if (AtEnd()) return Wrong("the text ends where a value should stand");
  if (depth > kMaxJsonDepth) return Wrong(Cat("values are nested more than ", kMaxJsonDepth, " deep"));
  JsonNode node;
  node.line = line_;
  const size_t begin = at_;
  absl::Status status;
  switch (Peek()) {
    case '{':
      node.kind = JsonNode::Kind::kObject;
      status = Object(depth, &node);
      break;
    case '[':
      node.kind = JsonNode::Kind::kArray;
      status = Array(depth, &node);
      break;
    case '"':
      node.kind = JsonNode::Kind::kString;
      status = String(&node.string);
      break;
    case 't':
    case 'f':
      node.kind = JsonNode::Kind::kBool;
      status = Word(Peek() == 't' ? "true" : "false");
      break;
    case 'n':
      status = Word("null");
      break;
    default:
      node.kind = JsonNode::Kind::kNumber;
      status = Number();
  }
  INGOT_RETURN_IF_ERROR(status);
  node.text = text_.substr(begin, at_ - begin);
  return node;
}

absl::Status Parser::Object(int depth, JsonNode* node) {
  ++at_;
  if (Take('}')) return absl::OkStatus();
  while (true) {
    SkipSpace();
    if (Peek() != '"') return Wrong("a name in double quotes is missing");
    std::string name;
    INGOT_RETURN_IF_ERROR(String(&name));
    if (node->Find(name) != nullptr) return Wrong(Cat("\"", name, "\" stands there twice"));
    if (!Take(':')) return Wrong(Cat("':' is missing after \"", name, "\""));
    INGOT_ASSIGN_OR_RETURN(JsonNode value, Value(depth + 1));
    node->members.push_back({std::move(name), std::move(value)});
    if (Take('}')) return absl::OkStatus();
    if (!Take(',')) return Wrong("',' or '}' is missing");
  }
}

absl::Status Parser::Array(int depth, JsonNode* node) {
  ++at_;
  if (Take(']')) return absl::OkStatus();
  while (true) {
    INGOT_ASSIGN_OR_RETURN(JsonNode value, Value(depth + 1));
    node->elements.push_back(std::move(value));
    if (Take(']')) return absl::OkStatus();
    if (!Take(',')) return Wrong("',' or ']' is missing");
  }
}

absl::Status Parser::String(std::string* out) {
  ++at_;
  while (true) {
    if (at_ == text_.size()) return Wrong("a string is not closed");
    const char c = text_[at_++];
    if (c == '"') return absl::OkStatus();
    if (static_cast<uint8_t>(c) < 0x20) return Wrong("a string holds a control character or a line break");
    if (c == '\\') {
      INGOT_RETURN_IF_ERROR(Escape(out));
    } else {
      out->push_back(c);
    }
  }
}

absl::Status Parser::Escape(std::string* out) {
  constexpr std::string_view kFrom = "\"\\/bfnrt";
  constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
  const char c = Peek();
  ++at_;
  if (const size_t i = kFrom.find(c); c != '\0' && i != std::string_view::npos) {
    out->push_back(kTo[i]);
    return absl::OkStatus();
  }
  if (c != 'u') return Wrong("an escape is none of JSON's");
  INGOT_ASSIGN_OR_RETURN(uint32_t unit, FourHexDigits());
  if (unit >= 0xd800 && unit < 0xdc00 && text_.substr(at_, 2) == "\\u") {
    at_ += 2;
    INGOT_ASSIGN_OR_RETURN(const uint32_t low, FourHexDigits());
    if (low < 0xdc00 || low > 0xdfff) return Wrong("half a surrogate pair");
    unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
  }
  if (unit >= 0xd800 && unit <= 0xdfff) return Wrong("half a surrogate pair");
  AppendUtf8(unit, out);
  return absl::OkStatus();
}

absl::StatusOr<uint32_t> Parser::FourHexDigits() {
  uint32_t value = 0;
  for (int i = 0; i < 4; ++i) {
    const int digit = HexValue(Peek());
    if (digit < 0) return Wrong("\\u needs four hexadecimal digits");
    ++at_;
    value = value * 16 + static_cast<uint32_t>(digit);
  }
  return value;
}

absl::Status Parser::Number() {
  const size_t begin = at_;
  const auto digits = [this] {
    const size_t first = at_;
    while (Peek() >= '0' && Peek() <= '9') ++at_;
    return at_ - first;
  };
  if (Peek() == '-') ++at_;
  const size_t integer = at_;
  const size_t count = digits();
  bool good = count > 0 && (count == 1 || text_[integer] != '0');
  if (good && Peek() == '.') {
    ++at_;
    good = digits() > 0;
  }
  if (good && (Peek() == 'e' || Peek() == 'E')) {
    ++at_;
    if (Peek() == '+' || Peek() == '-') ++at_;
    good = digits() > 0;
  }
  if (good) return absl::OkStatus();
  return at_ == begin ? Wrong("a value is missing") : Wrong("a number is malformed");
}

absl::Status Parser::Word(std::string_view word) {
  if (text_.substr(at_, word.size()) != word) return Wrong("a value is missing");
  at_ += word.size();
  return absl::OkStatus();
}

}  // namespace

const JsonNode* JsonNode::Find(std::string_view name) const {
  for (const auto& [member, node] : members) {
    if (member == name) return &node;
  }
  return nullptr;
}

absl::StatusOr<std::vector<JsonNode>> ParseJsonItems(std::string_view text) {
  if (!IsValidUtf8(text)) return absl::InvalidArgumentError("the text is not UTF-8");
  Parser parser(text);
  std::vector<JsonNode> items;
  while (!parser.AtEnd()) {
    INGOT_ASSIGN_OR_RETURN(JsonNode node, parser.Value(0));
    if (node.kind == JsonNode::Kind::kArray) {
      if (!items.empty() || !parser.AtEnd()) return parser.Wrong("an array of events must stand alone");
      return std::move(node.elements);
    }
    items.push_back(std::move(node));
  }
  return items;
}

std::string JsonQuote(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out.push_back('\\');
      out.push_back(c);
    } else if (static_cast<uint8_t>(c) < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      out += escape;
    } else {
      out.push_back(c);
    }
  }
  out.push_back('"');
  return out;
}

}  // namespace ingot::cli
