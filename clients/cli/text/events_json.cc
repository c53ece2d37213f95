#include "clients/cli/text/events_json.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "clients/cli/text/format.h"
#include "clients/cli/text/json_document.h"
#include "clients/cli/text/message_json.h"
#include "google/protobuf/util/json_util.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/leaf_hash.h"

namespace ingot::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// The field that a JSON name stands for: its lowerCamelCase or its schema name.
const FieldDescriptor* FindField(const Descriptor* type, const std::string& name) {
  const FieldDescriptor* const field = type->FindFieldByName(name);
  return field != nullptr ? field : type->FindFieldByCamelcaseName(name);
}

// An error at a place of the file.
struct Place {
  std::string_view name;
  absl::Status At(int line, std::string_view field, std::string_view what) const {
    return absl::InvalidArgumentError(Cat(name, ":", line, ": ", field, field.empty() ? "" : ": ", what));
  }
};

// Rewrites a value into plain proto3 JSON: times and dates given as text become messages. Other kinds of mistakes are
// left to the protobuf parser.
class Rewriter {
 public:
  explicit Rewriter(const Place& place) : place_(place) {}

  absl::Status Message(const JsonNode& node, const Descriptor* type, const std::string& path, std::string* out) {
    if (node.kind == JsonNode::Kind::kString && type == v1::LocalTime::descriptor()) {
      const absl::StatusOr<v1::LocalTime> time = ParseTime(node.string);
      if (!time.ok()) return place_.At(node.line, path, FromAbsl(time.status().message()));
      *out += MessageJson(*time);
      return absl::OkStatus();
    }
    if (node.kind == JsonNode::Kind::kString && type == v1::Date::descriptor()) {
      const absl::StatusOr<v1::Date> date = ParseDate(node.string);
      if (!date.ok()) return place_.At(node.line, path, FromAbsl(date.status().message()));
      *out += MessageJson(*date);
      return absl::OkStatus();
    }
    if (node.kind != JsonNode::Kind::kObject) {
      *out += node.text;
      return absl::OkStatus();
    }
    *out += '{';
    std::set<const FieldDescriptor*> seen;
    for (const auto& [name, value] : node.members) {
      *out += Cat(seen.empty() ? "" : ",", JsonQuote(name), ":");
      const FieldDescriptor* const field = FindField(type, name);
      const std::string below = Cat(path, path.empty() ? "" : ".", field == nullptr ? name : field->name());
      if (field == nullptr) return place_.At(value.line, below, Unknown(type));
      if (!seen.insert(field).second) return place_.At(value.line, below, "stands there twice, in two spellings");
      INGOT_RETURN_IF_ERROR(Field(value, field, below, out));
    }
    *out += '}';
    return absl::OkStatus();
  }

 private:
  absl::Status Field(const JsonNode& node, const FieldDescriptor* field, const std::string& path, std::string* out) {
    if (field->is_repeated() && node.kind == JsonNode::Kind::kArray) {
      *out += '[';
      for (size_t i = 0; i < node.elements.size(); ++i) {
        if (i > 0) *out += ',';
        INGOT_RETURN_IF_ERROR(One(node.elements[i], field, Cat(path, "[", i, "]"), out));
      }
      *out += ']';
      return absl::OkStatus();
    }
    return One(node, field, path, out);
  }
  absl::Status One(const JsonNode& node, const FieldDescriptor* field, const std::string& path, std::string* out) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return Message(node, field->message_type(), path, out);
    *out += node.text;
    return absl::OkStatus();
  }
  static std::string Unknown(const Descriptor* type) {
    std::string names;
    for (int i = 0; i < type->field_count(); ++i) names += Cat(i == 0 ? "" : ", ", type->field(i)->camelcase_name());
    if (names.size() > 400) names = "docs/DOMAIN.md lists the events";
    return Cat(type->name(), " has no such field (", names, ")");
  }

  const Place& place_;
};

// The line of the value at `path` ("a.b[2].c") below `node`, as far as it leads.
int LineOf(const JsonNode& node, const Descriptor* type, std::string_view path) {
  const JsonNode* at = &node;
  while (!path.empty() && type != nullptr) {
    const size_t end = path.find_first_of(".[");
    const FieldDescriptor* const field = FindField(type, std::string(path.substr(0, end)));
    if (field == nullptr) break;
    const JsonNode* next = at->Find(field->name());
    if (next == nullptr) next = at->Find(field->camelcase_name());
    if (next == nullptr) break;
    at = next;
    type = field->message_type();
    path = end == std::string_view::npos ? "" : path.substr(end);
    if (!path.empty() && path.front() == '[') {
      const size_t close = path.find(']');
      const std::optional<uint64_t> index = ParseDecimal(path.substr(1, close - 1));
      if (!index || *index >= at->elements.size()) break;
      at = &at->elements[*index];
      path = path.substr(close + 1);
    }
    if (!path.empty() && path.front() == '.') path.remove_prefix(1);
  }
  return at->line;
}

