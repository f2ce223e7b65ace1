// A plugin of OpenXLA's PJRT, by its C API. Every call of it is in pjrt.cc. All functions throw `std::runtime_error` with what the plugin said.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace pjrt {

using Option = std::pair<std::string, std::variant<int64_t, double, bool, std::string>>;

struct DeviceDescription {
  int64_t id;
  std::string kind;
  /// Bytes that it has for us, and that we hold now; 0 where it does not tell.
  int64_t limit, used;
};

/// Bytes that one run takes on each device, as the compiler counts them.
struct MemoryNeed {
  int64_t arguments, outputs, aliased, temporary, code;
};

/// Where the inputs of a program come from, and where its outputs go: states first, then feeds; updates first, then fetches, which every device has whole.
struct Wiring {
  std::vector<int32_t> states;
  /// For each feed its extents; the first is split over the devices where said.
  std::vector<std::vector<int64_t>> feeds;
  std::vector<bool> isSplit;
  /// The states that the first outputs replace.
  std::vector<int32_t> updates;
};

struct Api;
struct Buffer;
struct Executable;

class Client {
 public:
  Client(const std::string& plugin, const std::vector<Option>& options, size_t devices);
  ~Client();
  Client(const Client&) = delete;

  std::string platform() const;
  std::vector<DeviceDescription> devices() const;

  /// Bytes of StableHLO text, with a serialised CompileOptionsProto.
  void compile(int32_t program, const std::string& text, const std::string& options, Wiring wiring);
  /// What `serialise` gave once; throws where this plugin does not take it.
  void load(int32_t program, const std::string& bytes, Wiring wiring);
  /// Empty where the plugin cannot.
  std::vector<uint8_t> serialise(int32_t program) const;
  MemoryNeed need(int32_t program) const;
  void dispose(int32_t program);

  /// Copies to every device. The data must stay until what is returned has been called, which waits for that.
  std::function<void()> write(int32_t state, const std::vector<int64_t>& extents, const float* data);
  std::function<void()> read(int32_t state, float* data, size_t count) const;
  /// Starts a run, and returns what waits for its end. Feeds and fetches must stay until then. The states that it replaces are those of the run from now on.
  std::function<void()> run(int32_t program, const std::vector<const float*>& feeds, const std::vector<std::pair<float*, size_t>>& fetches);

 private:
  std::shared_ptr<Api> api;
  std::map<int32_t, std::vector<std::shared_ptr<Buffer>>> state;
  std::map<int32_t, std::unique_ptr<Executable>> programs;

};

}  // namespace pjrt
