// The addon's surface in Node-API. A session has one thread, which does all the work in the order in which it was asked for; JavaScript
// gets promises. `src/engines/onednn/addon.ts` gives the types.
#include <node_api.h>
#include <omp.h>
#include <sys/mman.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "program.h"

namespace {

using namespace engine;

// --- memory ---

constexpr size_t vector = 64, page = 2 << 20;

/// Floats aligned for the widest vectors; large blocks lie on large pages, where the system grants them: transforms walk with long strides, and with
/// pages of 4 KiB they would wait for address translation.
class Block {
 public:
  Block() = default;
  explicit Block(size_t bytes) : size(bytes) {
    if (bytes == 0) return;
    const size_t alignment = bytes < page ? vector : page, whole = (bytes + alignment - 1) / alignment * alignment;
    start.reset(static_cast<float*>(std::aligned_alloc(alignment, whole)));
    if (!start) throw std::bad_alloc();
    if (alignment == page) madvise(start.get(), whole, MADV_HUGEPAGE);
  }
  float* data() const { return start.get(); }
  size_t bytes() const { return size; }

 private:
  struct Free {
    void operator()(float* block) const { std::free(block); }
  };
  std::unique_ptr<float, Free> start;
  size_t size = 0;
};

// --- programs ---

/// Where a buffer lies: the number beside it is an offset in bytes, or an index.
enum class Place { arena, kept, state, feed, fetch };
struct Buffer {
  Place place;
  size_t where;
};

struct Program {
  std::vector<Buffer> buffers;
  /// What depends on nothing but state: run again only after the state has changed.
  std::vector<Step> once;
  std::vector<Step> steps;
  std::vector<double> seconds;
  size_t arena = 0;
  Block kept;
  bool updates = false;
  int64_t settled = -1;
};

struct Work {
  Library library;
  std::map<int32_t, Program> programs;
  std::map<int32_t, Block> state;
  Block arena;
  /// Counts changes of the state.
  int64_t version = 0;
  double bytes = 0;

  void count() {
    double sum = static_cast<double>(arena.bytes());
    for (const auto& [id, block] : state) sum += static_cast<double>(block.bytes());
    for (const auto& [id, program] : programs) sum += static_cast<double>(program.kept.bytes());
    bytes = sum;
  }

  /// One arena serves all programs, for they run one after the other.
  void fitArena() {
    size_t most = 0;
    for (const auto& [id, program] : programs) most = std::max(most, program.arena);
    if (most == arena.bytes()) return;
    arena = Block();
    arena = Block(most);
  }
};

void run(Work& work, int32_t id, const std::vector<float*>& feeds, const std::vector<float*>& fetches, const std::atomic<bool>& stopping) {
  auto& program = work.programs.at(id);
  std::vector<float*> at;
  at.reserve(program.buffers.size());
  const auto within = [](const Block& block, size_t offset) { return block.data() + offset / sizeof(float); };
  for (const auto& [place, where] : program.buffers) switch (place) {
      case Place::arena: at.push_back(within(work.arena, where)); break;
      case Place::kept: at.push_back(within(program.kept, where)); break;
      case Place::state: at.push_back(work.state.at(static_cast<int32_t>(where)).data()); break;
      case Place::feed: at.push_back(feeds.at(where)); break;
      case Place::fetch: at.push_back(fetches.at(where)); break;
    }
  if (program.settled != work.version)
    for (const auto& step : program.once) step(at.data());
  program.settled = work.version;
  auto last = std::chrono::steady_clock::now();
  for (size_t i = 0; i < program.steps.size(); i++) {
    if (stopping) throw std::runtime_error("the session was closed");
    program.steps[i](at.data());
    const auto now = std::chrono::steady_clock::now();
    program.seconds[i] += std::chrono::duration<double>(now - last).count();
    last = now;
  }
  if (program.updates) work.version++;
}

// --- values of JavaScript ---

void must(napi_env env, napi_status status) {
  if (status == napi_ok) return;
  const napi_extended_error_info* info = nullptr;
  napi_get_last_error_info(env, &info);
  throw std::runtime_error(std::string("Node-API: ") + (info && info->error_message ? info->error_message : "failed"));
}

struct Js {
  napi_env env;

