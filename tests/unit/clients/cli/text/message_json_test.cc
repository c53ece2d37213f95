// Against libprotobuf's own writer, over every message of the protocol with every kind of content.
#include "clients/cli/text/message_json.h"

#include <cstdint>
#include <limits>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "google/protobuf/util/json_util.h"
#include "google/rpc/status.pb.h"
#include "gtest/gtest.h"
#include "ingot/v1/entry.pb.h"
#include "ingot/v1/event.pb.h"
#include "ingot/v1/ledger_service.pb.h"
#include "ingot/v1/query_service.pb.h"
#include "ingot/v1/report_service.pb.h"
#include "ledger/base/check.h"

namespace ingot::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;

std::string ByLibrary(const Message& message) {
  std::string json;
  INGOT_CHECK(google::protobuf::util::MessageToJsonString(message, &json).ok());
  return json;
}

// Fills messages at random.
class Filler {
 public:
  explicit Filler(uint64_t seed) : random_(seed) {}

  void Fill(Message& message, int depth) {
    for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
      const FieldDescriptor* const field = message.GetDescriptor()->field(i);
      if (Below(3) == 0 || (depth > 4 && field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE)) continue;
      const uint64_t times = field->is_repeated() ? Below(3) : 1;
      for (uint64_t n = 0; n < times; ++n) Set(message, *message.GetReflection(), field, depth);
    }
  }

 private:
  void Set(Message& message, const Reflection& reflection, const FieldDescriptor* field, int depth) {
    const bool one = !field->is_repeated();
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return one ? reflection.SetInt32(&message, field, Integer<int32_t>())
                   : reflection.AddInt32(&message, field, Integer<int32_t>());
      case FieldDescriptor::CPPTYPE_UINT32:
        return one ? reflection.SetUInt32(&message, field, Integer<uint32_t>())
                   : reflection.AddUInt32(&message, field, Integer<uint32_t>());
      case FieldDescriptor::CPPTYPE_INT64:
        return one ? reflection.SetInt64(&message, field, Integer<int64_t>())
                   : reflection.AddInt64(&message, field, Integer<int64_t>());
      case FieldDescriptor::CPPTYPE_UINT64:
        return one ? reflection.SetUInt64(&message, field, Integer<uint64_t>())
                   : reflection.AddUInt64(&message, field, Integer<uint64_t>());
      case FieldDescriptor::CPPTYPE_BOOL:
        return one ? reflection.SetBool(&message, field, Below(2) == 0)
                   : reflection.AddBool(&message, field, Below(2) == 0);
      case FieldDescriptor::CPPTYPE_ENUM:
        return one ? reflection.SetEnumValue(&message, field, Enumeration(field))
                   : reflection.AddEnumValue(&message, field, Enumeration(field));
      case FieldDescriptor::CPPTYPE_STRING: {
        std::string text = field->type() == FieldDescriptor::TYPE_BYTES ? Bytes() : Text();
        return one ? reflection.SetString(&message, field, std::move(text))
                   : reflection.AddString(&message, field, std::move(text));
      }
      case FieldDescriptor::CPPTYPE_MESSAGE: {
        // A type inside Any would have to be a known one.
        if (field->message_type()->file()->package() == "google.protobuf") return;
        return Fill(*(one ? reflection.MutableMessage(&message, field) : reflection.AddMessage(&message, field)),
                    depth + 1);
      }
      case FieldDescriptor::CPPTYPE_FLOAT:
        return one ? reflection.SetFloat(&message, field, 0.5F) : reflection.AddFloat(&message, field, 0.5F);
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return one ? reflection.SetDouble(&message, field, 0.25) : reflection.AddDouble(&message, field, 0.25);
    }
  }

  uint64_t Below(uint64_t bound) { return random_() % bound; }

  template <typename T>
  T Integer() {
    const T values[] = {0, 1, std::numeric_limits<T>::max(), std::numeric_limits<T>::min(), static_cast<T>(random_())};
    return values[Below(std::size(values))];
  }

  int Enumeration(const FieldDescriptor* field) {
    if (Below(8) == 0) return 77'777;
    return field->enum_type()
        ->value(static_cast<int>(Below(static_cast<uint64_t>(field->enum_type()->value_count()))))
        ->number();
  }

  std::string Bytes() {
    std::string bytes(Below(20), '\0');
    for (char& byte : bytes) byte = static_cast<char>(random_());
    return bytes;
  }

  std::string Text() {
    static const std::vector<std::string> kTexts = {"",
                                                    "maker/brand",
                                                    "a \"quoted\" \\ one",
                                                    "line\nbreak\tand\rreturn",
                                                    std::string("nul\0inside", 10),
                                                    "<script>&'</script>",
                                                    "铝银行",
                                                    "Größe 5 µm",
                                                    "\xf0\x9f\x9a\x97",
                                                    "\x7f\x1f",
                                                    "\xe2\x80\xa8 separators \xe2\x80\xa9",
                                                    "~ every plain sign: !#$%&'()*+,-./:;=?@[]^_`{|}"};
    // Rarely an unusual one: most messages are then all plain.
    return Below(6) == 0 ? kTexts[Below(kTexts.size())] : kTexts[1];
  }

  std::mt19937_64 random_;
};

void Collect(const FileDescriptor* file, std::set<const FileDescriptor*>& files) {
  if (file->package() == "google.protobuf" || !files.insert(file).second) return;
  for (int i = 0; i < file->dependency_count(); ++i) Collect(file->dependency(i), files);
}

std::vector<const Descriptor*> AllMessages() {
  std::set<const FileDescriptor*> files;
  for (const Descriptor* type : {v1::Event::descriptor(), v1::Entry::descriptor(), v1::SubmitRequest::descriptor(),
                                 v1::ListVehiclesRequest::descriptor(), v1::StreamReportRequest::descriptor(),
                                 google::rpc::Status::descriptor()}) {
    Collect(type->file(), files);
  }
  std::vector<const Descriptor*> messages;
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->message_type_count(); ++i) messages.push_back(file->message_type(i));
  }
  return messages;
}

TEST(MessageJsonTest, IsWhatTheLibraryWrites) {
  const std::vector<const Descriptor*> types = AllMessages();
  EXPECT_GT(types.size(), 100u);
  Filler filler(7);
  for (const Descriptor* const type : types) {
    for (int round = 0; round < 40; ++round) {
      const std::unique_ptr<Message> message(MessageFactory::generated_factory()->GetPrototype(type)->New());
      filler.Fill(*message, 0);
      ASSERT_EQ(MessageJson(*message), ByLibrary(*message)) << type->full_name();
    }
  }
}

TEST(MessageJsonTest, AMessageWithoutFieldsIsAnObject) {
  EXPECT_EQ(MessageJson(v1::Event()), "{}");
  v1::Event event;
  event.mutable_vehicle_sent();
  EXPECT_EQ(MessageJson(event), "{\"vehicleSent\":{}}");
}

// Text that is not UTF-8 can't be written: the library says so, and "{}" stands for it.
TEST(MessageJsonTest, TextThatIsNone) {
  v1::Event event;
  event.mutable_vehicle_sent()->set_vin("\xff\xfe");
  std::string json;
  const bool written = google::protobuf::util::MessageToJsonString(event, &json).ok();
  EXPECT_EQ(MessageJson(event), written ? json : "{}");
}

}  // namespace
}  // namespace ingot::cli
