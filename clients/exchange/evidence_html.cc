#include <string>

#include "clients/cli/text/format.h"
#include "clients/exchange/evidence.h"
#include "ledger/base/bytes.h"
#include "ledger/base/strings.h"

namespace ingot::exchange {
namespace {

constexpr char kStyle[] = R"css(
@page { size: A4; margin: 18mm 16mm; }
body { font: 10.5pt/1.4 "Liberation Sans", Arial, sans-serif; color: #111; max-width: 178mm; margin: 0 auto; }
h1 { font-size: 17pt; margin: 0 0 2mm; }
h2 { font-size: 12.5pt; margin: 7mm 0 2mm; border-bottom: 0.4mm solid #111; break-after: avoid; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 1.2mm 2mm; border-bottom: 0.2mm solid #bbb; }
tr { break-inside: avoid; }
th { font-weight: 600; }
.no { width: 9mm; }
.from { color: #555; font-size: 8.5pt; white-space: nowrap; }
.hash, pre { font: 7.5pt/1.35 "Liberation Mono", monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
.sign { height: 14mm; border-bottom: 0.3mm solid #111; width: 80mm; display: inline-block; }
@media screen { body { padding: 8mm; } }
)css";

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        // Controls other than line breaks show as a replacement character.
        if (static_cast<unsigned char>(c) < 0x20 && c != '\n') {
          out += "\xEF\xBF\xBD";
        } else {
          out += c;
        }
    }
  }
  return out;
}

// "permit_number" as "permit number".
std::string Words(std::string name) {
  for (char& c : name) c = c == '_' ? ' ' : c;
  return name;
}

std::string SourceText(const Json& fact) {
  const std::string source = TextOf(fact, "source");
  if (source == "ledger") return Cat("ledger entry ", fact.at("seq").get<uint64_t>());
  if (source == "directory") return "directory, not proven here";
  if (source == "details") return "stated by the issuer";
  return "";
}

std::string ItemRows(const Json& item) {
  std::string rows = Cat("<tr><th class=\"no\">", Escaped(TextOf(item, "no")), "</th><th colspan=\"3\">",
                         Escaped(TextOf(item, "title")), "</th></tr>\n");
  for (const Json& fact : item.at("facts")) {
    const std::string value = TextOf(fact, "value");
    rows += Cat("<tr><td></td><td>", Escaped(Words(TextOf(fact, "name"))), "</td><td>",
                value.empty() ? "&mdash;" : Escaped(value), "</td><td class=\"from\">", Escaped(SourceText(fact)),
                "</td></tr>\n");
  }
  return rows;
}

bool AsksForSignature(const Json& item) { return TextOf(item, "title").find("signature") != std::string::npos; }

std::string ItemsSection(const Json& scheme) {
  std::string html = Cat("<h2>", Escaped(TextOf(scheme, "title")), "</h2>\n<table>\n");
  for (const Json& item : scheme.at("items")) {
    html += ItemRows(item);
    if (AsksForSignature(item)) {
      html += "<tr><td></td><td>signature</td><td colspan=\"2\"><span class=\"sign\"></span></td></tr>\n";
    }
  }
  return html + "</table>\n";
}

std::string DocumentSection(const Json& scheme) {
  std::string html = Cat("<h2>", Escaped(TextOf(scheme, "title")), "</h2>\n");
  if (const Json& missing = scheme.at("missing"); !missing.empty()) {
    html += Cat("<p>Not complete: ", missing.size(), " demanded values are neither on the ledger nor stated.</p>\n");
  }
  return Cat(html, "<pre>", Escaped(Dump(scheme.at("document"))), "</pre>\n");
}

std::string HistoryRows(const Json& entries) {
  std::string rows;
  for (const Json& item : entries) {
    const std::optional<std::string> bytes = Base64Decode(TextOf(item, "entry"));
    const absl::StatusOr<LedgerEntry> entry = ReadLedgerEntry(bytes.value_or(""));
    if (!entry.ok()) continue;
    rows += Cat("<tr><td>", entry->seq(), "</td><td>", Escaped(cli::TimeText(entry->event.occurred_at())), "</td><td>",
                Escaped(entry->event.actor().organisation_id()), "</td><td>", Escaped(TypeNameOf(entry->event)),
                "<br><span class=\"hash\">", ToHex(entry->leaf), "</span></td></tr>\n");
  }
  return rows;
}

std::string ProofSection(const Json& file) {
  const Json& ledger = file.at("ledger");
  return Cat(
      "<h2>Proof</h2>\n<p>The entries below are in the ledger <b>", Escaped(TextOf(ledger, "origin")),
      "</b>, id <span class=\"hash\">", Escaped(TextOf(ledger, "id")),
      "</span>. This page is for reading: the evidence file holds the bytes and the proofs. Whoever has it and the "
      "ledger's verifier key checks it offline: <span class=\"hash\">ingot evidence verify FILE --vkey "
      "KEY</span>. Signed checkpoint:</p>\n<pre>",
      Escaped(TextOf(file, "checkpoint")), "</pre>\n");
}

}  // namespace

std::string EvidenceHtml(const Json& file) {
  const std::string vin = Escaped(TextOf(file, "vin"));
  std::string html =
      Cat("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>End of life of vehicle ", vin,
          "</title>\n<style>", kStyle, "</style>\n</head>\n<body>\n<h1>End of life of vehicle ", vin, "</h1>\n");
  for (const auto& scheme : file.at("schemes").items()) {
    html += Find(scheme.value(), "items") != nullptr ? ItemsSection(scheme.value()) : DocumentSection(scheme.value());
  }
  html += ProofSection(file);
  html += "<h2>History</h2>\n<table>\n<tr><th>entry</th><th>happened</th><th>by</th><th>event, leaf hash</th></tr>\n";
  html += HistoryRows(file.at("history"));
  html += "</table>\n";
  if (!file.at("further").empty()) {
    html += "<h2>Registrations</h2>\n<table>\n" + HistoryRows(file.at("further")) + "</table>\n";
  }
  return html + "</body>\n</html>\n";
}

}  // namespace ingot::exchange
