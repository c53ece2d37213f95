#include "ledger/entry/wire_walk.h"

#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace ingot::entry {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::FieldDescriptor;

constexpr unsigned kVarint = 0;
constexpr unsigned kDelimited = 2;
// Tables by field number stay small; the schemas' numbers are far below.
constexpr int kMaxFieldNumber = 1023;
constexpr int kMaxOneofs = 64;

struct MessageShape;

// What the walk needs to know of one field.
struct FieldShape {
  enum class Kind : uint8_t { kAbsent, kBool, kUint32, kUint64, kInt32, kInt64, kEnum, kText, kMessage };
  Kind kind = Kind::kAbsent;
  bool repeated = false;
  // Written also where its value is the default: a member of a oneof, an element of a list.
  bool explicit_default = false;
  // Index of its oneof, or -1.
  int oneof = -1;
  const EnumDescriptor* values = nullptr;
  const MessageShape* message = nullptr;
};

struct MessageShape {
  // By field number.
  std::vector<FieldShape> fields;
  // False where the schema has what the format does not.
  bool supported = true;
};

FieldShape::Kind KindOf(const FieldDescriptor& field) {
  using Kind = FieldShape::Kind;
  switch (field.type()) {
    case FieldDescriptor::TYPE_BOOL:
      return Kind::kBool;
    case FieldDescriptor::TYPE_UINT32:
      return Kind::kUint32;
    case FieldDescriptor::TYPE_UINT64:
      return Kind::kUint64;
    case FieldDescriptor::TYPE_INT32:
      return Kind::kInt32;
    case FieldDescriptor::TYPE_INT64:
      return Kind::kInt64;
    case FieldDescriptor::TYPE_ENUM:
      return Kind::kEnum;
    case FieldDescriptor::TYPE_STRING:
    case FieldDescriptor::TYPE_BYTES:
      return Kind::kText;
    case FieldDescriptor::TYPE_MESSAGE:
      return Kind::kMessage;
    default:
      return Kind::kAbsent;
  }
}

// The shapes that one thread has met. Addresses of shapes stay.
class Shapes {
 public:
  const MessageShape& Of(const Descriptor& type) {
    std::unique_ptr<MessageShape>& shape = shapes_[&type];
    if (shape == nullptr) {
      shape = std::make_unique<MessageShape>();
      Fill(type, *shape);
    }
    return *shape;
  }

 private:
  void Fill(const Descriptor& type, MessageShape& shape) {
    if (type.extension_range_count() > 0 || type.real_oneof_decl_count() > kMaxOneofs) shape.supported = false;
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      const FieldShape::Kind kind = KindOf(field);
      const bool number = kind != FieldShape::Kind::kText && kind != FieldShape::Kind::kMessage;
      if (kind == FieldShape::Kind::kAbsent || field.number() > kMaxFieldNumber || field.is_map() ||
          (field.is_repeated() && number && !field.is_packed())) {
        shape.supported = false;
        return;
      }
      if (shape.fields.size() <= static_cast<size_t>(field.number())) {
        shape.fields.resize(static_cast<size_t>(field.number()) + 1);
      }
      FieldShape& known = shape.fields[static_cast<size_t>(field.number())];
      known.kind = kind;
      known.repeated = field.is_repeated();
      known.explicit_default = field.is_repeated() || field.has_presence();
      if (field.real_containing_oneof() != nullptr) known.oneof = field.real_containing_oneof()->index();
      if (kind == FieldShape::Kind::kEnum) known.values = field.enum_type();
      if (kind == FieldShape::Kind::kMessage) {
        const MessageShape& inner = Of(*field.message_type());
        shape.fields[static_cast<size_t>(field.number())].message = &inner;
      }
    }
  }

  // Looked up by address and never iterated.
  std::map<const Descriptor*, std::unique_ptr<MessageShape>> shapes_;
};

