// Tests of rules that share one bank: each takes vehicles and ids of its own.
#ifndef INGOT_TESTS_SUPPORT_BANK_RULE_STORY_H_
#define INGOT_TESTS_SUPPORT_BANK_RULE_STORY_H_

#include "tests/support/bank/story.h"

namespace ingot::testing {

class RuleStory : public Story {
 protected:
  RuleStory() : Story(*shared_) {}
  static void SetUpTestSuite() {
    shared_ = new Bank();
    Cast(*shared_);
  }
  static void TearDownTestSuite() {
    delete shared_;
    shared_ = nullptr;
  }

 private:
  inline static Bank* shared_ = nullptr;
};

}  // namespace ingot::testing

#endif  // INGOT_TESTS_SUPPORT_BANK_RULE_STORY_H_