  napi_value at(napi_value list, uint32_t i) const {
    napi_value value;
    must(env, napi_get_element(env, list, i, &value));
    return value;
  }
  napi_value get(napi_value object, const char* name) const {
    napi_value value;
    must(env, napi_get_named_property(env, object, name, &value));
    return value;
  }
  uint32_t length(napi_value list) const {
    uint32_t n;
    must(env, napi_get_array_length(env, list, &n));
    return n;
  }
  double number(napi_value value) const {
    double result;
    must(env, napi_get_value_double(env, value, &result));
    return result;
  }
  bool truth(napi_value value) const {
    bool result;
    must(env, napi_get_value_bool(env, value, &result));
    return result;
  }
  std::string text(napi_value value) const {
    size_t n;
    must(env, napi_get_value_string_utf8(env, value, nullptr, 0, &n));
    std::string result(n, '\0');
    must(env, napi_get_value_string_utf8(env, value, result.data(), n + 1, &n));
    return result;
  }
  /// The elements of a typed array, where they lie.
  template <class T>
  std::pair<T*, size_t> elements(napi_value value, napi_typedarray_type wanted) const {
    napi_typedarray_type type;
    size_t n;
    void* data;
    must(env, napi_get_typedarray_info(env, value, &type, &n, &data, nullptr, nullptr));
    if (type != wanted) throw std::runtime_error("a typed array of another type was expected");
    return {static_cast<T*>(data), n};
  }
  std::vector<double> doubles(napi_value value) const {
    const auto [data, n] = elements<double>(value, napi_float64_array);
    return {data, data + n};
  }
  napi_value of(double number) const {
    napi_value value;
    must(env, napi_create_double(env, number, &value));
    return value;
  }
  napi_value of(const std::vector<double>& numbers) const {
    napi_value buffer, value;
    void* data;
    must(env, napi_create_arraybuffer(env, numbers.size() * sizeof(double), &data, &buffer));
    std::copy(numbers.begin(), numbers.end(), static_cast<double*>(data));
    must(env, napi_create_typedarray(env, napi_float64_array, numbers.size(), buffer, 0, &value));
    return value;
  }
  napi_value none() const {
    napi_value value;
    must(env, napi_get_undefined(env, &value));
    return value;
  }

  std::vector<Instruction> instructions(napi_value list) const {
    std::vector<Instruction> result(length(list));
    for (uint32_t i = 0; i < result.size(); i++) {
      const auto instruction = at(list, i);
      const auto [buffers, n] = elements<int32_t>(get(instruction, "buffers"), napi_int32_array);
      result[i] = {text(get(instruction, "kind")), {buffers, buffers + n}, doubles(get(instruction, "numbers"))};
    }
    return result;
  }
};

// --- the session ---

/// What a piece of work answers: numbers, or nothing.
using Answer = std::vector<double>;

struct Job {
  std::function<Answer(Work&)> work;
  napi_deferred deferred = nullptr;
  /// What must not be freed while the work is under way.
  std::vector<napi_ref> holds;
  Answer answer;
  std::string error;
};

class Session {
 public:
  Session(napi_env env, int threads) : env(env) {
    napi_value name;
    must(env, napi_create_string_utf8(env, "exp_onednn", NAPI_AUTO_LENGTH, &name));
    must(env, napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, this, settle, &settled));
    // What waits for nothing does not keep the process alive.
    must(env, napi_unref_threadsafe_function(env, settled));
    must(env, napi_add_env_cleanup_hook(env, stopLate, this));
    thread = std::thread([this, threads] { serve(threads); });
  }
  ~Session() { stop(); }

  const std::atomic<bool>& isStopping() const { return stopping; }

  napi_value ask(std::unique_ptr<Job> job, const std::vector<napi_value>& held) {
    napi_value promise;
    must(env, napi_create_promise(env, &job->deferred, &promise));
    for (auto value : held) {
      napi_ref ref;
      must(env, napi_create_reference(env, value, 1, &ref));
      job->holds.push_back(ref);
    }
    if (waiting++ == 0) must(env, napi_ref_threadsafe_function(env, settled));
    {
      const std::lock_guard<std::mutex> lock(mutex);
      jobs.push_back(std::move(job));
    }
    wake.notify_one();
    return promise;
  }

  /// Ends the thread after the instruction that it is at, and frees everything. What is still waiting is rejected by JavaScript's side.
  void stop() {
    if (!thread.joinable()) return;
    {
      const std::lock_guard<std::mutex> lock(mutex);
      stopping = true;
    }
    wake.notify_one();
    thread.join();
    napi_remove_env_cleanup_hook(env, stopLate, this);
    napi_release_threadsafe_function(settled, napi_tsfn_abort);
  }

 private:
  napi_env env;
  napi_threadsafe_function settled = nullptr;
  int waiting = 0;
  std::thread thread;
  std::mutex mutex;
  std::condition_variable wake;
  std::deque<std::unique_ptr<Job>> jobs;
  std::atomic<bool> stopping{false};

