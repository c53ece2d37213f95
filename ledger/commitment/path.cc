#include "ledger/commitment/path.h"

#include "ledger/base/strings.h"
#include "ledger/commitment/hashing.h"

namespace ingot::commitment {
namespace {

absl::Status CheckSiblings(std::span<const Hash> siblings) {
  if (siblings.size() > kMaxSiblings) return absl::InvalidArgumentError("the index path is too long");
  // One key alone would stand higher.
  if (!siblings.empty() && siblings.back() == kEmptyNode) {
    return absl::InvalidArgumentError("the index path ends beside nothing");
  }
  return absl::OkStatus();
}

absl::Status CheckRoot(const Hash& key_hash, Hash node, std::span<const Hash> siblings, const Hash& root) {
  for (size_t depth = siblings.size(); depth-- > 0;) {
    node = GoesRight(key_hash, depth) ? InnerNode(siblings[depth], node) : InnerNode(node, siblings[depth]);
  }
  if (node == root) return absl::OkStatus();
  return absl::FailedPreconditionError("the index path does not lead to the committed root");
}

}  // namespace

absl::Status VerifyPresence(const Hash& key_hash, const Hash& value_hash, std::span<const Hash> siblings,
                            const Hash& root) {
  if (absl::Status checked = CheckSiblings(siblings); !checked.ok()) return checked;
  return CheckRoot(key_hash, LeafNode(key_hash, value_hash), siblings, root);
}

absl::Status VerifyAbsence(const Hash& key_hash, const std::optional<OtherLeaf>& other, std::span<const Hash> siblings,
                           const Hash& root) {
  if (absl::Status checked = CheckSiblings(siblings); !checked.ok()) return checked;
  if (!other.has_value()) return CheckRoot(key_hash, kEmptyNode, siblings, root);
  if (other->key_hash == key_hash) return absl::InvalidArgumentError("the other leaf is of the absent key itself");
  for (size_t depth = 0; depth < siblings.size(); ++depth) {
    if (GoesRight(key_hash, depth) != GoesRight(other->key_hash, depth)) {
      return absl::InvalidArgumentError("the other leaf does not stand in the absent key's place");
    }
  }
  return CheckRoot(key_hash, LeafNode(other->key_hash, other->value_hash), siblings, root);
}

}  // namespace ingot::commitment
