#include "clients/cli/text/events_json.h"

#include <string>
#include <utility>

#include "clients/cli/text/json_document.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/hash.h"
#include "ledger/entry/canonical.h"
#include "ledger/merkle/leaf_hash.h"

namespace ingot::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string ErrorIn(const std::string& text) {
  return std::string(ParseDrafts(text, "f.json", std::nullopt).status().message());
}

TEST(EventsJsonTest, AnEventAndAnEventWithTerms) {
  const auto drafts = ParseDrafts(R"([
  {"occurredAt": {"unixUs": "5", "offsetMinutes": 60}, "odometerRead": {"vin": "V", "odometerM": "120000"}},
  {"event": {"occurredAt": "2026-05-01T10:00:00+08:00", "paymentRecorded": {"contractId": "o/c"}},
   "terms": {"payment": {"amount": {"currency": "EUR", "minorUnits": "5"}, "paidOn": "2026-05-01"}}}
])",
                                  "f.json", std::nullopt);
  ASSERT_TRUE(drafts.ok()) << drafts.status();
  ASSERT_EQ(drafts->size(), 2u);
  const v1::Event& reading = (*drafts)[0].draft.event;
  EXPECT_EQ(reading.occurred_at().unix_us(), 5);
  EXPECT_EQ(reading.occurred_at().offset_minutes(), 60);
  EXPECT_EQ(reading.odometer_read().odometer_m(), 120'000);
  EXPECT_FALSE((*drafts)[0].draft.terms.has_value());
  const client::Draft& payment = (*drafts)[1].draft;
  EXPECT_EQ(payment.event.occurred_at().unix_us(), 1'777'600'800'000'000);
  EXPECT_EQ(payment.event.occurred_at().offset_minutes(), 480);
  EXPECT_EQ(payment.terms->payment().amount().minor_units(), 5);
  EXPECT_EQ(payment.terms->payment().paid_on().day(), 1);
  EXPECT_EQ((*drafts)[0].line, 2);
  EXPECT_EQ((*drafts)[1].line, 3);
}

TEST(EventsJsonTest, TimesAsTextWorkAtAnyDepth) {
  const auto drafts = ParseDrafts(
      R"({"occurred_at":"2026-05-01T02:00:00Z","lotWeighed":{"ticket":{"grossAt":"2026-05-01T10:00:00+08:00"}}})", "f",
      std::nullopt);
  ASSERT_TRUE(drafts.ok()) << drafts.status();
  EXPECT_EQ((*drafts)[0].draft.event.lot_weighed().ticket().gross_at().offset_minutes(), 480);
}

TEST(EventsJsonTest, NowStandsForAnAbsentTimeOnlyWhereAllowed) {
  v1::LocalTime now;
  now.set_unix_us(42);
  const std::string text = "{\"odometerRead\":{\"vin\":\"V\"}}";
  EXPECT_EQ((*ParseDrafts(text, "f", now))[0].draft.event.occurred_at().unix_us(), 42);
  EXPECT_THAT(ErrorIn(text), HasSubstr("occurred_at: is missing"));
  EXPECT_THAT(ErrorIn("\n" + text), StartsWith("f.json:2: "));
}

TEST(EventsJsonTest, MistakesAreNamedByLineAndField) {
  EXPECT_THAT(ErrorIn("[\n{\"vehicleRegistered\": {\n \"vin\": \"V\",\n \"colour\": \"red\"}}\n]"),
              StartsWith("f.json:4: vehicle_registered.colour: VehicleRegistered has no such field (vin, "));
  EXPECT_THAT(ErrorIn("{\"vehicleRegistered\": {\n\n \"category\": \"BUS\"}}"),
              StartsWith("f.json:3: vehicle_registered.category: invalid value \"BUS\""));
  EXPECT_THAT(ErrorIn("{\"vehicleRegistered\": {\"body\": [\n{\"grams\": \"1\"},\n{\"grams\": 1.5}]}}"),
              StartsWith("f.json:3: vehicle_registered.body[1].grams: invalid value 1.5"));
  EXPECT_THAT(ErrorIn("{\n\"occurredAt\": \"yesterday\"}"),
              StartsWith("f.json:2: occurred_at: \"yesterday\" is no time"));
  EXPECT_THAT(ErrorIn("{\"contractSigned\": {\n\"startsOn\": \"2026-02-30\"}}"),
              StartsWith("f.json:2: contract_signed.starts_on: "));
  EXPECT_THAT(ErrorIn("{\"vehicle_sent\": {\"vin\": \"V\"},\n\"retired\": {\"vin\": \"V\"}}"), HasSubstr("oneof"));
  EXPECT_THAT(ErrorIn("{\n\"occurredAt\": \"2026-05-01T02:00:00Z\"}"), HasSubstr("names no event"));
  EXPECT_THAT(ErrorIn("{\"event\": {},\n\"secret\": {}}"), StartsWith("f.json:2: secret: "));
  EXPECT_THAT(ErrorIn("{\"event\": {},\n\"sealed\": {\"customerName\": \"K-1\"}}"), StartsWith("f.json:2: "));
  EXPECT_THAT(ErrorIn("[\n5]"), StartsWith("f.json:2: an object in braces"));
  EXPECT_THAT(ErrorIn("{\"salt\": \"!!\"}"), HasSubstr("salt"));
  EXPECT_THAT(ErrorIn("{\n\"occurredAt\": {\"unixUs\": \"5\"},\n\"occurred_at\": {\"unixUs\": \"6\"}}"),
              StartsWith("f.json:3: occurred_at: stands there twice"));
  EXPECT_THAT(ErrorIn(""), HasSubstr("holds no events"));
  EXPECT_THAT(ErrorIn("{\"a\":"), HasSubstr("line 1"));
}

TEST(EventsJsonTest, AnEntryIsReadable) {
  v1::Event event;
  event.mutable_odometer_read()->set_odometer_m(7);
  v1::Entry entry;
  entry.set_seq(12);
  entry.set_event(entry::Serialise(event));
  const std::string bytes = entry::Serialise(entry);
  v1::Terms terms;
  terms.mutable_settlement()->set_settled_total_minor_units(3);
  v1::DetachedPart part;
  part.set_body(entry::Serialise(terms));
  const std::string json = EntryJson(bytes, &part);
  const Hash leaf = merkle::LeafHash(bytes);
  const auto items = ParseJsonItems(json);
  ASSERT_TRUE(items.ok()) << json;
  EXPECT_EQ((*items)[0].Find("seq")->string, "12");
  EXPECT_EQ((*items)[0].Find("leaf")->string, ToHex(leaf));
  EXPECT_EQ((*items)[0].Find("event")->Find("odometerRead")->Find("odometerM")->string, "7");
  EXPECT_EQ((*items)[0].Find("terms")->Find("settlement")->Find("settledTotalMinorUnits")->string, "3");
  EXPECT_EQ(EntryJson("\xff", nullptr), "{\"malformed\":\"ff\"}");
}

// What --dry-run shows can be read back as input.
TEST(EventsJsonTest, ASubmissionIsReadable) {
  v1::Event event;
  event.mutable_occurred_at()->set_unix_us(9);
  event.mutable_retired()->set_vin("V");
  v1::Submission submission;
  submission.mutable_header()->set_organisation_id("o");
  submission.add_events()->set_event(entry::Serialise(event));
  const std::string text = SubmissionJson(submission);
  const auto items = ParseJsonItems(text);
  ASSERT_TRUE(items.ok());
  EXPECT_EQ((*items)[0].Find("header")->Find("organisationId")->string, "o");
  const auto drafts = ParseDrafts((*items)[0].Find("events")->text, "f", std::nullopt);
  ASSERT_TRUE(drafts.ok()) << drafts.status();
  EXPECT_EQ((*drafts)[0].draft.event.SerializeAsString(), event.SerializeAsString());
}

}  // namespace
}  // namespace ingot::cli
