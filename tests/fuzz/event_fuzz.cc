// Events and terms from untrusted bytes: no crash, what is accepted has exactly one spelling, and whatever it says, the
// rules answer with effects or a refusal: they never abort.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "google/protobuf/stubs/logging.h"
#include "ledger/base/check.h"
#include "ledger/entry/canonical.h"
#include "ledger/refusal/refusal.h"
#include "ledger/rules/decide.h"
#include "tests/support/fleet.h"

namespace ingot {
namespace {

// A ledger with organisations, sites, instruments and a vehicle in several of its states.
testing::TestLedger& Ledger() {
  static testing::Fleet& fleet = *[] {
    auto* made = new testing::Fleet();
    made->Bear(testing::Vin(1));
    made->Stock(testing::Vin(2));
    made->Lease(testing::Vin(3), v1::CONTRACT_KIND_LEASE_TO_OWN, 100);
    made->Sell(testing::Vin(4));
    made->ToYard(testing::Vin(5));
    made->ToHulk(testing::Vin(6));
    return made;
  }();
  return fleet.ledger();
}

void DecideAs(const v1::Event& event, const v1::Terms* terms, v1::KeyKind kind) {
  rules::Context context;
  context.ledger_id = Ledger().ledger_id();
  context.seq = Ledger().entries().size();
  context.recorded_at_us = Ledger().now_us();
  context.organisation_id = event.actor().organisation_id();
  context.key_kind = kind;
  for (int role = v1::Role_MIN + 1; role <= v1::Role_MAX; ++role) context.roles.push_back(static_cast<v1::Role>(role));
  context.rules_version = rules::kNewestRulesVersion;
  const absl::StatusOr<rules::Effects> effects = rules::Decide(Ledger().state(), context, event, terms);
  if (!effects.ok()) {
    const auto refusal = refusal::RefusalOf(effects.status());
    INGOT_CHECK(refusal.has_value() && refusal->reason() != v1::REFUSAL_REASON_UNSPECIFIED);
  }
}

void CheckEvent(std::string_view bytes) {
  const absl::StatusOr<v1::Event> event = entry::ParseEvent(bytes);
  if (!event.ok()) return;
  INGOT_CHECK(entry::Serialise(*event) == bytes);
  // Entry 0 has rules of its own in Execute.
  if (event->body_case() == v1::Event::kLedgerCreated) return;
  DecideAs(*event, nullptr, v1::KEY_KIND_OPERATOR);
  DecideAs(*event, nullptr, v1::KEY_KIND_SERVICE);
  v1::Terms terms;
  terms.mutable_payment()->mutable_amount()->set_currency("EUR");
  terms.mutable_payment()->mutable_amount()->set_minor_units(INT64_MAX);
  DecideAs(*event, &terms, v1::KEY_KIND_ORGANISATION);
  terms.mutable_settlement()->set_settled_total_minor_units(INT64_MIN);
  DecideAs(*event, &terms, v1::KEY_KIND_ORGANISATION);
}

// Terms decide a contract's signature, whatever amounts they hold.
void CheckTerms(std::string_view bytes) {
  const absl::StatusOr<v1::Terms> terms = entry::ParseTerms(bytes);
  if (!terms.ok()) return;
  INGOT_CHECK(entry::Serialise(*terms) == bytes);
  v1::Event event = testing::Fact(testing::Signed("dealer/c-fuzz", testing::Vin(2), v1::CONTRACT_KIND_LEASE)).event;
  event.set_salt(std::string(16, 's'));
  event.mutable_actor()->set_organisation_id("dealer");
  event.mutable_occurred_at()->set_unix_us(Ledger().now_us());
  event.set_terms_commitment(std::string(32, 'c'));
  DecideAs(event, &*terms, v1::KEY_KIND_ORGANISATION);
}

}  // namespace
}  // namespace ingot

extern "C" int LLVMFuzzerInitialize(int* /*argc*/, char*** /*argv*/) {
  google::protobuf::SetLogHandler(nullptr);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ingot::CheckEvent(bytes);
  ingot::CheckTerms(bytes);
  return 0;
}
