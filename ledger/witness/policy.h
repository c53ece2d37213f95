// Whose signatures make a checkpoint trustworthy: a policy file of c2sp.org/tlog-policy.
//
//   log <vkey> [<url>]
//   witness <name> <vkey> [<url>]
//   group <name> <k>|any|all <name>...
//   quorum <name>|none
//
// Items are separated by spaces and tabs; empty lines and lines that begin with # say nothing. A name is defined before
// it is used, is a member of at most one group, and stands for a witness or a group, not for a key's name.
#ifndef INGOT_LEDGER_WITNESS_POLICY_H_
#define INGOT_LEDGER_WITNESS_POLICY_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "ledger/note/note.h"

namespace ingot::witness {

inline constexpr size_t kMaxPolicyBytes = 64 * 1024;
inline constexpr size_t kMaxPolicyLogs = 64;
inline constexpr size_t kMaxPolicyWitnesses = 64;
inline constexpr size_t kMaxPolicyGroups = 64;

// A value; const methods are thread-safe.
class Policy {
 public:
  struct Log {
    note::VerifierKey key;  // kEd25519; its name is the log's origin
    std::string url;        // may be empty
  };
  struct Witness {
    std::string name;       // within the policy
    note::VerifierKey key;  // kCosignatureV1
    std::string url;        // may be empty
  };

  // MALFORMED_POLICY (ledger/verdict), naming the line.
  static absl::StatusOr<Policy> Parse(std::string_view text);

  // Any `quorum` of these witnesses, no logs. MALFORMED_POLICY unless 1 <= quorum <= witnesses, all of type
  // kCosignatureV1 and none twice.
  static absl::StatusOr<Policy> AnyOf(std::span<const note::VerifierKey> witnesses, size_t quorum);

  const std::vector<Log>& logs() const { return logs_; }
  const std::vector<Witness>& witnesses() const { return witnesses_; }
  std::vector<note::VerifierKey> WitnessKeys() const;
  // `quorum none`: no cosignature is demanded.
  bool demands_nothing() const { return quorum_ < 0; }

  // Whether these verified cosignatures are as the policy demands; others than by its witnesses don't count.
  bool Satisfied(std::span<const note::VerifiedSignature> cosignatures) const;

  // The policy as a file without comments and URLs.
  std::string Format() const;

 private:
  friend class PolicyReader;
  // A witness, or a group of earlier nodes.
  struct Node {
    std::string name;
    int witness = -1;  // index, or -1 for a group
    size_t threshold = 0;
    std::vector<size_t> members;
  };

  Policy() = default;
  absl::Status AddWitness(std::string_view name, const note::VerifierKey& key, std::string_view url);

  std::vector<Log> logs_;
  std::vector<Witness> witnesses_;
  std::vector<Node> nodes_;
  int quorum_ = -1;  // index of a node
};

}  // namespace ingot::witness

#endif  // INGOT_LEDGER_WITNESS_POLICY_H_
