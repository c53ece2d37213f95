// A whole life against EPCIS 2.0's rules on forms: our own checks of what the published schema demands, and the schema
// itself where it is at hand (INGOT_SHARED_DATA names the folder of published data, else ../shared/data).
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <regex>
#include <set>
#include <string>

#include "clients/cpp/files.h"
#include "clients/exchange/catena_x.h"
#include "clients/exchange/epcis.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "ledger/base/strings.h"
#include "tests/unit/clients/exchange/sample_entries.h"

namespace ingot::exchange {
namespace {

// CBV 2.0, sections 7.1 and 7.2: the standard's terms that may stand for themselves.
const std::set<std::string>& BizSteps() {
  static const auto* const terms = new std::set<std::string>{"accepting",
                                                             "arriving",
                                                             "assembling",
                                                             "collecting",
                                                             "commissioning",
                                                             "consigning",
                                                             "creating_class_instance",
                                                             "cycle_counting",
                                                             "decommissioning",
                                                             "departing",
                                                             "destroying",
                                                             "disassembling",
                                                             "dispensing",
                                                             "encoding",
                                                             "entering_exiting",
                                                             "holding",
                                                             "inspecting",
                                                             "installing",
                                                             "killing",
                                                             "loading",
                                                             "other",
                                                             "packing",
                                                             "picking",
                                                             "receiving",
                                                             "removing",
                                                             "repackaging",
                                                             "repairing",
                                                             "replacing",
                                                             "reserving",
                                                             "retail_selling",
                                                             "sampling",
                                                             "sensor_reporting",
                                                             "shipping",
                                                             "staging_outbound",
                                                             "stock_taking",
                                                             "stocking",
                                                             "storing",
                                                             "transporting",
                                                             "unloading",
                                                             "unpacking",
                                                             "void_shipping"};
  return *terms;
}
const std::set<std::string>& Dispositions() {
  static const auto* const terms = new std::set<std::string>{"active",
                                                             "available",
                                                             "completeness_verified",
                                                             "completeness_inferred",
                                                             "conformant",
                                                             "container_closed",
                                                             "container_open",
                                                             "damaged",
                                                             "destroyed",
                                                             "dispensed",
                                                             "disposed",
                                                             "encoded",
                                                             "expired",
                                                             "in_progress",
                                                             "in_transit",
                                                             "inactive",
                                                             "mismatch_instance",
                                                             "mismatch_class",
                                                             "mismatch_quantity",
                                                             "needs_replacement",
                                                             "no_pedigree_match",
                                                             "non_conformant",
                                                             "non_sellable_other",
                                                             "partially_dispensed",
                                                             "recalled",
                                                             "reserved",
                                                             "retail_sold",
                                                             "returned",
                                                             "sellable_accessible",
                                                             "sellable_not_accessible",
                                                             "stolen",
                                                             "unavailable",
                                                             "unknown"};
  return *terms;
}

bool Matches(const std::string& text, const char* pattern) { return std::regex_match(text, std::regex(pattern)); }

bool IsUri(const std::string& text) { return Matches(text, "[a-z][a-z0-9+.-]*:[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]+"); }

void CheckTerm(const Json& event, const char* name, const std::set<std::string>& terms) {
  const std::string term = TextOf(event, name);
  if (term.empty()) return;
  EXPECT_TRUE(terms.contains(term) || term.starts_with("urn:ingot:voc:")) << name << " " << term;
}

void CheckQuantities(const Json& event, const char* name) {
  const Json* const list = Find(event, name);
  if (list == nullptr) return;
  EXPECT_FALSE(list->empty());
  for (const Json& quantity : *list) {
    EXPECT_TRUE(IsUri(TextOf(quantity, "epcClass")));
    if (Find(quantity, "quantity") == nullptr) continue;
    EXPECT_EQ(TextOf(quantity, "uom"), "KGM") << "UN/ECE Recommendation 20: kilogram";
    EXPECT_GE(quantity.at("quantity").get<double>(), 0.0);
  }
}

// The standard's members by type; everything else must be a name with a prefix.
void CheckMembers(const Json& event) {
  const std::string type = TextOf(event, "type");
  std::set<std::string> known = {
      "type",       "eventID",         "eventTime",       "recordTime",  "eventTimeZoneOffset",
      "bizStep",    "disposition",     "readPoint",       "bizLocation", "bizTransactionList",
      "sourceList", "destinationList", "errorDeclaration"};
  std::set<std::string> own;
  if (type == "ObjectEvent") own = {"action", "epcList", "quantityList", "ilmd"};
  if (type == "TransactionEvent") own = {"action", "epcList", "quantityList", "parentID"};
  if (type == "AggregationEvent") own = {"action", "parentID", "childEPCs", "childQuantityList"};
  if (type == "TransformationEvent") {
    own = {"inputEPCList", "inputQuantityList", "outputEPCList", "outputQuantityList", "transformationID", "ilmd"};
  }
  EXPECT_FALSE(own.empty()) << "type " << type;
  for (const auto& member : event.items()) {
    EXPECT_TRUE(known.contains(member.key()) || own.contains(member.key()) || member.key().starts_with("ingot:"))
        << member.key() << " in a " << type;
  }
}

void CheckEvent(const Json& event) {
  SCOPED_TRACE(event.dump());
  CheckMembers(event);
  EXPECT_TRUE(Matches(TextOf(event, "eventID"), "urn:ingot:entry:[0-9a-f]{64}:[0-9]+"));
  EXPECT_TRUE(Matches(TextOf(event, "eventTime"), R"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))"));
  EXPECT_TRUE(Matches(TextOf(event, "recordTime"), R"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z)"));
  EXPECT_TRUE(Matches(TextOf(event, "eventTimeZoneOffset"), "[+-]((0[0-9]|1[0-3]):[0-5][0-9]|14:00)"));
  CheckTerm(event, "bizStep", BizSteps());
  CheckTerm(event, "disposition", Dispositions());
  for (const char* const name : {"quantityList", "childQuantityList", "inputQuantityList", "outputQuantityList"}) {
    CheckQuantities(event, name);
  }
  const bool transformation = TextOf(event, "type") == "TransformationEvent";
  if (transformation) {
    EXPECT_FALSE(TextOf(event, "transformationID").empty());
  } else {
    EXPECT_TRUE(Matches(TextOf(event, "action"), "ADD|OBSERVE|DELETE"));
  }
  if (const Json* const ilmd = Find(event, "ilmd")) {
    EXPECT_EQ(TextOf(event, "action"), "ADD");
    for (const auto& member : ilmd->items()) EXPECT_TRUE(member.key().starts_with("ingot:")) << member.key();
  }
}

Json WholeLife(SampleLife& life) {
  EpcisSource source{.ledger_id = life.fleet().ledger().ledger_id(), .checkpoint = life.Checkpoint(), .created_us = 0};
  auto made = EpcisDocument(source, life.All());
  EXPECT_TRUE(made.ok()) << made.status();
  return made.ok() ? made->document : Json::object();
}

TEST(EpcisSchemaTest, EveryEventHasTheStandardsForm) {
  SampleLife life;
  const Json document = WholeLife(life);
  std::set<std::string> types;
  for (const Json& event : document.at("epcisBody").at("eventList")) {
    CheckEvent(event);
    types.insert(TextOf(event, "type"));
  }
  EXPECT_THAT(types, ::testing::ElementsAre("ObjectEvent", "TransactionEvent", "TransformationEvent"));
}

// Whether the document is valid against the schema, by Debian's python3-jsonschema; 77 where that is missing.
int Validate(const std::filesystem::path& schema, const Json& document, const char* draft) {
  const std::string file = std::filesystem::path(::testing::TempDir()) / "document.json";
  EXPECT_TRUE(client::WriteFile(file, Dump(document), client::kPublicFile, client::Existing::kReplace).ok());
  const std::string script =
      Cat("import json, sys\n"
          "try:\n"
          "    import jsonschema\n"
          "except ImportError:\n"
          "    sys.exit(77)\n"
          "schema = json.load(open(sys.argv[1], encoding='utf-8'))\n"
          "checker = jsonschema.",
          draft,
          "(schema, format_checker=jsonschema.FormatChecker())\n"
          "errors = list(checker.iter_errors(json.load(open(sys.argv[2], encoding='utf-8'))))\n"
          "for error in errors[:5]:\n"
          "    print(list(error.absolute_path), error.message[:300])\n"
          "sys.exit(1 if errors else 0)\n");
  const std::string command =
      Cat("/usr/bin/python3 - '", schema.string(), "' '", file, "' <<'SCRIPT'\n", script, "SCRIPT\n");
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class PublishedSchemaTest : public ::testing::Test {
 protected:
  void ExpectValid(const char* schema, const Json& document, const char* draft) {
    const char* const folder = std::getenv("INGOT_SHARED_DATA");
    const std::filesystem::path path = std::filesystem::path(folder != nullptr ? folder : "../shared/data") / schema;
    if (!std::filesystem::exists(path)) {
      GTEST_SKIP() << "no published schema at " << path << " (set INGOT_SHARED_DATA to the folder that holds it)";
    }
    const int code = Validate(path, document, draft);
    if (code == 77) GTEST_SKIP() << "python3-jsonschema is not installed";
    EXPECT_EQ(code, 0);
  }
};

TEST_F(PublishedSchemaTest, Epcis) {
  SampleLife life;
  ExpectValid("gs1-epcis/EPCIS-JSON-Schema.json", WholeLife(life), "Draft7Validator");
}

TEST_F(PublishedSchemaTest, CatenaXCertificate) {
  const SampleLife life;
  EvidenceSource source = life.Evidence({Scheme::kCatenaX});
  const absl::StatusOr<FactBook> book = FactBook::Create(source.vehicle);
  ASSERT_TRUE(book.ok()) << book.status();
  const absl::StatusOr<CatenaXDocument> made = CertificateOfDestruction(*book);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(made->missing, ::testing::IsEmpty());
  ExpectValid("catena-x/io.catenax.certificate_of_destruction/2.0.0/gen/CertificateOfDestruction-schema.json",
              made->document, "Draft4Validator");
}

TEST_F(PublishedSchemaTest, CatenaXBatch) {
  const SampleLife life;
  RecycledBatch batch;
  batch.batch_id = "shredder/b1";
  batch.history = life.Of(v1::SUBJECT_KIND_BATCH, batch.batch_id);
  batch.permit_number = "P-1";
  batch.details = SampleBatchDetails();
  const absl::StatusOr<CatenaXDocument> made = RecyclingBatch(batch);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_THAT(made->missing, ::testing::IsEmpty());
  ExpectValid("catena-x/io.catenax.material_accounting/1.0.0/gen/RecyclingBatch-schema.json", made->document,
              "Draft4Validator");
}

}  // namespace
}  // namespace ingot::exchange
