// Evidence files: what they state, that honest ones verify, and that none survives a change.
#include "clients/exchange/evidence.h"

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include "clients/cpp/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/exchange/sample_entries.h"

namespace ingot::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class EvidenceTest : public ::testing::Test {
 protected:
  EvidenceTest() {
    const absl::StatusOr<Json> made = MakeEvidence(life_.Evidence({Scheme::kEu, Scheme::kCn, Scheme::kCatenaX}));
    EXPECT_TRUE(made.ok()) << made.status();
    if (made.ok()) file_ = *ParseJson(Dump(*made), "evidence");
  }
  absl::StatusOr<VerifiedEvidence> Verify(const Json& file) {
    const std::vector<note::VerifierKey> keys = {life_.Key()};
    return VerifyEvidence(file, keys);
  }
  void ExpectRefuted(const char* why, const std::function<void(Json&)>& change) {
    ExpectFails(absl::StatusCode::kFailedPrecondition, why, change);
  }
  void ExpectUnusable(const char* why, const std::function<void(Json&)>& change) {
    ExpectFails(absl::StatusCode::kInvalidArgument, why, change);
  }
  void ExpectFails(absl::StatusCode code, const char* why, const std::function<void(Json&)>& change) {
    Json changed = file_;
    change(changed);
    const auto verified = Verify(changed);
    EXPECT_EQ(verified.status().code(), code) << verified.status();
    EXPECT_THAT(std::string(verified.status().message()), HasSubstr(why));
  }
  Json& FactOf(Json& file, const char* scheme, const char* no, const char* name) {
    for (Json& item : file.at("schemes").at(scheme).at("items")) {
      if (item.at("no") != no) continue;
      for (Json& fact : item.at("facts")) {
        if (fact.at("name") == name) return fact;
      }
    }
    ADD_FAILURE() << "no fact " << name;
    return file;
  }

  SampleLife life_;
  Json file_;
};

TEST_F(EvidenceTest, AnHonestFileVerifies) {
  const auto verified = Verify(file_);
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->vin, life_.vin());
  EXPECT_EQ(verified->origin, "bank.example/aluminium");
  EXPECT_EQ(verified->ledger_id, life_.fleet().ledger().ledger_id());
  EXPECT_EQ(verified->tree_size, life_.All().size());
  EXPECT_THAT(verified->schemes, ElementsAre("eu", "cn", "catena-x"));
}

// The annex of Decision 2002/151/EC, item by item.
TEST_F(EvidenceTest, TheSevenItems) {
  const Json& items = file_.at("schemes").at("eu").at("items");
  ASSERT_EQ(items.size(), 7U);
  const auto value = [&](const char* no, const char* name) { return TextOf(FactOf(file_, "eu", no, name), "value"); };
  EXPECT_EQ(value("1", "facility_name"), "shredder/mill");
  EXPECT_EQ(value("1", "issuer"), "shredder");
  EXPECT_EQ(value("1", "permit_number"), "shredder/mill");
  EXPECT_EQ(value("1", "facility_address"), "Werftstraße 4, 68161 Mannheim, DE");
  EXPECT_EQ(value("2", "permit_authority"), "Authority");
  EXPECT_EQ(value("3", "issued_on"), "2026-03-01");
  EXPECT_EQ(value("4", "registration_country"), "DE");
  EXPECT_EQ(value("4", "registration_number"), "MA-XY 12");
  EXPECT_EQ(value("4", "registration_document"), "DESTROYED");
  EXPECT_EQ(value("5", "vehicle_class"), "N1");
  EXPECT_EQ(value("5", "brand_name"), "Brand");
  EXPECT_EQ(value("5", "model_id"), "maker/van");
  EXPECT_EQ(value("6", "vin"), life_.vin());
  EXPECT_EQ(value("7", "holder_name"), "Erika Mustermann");
  EXPECT_EQ(value("7", "holder_nationality"), "DE");
  EXPECT_EQ(TextOf(FactOf(file_, "eu", "1", "permit_number"), "source"), "ledger");
  EXPECT_EQ(TextOf(FactOf(file_, "eu", "5", "brand_name"), "source"), "directory");
  EXPECT_EQ(TextOf(FactOf(file_, "eu", "7", "holder_name"), "source"), "details");
}

