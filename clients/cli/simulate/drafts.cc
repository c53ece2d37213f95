#include "clients/cli/simulate/drafts.h"

#include <utility>

#include "ledger/base/check.h"

namespace ingot::cli {

std::vector<uint64_t> Handles::Of(const simulate::Submission& submission) {
  std::vector<uint64_t> handles;
  for (size_t i = 0; i < submission.items.size(); ++i) {
    if (submission.items[i].handle == 0) continue;
    handles.resize(submission.items.size(), 0);
    handles[i] = submission.items[i].handle;
  }
  return handles;
}

void Handles::Note(const std::vector<uint64_t>& handles, uint64_t first_seq) {
  for (size_t i = 0; i < handles.size(); ++i) {
    if (handles[i] != 0) seqs_[handles[i]] = first_seq + i;
  }
}

std::vector<client::Draft> Handles::Drafts(simulate::Submission submission) {
  std::vector<client::Draft> drafts;
  drafts.reserve(submission.items.size());
  for (simulate::Item& item : submission.items) {
    if (item.reverses != 0) {
      const auto target = seqs_.find(item.reverses);
      INGOT_CHECK(target != seqs_.end());
      item.event.mutable_entry_reversed()->set_target_seq(target->second);
      seqs_.erase(target);
    }
    client::Draft& draft = drafts.emplace_back();
    draft.event = std::move(item.event);
    draft.terms = std::move(item.terms);
    draft.terms_salt = std::move(item.terms_salt);
  }
  return drafts;
}

std::vector<bool> Reversible(const simulate::Submission& submission) {
  std::vector<bool> reversible;
  reversible.reserve(submission.items.size());
  for (const simulate::Item& item : submission.items) reversible.push_back(item.handle != 0);
  return reversible;
}

simulate::Random EnrolmentDraws(const simulate::Parameters& parameters) {
  return simulate::StreamOf(parameters.seed, parameters.vehicles / static_cast<uint64_t>(parameters.years),
                            static_cast<uint64_t>(parameters.first_year),
                            static_cast<uint64_t>(parameters.mistakes_ppm));
}

std::vector<client::Draft> Enrolment(const simulate::Cast& cast, simulate::Who who, const crypto::PrivateKey& key,
                                     const Hash& ledger_id, const v1::LocalTime& now) {
  const simulate::Organisation& organisation = cast[who];
  std::vector<client::Draft> drafts(2);
  *drafts[0].event.mutable_occurred_at() = now;
  v1::OrganisationEnrolled& enrolled = *drafts[0].event.mutable_organisation_enrolled();
  enrolled.set_organisation_id(organisation.id);
  enrolled.set_name(organisation.name);
  enrolled.set_country(organisation.country);
  for (const v1::Role role : organisation.roles) enrolled.add_roles(role);
  // The makers are members of the group, which reads what they may read. Groups are enrolled before them.
  if (organisation.roles.front() == v1::ROLE_MANUFACTURER) enrolled.set_group_id(cast[cast.group].id);
  *drafts[1].event.mutable_occurred_at() = now;
  v1::KeyAdded& added = *drafts[1].event.mutable_key_added();
  added.set_organisation_id(organisation.id);
  added.set_public_key(std::string(key.public_key().bytes()));
  added.set_algorithm(v1::KEY_ALGORITHM_ED25519);
  added.set_kind(v1::KEY_KIND_ORGANISATION);
  added.set_possession_signature(client::Signer::ProvePossession(ledger_id, organisation.id, key));
  return drafts;
}

}  // namespace ingot::cli
