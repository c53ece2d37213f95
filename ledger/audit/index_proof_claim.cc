#include "ledger/audit/index_proof_claim.h"

#include <utility>
#include <vector>

#include "ledger/base/status.h"
#include "ledger/base/strings.h"
#include "ledger/commitment/hashing.h"
#include "ledger/entry/limits.h"
#include "ledger/state/record_key.h"
#include "ledger/verdict/verdict.h"

namespace ingot::audit {
namespace {

// Zero bytes separate the parts of keys.
bool IsId(std::string_view id) { return id.size() <= entry::kMaxIdBytes && id.find('\0') == std::string_view::npos; }

absl::StatusOr<std::string> SubjectValueOf(const v1::SubjectHead& head) {
  const absl::StatusOr<Hash> last_hash = HashFromBytes(head.last_hash());
  if (!last_hash.ok()) return UnusableProof("the head's last_hash is not 32 bytes long");
  if (head.count() == 0) return UnusableProof("the head counts no entry");
  return commitment::Encode(
      commitment::SubjectValue{.count = head.count(), .last_seq = head.last_seq(), .last_hash = *last_hash});
}

absl::StatusOr<Claim> ReadSubject(const v1::SubjectClaim& subject) {
  const bool of_ledger = subject.kind() == v1::SUBJECT_KIND_LEDGER;
  if (subject.kind() == v1::SUBJECT_KIND_UNSPECIFIED || !v1::SubjectKind_IsValid(subject.kind())) {
    return UnusableProof("the subject has no known kind");
  }
  if (!IsId(subject.id()) || subject.id().empty() != of_ledger) return UnusableProof("the subject's id is malformed");
  Claim claim;
  claim.key_hash = commitment::KeyHash(state::SubjectKey(subject.kind(), subject.id()));
  if (!subject.has_head()) return claim;
  INGOT_ASSIGN_OR_RETURN(claim.value, SubjectValueOf(subject.head()));
  return claim;
}

absl::StatusOr<std::string> BalanceValueOf(const v1::AccountBalance& balance) {
  std::pair<int, int> last(0, -1);
  for (const v1::Amount& amount : balance.amounts()) {
    const std::pair<int, int> cell(amount.family(), amount.origin());
    const bool known = v1::AlloyFamily_IsValid(amount.family()) && v1::Origin_IsValid(amount.origin()) &&
                       amount.family() != v1::ALLOY_FAMILY_UNSPECIFIED;
    if (!known || cell <= last || amount.grams() == 0) return UnusableProof("the balance is malformed");
    last = cell;
  }
  return commitment::Encode({balance.amounts().begin(), balance.amounts().end()});
}

absl::StatusOr<Claim> ReadAccount(const v1::AccountClaim& claimed) {
  const v1::Account& account = claimed.account();
  if (account.account_class() == v1::ACCOUNT_CLASS_UNSPECIFIED || !v1::AccountClass_IsValid(account.account_class())) {
    return UnusableProof("the account has no known class");
  }
  if (!IsId(account.party()) || !IsId(account.detail())) return UnusableProof("the account's name is malformed");
  Claim claim;
  claim.key_hash = commitment::KeyHash(state::AccountKey(account));
  if (!claimed.has_balance()) return claim;
  INGOT_ASSIGN_OR_RETURN(claim.value, BalanceValueOf(claimed.balance()));
  return claim;
}

}  // namespace

absl::Status UnusableProof(std::string_view why) {
  return verdict::Fail(verdict::Reason::kMalformedProof, Cat("index proof: ", why));
}

absl::StatusOr<Claim> ReadClaim(const v1::IndexProof& proof) {
  switch (proof.claim_case()) {
    case v1::IndexProof::kSubject:
      return ReadSubject(proof.subject());
    case v1::IndexProof::kAccount:
      return ReadAccount(proof.account());
    case v1::IndexProof::CLAIM_NOT_SET:
      break;
  }
  return UnusableProof("it claims nothing");
}

}  // namespace ingot::audit
