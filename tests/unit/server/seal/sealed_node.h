// A node with a vault, and what the tests of sealed parts do with it.
#ifndef INGOT_TESTS_UNIT_SERVER_SEAL_SEALED_NODE_H_
#define INGOT_TESTS_UNIT_SERVER_SEAL_SEALED_NODE_H_

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ledger/base/check.h"
#include "ledger/base/strings.h"
#include "ledger/refusal/refusal.h"
#include "ledger/state/record_key.h"
#include "server/cosign/board.h"
#include "server/query/context.h"
#include "server/query/queries.h"
#include "tests/unit/server/support/test_node.h"

namespace ingot::testing {

class SealedNodeTest : public ::testing::Test {
 protected:
  SealedNodeTest() : node_(ledger_) {
    ledger_.Enrol("hansa", {v1::ROLE_LESSOR, v1::ROLE_DEALER});
    ledger_.Enrol("rental", {v1::ROLE_DEALER});
    ledger_.Enrol("stranger", {v1::ROLE_DEALER});
    ledger_.Enrol("audit", {v1::ROLE_AUDITOR});
    node_.options().service_key_path = node_.WriteKey("service", TestKey("service"));
    node_.options().keystore_path = node_.directory() + "/keystore";
  }

  void SetUp() override {
    node_.MustStart();
    node_.Replay(ledger_);
  }

  // A submission with a sealed part, signed and not sent.
  v1::Submission Sealing(const std::string& customer_ref, const std::string& plate,
                         const std::string& organisation = "hansa") {
    v1::SiteRegistered site;
    site.set_site_id(Cat(organisation, "/yard-", ++drawn_));
    site.set_name("Yard");
    site.set_country("DE");
    TestEvent event = Fact(site).About(customer_ref);
    event.sealed->add_plates()->set_number(plate);
    event.sealed->set_note(Cat("about ", customer_ref));
    std::vector<TestEvent> events;
    events.push_back(std::move(event));
    return ledger_.Build(organisation, std::move(events));
  }
  uint64_t Seal(const std::string& customer_ref, const std::string& plate, const std::string& organisation = "hansa") {
    return node_.MustSubmit(Sealing(customer_ref, plate, organisation)).first_seq();
  }
  // Records that the organisation reads a part; the entry.
  uint64_t Record(const std::string& organisation, uint64_t sealed_seq) {
    v1::SealRevealed revealed;
    revealed.set_sealed_seq(sealed_seq);
    revealed.set_reason(v1::REVEAL_REASON_CONTRACT);
    return node_.MustSubmit(Built(organisation, Fact(revealed))).first_seq();
  }
  v1::Submission Built(const std::string& organisation, TestEvent event) {
    std::vector<TestEvent> events;
    events.push_back(std::move(event));
    return ledger_.Build(organisation, std::move(events));
  }

  // "OK", or the refusal as "REASON field".
  template <typename Request, typename Response>
  std::string Call(const std::string& organisation, const Request& request, Response* response) {
    const auto context = query::Context::Create(node_.node().published().Get(), node_.node().notary(), board_,
                                                organisation, node_.node().sealing());
    INGOT_CHECK_OK(context);
    const absl::Status status = query::Answer(**context, request, response);
    if (status.ok()) return "OK";
    const std::optional<v1::Refusal> refusal = refusal::RefusalOf(status);
    INGOT_CHECK_MSG(refusal.has_value(), status.ToString());
    const std::string reason(refusal::ReasonName(refusal->reason()));
    return refusal->field().empty() ? reason : reason + " " + refusal->field();
  }
  // The note in the revealed part, or the refusal.
  std::string Reveal(const std::string& organisation, uint64_t revealed_seq) {
    v1::RevealSealedRequest request;
    request.set_revealed_seq(revealed_seq);
    v1::RevealSealedResponse response;
    const std::string outcome = Call(organisation, request, &response);
    v1::SealedBody body;
    return outcome == "OK" && body.ParseFromString(response.sealed().body()) ? body.note() : outcome;
  }
  // The entries found.
  std::vector<uint64_t> Found(const std::string& organisation, const v1::FindSealedRequest& request) {
    v1::FindSealedResponse response;
    EXPECT_EQ(Call(organisation, request, &response), "OK");
    std::vector<uint64_t> seqs;
    for (const v1::SealState& seal : response.seals()) seqs.push_back(seal.seq());
    return seqs;
  }
  static v1::FindSealedRequest ByPlate(const std::string& plate) {
    v1::FindSealedRequest request;
    request.set_plate(plate);
    request.set_reason(v1::REVEAL_REASON_AUDIT);
    return request;
  }
  static v1::FindSealedRequest ByCustomer(const std::string& customer_ref, const std::string& organisation = "") {
    v1::FindSealedRequest request;
    request.set_customer_ref(customer_ref);
    request.set_organisation_id(organisation);
    request.set_reason(v1::REVEAL_REASON_SUBJECT_ACCESS);
    return request;
  }
  static v1::EraseSealedRequest Erasing(const std::string& customer_ref, const std::string& organisation = "") {
    v1::EraseSealedRequest request;
    request.set_customer_ref(customer_ref);
    request.set_organisation_id(organisation);
    request.set_reason(v1::ERASURE_REASON_SUBJECT_REQUEST);
    return request;
  }
  std::string Erase(const std::string& organisation, const v1::EraseSealedRequest& request) {
    erased_.Clear();
    return Call(organisation, request, &erased_);
  }

  uint64_t ErasedBy(uint64_t sealed_seq) {
    const absl::StatusOr<state::RecordPtr> record = node_.node().published().Get()->Record(state::SealKey(sealed_seq));
    INGOT_CHECK_OK(record);
    return (*record)->seal().erased_seq();
  }
  // Whether the vault still decrypts it, whatever the ledger says.
  bool Readable(uint64_t sealed_seq) {
    const auto opened = node_.node().sealing()->vault.Read(*node_.node().published().Get(), sealed_seq);
    INGOT_CHECK_OK(opened);
    return opened->has_value();
  }

  TestLedger ledger_;
  TestNode node_;
  cosign::Board board_;
  v1::EraseSealedResponse erased_;
  int drawn_ = 0;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_UNIT_SERVER_SEAL_SEALED_NODE_H_