  static void stopLate(void* session) { static_cast<Session*>(session)->stop(); }

  void serve(int threads) {
    omp_set_dynamic(0);
    omp_set_num_threads(threads);
    std::unique_ptr<Work> work;
    while (true) {
      std::unique_ptr<Job> job;
      {
        std::unique_lock<std::mutex> lock(mutex);
        wake.wait(lock, [this] { return stopping || !jobs.empty(); });
        if (stopping) return;
        job = std::move(jobs.front());
        jobs.pop_front();
      }
      try {
        if (!work) work = std::make_unique<Work>();
        job->answer = job->work(*work);
      } catch (const std::exception& error) {
        job->error = error.what();
      }
      // What the work holds of others' data goes before they are told.
      job->work = nullptr;
      if (napi_call_threadsafe_function(settled, job.get(), napi_tsfn_nonblocking) == napi_ok) job.release();
    }
  }

  static void settle(napi_env env, napi_value, void* context, void* data) {
    const std::unique_ptr<Job> job(static_cast<Job*>(data));
    if (!env) return;
    auto* session = static_cast<Session*>(context);
    for (auto ref : job->holds) napi_delete_reference(env, ref);
    if (--session->waiting == 0) napi_unref_threadsafe_function(env, session->settled);
    const Js js{env};
    if (job->error.empty()) {
      napi_resolve_deferred(env, job->deferred, js.of(job->answer));
    } else {
      napi_value message, error;
      napi_create_string_utf8(env, job->error.c_str(), NAPI_AUTO_LENGTH, &message);
      napi_create_error(env, nullptr, message, &error);
      napi_reject_deferred(env, job->deferred, error);
    }
  }
};

// --- what JavaScript calls; the first argument is the session ---

using Arguments = std::vector<napi_value>;

Session& sessionOf(const Js& js, const Arguments& arguments) {
  void* session;
  must(js.env, napi_get_value_external(js.env, arguments.at(0), &session));
  return *static_cast<Session*>(session);
}

napi_value ask(const Js& js, const Arguments& arguments, std::function<Answer(Work&)> work, const std::vector<napi_value>& held = {}) {
  auto job = std::make_unique<Job>();
  job->work = std::move(work);
  return sessionOf(js, arguments).ask(std::move(job), held);
}

/// `open(threads)`
napi_value open(const Js& js, const Arguments& arguments) {
  auto session = std::make_unique<Session>(js.env, static_cast<int>(js.number(arguments.at(0))));
  napi_value external;
  must(js.env, napi_create_external(js.env, session.get(), [](napi_env, void* data, void*) { delete static_cast<Session*>(data); }, nullptr, &external));
  session.release();
  return external;
}

/// `close(session)`
napi_value close(const Js& js, const Arguments& arguments) {
  sessionOf(js, arguments).stop();
  return js.none();
}

void append(Answer& answer, const Layout& layout) {
  for (double value : {static_cast<double>(layout.id), static_cast<double>(layout.plain), layout.bytes, static_cast<double>(layout.groups),
                       static_cast<double>(layout.block)})
    answer.push_back(value);
}

/// `describe(session, program, convolutions)`: of each the layouts of source, filter and target, five numbers each, and the scratch bytes.
napi_value describe(const Js& js, const Arguments& arguments) {
  const auto program = static_cast<int32_t>(js.number(arguments.at(1)));
  std::vector<Convolution> convolutions;
  for (uint32_t i = 0; i < js.length(arguments.at(2)); i++) {
    const auto n = js.doubles(js.at(arguments.at(2), i));
    const auto whole = [&](int at) { return static_cast<int64_t>(n.at(at)); };
    convolutions.push_back({static_cast<Direction>(whole(0)), whole(1), whole(2), whole(3), whole(4), whole(5), whole(6), whole(7), whole(8),
                            whole(9), whole(10), whole(11), whole(12), whole(13), whole(14), whole(15), n.at(16) != 0, n.at(17) != 0,
                            n.at(18) != 0, whole(19)});
  }
  return ask(js, arguments, [=](Work& work) {
    Answer answer;
    for (const auto& convolution : convolutions) {
      const auto described = convolution.winograd ? describeWinograd(work.library, convolution) : work.library.describe(convolution, program);
      for (const auto& layout : {described.source, described.filter, described.target}) append(answer, layout);
      answer.push_back(described.scratch);
    }
    return answer;
  });
}