// State Council Decree 715, Art. 10: model, plate, engine and identification number of every vehicle.
TEST_F(EvidenceTest, WhatChinaAsksFor) {
  const auto value = [&](const char* no, const char* name) { return TextOf(FactOf(file_, "cn", no, name), "value"); };
  EXPECT_EQ(value("9.1", "certificate_serial"), "S-1");
  EXPECT_EQ(value("10.1", "model_id"), "maker/van");
  EXPECT_EQ(value("10.2", "registration_number"), "MA-XY 12");
  EXPECT_EQ(value("10.3", "engine_number"), "E-4711");
  EXPECT_EQ(value("10.4", "vin"), life_.vin());
  EXPECT_EQ(value("9.3", "deregistered_on"), "") << "no entry says so";
}

TEST_F(EvidenceTest, ChangedStatementsAreRefuted) {
  ExpectRefuted("scheme eu states at /items/5/facts/0/value",
                [&](Json& file) { FactOf(file, "eu", "6", "vin")["value"] = "1M8GDM9AXKP042788"; });
  ExpectRefuted("scheme eu", [&](Json& file) { FactOf(file, "eu", "3", "issued_on")["seq"] = 1; });
  ExpectRefuted("scheme eu", [&](Json& file) { FactOf(file, "eu", "7", "holder_name")["source"] = "ledger"; });
  ExpectRefuted("scheme cn", [](Json& file) { file["schemes"]["cn"]["items"].erase(0); });
  ExpectRefuted("scheme catena-x", [](Json& file) {
    file["schemes"]["catena-x"]["document"]["vehicleProperties"]["emptyWeight"] = 1000.0;
  });
  ExpectRefuted("scheme catena-x", [](Json& file) { file["schemes"]["catena-x"]["missing"].push_back("/x"); });
  ExpectRefuted("the certificate in force is entry", [](Json& file) { file["certificateSeq"] = 1U; });
  // The issuer's details are not proven, but they must be the same everywhere in the file.
  ExpectRefuted("scheme eu", [](Json& file) { file["details"]["vehicleProperties"]["licensePlate"] = "HD-1"; });
  ExpectRefuted("scheme eu", [](Json& file) { file["directory"]["brand_name"] = "Other"; });
}

TEST_F(EvidenceTest, ChangedProofsAreRefuted) {
  ExpectRefuted("signature", [](Json& file) {
    std::string note = TextOf(file, "checkpoint");
    note[note.size() - 10] = note[note.size() - 10] == 'A' ? 'B' : 'A';
    file["checkpoint"] = note;
  });
  ExpectRefuted("leads to another checkpoint", [](Json& file) {
    std::string proof = TextOf(file["history"][0], "proof");
    proof[proof.size() - 10] = proof[proof.size() - 10] == 'A' ? 'B' : 'A';
    file["history"][0]["proof"] = proof;
  });
  ExpectRefuted("entry 0 is not what", [](Json& file) { file["ledger"]["id"] = std::string(64, '0'); });
  ExpectRefuted("origin", [](Json& file) { file["ledger"]["origin"] = "other.example"; });
  ExpectRefuted("is of entry", [](Json& file) { file["history"][0]["proof"] = file["history"][1]["proof"]; });
  ExpectRefuted("does not follow the one before it", [](Json& file) { file["history"].erase(1); });
  ExpectRefuted("does not follow the one before it", [](Json& file) { file["history"].erase(0); });
  ExpectRefuted("is not about 1M8GDM9AXKP042788", [](Json& file) { file["vin"] = "1M8GDM9AXKP042788"; });
  ExpectRefuted("does not ascend", [](Json& file) { file["history"].push_back(file["history"][0]); });
}

// Every byte of an entry is covered by its proof, if the entry can be read at all.
TEST_F(EvidenceTest, ChangedEntriesAreRefuted) {
  const std::string bytes = *Base64Decode(TextOf(file_["history"].back(), "entry"));
  for (size_t i = 0; i < bytes.size(); i += 7) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    Json file = file_;
    file["history"].back()["entry"] = Base64Encode(changed);
    EXPECT_EQ(Verify(file).status().code(), absl::StatusCode::kFailedPrecondition) << "byte " << i;
  }
}

