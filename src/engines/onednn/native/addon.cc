// The addon's surface in Node-API. `src/engines/onednn/addon.ts` gives the types.
#include <omp.h>
#include <sys/mman.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <map>

#include "../../native/session.h"
#include "program.h"

namespace {

using namespace engine;
using namespace javascript;
using Numbers = std::vector<double>;

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

std::vector<Instruction> instructions(const Js& js, napi_value list) {
  std::vector<Instruction> result(js.length(list));
  for (uint32_t i = 0; i < result.size(); i++) {
    const auto instruction = js.at(list, i);
    const auto [buffers, n] = js.elements<int32_t>(js.get(instruction, "buffers"), napi_int32_array);
    result[i] = {js.text(js.get(instruction, "kind")), {buffers, buffers + n}, js.doubles(js.get(instruction, "numbers"))};
  }
  return result;
}

// --- what JavaScript calls; the first argument is the session ---

napi_value ask(const Js& js, const Arguments& arguments, std::function<Numbers(Work&)> work, const std::vector<napi_value>& held = {}) {
  return sessionOf<Work>(js, arguments).ask([work = std::move(work)](Work& all) { return Answer(work(all)); }, held);
}

/// `open(threads)`
napi_value open(const Js& js, const Arguments& arguments) {
  const auto threads = static_cast<int>(js.number(arguments.at(0)));
  return handleOf(js, std::make_unique<Session<Work>>(js.env, "exp_onednn", [threads] {
    omp_set_dynamic(0);
    omp_set_num_threads(threads);
    return std::make_unique<Work>();
  }));
}

/// `close(session)`
napi_value close(const Js& js, const Arguments& arguments) {
  sessionOf<Work>(js, arguments).stop();
  return js.none();
}

void append(Numbers& answer, const Layout& layout) {
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
    Numbers answer;
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
  const auto once = instructions(js, js.get(given, "once")), steps = instructions(js, js.get(given, "steps"));
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
    return Numbers{};
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
    return Numbers{};
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
  auto& session = sessionOf<Work>(js, arguments);
  return ask(js, arguments, [=, &session](Work& work) {
    run(work, id, feeds, fetches, session.isStopping());
    return Numbers{};
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
    return Numbers{};
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
    return Numbers{};
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
    return Numbers{};
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
  return ask(js, arguments, [](Work& work) { return Numbers{work.bytes}; });
}

}  // namespace

NAPI_MODULE_INIT() {
  add(env, exports, "open", safe<open>);
  add(env, exports, "close", safe<close>);
  add(env, exports, "describe", safe<describe>);
  add(env, exports, "compile", safe<compile>);
  add(env, exports, "dispose", safe<dispose>);
  add(env, exports, "run", safe<runProgram>);
  add(env, exports, "profile", safe<profile>);
  add(env, exports, "write", safe<write>);
  add(env, exports, "read", safe<read>);
  add(env, exports, "convert", safe<convert>);
  add(env, exports, "memory", safe<memory>);
  add(env, exports, "resample", safe<resampleImage>);
  must(env, napi_set_named_property(env, exports, "version", Js{env}.of(Library::version())));
  return exports;
}