// Reads one message's fields.
class Walk {
 public:
  explicit Walk(std::string_view bytes)
      : at_(reinterpret_cast<const uint8_t*>(bytes.data())), end_(at_ + bytes.size()) {}

  bool Message(const MessageShape& shape) {
    if (!shape.supported) return false;
    uint64_t last_number = 0;
    uint64_t oneofs = 0;
    while (at_ != end_) {
      uint64_t tag = 0;
      if (!Varint(&tag) || tag > std::numeric_limits<uint32_t>::max()) return false;
      const uint64_t number = tag >> 3;
      if (number >= shape.fields.size() || number < last_number) return false;
      const FieldShape& field = shape.fields[number];
      if (field.kind == FieldShape::Kind::kAbsent) return false;
      if (number == last_number && !Repeats(field)) return false;
      last_number = number;
      if (field.oneof >= 0) {
        const uint64_t bit = uint64_t{1} << field.oneof;
        if ((oneofs & bit) != 0) return false;
        oneofs |= bit;
      }
      if (!Field(field, static_cast<unsigned>(tag & 7))) return false;
    }
    return true;
  }

 private:
  // Whether a list is written with a tag for each element.
  static bool Repeats(const FieldShape& field) {
    return field.repeated && (field.kind == FieldShape::Kind::kText || field.kind == FieldShape::Kind::kMessage);
  }

  bool Field(const FieldShape& field, unsigned wire) {
    const bool text = field.kind == FieldShape::Kind::kText;
    if (text || field.kind == FieldShape::Kind::kMessage) {
      std::string_view value;
      if (wire != kDelimited || !Delimited(&value)) return false;
      if (text) return field.explicit_default || !value.empty();
      return Walk(value).Message(*field.message);
    }
    if (!field.repeated) return wire == kVarint && Number(field);
    std::string_view packed;
    if (wire != kDelimited || !Delimited(&packed) || packed.empty()) return false;
    Walk elements(packed);
    while (elements.at_ != elements.end_) {
      if (!elements.Number(field)) return false;
    }
    return true;
  }

  // A number in its range; the default only where it is written.
  bool Number(const FieldShape& field) {
    uint64_t value = 0;
    if (!Varint(&value)) return false;
    if (value == 0) return field.explicit_default && (field.values == nullptr || Knows(field, 0));
    const auto as_signed = static_cast<int64_t>(value);
    switch (field.kind) {
      case FieldShape::Kind::kBool:
        return value == 1;
      case FieldShape::Kind::kUint32:
        return value <= std::numeric_limits<uint32_t>::max();
      case FieldShape::Kind::kInt32:
        return FitsInt32(as_signed);
      case FieldShape::Kind::kEnum:
        return FitsInt32(as_signed) && Knows(field, static_cast<int>(as_signed));
      default:
        return true;
    }
  }

  static bool FitsInt32(int64_t value) {
    return value >= std::numeric_limits<int32_t>::min() && value <= std::numeric_limits<int32_t>::max();
  }
  static bool Knows(const FieldShape& field, int value) { return field.values->FindValueByNumber(value) != nullptr; }

  bool Delimited(std::string_view* value) {
    uint64_t size = 0;
    if (!Varint(&size) || size > static_cast<uint64_t>(end_ - at_)) return false;
    *value = std::string_view(reinterpret_cast<const char*>(at_), size);
    at_ += size;
    return true;
  }

  // A minimal varint below 2^64.
  bool Varint(uint64_t* value) {
    uint64_t sum = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (at_ == end_) return false;
      const uint8_t byte = *at_++;
      if (shift == 63 && byte > 1) return false;
      sum |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) {
        *value = sum;
        return byte != 0 || shift == 0;
      }
    }
    return false;
  }

  const uint8_t* at_;
  const uint8_t* end_;
};

}  // namespace

bool IsCanonicalWire(std::string_view bytes, const Descriptor& type) {
  thread_local Shapes shapes;
  return Walk(bytes).Message(shapes.Of(type));
}

}  // namespace ingot::entry
