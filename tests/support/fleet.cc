#include "tests/support/fleet.h"

#include <utility>

#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/crypto/ed25519.h"
#include "ledger/entry/submission.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"

namespace ingot::testing {
namespace {

std::string Serial(const std::string& vin) { return vin.substr(11); }

std::string AccountText(const v1::Account& account) {
  std::string text = v1::AccountClass_Name(account.account_class()).substr(std::string_view("ACCOUNT_CLASS_").size());
  if (!account.party().empty()) text += "/" + account.party();
  if (!account.detail().empty()) text += "/" + account.detail();
  return text;
}

std::string SubjectText(v1::SubjectKind kind, const std::string& id) {
  return v1::SubjectKind_Name(kind).substr(std::string_view("SUBJECT_KIND_").size()) + " " + id;
}

v1::SiteRegistered Site(const std::string& site, const v1::Date& permit_until) {
  v1::SiteRegistered event;
  event.set_site_id(site);
  event.set_name(site);
  event.set_country("DE");
  event.mutable_permit()->set_number(site);
  event.mutable_permit()->set_authority("Authority");
  *event.mutable_permit()->mutable_expires_on() = permit_until;
  return event;
}

v1::InstrumentCertified Bridge(const std::string& instrument, const std::string& site, const v1::Date& until) {
  v1::InstrumentCertified event;
  event.set_instrument_id(instrument);
  event.set_site_id(site);
  event.set_division_g(20'000);
  event.set_capacity_g(60'000'000);
  event.set_certificate_number("C-1");
  *event.mutable_expires_on() = until;
  return event;
}

v1::YieldStandardPublished Standard(const std::string& id, v1::RecoveryProcess process) {
  v1::YieldStandardPublished event;
  event.set_standard_id(id);
  event.set_process(process);
  event.set_expected_loss_ppm(20'000);
  event.set_band_low_ppm(10'000);
  event.set_band_high_ppm(60'000);
  return event;
}

}  // namespace

Fleet::Fleet() {
  ledger_.Enrol(kMaker, {v1::ROLE_MANUFACTURER});
  ledger_.Enrol(kDealer, {v1::ROLE_LESSOR, v1::ROLE_DEALER});
  ledger_.Enrol(kOther, {v1::ROLE_DEALER});
  ledger_.Enrol(kTreater, {v1::ROLE_RECYCLER});
  ledger_.Enrol(kShredder, {v1::ROLE_RECYCLER});
  ledger_.Enrol(kWorkshop, {v1::ROLE_WORKSHOP});
  ledger_.Enrol(kInsurer, {v1::ROLE_INSURER});
  ledger_.Enrol(kAuditor, {v1::ROLE_AUDITOR});
  v1::BrandRegistered brand;
  brand.set_brand_id(kTestBrand);
  brand.set_name("Brand");
  Do(kMaker, brand);
  Do(kTreater, Site("treater/yard", MakeDate(2030, 12, 31)));
  Do(kTreater, Site("treater/second", MakeDate(2030, 12, 31)));
  Do(kTreater, Site("treater/lapsed", MakeDate(2025, 12, 31)));
  Do(kShredder, Site("shredder/mill", MakeDate(2030, 12, 31)));
  Do(kShredder, Bridge("shredder/bridge-1", "shredder/mill", MakeDate(2030, 12, 31)));
  Do(kShredder, Bridge("shredder/bridge-2", "shredder/mill", MakeDate(2030, 12, 31)));
  Do(kShredder, Bridge("shredder/old-bridge", "shredder/mill", MakeDate(2025, 12, 31)));
  Do(TestLedger::kOperator, Standard(kTestStandard, v1::RECOVERY_PROCESS_SHRED));
  Do(TestLedger::kOperator, Standard("operator/melt-2pc", v1::RECOVERY_PROCESS_MELT));
}

std::string Fleet::Try(const std::string& organisation, TestEvent event) {
  const v1::RefusalReason reason = ledger_.ReasonOf(organisation, std::move(event));
  if (reason == v1::REFUSAL_REASON_UNSPECIFIED) return "OK";
  std::string field = ledger_.last_refusal()->field();
  if (field.starts_with("events[0].")) field = field.substr(10);
  return field.empty() ? Cat(refusal::ReasonName(reason)) : Cat(refusal::ReasonName(reason), " ", field);
}

std::string Fleet::Try(const std::string& organisation, const google::protobuf::Message& body) {
  return Try(organisation, Fact(body));
}

std::string Fleet::Try(const std::string& organisation, const google::protobuf::Message& body,
                       const google::protobuf::Message& terms) {
  return Try(organisation, Fact(body, terms));
}

void Fleet::Do(const std::string& organisation, TestEvent event) { ledger_.MustSubmit(organisation, std::move(event)); }

void Fleet::Do(const std::string& organisation, const google::protobuf::Message& body) { Do(organisation, Fact(body)); }

void Fleet::Do(const std::string& organisation, const google::protobuf::Message& body,
               const google::protobuf::Message& terms) {
  Do(organisation, Fact(body, terms));
}

void Fleet::Bear(const std::string& vin) { Do(kMaker, Registered(vin)); }

void Fleet::Stock(const std::string& vin) {
  Bear(vin);
  Do(kMaker, Sent(vin, "maker/deliveries", kDealer));
  Do(kDealer, Received(vin, "maker/deliveries"));
}

void Fleet::Lease(const std::string& vin, v1::ContractKind kind, int64_t option_fee) {
  Stock(vin);
  Do(kDealer, Signed(ContractOf(vin), vin, kind), TermsOf(kind, option_fee));
  Do(kDealer, HandedOver(ContractOf(vin), vin));
}

void Fleet::Sell(const std::string& vin) { Lease(vin, v1::CONTRACT_KIND_SALE); }

void Fleet::EndLease(const std::string& vin, v1::ContractEndReason reason, int64_t settled_total) {
  Do(kDealer, Ended(ContractOf(vin), reason), SettledAt(settled_total));
}

void Fleet::TakeBack(const std::string& vin) {
  Lease(vin, v1::CONTRACT_KIND_LEASE);
  EndLease(vin, v1::CONTRACT_END_REASON_TERM_REACHED, 1'200);
  Do(kDealer, Returned(ContractOf(vin), vin));
}

void Fleet::Retire(const std::string& vin) {
  Stock(vin);
  Do(kDealer, RetiredOf(vin));
}

void Fleet::SendToYard(const std::string& vin) {
  Retire(vin);
  Do(kDealer, Sent(vin, TransferOf(vin), kTreater));
}

void Fleet::ToYard(const std::string& vin) {
  SendToYard(vin);
  Do(kTreater, Arrived(vin, "treater/yard", TransferOf(vin)));
}

void Fleet::ToHulk(const std::string& vin) {
  ToYard(vin);
  Do(kTreater, Certificate(vin, "treater/yard", Serial(vin)));
  Do(kTreater, DepollutedAt(vin, "treater/yard"));
}

void Fleet::ToMill(const std::vector<std::string>& vins) {
  for (const std::string& vin : vins) ToHulk(vin);
  const std::string transfer = Cat("treater/mill-", ++transfers_);
  Do(kTreater, HulksSent(transfer, Ascending(vins), kShredder));
  Do(kShredder, HulksReceived(transfer, Ascending(vins), "shredder/mill"));
}

std::string Fleet::ContractOf(const std::string& vin) { return Cat("dealer/c-", Serial(vin)); }
std::string Fleet::TransferOf(const std::string& vin) { return Cat("dealer/t-", Serial(vin)); }

v1::Countersignature Fleet::Consent(const std::string& organisation, const std::string& actor,
                                    const v1::EntryReversed& reversal) const {
  const crypto::PrivateKey& key = ledger_.KeyOf(organisation);
  v1::Countersignature consent;
  consent.set_organisation_id(organisation);
  consent.set_key_id(ToBytes(crypto::KeyId(key.public_key())));
  consent.set_signature(
      key.Sign(entry::ReversalMessage(ledger_.ledger_id(), reversal.target_seq(), reversal.reason(), actor)));
  return consent;
}

std::string Fleet::TryReversal(const std::string& actor, uint64_t target_seq,
                               const std::vector<std::string>& consenting) {
  v1::EntryReversed reversal = Reversed(target_seq);
  for (const std::string& organisation : consenting) {
    *reversal.add_countersignatures() = Consent(organisation, actor, reversal);
  }
  return Try(actor, reversal);
}

v1::WeighTicket Fleet::Ticket(const std::string& number, int64_t gross_g, int64_t tare_g,
                              const std::string& instrument) const {
  v1::WeighTicket ticket;
  ticket.set_instrument_id(instrument);
  ticket.set_number(number);
  ticket.set_gross_g(gross_g);
  ticket.mutable_gross_at()->set_unix_us(ledger_.now_us());
  ticket.set_tare_g(tare_g);
  ticket.mutable_tare_at()->set_unix_us(ledger_.now_us());
  return ticket;
}

v1::VehicleState Fleet::Vehicle(const std::string& vin) const {
  return ledger_.RecordOf(v1::SUBJECT_KIND_VEHICLE, vin).vehicle();
}
v1::ContractState Fleet::Contract(const std::string& contract) const {
  return ledger_.RecordOf(v1::SUBJECT_KIND_CONTRACT, contract).contract();
}
v1::TransferState Fleet::Transfer(const std::string& transfer) const {
  return ledger_.RecordOf(v1::SUBJECT_KIND_TRANSFER, transfer).transfer();
}
v1::BatchState Fleet::Batch(const std::string& batch) const {
  return ledger_.RecordOf(v1::SUBJECT_KIND_BATCH, batch).batch();
}
v1::LotState Fleet::Lot(const std::string& lot) const { return ledger_.RecordOf(v1::SUBJECT_KIND_LOT, lot).lot(); }

std::vector<std::string> Fleet::Postings() const {
  std::vector<std::string> lines;
  const v1::Entry entry = ledger_.EntryAt(ledger_.entries().size() - 1);
  for (const v1::Posting& posting : entry.postings()) {
    for (const v1::Amount& amount : posting.amounts()) {
      std::string line = AccountText(posting.account()) + " " +
                         v1::AlloyFamily_Name(amount.family()).substr(std::string_view("ALLOY_FAMILY_").size());
      if (amount.origin() != v1::ORIGIN_UNSPECIFIED) {
        line += " " + v1::Origin_Name(amount.origin()).substr(std::string_view("ORIGIN_").size());
      }
      lines.push_back(Cat(line, amount.grams() > 0 ? " +" : " ", amount.grams()));
    }
  }
  return lines;
}

std::vector<std::string> Fleet::Flags() const {
  std::vector<std::string> flags;
  const v1::Entry entry = ledger_.EntryAt(ledger_.entries().size() - 1);
  for (const v1::RaisedFlag& flag : entry.flags()) {
    flags.push_back(v1::FlagKind_Name(flag.kind()).substr(std::string_view("FLAG_KIND_").size()) + " " +
                    SubjectText(flag.subject_kind(), flag.subject_id()));
  }
  return flags;
}

std::vector<std::string> Fleet::Subjects() const {
  std::vector<std::string> subjects;
  const v1::Entry entry = ledger_.EntryAt(ledger_.entries().size() - 1);
  for (const v1::SubjectLink& link : entry.subjects()) {
    subjects.push_back(SubjectText(link.kind(), link.id()));
  }
  return subjects;
}

}  // namespace ingot::testing
