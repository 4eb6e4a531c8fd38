// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <memory>
#include <string>

#include "bindings.hpp"
#include "convert.hpp"
#include "queries.hpp"

namespace firstlog_python {
namespace {

struct PythonFeed {
  std::shared_ptr<OrganisationHandle> organisation;
  std::shared_ptr<EngineBox> box;  // outlives the feed
  std::unique_ptr<firstlog::Feed> feed;
  std::atomic<bool> busy = false;

  // Feeds are used by one thread at a time; two at once are told so.
  template <class Work>
  auto alone(Work work) {
    if (!feed) raise(firstlog::Error(firstlog::Status::closed, "feed", "it was closed"));
    if (busy.exchange(true))
      raise(firstlog::Error(firstlog::Status::invalid_argument, "feed", "two threads use it at once",
                            "open a feed for each"));
    struct Done {
      std::atomic<bool>& busy;
      ~Done() { busy = false; }
    } done{busy};
    return unlocked([&] { return work(*feed); });
  }
};

}  // namespace

void bind_feed(py::module_& module) {
  py::class_<PythonFeed>(module, "Feed")
      .def(py::init([](const std::shared_ptr<OrganisationHandle>& organisation, py::handle consumer) {
             auto made = std::make_unique<PythonFeed>();
             made->organisation = organisation;
             made->box = organisation->engine->open();
             const std::string name(text_of(consumer, "consumer"));
             made->feed = std::make_unique<firstlog::Feed>(
                 take(unlocked([&] { return made->box->engine->feed(organisation->key, name); })));
             return made;
           }),
           py::arg("organisation"), py::arg("consumer"))
      .def(
          "poll",
          [](PythonFeed& self, std::size_t count_max, py::handle wait) {
            const auto wait_max = duration_of(wait, "wait");
            firstlog::EventLog events;
            take(self.alone([&](firstlog::Feed& feed) { return feed.poll(count_max, events, wait_max); }));
            return handed_out(unlocked([&] {
              Names names(*self.box->engine, self.organisation->key);
              return table_of(events, names);
            }));
          },
          py::arg("count_max") = 1000, py::arg("wait") = 0)
      .def(
          "acknowledge",
          [](PythonFeed& self, py::handle position) {
            const auto up_to = position_of(position, "position");
            take(self.alone([&](firstlog::Feed& feed) { return feed.acknowledge(up_to); }));
          },
          py::arg("position"))
      .def_property_readonly(
          "acknowledged",
          [](PythonFeed& self) {
            return self.alone([](firstlog::Feed& feed) { return feed.acknowledged().number(); });
          })
      .def("close", [](PythonFeed& self) {
        unlocked([&] {
          self.feed.reset();
          return 0;
        });
        self.box.reset();
      });
}

}  // namespace firstlog_python
