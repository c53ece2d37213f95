#include "clients/cli/tabular/row_checks.h"

#include <map>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace ingot::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

client::Draft Contract(int64_t total, int count, int64_t amount) {
  client::Draft draft;
  draft.event.mutable_contract_signed()->set_vin("5GZCZ43D13S812715");
  draft.event.mutable_contract_signed()->set_contract_id("a-1/c");
  v1::ContractTerms& terms = *draft.terms.emplace().mutable_contract();
  terms.set_currency("EUR");
  terms.set_total_minor_units(total);
  v1::Instalments& run = *terms.add_schedule();
  run.set_count(count);
  run.set_amount_minor_units(amount);
  return draft;
}

TEST(CheckEventTest, AScheduleSumsToTheTotal) {
  EXPECT_THAT(CheckEvent(Contract(1436400, 36, 39900)), IsEmpty());
  const auto findings = CheckEvent(Contract(1436400, 35, 39900));
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].column, "total");
  EXPECT_THAT(findings[0].message, HasSubstr("13 965.00 EUR"));
  EXPECT_FALSE(findings[0].note);
}

// The four VINs of the domain's notes: two pass 49 CFR 565.15, two do not.
TEST(CheckEventTest, ACheckCharacterIsDemandedWhereTheMarketDemandsIt) {
  client::Draft draft;
  v1::VehicleRegistered& birth = *draft.event.mutable_vehicle_registered();
  birth.set_body_basis(v1::MASS_BASIS_UNKNOWN);
  for (const char* vin : {"1M8GDM9AXKP042788", "5GZCZ43D13S812715"}) {
    birth.set_vin(vin);
    birth.set_market("US");
    EXPECT_THAT(CheckEvent(draft), IsEmpty()) << vin;
  }
  for (const char* vin : {"SGZCZ43D13S812715", "5TFEV54198X063405"}) {
    birth.set_vin(vin);
    birth.set_market("US");
    ASSERT_THAT(CheckEvent(draft), SizeIs(1)) << vin;
    EXPECT_FALSE(CheckEvent(draft)[0].note) << vin;
    birth.set_check_character_override(v1::CHECK_CHARACTER_OVERRIDE_STAMPED_SO);
    EXPECT_TRUE(CheckEvent(draft)[0].note) << vin;
    birth.clear_check_character_override();
    birth.set_market("DE");
    EXPECT_TRUE(CheckEvent(draft)[0].note) << vin;
  }
}

// JSON Lines bring VINs that no cell has read.
TEST(CheckEventTest, AVinThatIsNoneIsWrong) {
  for (const auto& [vin, said] : std::map<std::string, std::string>{
           {"5GZCZ43D13S81271O", "holds the letter O at position 17"},
           {"5gzcz43d13s812715", "holds what no VIN has, at position 2"},
           {"5GZCZ43D13S81271", "has 16 characters"},
           {"5GZCZ43D13S8127155", "has 18 characters"},
           {"11111111111111111", "all its characters are equal"},
       }) {
    client::Draft birth;
    birth.event.mutable_vehicle_registered()->set_vin(vin);
    birth.event.mutable_vehicle_registered()->set_body_basis(v1::MASS_BASIS_UNKNOWN);
    client::Draft moved;
    moved.event.mutable_contract_moved()->set_to_vin(vin);
    client::Draft fed;
    fed.event.mutable_hulk_sent()->add_vins(vin);
    for (const client::Draft& draft : {birth, moved, fed}) {
      const std::vector<RowFinding> findings = CheckEvent(draft);
      ASSERT_THAT(findings, SizeIs(1)) << vin;
      EXPECT_THAT(findings[0].message, HasSubstr(said));
      EXPECT_FALSE(findings[0].note);
    }
  }
}

TEST(CheckEventTest, WeightsAndSharesArePossible) {
  client::Draft draft;
  v1::WeighTicket& ticket = *draft.event.mutable_lot_weighed()->mutable_ticket();
  ticket.set_gross_g(1000);
  EXPECT_THAT(CheckEvent(draft), IsEmpty()) << "the tare may come later";
  ticket.mutable_tare_at()->set_unix_us(1);
  ticket.set_tare_g(1000);
  EXPECT_THAT(CheckEvent(draft), SizeIs(1));
  client::Draft assay;
  assay.event.mutable_lot_assayed()->set_moisture_ppm(600'000);
  assay.event.mutable_lot_assayed()->set_foreign_ppm(400'000);
  EXPECT_THAT(CheckEvent(assay), SizeIs(1));
}

TEST(FingerprintTest, KnowsAFactWhateverItsSalts) {
  client::Draft draft = Contract(100, 1, 100);
  draft.event.mutable_occurred_at()->set_unix_us(5);
  const std::string fingerprint = Fingerprint(draft);
  EXPECT_EQ(fingerprint.size(), 16u);
  client::Draft submitted = draft;
  submitted.event.set_salt("0123456789abcdef");
  submitted.event.set_terms_commitment("x");
  submitted.event.mutable_actor()->set_organisation_id("a-1");
  EXPECT_EQ(Fingerprint(submitted), fingerprint);
  EXPECT_EQ(FingerprintOf(submitted.event.SerializeAsString(), draft.terms->SerializeAsString()), fingerprint);
  submitted.event.mutable_actor()->set_user("u");
  EXPECT_NE(Fingerprint(submitted), fingerprint);
  client::Draft other = draft;
  other.terms->mutable_contract()->set_total_minor_units(101);
  EXPECT_NE(Fingerprint(other), fingerprint);
  EXPECT_EQ(FingerprintOf("\xFF", ""), std::nullopt);
}

TEST(SubjectsOfTest, AreWhatKeepsItsOrder) {
  EXPECT_THAT(SubjectsOf(Contract(1, 1, 1).event), ElementsAre("5GZCZ43D13S812715", "a-1/c"));
  v1::Event hulks;
  hulks.mutable_hulk_sent()->add_vins("A");
  hulks.mutable_hulk_sent()->add_vins("B");
  hulks.mutable_hulk_sent()->set_transfer_id("a-1/t");
  EXPECT_THAT(SubjectsOf(hulks), ElementsAre("A", "B")) << "a transfer's vehicles are refused one by one";
  EXPECT_THAT(SubjectsOf(v1::Event()), IsEmpty());
}

TEST(UniqueValuesOfTest, APaymentsReferenceIsOneOfItsContracts) {
  v1::Event a;
  a.mutable_payment_recorded()->set_contract_id("a-1/c");
  a.mutable_payment_recorded()->set_payment_id("p");
  v1::Event b = a;
  b.mutable_payment_recorded()->set_contract_id("a-1/d");
  ASSERT_THAT(UniqueValuesOf(a), SizeIs(1));
  EXPECT_EQ(UniqueValuesOf(a)[0].column, "payment_id");
  EXPECT_NE(UniqueValuesOf(a)[0].key, UniqueValuesOf(b)[0].key);
}

TEST(RepetitionsTest, NamesTheFirstRow) {
  Repetitions repetitions;
  EXPECT_EQ(repetitions.Meet("a", 2), std::nullopt);
  EXPECT_EQ(repetitions.Meet("b", 3), std::nullopt);
  EXPECT_EQ(repetitions.Meet("a", 9), 2u);
  EXPECT_EQ(repetitions.Meet("a", 10), 2u);
}

}  // namespace
}  // namespace ingot::cli
