// Catena-X documents: what the schemas demand (CertificateOfDestruction 2.0.0, RecyclingBatch 1.0.0), by hand.
#include "clients/exchange/catena_x.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/unit/clients/exchange/sample_entries.h"

namespace ingot::exchange {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class CertificateTest : public ::testing::Test {
 protected:
  CertificateTest() : source_(life_.Evidence({Scheme::kCatenaX})) {}

  absl::StatusOr<CatenaXDocument> Make() {
    const absl::StatusOr<FactBook> book = FactBook::Create(source_.vehicle);
    if (!book.ok()) return book.status();
    return CertificateOfDestruction(*book);
  }
  void ExpectRefused(const char* message) {
    const auto made = Make();
    EXPECT_EQ(made.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_THAT(std::string(made.status().message()), HasSubstr(message));
  }
  Json& details() { return source_.vehicle.details; }

  SampleLife life_;
  EvidenceSource source_;
};

TEST_F(CertificateTest, HoldsTheLedgersFactsAndTheIssuersOwn) {
  const auto made = Make();
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(made->missing, IsEmpty());
  const Json& document = made->document;
  EXPECT_EQ(document.at("dismantlingDate"), "2026-03-01");
  EXPECT_EQ(document.at("serialNumber"), "S-1");
  EXPECT_EQ(document.at("companyNumber"), "shredder/mill") << "the permit's number";
  // 1 880 000 g; the schema's sample holds -1.8e308.
  EXPECT_EQ(document.at("vehicleProperties"), *ParseJson(R"({
      "firstRegistration": "19.12.2022", "licensePlate": "MA-XY 12", "emptyWeight": 1880.0,
      "identification": "WLVKW1568NA000001", "model": "van", "brand": "Brand", "class": "N1",
      "licenseAbbreviation": "MA", "isVehicleInformationComplete": true})",
                                                         "expected"))
      << document.at("vehicleProperties").dump();
  const Json& dismantler = document.at("dismantlerProperties");
  EXPECT_EQ(dismantler.at("expiryDate"), "2030-12-31");
  EXPECT_EQ(dismantler.at("dismantlerAddress").at("name"), "shredder/mill");
  EXPECT_EQ(dismantler.at("governmentAddress").at("name"), "Authority");
  EXPECT_EQ(dismantler.at("isVehicleWithdrawnFromService"), true);
  EXPECT_EQ(Find(document, "engineNumber"), nullptr) << "no member of the schema";
}

TEST_F(CertificateTest, NamesWhatIsMissing) {
  details().erase("returnPointProperties");
  details()["vehicleOwnerProperties"]["vehicleOwnerAddress"].erase("zip");
  const auto made = Make();
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->missing.front(), "/vehicleOwnerProperties/vehicleOwnerAddress/zip");
  EXPECT_THAT(made->missing, Contains("/returnPointProperties/receiverAddress/street"));
  EXPECT_THAT(made->missing, Contains("/returnPointProperties/receiverContact/phone"));
  EXPECT_EQ(made->missing.size(), 1U + 2U + 12U + 2U) << "a zip; two dates, two addresses, two phones";
}

TEST_F(CertificateTest, RefusesDetailsThatContradictTheLedger) {
  details()["vehicleProperties"]["identification"] = "1M8GDM9AXKP042788";
  ExpectRefused("/vehicleProperties/identification");
  details()["vehicleProperties"]["identification"] = life_.vin();
  EXPECT_TRUE(Make().ok()) << "the same is no contradiction";
}

TEST_F(CertificateTest, RefusesValuesThatHaveNotTheSchemasForm) {
  details()["vehicleOwnerProperties"]["citizenship"] = "German";
  ExpectRefused("/vehicleOwnerProperties/citizenship");
  details()["vehicleOwnerProperties"]["citizenship"] = "DE";
  details()["returnPointProperties"]["issueDate"] = "31.10.2025";
  ExpectRefused("/returnPointProperties/issueDate");
  details()["returnPointProperties"]["issueDate"] = "2025-10-31";
  details()["returnPointProperties"]["receiverContact"]["phone"] = "call me";
  ExpectRefused("/returnPointProperties/receiverContact/phone");
  details()["returnPointProperties"]["receiverContact"]["phone"] = "+49 1";
  details()["vehicleOwnerProperties"]["vehicleOwnerAddress"]["zip"] = "123456789012345";
  ExpectRefused("/vehicleOwnerProperties/vehicleOwnerAddress/zip");
  details()["vehicleOwnerProperties"] = "Erika";
  ExpectRefused("/vehicleOwnerProperties must be an object");
}