/// `compile(session, program, { buffers, once, steps, arena, kept, updates })`
napi_value compile(const Js& js, const Arguments& arguments) {
  const auto id = static_cast<int32_t>(js.number(arguments.at(1)));
  const auto given = arguments.at(2);
  std::vector<Buffer> buffers;
  const auto places = js.doubles(js.get(given, "buffers"));
  for (size_t i = 0; i + 1 < places.size(); i += 2) buffers.push_back({static_cast<Place>(places[i]), static_cast<size_t>(places[i + 1])});
  const auto once = js.instructions(js.get(given, "once")), steps = js.instructions(js.get(given, "steps"));
  const auto arena = static_cast<size_t>(js.number(js.get(given, "arena"))), kept = static_cast<size_t>(js.number(js.get(given, "kept")));
  const bool updates = js.truth(js.get(given, "updates"));
  return ask(js, arguments, [=](Work& work) {
    Program program;
    program.buffers = buffers;
    const auto step = [&](const Instruction& i) {
      for (auto made : {work.library.step(i, id), winograd(i)})
        if (made) return made;
      return loop(i);
    };
    for (const auto& i : once) program.once.push_back(step(i));
    for (const auto& i : steps) program.steps.push_back(step(i));
    program.seconds.assign(steps.size(), 0.0);
    program.arena = arena;
    program.kept = Block(kept);
    program.updates = updates;
    work.programs[id] = std::move(program);
    work.library.forget(id);
    work.fitArena();
    work.count();
    return Answer{};
  });
}

/// `dispose(session, program)`
napi_value dispose(const Js& js, const Arguments& arguments) {
  const auto id = static_cast<int32_t>(js.number(arguments.at(1)));
  return ask(js, arguments, [=](Work& work) {
    work.library.forget(id);
    work.programs.erase(id);
    work.fitArena();
    work.count();
    return Answer{};
  });
}

/// `profile(session, program)`: the seconds that each instruction has taken so far.
napi_value profile(const Js& js, const Arguments& arguments) {
  const auto id = static_cast<int32_t>(js.number(arguments.at(1)));
  return ask(js, arguments, [=](Work& work) { return work.programs.at(id).seconds; });
}

std::vector<float*> addresses(const Js& js, napi_value list, std::vector<napi_value>& held) {
  std::vector<float*> result;
  for (uint32_t i = 0; i < js.length(list); i++) {
    held.push_back(js.at(list, i));
    result.push_back(js.elements<float>(held.back(), napi_float32_array).first);
  }
  return result;
}

/// `run(session, program, feeds, fetches)`: reads the one and fills the other, both lists of Float32Array.
napi_value runProgram(const Js& js, const Arguments& arguments) {
  const auto id = static_cast<int32_t>(js.number(arguments.at(1)));
  std::vector<napi_value> held;
  const auto feeds = addresses(js, arguments.at(2), held), fetches = addresses(js, arguments.at(3), held);
  auto& session = sessionOf(js, arguments);
  return ask(js, arguments, [=, &session](Work& work) {
    run(work, id, feeds, fetches, session.isStopping());
    return Answer{};
  }, held);
}

struct Move {
  int32_t state, layout, plain;
  float* data;
  size_t count;
};

/// `[state, layout or -1, its plain layout]` for each tensor, and the tensors.
std::vector<Move> moves(const Js& js, const Arguments& arguments, std::vector<napi_value>& held) {
  const auto numbers = js.doubles(arguments.at(1));
  std::vector<Move> result;
  for (uint32_t i = 0; i < js.length(arguments.at(2)); i++) {
    held.push_back(js.at(arguments.at(2), i));
    const auto [data, count] = js.elements<float>(held.back(), napi_float32_array);
    const auto whole = [&](size_t at) { return static_cast<int32_t>(numbers.at(3 * i + at)); };
    result.push_back({whole(0), whole(1), whole(2), data, count});
  }
  return result;
}

/// `write(session, places, tensors)`
napi_value write(const Js& js, const Arguments& arguments) {
  std::vector<napi_value> held;
  const auto all = moves(js, arguments, held);
  return ask(js, arguments, [=](Work& work) {
    for (const auto& move : all) {
      const size_t bytes = move.layout < 0 ? move.count * sizeof(float) : static_cast<size_t>(work.library.bytes(move.layout));
      auto& block = work.state[move.state];
      if (block.bytes() != bytes) block = Block(), block = Block(bytes);
      if (move.layout < 0) std::memcpy(block.data(), move.data, bytes);
      else work.library.reorder(move.plain, move.data, move.layout, block.data());
    }
    work.version++;
    work.count();
    return Answer{};
  }, held);
}

