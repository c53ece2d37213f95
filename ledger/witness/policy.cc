#include "ledger/witness/policy.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "ledger/base/bytes.h"
#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/verdict/verdict.h"

namespace ingot::witness {
namespace {

constexpr std::string_view kNone = "none";

absl::Status BadPolicy(std::string_view what) {
  return verdict::Fail(verdict::Reason::kMalformedPolicy, Cat("not a witness policy: ", what));
}

// What stands between spaces and tabs.
std::vector<std::string_view> Words(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const size_t begin = line.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return words;
    const size_t end = std::min(line.find_first_of(" \t", begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
}

bool OnlyAllowedBytes(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<uint8_t>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f;
  });
}

}  // namespace

// Reads a policy line by line.
class PolicyReader {
 public:
  absl::Status Line(std::string_view line) {
    const std::vector<std::string_view> words = Words(line);
    if (words.empty() || words.front().starts_with('#')) return absl::OkStatus();
    if (words.front() == "log") return AddLog(words);
    if (words.front() == "witness") return AddWitness(words);
    if (words.front() == "group") return AddGroup(words);
    if (words.front() == "quorum") return SetQuorum(words);
    return BadPolicy("a line begins with log, witness, group or quorum");
  }

  absl::StatusOr<Policy> Take() && {
    if (!has_quorum_) return BadPolicy("it has no line quorum");
    return std::move(policy_);
  }

 private:
  static absl::StatusOr<note::VerifierKey> ReadKey(std::string_view text, note::SignatureType type) {
    const absl::StatusOr<note::VerifierKey> key = note::VerifierKey::Parse(text);
    if (!key.ok()) return BadPolicy(FromAbsl(key.status().message()));
    if (key->type() == type) return *key;
    return BadPolicy(type == note::SignatureType::kEd25519 ? "a log's key has the type 0x01"
                                                           : "a witness's key has the type 0x04");
  }

  absl::Status AddLog(const std::vector<std::string_view>& words) {
    if (words.size() < 2 || words.size() > 3) return BadPolicy("log <vkey> [<url>]");
    if (policy_.logs_.size() == kMaxPolicyLogs) return BadPolicy(Cat("it has more than ", kMaxPolicyLogs, " logs"));
    INGOT_ASSIGN_OR_RETURN(const note::VerifierKey key, ReadKey(words[1], note::SignatureType::kEd25519));
    for (const Policy::Log& log : policy_.logs_) {
      if (log.key.public_key() == key.public_key()) return BadPolicy("two logs have the same key");
    }
    policy_.logs_.push_back({key, words.size() == 3 ? std::string(words[2]) : ""});
    return absl::OkStatus();
  }

  absl::Status AddWitness(const std::vector<std::string_view>& words) {
    if (words.size() < 3 || words.size() > 4) return BadPolicy("witness <name> <vkey> [<url>]");
    INGOT_RETURN_IF_ERROR(CheckNew(words[1]));
    INGOT_ASSIGN_OR_RETURN(const note::VerifierKey key, ReadKey(words[2], note::SignatureType::kCosignatureV1));
    return policy_.AddWitness(words[1], key, words.size() == 4 ? words[3] : std::string_view());
  }

  absl::Status AddGroup(const std::vector<std::string_view>& words) {
    if (words.size() < 4) return BadPolicy("group <name> <k>|any|all <name>...");
    if (policy_.nodes_.size() - policy_.witnesses_.size() == kMaxPolicyGroups) {
      return BadPolicy(Cat("it has more than ", kMaxPolicyGroups, " groups"));
    }
    INGOT_RETURN_IF_ERROR(CheckNew(words[1]));
    Policy::Node group{.name = std::string(words[1]), .members = {}};
    for (size_t i = 3; i < words.size(); ++i) {
      const std::optional<size_t> member = Find(words[i]);
      if (!member.has_value()) return BadPolicy("a group's member is not defined before it");
      if (!members_.insert(*member).second) return BadPolicy("a name is a member of a group twice");
      group.members.push_back(*member);
    }
    const std::optional<uint64_t> k = words[2] == "any"   ? std::optional<uint64_t>(1)
                                      : words[2] == "all" ? std::optional<uint64_t>(group.members.size())
                                                          : ParseDecimal(words[2]);
    if (!k.has_value() || *k == 0 || *k > group.members.size()) {
      return BadPolicy("a group's threshold is any, all, or from 1 to the number of its members");
    }
    group.threshold = *k;
    policy_.nodes_.push_back(std::move(group));
    return absl::OkStatus();
  }

  absl::Status SetQuorum(const std::vector<std::string_view>& words) {
    if (words.size() != 2) return BadPolicy("quorum <name>|none");
    if (std::exchange(has_quorum_, true)) return BadPolicy("it has two lines quorum");
    if (words[1] == kNone) return absl::OkStatus();
    const std::optional<size_t> node = Find(words[1]);
    if (!node.has_value()) return BadPolicy("the quorum's name is not defined before it");
    policy_.quorum_ = static_cast<int>(*node);
    return absl::OkStatus();
  }