TEST_F(EvidenceTest, WhatHasNotTheFormIsUnusable) {
  ExpectUnusable("`format`", [](Json& file) { file = Json::array(); });
  ExpectUnusable("the format is not", [](Json& file) { file["format"] = "ingot/v2/evidence"; });
  ExpectUnusable("`checkpoint`", [](Json& file) { file.erase("checkpoint"); });
  ExpectUnusable("`history`", [](Json& file) { file["history"] = "none"; });
  ExpectUnusable("`seq`", [](Json& file) { file["history"][0]["seq"] = -1; });
  ExpectUnusable("no base64", [](Json& file) { file["history"][0]["entry"] = "?"; });
  ExpectUnusable("the proof of entry", [](Json& file) { file["history"][0]["proof"] = "c2sp.org/tlog-proof@v2\n"; });
  ExpectUnusable("64 lower-case", [](Json& file) { file["ledger"]["id"] = "xyz"; });
  ExpectUnusable("`schemes` is empty", [](Json& file) { file["schemes"] = Json::object(); });
  ExpectUnusable("the scheme us is not known", [](Json& file) { file["schemes"]["us"] = Json::object(); });
}

TEST_F(EvidenceTest, AnotherKeyRefutesIt) {
  const crypto::PrivateKey other = testing::TestKey("another");
  const std::vector<note::VerifierKey> keys = {
      *note::VerifierKey::Create("bank.example/aluminium", note::SignatureType::kEd25519, other.public_key())};
  EXPECT_EQ(VerifyEvidence(file_, keys).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(EvidenceTest, AFileNeedsProofsAndSchemes) {
  EvidenceSource source = life_.Evidence({Scheme::kEu});
  source.proofs.erase(source.vehicle.history.back().seq());
  EXPECT_EQ(MakeEvidence(source).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MakeEvidence(life_.Evidence({})).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(EvidenceTest, ThePageLoadsNothingAndEscapesEverything) {
  EvidenceSource source = life_.Evidence({Scheme::kEu, Scheme::kCatenaX});
  source.vehicle.details["vehicleOwnerProperties"]["vehicleOwnerAddress"]["name"] =
      "<script>alert('x')</script> & \"Co\"";
  const absl::StatusOr<Json> made = MakeEvidence(source);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_TRUE(Verify(*made).ok());
  const std::string page = EvidenceHtml(*made);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Co&quot;"));
  for (const char* const load : {"http://", "https://", "src=", "href=", "url(", "@import"}) {
    EXPECT_THAT(page, Not(HasSubstr(load))) << load;
  }
  EXPECT_THAT(page, HasSubstr("@page { size: A4;"));
  EXPECT_THAT(page, HasSubstr("<td>permit authority</td><td>Authority</td>"));
  EXPECT_THAT(page, HasSubstr("class=\"sign\"")) << "items 1 and 7 are signed by hand";
}

// clients/python verifies the same file. INGOT_WRITE_VECTORS=1 makes it anew.
TEST_F(EvidenceTest, TheVectorVerifies) {
  constexpr char kVector[] = "clients/python/tests/vectors/evidence.json";
  if (std::getenv("INGOT_WRITE_VECTORS") != nullptr) {
    using client::WriteFile;
    constexpr auto kReplace = client::Existing::kReplace;
    ASSERT_TRUE(WriteFile(kVector, Dump(file_), client::kPublicFile, kReplace).ok());
    ASSERT_TRUE(WriteFile("clients/python/tests/vectors/evidence.vkey", Cat(life_.Key().Format(), "\n"),
                          client::kPublicFile, kReplace)
                    .ok());
  }
  const absl::StatusOr<std::string> text = client::ReadFile(kVector, kMaxEvidenceBytes);
  ASSERT_TRUE(text.ok()) << text.status();
  const absl::StatusOr<Json> vector = ParseJson(*text, kVector);
  ASSERT_TRUE(vector.ok());
  const auto verified = Verify(*vector);
  EXPECT_TRUE(verified.ok()) << verified.status();
}

}  // namespace
}  // namespace ingot::exchange
