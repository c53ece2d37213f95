// What libprotobuf has to say. By itself it writes lines of its own form to stderr, as many as callers provoke: one for
// each string that is not UTF-8.
#ifndef INGOT_SERVER_LOG_PROTOBUF_H_
#define INGOT_SERVER_LOG_PROTOBUF_H_

namespace ingot::log {

// Sends libprotobuf's lines to this log from now on. What is wrong with a message its refusal tells the caller, so
// those lines are kDebug and name the place in libprotobuf alone; what ends the process is kError with its text. For
// the whole process; call it once, before threads parse.
void TakeProtobufLines();

}  // namespace ingot::log

#endif  // INGOT_SERVER_LOG_PROTOBUF_H_
