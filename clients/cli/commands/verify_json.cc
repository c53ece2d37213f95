// ingot verify: inclusion, consistency. Numbers and hashes as one JSON object; docs/CLI.md describes it.
#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>

#include "clients/cli/commands/verify.h"
#include "clients/cli/text/json_document.h"
#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/verify/proof.h"

namespace ingot::cli {
namespace {

using verdict::Reason;

constexpr size_t kMaxInputBytes = 64 * 1024;

absl::Status BadInput(std::string_view what) { return verdict::Fail(Reason::kMalformedInput, what); }

// One JSON object with exactly these members.
absl::StatusOr<JsonNode> ReadObject(const std::string& text, std::initializer_list<std::string_view> names) {
  absl::StatusOr<std::vector<JsonNode>> items = ParseJsonItems(text);
  if (!items.ok()) return BadInput(FromAbsl(items.status().message()));
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (items->size() != 1 || items->front().kind != JsonNode::Kind::kObject || text[first] != '{') {
    return BadInput("the input is one JSON object");
  }
  JsonNode object = std::move(items->front());
  for (const std::string_view name : names) {
    if (object.Find(name) == nullptr) return BadInput(Cat(name, " is missing"));
  }
  for (const JsonMember& member : object.members) {
    if (std::find(names.begin(), names.end(), member.name) == names.end()) {
      return BadInput(Cat("a member's name is none of the ", names.size(), " that are expected"));
    }
  }
  return object;
}

// Decimal digits, as a number or as a string.
absl::StatusOr<uint64_t> NumberOf(const JsonNode& object, std::string_view name) {
  const JsonNode& node = *object.Find(name);
  const bool string = node.kind == JsonNode::Kind::kString;
  std::optional<uint64_t> value;
  if (string || node.kind == JsonNode::Kind::kNumber) value = ParseDecimal(string ? node.string : node.text);
  if (value.has_value() && *value <= merkle::kMaxTreeSize) return *value;
  return BadInput(Cat(name, " is a whole number from 0 to 2^63 - 1"));
}

absl::StatusOr<Hash> HashOf(const JsonNode& node, std::string_view name) {
  if (node.kind == JsonNode::Kind::kString) {
    const std::optional<std::string> bytes = Base64Decode(node.string);
    if (bytes.has_value() && bytes->size() == kHashSize) return HashFromBytes(*bytes);
  }
  return BadInput(Cat(name, " is base64 of 32 bytes"));
}

absl::StatusOr<merkle::Proof> ProofOf(const JsonNode& object) {
  const JsonNode& node = *object.Find("proof");
  if (node.kind != JsonNode::Kind::kArray || node.elements.size() > merkle::kMaxConsistencyHashes) {
    return BadInput(Cat("proof is an array of at most ", merkle::kMaxConsistencyHashes, " hashes"));
  }
  merkle::Proof proof;
  for (const JsonNode& element : node.elements) {
    INGOT_ASSIGN_OR_RETURN(const Hash hash, HashOf(element, "a hash of the proof"));
    proof.push_back(hash);
  }
  return proof;
}

absl::Status VerifyInclusionJson(const std::string& text, VerdictFacts* facts) {
  INGOT_ASSIGN_OR_RETURN(const JsonNode object, ReadObject(text, {"index", "size", "leaf", "root", "proof"}));
  INGOT_ASSIGN_OR_RETURN(const uint64_t index, NumberOf(object, "index"));
  INGOT_ASSIGN_OR_RETURN(const uint64_t size, NumberOf(object, "size"));
  INGOT_ASSIGN_OR_RETURN(const Hash leaf, HashOf(*object.Find("leaf"), "leaf"));
  INGOT_ASSIGN_OR_RETURN(const Hash root, HashOf(*object.Find("root"), "root"));
  INGOT_ASSIGN_OR_RETURN(const merkle::Proof proof, ProofOf(object));
  INGOT_RETURN_IF_ERROR(verify::CheckInclusion(index, size, leaf, proof, root));
  facts->json = Cat(",\"index\":\"", index, "\",\"size\":\"", size, "\"");
  facts->text = Cat("Entry ", index, " is in the tree of ", size, " entries\n");
  return absl::OkStatus();
}

absl::Status VerifyConsistencyJson(const std::string& text, VerdictFacts* facts) {
  INGOT_ASSIGN_OR_RETURN(const JsonNode object,
                         ReadObject(text, {"oldSize", "newSize", "oldRoot", "newRoot", "proof"}));
  INGOT_ASSIGN_OR_RETURN(const uint64_t old_size, NumberOf(object, "oldSize"));
  INGOT_ASSIGN_OR_RETURN(const uint64_t new_size, NumberOf(object, "newSize"));
  INGOT_ASSIGN_OR_RETURN(const Hash old_root, HashOf(*object.Find("oldRoot"), "oldRoot"));
  INGOT_ASSIGN_OR_RETURN(const Hash new_root, HashOf(*object.Find("newRoot"), "newRoot"));
  INGOT_ASSIGN_OR_RETURN(const merkle::Proof proof, ProofOf(object));
  INGOT_RETURN_IF_ERROR(verify::CheckConsistency(old_size, new_size, old_root, new_root, proof));
  facts->json = Cat(",\"oldSize\":\"", old_size, "\",\"newSize\":\"", new_size, "\"");
  facts->text = Cat("The tree of ", old_size, " entries is the beginning of that of ", new_size, "\n");
  return absl::OkStatus();
}

using JsonCheck = absl::Status (*)(const std::string& text, VerdictFacts* facts);

void SetJsonCheck(CLI::App* command, Context& context, const std::string& what, JsonCheck check) {
  const auto file = std::make_shared<std::string>("-");
  command->add_option("file", *file, "JSON object (standard input)")->type_name("FILE");
  SetVerdict(command, context, what, [file, check](VerdictFacts* facts) -> absl::Status {
    INGOT_ASSIGN_OR_RETURN(const std::string text, ReadInput(*file, kMaxInputBytes, Reason::kMalformedInput));
    return check(text, facts);
  });
}

}  // namespace

void AddVerifyInclusion(CLI::App& group, Context& context) {
  SetJsonCheck(AddCommand(group, "inclusion", "An inclusion proof, as numbers and base64 hashes in JSON",
                          {"ingot verify inclusion < proof.json"}),
               context, "inclusion proof", VerifyInclusionJson);
}

void AddVerifyConsistency(CLI::App& group, Context& context) {
  SetJsonCheck(AddCommand(group, "consistency", "A consistency proof, as numbers and base64 hashes in JSON",
                          {"ingot verify consistency < proof.json"}),
               context, "consistency proof", VerifyConsistencyJson);
}

}  // namespace ingot::cli
