#include "ledger/entry/sealed.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "ledger/entry/canonical.h"
#include "ledger/refusal/refusal.h"

namespace ingot::entry {
namespace {

class SealedTest : public ::testing::Test {
 protected:
  // A body at every bound.
  static v1::SealedBody Fullest() {
    v1::SealedBody body;
    body.set_customer_ref(std::string(64, 'K'));
    for (int i = 0; i < 8; ++i) {
      v1::Plate& plate = *body.add_plates();
      plate.set_country("CN");
      plate.set_number(std::string(32, '8'));
      v1::SealedPerson& person = *body.add_persons();
      person.set_role(v1::PERSON_ROLE_LESSEE);
      person.set_name(std::string(200, 'n'));
      person.set_address(std::string(400, 'a'));
      person.set_contact(std::string(200, 'c'));
      person.set_document_number(std::string(64, 'd'));
      v1::Money& amount = *body.add_amounts();
      amount.set_currency("EUR");
      amount.set_minor_units(-1);
    }
    body.set_note(std::string(4096, 't'));
    return body;
  }

  v1::RefusalReason Changed(const std::function<void(v1::SealedBody&)>& change) {
    v1::SealedBody body = Fullest();
    change(body);
    return ReasonOf(Serialise(body));
  }
  v1::RefusalReason ReasonOf(const std::string& bytes) {
    const absl::Status status = ParseSealed(bytes).status();
    field_ = status.ok() ? "" : refusal::RefusalOf(status)->field();
    return status.ok() ? v1::REFUSAL_REASON_UNSPECIFIED : refusal::RefusalOf(status)->reason();
  }

  std::string field_;
};

TEST_F(SealedTest, EveryBoundHoldsAndIsTheLast) {
  EXPECT_EQ(Changed([](auto&) {}), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Changed([](auto& b) { b.set_customer_ref(std::string(65, 'K')); }), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(field_, "customer_ref");
  EXPECT_EQ(Changed([](auto& b) { *b.add_plates() = b.plates(0); }), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(field_, "plates");
  EXPECT_EQ(Changed([](auto& b) { b.mutable_plates(7)->set_number(std::string(33, '8')); }),
            v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(field_, "plates[7].number");
  EXPECT_EQ(Changed([](auto& b) { *b.add_persons() = b.persons(0); }), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(field_, "persons");
  EXPECT_EQ(Changed([](auto& b) { b.mutable_persons(1)->mutable_name()->append("n"); }), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(field_, "persons[1].name");
  EXPECT_EQ(Changed([](auto& b) { b.mutable_persons(1)->mutable_address()->append("n"); }),
            v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(Changed([](auto& b) { b.mutable_persons(1)->mutable_contact()->append("n"); }),
            v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(Changed([](auto& b) { b.mutable_persons(1)->mutable_document_number()->append("n"); }),
            v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(Changed([](auto& b) { b.mutable_note()->append("t"); }), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(field_, "note");
  EXPECT_EQ(Changed([](auto& b) { *b.add_amounts() = b.amounts(0); }), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(field_, "amounts");
}

TEST_F(SealedTest, WhatMustBeGivenAndItsForm) {
  EXPECT_EQ(Changed([](auto& b) { b.clear_customer_ref(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  for (const char* const name : {"Anna Schmidt", "K 1", "K+1", "K,1", "k:1", "\xc3\xa4"}) {
    EXPECT_EQ(Changed([&](auto& b) { b.set_customer_ref(name); }), v1::REFUSAL_REASON_INVALID_VALUE) << name;
  }
  EXPECT_EQ(Changed([](auto& b) { b.set_customer_ref("aZ09-./_"); }), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Changed([](auto& b) { b.mutable_plates(0)->clear_number(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Changed([](auto& b) { b.mutable_plates(0)->set_country("de"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  EXPECT_EQ(Changed([](auto& b) { b.mutable_plates(0)->clear_country(); }), v1::REFUSAL_REASON_UNSPECIFIED);
  EXPECT_EQ(Changed([](auto& b) { b.mutable_persons(0)->clear_name(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(Changed([](auto& b) { b.mutable_persons(0)->clear_role(); }), v1::REFUSAL_REASON_FIELD_MISSING);
  EXPECT_EQ(field_, "persons[0].role");
  EXPECT_EQ(Changed([](auto& b) { b.mutable_amounts(0)->set_currency("EURO"); }), v1::REFUSAL_REASON_INVALID_VALUE);
  v1::SealedBody least;
  least.set_customer_ref("K");
  EXPECT_EQ(ReasonOf(Serialise(least)), v1::REFUSAL_REASON_UNSPECIFIED);
}

TEST_F(SealedTest, BytesAreCanonical) {
  v1::SealedBody body;
  body.set_customer_ref("K");
  const std::string bytes = Serialise(body);
  EXPECT_EQ(ReasonOf(bytes + bytes), v1::REFUSAL_REASON_NOT_CANONICAL);
  EXPECT_EQ(ReasonOf("\x0a\x81\x00K"), v1::REFUSAL_REASON_MALFORMED);
  EXPECT_EQ(ReasonOf(bytes + "\x78\x01"), v1::REFUSAL_REASON_UNKNOWN_FIELD);
  EXPECT_EQ(ReasonOf(std::string(16 * 1024 + 1, 'x')), v1::REFUSAL_REASON_TOO_LARGE);
  EXPECT_EQ(ReasonOf("\x0a\x01\xff"), v1::REFUSAL_REASON_NOT_UTF8);
}

}  // namespace
}  // namespace ingot::entry
