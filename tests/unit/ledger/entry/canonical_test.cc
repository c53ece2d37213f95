#include "ledger/entry/canonical.h"

#include <string>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "ledger/entry/limits.h"
#include "ledger/refusal/refusal.h"
#include "tests/support/test_ledger.h"

namespace ingot::entry {
namespace {

using namespace std::string_literals;

v1::RefusalReason ReasonOf(const absl::Status& status) {
  return status.ok() ? v1::REFUSAL_REASON_UNSPECIFIED : refusal::RefusalOf(status)->reason();
}
v1::RefusalReason EventReason(const std::string& bytes) { return ReasonOf(ParseEvent(bytes).status()); }

v1::Event Reading() {
  v1::OdometerRead read;
  read.set_vin("1M8GDM9AXKP042788");
  read.set_odometer_m(12'345'678);
  v1::Event event = testing::Fact(read).event;
  event.set_salt(std::string(16, 's'));
  event.mutable_actor()->set_organisation_id("hansa");
  event.mutable_occurred_at()->set_unix_us(1'772'352'000'000'000);
  event.mutable_occurred_at()->set_offset_minutes(-60);
  return event;
}

// A field of wire type 2.
std::string Delimited(int number, const std::string& value) {
  // Numbers to 15 and from 16 to 2047 take one and two bytes; values here are short.
  const unsigned tag = static_cast<unsigned>(number) << 3 | 2;
  std::string bytes;
  if (tag < 0x80) {
    bytes.push_back(static_cast<char>(tag));
  } else {
    bytes.push_back(static_cast<char>((tag & 0x7f) | 0x80));
    bytes.push_back(static_cast<char>(tag >> 7));
  }
  bytes.push_back(static_cast<char>(value.size()));
  return bytes + value;
}

// An event of these body bytes, without anything else.
std::string OdometerEvent(const std::string& body) { return Delimited(v1::Event::kOdometerReadFieldNumber, body); }

TEST(CanonicalTest, AcceptsWhatSerialiseWrites) {
  const v1::Event event = Reading();
  const std::string bytes = Serialise(event);
  const absl::StatusOr<v1::Event> parsed = ParseEvent(bytes);
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->odometer_read().odometer_m(), 12'345'678);
  EXPECT_EQ(Serialise(*parsed), bytes);
}

// The wire format by hand, so that the accepted spelling is pinned from outside.
TEST(CanonicalTest, AcceptsTheMinimalSpelling) {
  EXPECT_EQ(EventReason(OdometerEvent("\x0a\x01V\x10\x96\x01"s)), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(EventReason(OdometerEvent("")), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST(CanonicalTest, RefusesEveryOtherSpelling) {
  // 150 as three bytes instead of two.
  EXPECT_EQ(EventReason(OdometerEvent("\x10\x96\x81\x00"s)), v1::REFUSAL_REASON_NOT_CANONICAL);
  // A tag of two bytes where one suffices.
  EXPECT_EQ(EventReason(OdometerEvent("\x90\x00\x01"s)), v1::REFUSAL_REASON_NOT_CANONICAL);
  // A length of two bytes where one suffices.
  EXPECT_EQ(EventReason(OdometerEvent("\x0a\x81\x00V"s)), v1::REFUSAL_REASON_NOT_CANONICAL);
  // The same field twice: protobuf takes the last.
  EXPECT_EQ(EventReason(OdometerEvent("\x10\x01\x10\x02"s)), v1::REFUSAL_REASON_NOT_CANONICAL);
  // Fields in descending order.
  EXPECT_EQ(EventReason(OdometerEvent("\x10\x01\x0a\x01V"s)), v1::REFUSAL_REASON_NOT_CANONICAL);
  // A default written out.
  EXPECT_EQ(EventReason(OdometerEvent("\x10\x00"s)), v1::REFUSAL_REASON_NOT_CANONICAL);
  EXPECT_EQ(EventReason(OdometerEvent("\x0a\x00"s)), v1::REFUSAL_REASON_NOT_CANONICAL);
  // A message in two halves: protobuf merges them.
  EXPECT_EQ(EventReason(OdometerEvent("\x0a\x01V"s) + OdometerEvent("\x10\x01"s)), v1::REFUSAL_REASON_NOT_CANONICAL);
  // Two bodies: protobuf keeps the last.
  EXPECT_EQ(EventReason(Delimited(v1::Event::kRetiredFieldNumber, "") + OdometerEvent("")),
            v1::REFUSAL_REASON_NOT_CANONICAL);
  // A negative int32 as five bytes instead of ten.
  EXPECT_EQ(EventReason(Delimited(v1::Event::kOccurredAtFieldNumber, "\x10\xc4\xff\xff\xff\x0f"s) + OdometerEvent("")),
            v1::REFUSAL_REASON_NOT_CANONICAL);
  // An enum list that is not packed.
  const std::string unpacked = Delimited(1, "V") + "\x18\x01"s;
  EXPECT_EQ(EventReason(Delimited(v1::Event::kDepollutedFieldNumber, unpacked)), v1::REFUSAL_REASON_NOT_CANONICAL);
}

TEST(CanonicalTest, RefusesUnknownFieldsAtAnyDepth) {
  EXPECT_EQ(EventReason(OdometerEvent("") + "\x78\x01"s), v1::REFUSAL_REASON_UNKNOWN_FIELD);
  EXPECT_EQ(EventReason(OdometerEvent("\x78\x01"s)), v1::REFUSAL_REASON_UNKNOWN_FIELD);
  // A known number with another wire type is an unknown field to protobuf.
  EXPECT_EQ(EventReason(OdometerEvent("\x12\x01\x01"s)), v1::REFUSAL_REASON_UNKNOWN_FIELD);
  const absl::Status nested =
      ParseEvent(Delimited(v1::Event::kActorFieldNumber, "\x78\x01"s) + OdometerEvent("")).status();
  EXPECT_EQ(ReasonOf(nested), v1::REFUSAL_REASON_UNKNOWN_FIELD);
  EXPECT_EQ(refusal::RefusalOf(nested)->field(), "actor");
}

TEST(CanonicalTest, RefusesUnknownEnumValues) {
  // evidence[0].kind = 99
  const absl::Status status =
      ParseEvent(Delimited(v1::Event::kEvidenceFieldNumber, "\x08\x63"s) + OdometerEvent("")).status();
  EXPECT_EQ(ReasonOf(status), v1::REFUSAL_REASON_UNKNOWN_ENUM);
  EXPECT_EQ(refusal::RefusalOf(status)->field(), "evidence[0].kind");
  // A negative one, and one in a packed list.
  EXPECT_EQ(EventReason(Delimited(v1::Event::kEvidenceFieldNumber, "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"s) +
                        OdometerEvent("")),
            v1::REFUSAL_REASON_UNKNOWN_ENUM);
  EXPECT_EQ(EventReason(Delimited(v1::Event::kDepollutedFieldNumber, Delimited(1, "V") + Delimited(3, "\x01\x63"s))),
            v1::REFUSAL_REASON_UNKNOWN_ENUM);
}

TEST(CanonicalTest, RefusesTextThatIsNotUtf8) {
  for (const std::string& text : {"\xff"s, "a\xc3"s, "\xc0\x80"s, "\xed\xa0\x80"s, "\xf4\x90\x80\x80"s}) {
    EXPECT_EQ(EventReason(OdometerEvent(Delimited(1, text))), v1::REFUSAL_REASON_NOT_UTF8);
  }
  // Bytes are no text.
  EXPECT_EQ(EventReason(Delimited(v1::Event::kSaltFieldNumber, "\xff\xfe"s) + OdometerEvent("")),
            v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST(CanonicalTest, RefusesWhatIsNoMessage) {
  const std::string bytes = Serialise(Reading());
  int malformed = 0;
  for (size_t size = 1; size < bytes.size(); ++size) {
    const v1::RefusalReason reason = EventReason(bytes.substr(0, size));
    EXPECT_NE(reason, v1::REFUSAL_REASON_UNSPECIFIED) << "truncated to " << size;
    if (reason == v1::REFUSAL_REASON_MALFORMED) ++malformed;
  }
  EXPECT_GT(malformed, 0);
  EXPECT_EQ(EventReason(bytes + "\x0a"s), v1::REFUSAL_REASON_MALFORMED);
  EXPECT_EQ(EventReason("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"s), v1::REFUSAL_REASON_MALFORMED);
  // Field number 0, wire type 7, an end of a group that never began.
  EXPECT_EQ(EventReason("\x02\x00"s), v1::REFUSAL_REASON_MALFORMED);
  EXPECT_EQ(EventReason("\x0f"s), v1::REFUSAL_REASON_MALFORMED);
  EXPECT_EQ(EventReason("\x0c"s), v1::REFUSAL_REASON_MALFORMED);
  // A length beyond the end.
  EXPECT_EQ(EventReason(OdometerEvent("\x0a\x7fV"s)), v1::REFUSAL_REASON_MALFORMED);
}

TEST(CanonicalTest, RefusesDeepNesting) {
  // Groups within groups, as unknown fields: the parser's own depth limit stops them.
  EXPECT_EQ(EventReason(std::string(10'000, '\x7b')), v1::REFUSAL_REASON_MALFORMED);
}

TEST(CanonicalTest, AnEventStatesAFact) {
  EXPECT_EQ(EventReason(""), v1::REFUSAL_REASON_FIELD_MISSING);
  v1::Event event = Reading();
  event.clear_body();
  EXPECT_EQ(EventReason(Serialise(event)), v1::REFUSAL_REASON_FIELD_MISSING);
}

TEST(CanonicalTest, BoundsEventsAndTerms) {
  v1::Event event = Reading();
  event.mutable_odometer_read()->set_vin(std::string(kMaxEventBytes, 'V'));
  EXPECT_EQ(EventReason(Serialise(event)), v1::REFUSAL_REASON_TOO_LARGE);
  const size_t excess = Serialise(event).size() - kMaxEventBytes;
  event.mutable_odometer_read()->set_vin(std::string(kMaxEventBytes - excess, 'V'));
  EXPECT_EQ(Serialise(event).size(), kMaxEventBytes);
  EXPECT_EQ(EventReason(Serialise(event)), v1::REFUSAL_REASON_UNSPECIFIED);

  EXPECT_EQ(ReasonOf(ParseTerms(std::string(kMaxDetachedBytes + 1, 'x')).status()), v1::REFUSAL_REASON_TOO_LARGE);
}

TEST(CanonicalTest, TermsAreOfOneKind) {
  EXPECT_EQ(ReasonOf(ParseTerms("").status()), v1::REFUSAL_REASON_FIELD_MISSING);
  v1::Terms terms;
  terms.mutable_settlement()->set_settled_total_minor_units(100);
  const absl::StatusOr<v1::Terms> parsed = ParseTerms(Serialise(terms));
  ASSERT_TRUE(parsed.ok()) << parsed.status();
  EXPECT_EQ(parsed->settlement().settled_total_minor_units(), 100);
  EXPECT_EQ(ReasonOf(ParseTerms("\x1a\x02\x08"s).status()), v1::REFUSAL_REASON_MALFORMED);
}

TEST(CanonicalTest, CheckKnownJudgesParsedMessages) {
  v1::Submission submission;
  ASSERT_TRUE(submission.ParseFromString(Delimited(1, "\x78\x01"s)));
  const absl::Status status = CheckKnown(submission);
  EXPECT_EQ(ReasonOf(status), v1::REFUSAL_REASON_UNKNOWN_FIELD);
  EXPECT_EQ(refusal::RefusalOf(status)->field(), "header");
}

}  // namespace
}  // namespace ingot::entry