  std::optional<size_t> Find(std::string_view name) const {
    for (size_t i = 0; i < policy_.nodes_.size(); ++i) {
      if (policy_.nodes_[i].name == name) return i;
    }
    return std::nullopt;
  }

  absl::Status CheckNew(std::string_view name) const {
    if (name == kNone) return BadPolicy("the name none is taken");
    return Find(name).has_value() ? BadPolicy("a name is defined twice") : absl::OkStatus();
  }

  Policy policy_;
  std::set<size_t> members_;
  bool has_quorum_ = false;
};

absl::StatusOr<Policy> Policy::Parse(std::string_view text) {
  if (text.size() > kMaxPolicyBytes) return BadPolicy(Cat("it has more than ", kMaxPolicyBytes, " bytes"));
  if (!OnlyAllowedBytes(text)) return BadPolicy("it has no control characters but tab and newline");
  PolicyReader reader;
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    if (const absl::Status read = reader.Line(text.substr(0, end)); !read.ok()) {
      return verdict::Fail(verdict::Reason::kMalformedPolicy, Cat("line ", number, ": ", FromAbsl(read.message())));
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return std::move(reader).Take();
}

absl::StatusOr<Policy> Policy::AnyOf(std::span<const note::VerifierKey> witnesses, size_t quorum) {
  if (quorum == 0 || quorum > witnesses.size()) return BadPolicy("the quorum is from 1 to the number of witnesses");
  Policy policy;
  Node group{.name = "quorum-of-them", .threshold = quorum, .members = {}};
  for (const note::VerifierKey& key : witnesses) {
    if (key.type() != note::SignatureType::kCosignatureV1) return BadPolicy("a witness's key has the type 0x04");
    group.members.push_back(policy.nodes_.size());
    INGOT_RETURN_IF_ERROR(policy.AddWitness(Cat("w", policy.nodes_.size() + 1), key, ""));
  }
  policy.quorum_ = static_cast<int>(policy.nodes_.size());
  policy.nodes_.push_back(std::move(group));
  return policy;
}

absl::Status Policy::AddWitness(std::string_view name, const note::VerifierKey& key, std::string_view url) {
  if (witnesses_.size() == kMaxPolicyWitnesses) {
    return BadPolicy(Cat("it has more than ", kMaxPolicyWitnesses, " witnesses"));
  }
  for (const Witness& witness : witnesses_) {
    if (witness.key.public_key() == key.public_key()) return BadPolicy("two witnesses have the same key");
  }
  nodes_.push_back({.name = std::string(name), .witness = static_cast<int>(witnesses_.size()), .members = {}});
  witnesses_.push_back({std::string(name), key, std::string(url)});
  return absl::OkStatus();
}

std::vector<note::VerifierKey> Policy::WitnessKeys() const {
  std::vector<note::VerifierKey> keys;
  for (const Witness& witness : witnesses_) keys.push_back(witness.key);
  return keys;
}

bool Policy::Satisfied(std::span<const note::VerifiedSignature> cosignatures) const {
  if (demands_nothing()) return true;
  // Members stand before their group, so one pass in order decides all.
  std::vector<bool> witnessed;
  for (const Node& node : nodes_) {
    if (node.witness >= 0) {
      const note::VerifierKey& key = witnesses_[static_cast<size_t>(node.witness)].key;
      witnessed.push_back(std::any_of(cosignatures.begin(), cosignatures.end(), [&key](const auto& cosignature) {
        return cosignature.type == key.type() && cosignature.name == key.name() && cosignature.key_id == key.id();
      }));
    } else {
      const auto count = std::count_if(node.members.begin(), node.members.end(),
                                       [&witnessed](size_t member) { return witnessed[member]; });
      witnessed.push_back(static_cast<size_t>(count) >= node.threshold);
    }
  }
  return witnessed[static_cast<size_t>(quorum_)];
}

std::string Policy::Format() const {
  std::string text;
  for (const Log& log : logs_) text += Cat("log ", log.key.Format(), "\n");
  for (const Node& node : nodes_) {
    if (node.witness >= 0) {
      text += Cat("witness ", node.name, " ", witnesses_[static_cast<size_t>(node.witness)].key.Format(), "\n");
      continue;
    }
    text += Cat("group ", node.name, " ", node.threshold);
    for (const size_t member : node.members) text += Cat(" ", nodes_[member].name);
    text += "\n";
  }
  return Cat(text, "quorum ", quorum_ < 0 ? kNone : std::string_view(nodes_[static_cast<size_t>(quorum_)].name), "\n");
}

}  // namespace ingot::witness