// Protobuf says "(path): what" or "(path) name: what".
absl::Status Explain(const absl::Status& status, const JsonNode& node, const Descriptor* type, const Place& place) {
  std::string what(FromAbsl(status.message()));
  std::string path;
  if (!what.empty() && what.front() == '(') {
    const size_t close = what.find(')');
    path = what.substr(1, close - 1);
    what.erase(0, close + 1);
  }
  what.erase(0, what.find_first_not_of(": "));
  if (what.rfind("invalid value ", 0) == 0) what = Cat("invalid value ", what.substr(14));
  const size_t type_name = what.find("type.googleapis.com/ingot.v1.");
  if (type_name != std::string::npos) what.erase(type_name, 29);
  return place.At(LineOf(node, type, path), path, what);
}

absl::Status ParseMessage(const JsonNode& node, const Place& place, google::protobuf::Message* message) {
  if (node.kind != JsonNode::Kind::kObject) return place.At(node.line, "", "an object in braces is missing");
  std::string text;
  INGOT_RETURN_IF_ERROR(Rewriter(place).Message(node, message->GetDescriptor(), "", &text));
  const auto parsed = google::protobuf::util::JsonStringToMessage(text, message);
  if (parsed.ok()) return absl::OkStatus();
  return Explain(absl::InvalidArgumentError(ToAbsl(parsed.message().ToString())), node, message->GetDescriptor(),
                 place);
}

}  // namespace

absl::StatusOr<std::vector<LocatedDraft>> ParseDrafts(std::string_view text, std::string_view name,
                                                      const std::optional<v1::LocalTime>& now) {
  const Place place{name};
  const absl::StatusOr<std::vector<JsonNode>> items = ParseJsonItems(text);
  if (!items.ok()) return absl::InvalidArgumentError(Cat(name, ": ", items.status().message()));
  if (items->empty()) return absl::InvalidArgumentError(Cat(name, ": holds no events"));
  std::vector<LocatedDraft> drafts;
  drafts.reserve(items->size());
  for (const JsonNode& item : *items) {
    LocatedDraft located;
    located.line = item.line;
    const JsonNode* const wrapped = item.Find("event");
    const JsonNode& event = wrapped == nullptr ? item : *wrapped;
    for (const auto& [member, node] : item.members) {
      if (wrapped == nullptr || member == "event") continue;
      if (member == "terms") {
        INGOT_RETURN_IF_ERROR(ParseMessage(node, place, &located.draft.terms.emplace()));
      } else if (member == "sealed") {
        INGOT_RETURN_IF_ERROR(ParseMessage(node, place, &located.draft.sealed.emplace()));
      } else {
        return place.At(node.line, member, "beside \"event\" only \"terms\" and \"sealed\" may stand");
      }
    }
    INGOT_RETURN_IF_ERROR(ParseMessage(event, place, &located.draft.event));
    if (located.draft.event.body_case() == v1::Event::BODY_NOT_SET) {
      return place.At(event.line, "", "names no event, like \"vehicleRegistered\"");
    }
    if (!located.draft.event.has_occurred_at()) {
      if (!now) return place.At(event.line, "occurred_at", "is missing: say when it happened, or pass --now");
      *located.draft.event.mutable_occurred_at() = *now;
    }
    drafts.push_back(std::move(located));
  }
  return drafts;
}

std::string EntryJson(std::string_view entry_bytes, const v1::DetachedPart* terms) {
  v1::Entry entry;
  v1::Event event;
  if (!entry.ParseFromArray(entry_bytes.data(), static_cast<int>(entry_bytes.size())) ||
      !event.ParseFromString(entry.event())) {
    return Cat("{\"malformed\":\"", HexEncode(entry_bytes), "\"}");
  }
  entry.clear_event();
  const Hash leaf = merkle::LeafHash(entry_bytes);
  std::string json = Cat("{\"seq\":\"", entry.seq(), "\",\"leaf\":\"", ToHex(leaf), "\",\"entry\":", MessageJson(entry),
                         ",\"event\":", MessageJson(event));
  v1::Terms parsed;
  if (terms != nullptr && parsed.ParseFromString(terms->body())) json += Cat(",\"terms\":", MessageJson(parsed));
  return json + "}";
}

std::string SubmissionJson(const v1::Submission& submission) {
  std::string json = Cat("{\"header\":", MessageJson(submission.header()), ",\"events\":[");
  for (int i = 0; i < submission.events_size(); ++i) {
    const v1::SubmittedEvent& submitted = submission.events(i);
    v1::Event event;
    event.ParseFromString(submitted.event());
    json += Cat(i == 0 ? "" : ",", "{\"event\":", MessageJson(event));
    v1::Terms terms;
    if (submitted.has_terms() && terms.ParseFromString(submitted.terms().body())) {
      json += Cat(",\"terms\":", MessageJson(terms));
    }
    v1::SealedBody sealed;
    if (submitted.has_sealed() && sealed.ParseFromString(submitted.sealed().body())) {
      json += Cat(",\"sealed\":", MessageJson(sealed));
    }
    json += "}";
  }
  return json + "]}";
}

std::string_view EventType(const v1::Event& event) {
  if (event.body_case() == v1::Event::BODY_NOT_SET) return "";
  return v1::Event::descriptor()->FindFieldByNumber(event.body_case())->name();
}

}  // namespace ingot::cli