/// `read(session, places, tensors)`: fills the tensors.
napi_value read(const Js& js, const Arguments& arguments) {
  std::vector<napi_value> held;
  const auto all = moves(js, arguments, held);
  return ask(js, arguments, [=](Work& work) {
    for (const auto& move : all) {
      const auto& block = work.state.at(move.state);
      if (move.layout < 0) std::memcpy(move.data, block.data(), move.count * sizeof(float));
      else work.library.reorder(move.layout, block.data(), move.plain, move.data);
    }
    return Answer{};
  }, held);
}

/// `convert(session, changes)`: `[state, its layout, the one that it gets]` for each.
napi_value convert(const Js& js, const Arguments& arguments) {
  const auto numbers = js.doubles(arguments.at(1));
  return ask(js, arguments, [=](Work& work) {
    for (size_t i = 0; i + 2 < numbers.size(); i += 3) {
      auto& block = work.state.at(static_cast<int32_t>(numbers[i]));
      const auto from = static_cast<int32_t>(numbers[i + 1]), to = static_cast<int32_t>(numbers[i + 2]);
      Block next(static_cast<size_t>(work.library.bytes(to)));
      work.library.reorder(from, block.data(), to, next.data());
      block = std::move(next);
    }
    work.count();
    return Answer{};
  });
}

/// `resample(image, from, how, out, offset, to)`: at once, on the thread that calls. How: projection, mean, deviation, and of a lit image shift and scale.
napi_value resampleImage(const Js& js, const Arguments& arguments) {
  const auto whole = [&](size_t at) { return static_cast<int64_t>(js.number(arguments.at(at))); };
  const auto [source, bytes] = js.elements<uint8_t>(arguments.at(0), napi_uint8_array);
  const auto numbers = js.doubles(arguments.at(2));
  const auto [out, floats] = js.elements<float>(arguments.at(3), napi_float32_array);
  Resampling how{whole(1), whole(5), {}, {}, {}, numbers.size() == 17, 0, 1};
  const auto offset = whole(4);
  if (numbers.size() != 15 && !how.isLit) throw std::runtime_error("resample: 15 or 17 numbers say how");
  if (how.from < 1 || static_cast<size_t>(how.from * how.from * 3) > bytes) throw std::runtime_error("resample: the image is smaller than it is said to be");
  if (how.to < 1 || offset < 0 || static_cast<size_t>(offset + how.to * how.to * 3) > floats)
    throw std::runtime_error("resample: the result does not fit where it is to go");
  std::copy_n(numbers.begin(), 9, how.projection);
  std::copy_n(numbers.begin() + 9, 3, how.mean);
  std::copy_n(numbers.begin() + 12, 3, how.deviation);
  if (how.isLit) how.shift = numbers[15], how.scale = numbers[16];
  resample(how, source, out + offset);
  return js.none();
}

/// `memory(session)`: bytes held.
napi_value memory(const Js& js, const Arguments& arguments) {
  return ask(js, arguments, [](Work& work) { return Answer{work.bytes}; });
}

/// Turns what is thrown into exceptions of JavaScript.
template <napi_value (*F)(const Js&, const Arguments&)>
napi_value safe(napi_env env, napi_callback_info info) {
  try {
    size_t n = 8;
    Arguments arguments(n);
    must(env, napi_get_cb_info(env, info, &n, arguments.data(), nullptr, nullptr));
    arguments.resize(n);
    return F(Js{env}, arguments);
  } catch (const std::exception& error) {
    napi_throw_error(env, nullptr, error.what());
    return nullptr;
  }
}

}  // namespace

NAPI_MODULE_INIT() {
  const auto add = [&](const char* name, napi_callback function) {
    napi_value value;
    napi_create_function(env, name, NAPI_AUTO_LENGTH, function, nullptr, &value);
    napi_set_named_property(env, exports, name, value);
  };
  add("open", safe<open>);
  add("close", safe<close>);
  add("describe", safe<describe>);
  add("compile", safe<compile>);
  add("dispose", safe<dispose>);
  add("run", safe<runProgram>);
  add("profile", safe<profile>);
  add("write", safe<write>);
  add("read", safe<read>);
  add("convert", safe<convert>);
  add("memory", safe<memory>);
  add("resample", safe<resampleImage>);
  napi_value version;
  napi_create_string_utf8(env, Library::version().c_str(), NAPI_AUTO_LENGTH, &version);
  napi_set_named_property(env, exports, "version", version);
  return exports;
}
