#include "clients/cli/text/proof_json.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "clients/cli/text/json_document.h"
#include "ledger/base/bytes.h"
#include "ledger/base/hash.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/merkle/proof.h"
#include "ledger/verdict/verdict.h"
#include "ledger/verify/proof.h"

namespace ingot::cli {
namespace {

absl::Status BadInput(std::string_view what) { return verdict::Fail(verdict::Reason::kMalformedInput, what); }

// One JSON object with exactly these members.
absl::StatusOr<JsonNode> ReadObject(std::string_view text, std::initializer_list<std::string_view> names) {
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

}  // namespace

absl::StatusOr<ProvenInclusion> CheckInclusionJson(std::string_view text) {
  INGOT_ASSIGN_OR_RETURN(const JsonNode object, ReadObject(text, {"index", "size", "leaf", "root", "proof"}));
  INGOT_ASSIGN_OR_RETURN(const uint64_t index, NumberOf(object, "index"));
  INGOT_ASSIGN_OR_RETURN(const uint64_t size, NumberOf(object, "size"));
  INGOT_ASSIGN_OR_RETURN(const Hash leaf, HashOf(*object.Find("leaf"), "leaf"));
  INGOT_ASSIGN_OR_RETURN(const Hash root, HashOf(*object.Find("root"), "root"));
  INGOT_ASSIGN_OR_RETURN(const merkle::Proof proof, ProofOf(object));
  INGOT_RETURN_IF_ERROR(verify::CheckInclusion(index, size, leaf, proof, root));
  return ProvenInclusion{index, size};
}

absl::StatusOr<ProvenGrowth> CheckConsistencyJson(std::string_view text) {
  INGOT_ASSIGN_OR_RETURN(const JsonNode object,
                         ReadObject(text, {"oldSize", "newSize", "oldRoot", "newRoot", "proof"}));
  INGOT_ASSIGN_OR_RETURN(const uint64_t old_size, NumberOf(object, "oldSize"));
  INGOT_ASSIGN_OR_RETURN(const uint64_t new_size, NumberOf(object, "newSize"));
  INGOT_ASSIGN_OR_RETURN(const Hash old_root, HashOf(*object.Find("oldRoot"), "oldRoot"));
  INGOT_ASSIGN_OR_RETURN(const Hash new_root, HashOf(*object.Find("newRoot"), "newRoot"));
  INGOT_ASSIGN_OR_RETURN(const merkle::Proof proof, ProofOf(object));
  INGOT_RETURN_IF_ERROR(verify::CheckConsistency(old_size, new_size, old_root, new_root, proof));
  return ProvenGrowth{old_size, new_size};
}

}  // namespace ingot::cli
