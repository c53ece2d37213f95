// What the canonical form rests on: no type in the hashed messages whose serialisation is open to choice.
#include <functional>
#include <set>
#include <string>

#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"
#include "ingot/v1/contract_events.pb.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ledger/entry/limits.h"

namespace ingot::entry {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;

// Calls `visit` for the fields of `type` and of all messages below it; `path` holds the types above.
void Walk(const Descriptor& type, std::set<const Descriptor*> path,
          const std::function<void(const FieldDescriptor&)>& visit) {
  ASSERT_TRUE(path.insert(&type).second) << type.full_name() << " nests in itself: its depth would have no bound";
  ASSERT_EQ(type.extension_range_count(), 0) << type.full_name();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    visit(field);
    if (field.message_type() != nullptr) Walk(*field.message_type(), path, visit);
  }
}

class SchemaTest : public ::testing::TestWithParam<const Descriptor*> {};

TEST_P(SchemaTest, HasOneSpelling) {
  int fields = 0;
  Walk(*GetParam(), {}, [&fields](const FieldDescriptor& field) {
    ++fields;
    EXPECT_EQ(field.file()->syntax(), FileDescriptor::SYNTAX_PROTO3) << field.full_name();
    EXPECT_EQ(field.file()->package(), "ingot.v1") << field.full_name() << ": no Any and no other foreign type";
    EXPECT_FALSE(field.is_map()) << field.full_name();
    EXPECT_NE(field.type(), FieldDescriptor::TYPE_GROUP) << field.full_name();
    EXPECT_NE(field.cpp_type(), FieldDescriptor::CPPTYPE_FLOAT) << field.full_name();
    EXPECT_NE(field.cpp_type(), FieldDescriptor::CPPTYPE_DOUBLE) << field.full_name();
    EXPECT_FALSE(field.has_optional_keyword())
        << field.full_name() << ": a default that may be written or left out is two spellings";
  });
  EXPECT_GT(fields, 3);
}

INSTANTIATE_TEST_SUITE_P(HashedMessages, SchemaTest,
                         ::testing::Values(v1::Event::descriptor(), v1::Terms::descriptor(), v1::Entry::descriptor()),
                         [](const auto& param_info) { return param_info.param->name(); });

TEST(EventSchemaTest, EveryEventIsAFieldOfTheOneofBody) {
  const Descriptor& event = *v1::Event::descriptor();
  ASSERT_EQ(event.oneof_decl_count(), 1);
  for (int i = 0; i < event.field_count(); ++i) {
    EXPECT_EQ(event.field(i)->number() >= 16, event.field(i)->containing_oneof() != nullptr)
        << event.field(i)->full_name();
  }
}

}  // namespace
}  // namespace ingot::entry
