#include "server/log/protobuf.h"

#include <string>
#include <string_view>

#include "google/protobuf/stubs/logging.h"
#include "ledger/base/strings.h"
#include "server/log/log.h"

namespace ingot::log {
namespace {

void Take(google::protobuf::LogLevel level, const char* file, int line, const std::string& text) {
  const std::string_view path = file;
  const std::string at = Cat(path.substr(path.rfind('/') + 1), ":", line);
  if (level == google::protobuf::LOGLEVEL_FATAL) {
    Error("libprotobuf ends the process", {{"at", at}, {"why", text}});
  } else {
    Debug("libprotobuf", {{"at", at}});
  }
}

}  // namespace

void TakeProtobufLines() { google::protobuf::SetLogHandler(Take); }

}  // namespace ingot::log