class BatchTest : public ::testing::Test {
 protected:
  // The worked example of docs/DOMAIN.md: 11 039.5 kg in, 10 764.575 kg out, 274.925 kg lost.
  BatchTest() {
    v1::BatchFed fed = testing::Fed("acme/b-1", {"1M8GDM9AXKP042788"});
    LedgerEntry feed = SampleEntry(20, fed);
    Post(feed, v1::ACCOUNT_CLASS_IN_PROCESS, "acme/b-1", "", 9'039'500);
    LedgerEntry more = SampleEntry(21, fed);
    Post(more, v1::ACCOUNT_CLASS_IN_PROCESS, "acme/b-1", "", 2'000'000);
    const LedgerEntry weighed =
        SampleEntry(22, testing::Weighed("acme/l-1", "acme/b-1", SampleTicket("S2", 31'500'000, 20'000'000)));
    LedgerEntry assayed = SampleEntry(23, testing::Assayed("acme/l-1", 15'000, 20'000, 970'000));
    Post(assayed, v1::ACCOUNT_CLASS_IN_PROCESS, "acme/b-1", "", -10'764'575);
    LedgerEntry closed = SampleEntry(24, testing::Closed("acme/b-1"));
    Post(closed, v1::ACCOUNT_CLASS_IN_PROCESS, "acme/b-1", "", -274'925);
    Post(closed, v1::ACCOUNT_CLASS_LOSS_SHRED, "acme/mill", "", 220'790);
    Post(closed, v1::ACCOUNT_CLASS_VARIANCE, "acme/mill", "", 54'135);
    closed.event.mutable_occurred_at()->set_unix_us(kSampleTimeUs + 3'600'000'000);
    batch_.batch_id = "acme/b-1";
    batch_.history = {feed, more, weighed, assayed, closed};
    batch_.permit_number = "P-1";
    batch_.details = SampleBatchDetails();
  }

  RecycledBatch batch_;
};

TEST_F(BatchTest, TheWorkedExample) {
  const auto made = RecyclingBatch(batch_);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(made->missing, IsEmpty());
  EXPECT_EQ(made->document.at("recyclingBatchId"), "acme/b-1");
  EXPECT_EQ(made->document.at("childProcessSteps"), *ParseJson(R"([{
      "startTimestamp": "2026-05-01T10:00:00+08:00", "endTimestamp": "2026-05-01T11:00:00+08:00",
      "inputNetMass": 11039.5, "outputNetMass": 10764.575, "processLoss": 274.925, "lossType": "Shredding loss",
      "measurementType": "acme/bridge", "measurementTimestamp": "2026-05-01T09:59:30+08:00",
      "weighingSlip": "acme/bridge S2", "childProcessType": "Shredding"}])",
                                                               "expected"));
  // Directive 2008/98/EC, Annex II: R4 is the recycling of metals.
  EXPECT_EQ(made->document.at("processInformation"), *ParseJson(R"({"treatmentProcedure": "R4",
      "mechanicalRecycling": true, "chemicalRecycling": false, "processType": "Pre-recycling"})",
                                                                "expected"));
  EXPECT_EQ(made->document.at("sender"), *ParseJson(R"({"bpnsProperty": "BPNS0123456789YY", "actorNumber": "P-1",
      "actorRole": "Shredding Facility"})",
                                                    "expected"));
  // The leaf hash of the first feed is 0x14 repeated; RFC 9562, section 5.8: version 8, variant 10.
  EXPECT_EQ(made->document.at("globalAssetId"), "urn:uuid:14141414-1414-8414-9414-141414141414");
}

TEST_F(BatchTest, ReversedFeedsDoNotCount) {
  v1::EntryReversed reversed;
  reversed.set_target_seq(21);
  batch_.history.insert(batch_.history.end() - 1, SampleEntry(23, reversed));
  const auto made = RecyclingBatch(batch_);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->document.at("childProcessSteps").at(0).at("inputNetMass"), 9039.5);
}

TEST_F(BatchTest, NamesWhatIsMissingAndRefusesOtherForms) {
  batch_.details.erase("container");
  batch_.permit_number = "";
  auto made = RecyclingBatch(batch_);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(made->missing,
              ElementsAre("/container/containerWeight", "/container/containerVolume", "/container/containerDescription",
                          "/container/containerTypeId", "/sender/actorNumber"));
  batch_.details["receiver"]["bpnsProperty"] = "BPNL0123456789ZZ";
  made = RecyclingBatch(batch_);
  EXPECT_THAT(std::string(made.status().message()), HasSubstr("/receiver/bpnsProperty"));
  batch_.details["receiver"]["bpnsProperty"] = "BPNS0123456789ZZ";
  batch_.details["receiver"]["actorRole"] = "Smelter";
  made = RecyclingBatch(batch_);
  EXPECT_THAT(std::string(made.status().message()), HasSubstr("/receiver/actorRole"));
}

TEST_F(BatchTest, AnOpenBatchHasNoDocument) {
  batch_.history.pop_back();
  EXPECT_EQ(RecyclingBatch(batch_).status().code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace ingot::exchange
